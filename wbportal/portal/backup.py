"""A whole installation in one sealed file, and back; only while no server runs.

In it are the database as it is encrypted, the sealed files of cases, the secrets, and the roots
and heads that lie outside the database. Not in it are sessions, and drafts with their files.
"""

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path

from sqlalchemy import make_url

from config import Config
from wbportal.db import schema
from wbportal.db.copying import copy_without_visitors
from wbportal.portal import running, sealed_archive
from wbportal.portal.changes import Json
from wbportal.portal.portal import Portal
from wbportal.portal.sealed_archive import COST, Archive, ArchiveRefused, Member, drain
from wbportal.vault.passphrases import Cost

__all__ = ["BackupRefused", "Contents", "read", "restore", "write"]

_DATABASE, _ROOTS, _HEADS = "portal.sqlite", "roots.json", "heads.jsonl"
_COUNTS = "heads.counts.jsonl"
_SECRETS = "secrets"
_MEMBER = re.compile(
    rf"{_DATABASE}|{_ROOTS}|{_HEADS}|{_COUNTS}|{_SECRETS}/[a-z-]+|blobs/([0-9a-f]{{2}})/\1[0-9a-f]{{30}}"
)
_COPY = "backup.sqlite"
_UNFINISHED = "restoring"
_LOCK = "running.lock"


class BackupRefused(Exception):
    """A backup cannot be made or restored; the message says why in one sentence."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds, once all of it was read and compared."""

    made_on: date
    revision: str  # of the tables
    files: int  # sealed files of cases


def write(env: Mapping[str, str], path: Path, passphrase: str, cost: Cost = COST) -> Contents:
    """Write a backup to `path`, read it again, and only then give it its name.

    Raises BackupRefused, Refused, DatabaseRefused, or PortalRunning if a server runs.
    """
    source = _Source(config := Config.from_env(env), Portal.from_config(config))
    unfinished = path.with_name(path.name + ".part")
    if path.exists():
        raise BackupRefused(f"{path} is there already.")
    if config.unfinished_rotations:
        name = config.unfinished_rotations[0]
        raise BackupRefused(f"A rotation was cut off: run `wbportal rotate {name}` again first.")
    with running.alone(config.home):
        schema.check(source.portal.engine)
        unfinished.unlink(missing_ok=True)
        try:
            sealed_archive.write(unfinished, passphrase, cost, source.fill)
            found = read(unfinished, passphrase)
            unfinished.rename(path)
        finally:
            unfinished.unlink(missing_ok=True)
    return found


def read(path: Path, passphrase: str) -> Contents:
    """Read a backup from end to end, and compare every hash in it. Raises BackupRefused."""
    try:
        return _contents(sealed_archive.read(path, passphrase, drain))
    except ArchiveRefused as error:
        raise BackupRefused(str(error)) from error


def restore(path: Path, home: Path, passphrase: str) -> Contents:
    """Put a backup into an empty folder, all of it or nothing.

    Raises BackupRefused, or PortalRunning if a server runs there.
    """
    with running.alone(home):
        unfinished = home / _UNFINISHED
        shutil.rmtree(unfinished, ignore_errors=True)  # of a restoring that was cut off
        if {found.name for found in home.iterdir()} - {_LOCK}:
            raise BackupRefused(f"{home} is not empty: a backup is restored into an empty folder.")
        try:
            said = sealed_archive.read(path, passphrase, lambda member: _put(unfinished, member))
            for restored in sorted(unfinished.iterdir()):
                restored.rename(home / restored.name)
        except ArchiveRefused as error:
            raise BackupRefused(str(error)) from error
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return _contents(said)


@dataclass(frozen=True, slots=True)
class _Source:
    """What goes into a backup."""

    config: Config
    portal: Portal

    def fill(self, archive: Archive) -> Mapping[str, Json]:
        """Add everything, the database first; return what the manifest says besides hashes."""
        named = self._add_database(archive)
        for name, secret in self._secrets().items():
            archive.add(f"{_SECRETS}/{name}", BytesIO(secret.hex().encode() + b"\n"))
        outside = {
            _ROOTS: self.config.roots_file,
            _HEADS: self.config.heads_file,
            _COUNTS: self.config.heads_file.with_suffix(".counts.jsonl"),
        }
        for name, path in outside.items():
            if path.exists():
                archive.add(name, BytesIO(path.read_bytes()))
        for blob, day in named.items():
            with self.portal.blobs.read(blob) as file:
                archive.add(f"blobs/{blob[:2]}/{blob}", file, _midnight(day))
        today = self.portal.clock().astimezone(self.portal.timezone).date()
        return {
            "made_on": today.isoformat(),
            "revision": schema.head(),
            "files": len(named),
        }

    def _add_database(self, archive: Archive) -> dict[str, date]:
        """Add a copy, as encrypted as the database is; return the blobs that it names."""
        url = make_url(self.config.database_url)
        if url.get_backend_name() != "sqlite" or not url.database:
            raise BackupRefused("Only the embedded database is backed up by this command.")
        copy = self.config.home / _COPY
        try:
            named = copy_without_visitors(
                self.portal.engine, Path(url.database), copy, self.config.database_key
            )
            with copy.open("rb") as file:
                archive.add(_DATABASE, file)
        finally:
            copy.unlink(missing_ok=True)
        return named

    def _secrets(self) -> dict[str, bytes]:
        """Return the secrets, wherever the settings say they are, by the files they become."""
        return {
            "root-secret": self.config.root_secret,
            "pepper": self.config.pepper,
            "database-key": self.config.database_key,
            "receipt-salt": self.config.receipt_salt,
        }


def _put(folder: Path, member: Member) -> None:
    """Write one member below `folder`, for its owner alone."""
    if not _MEMBER.fullmatch(member.name):
        raise ArchiveRefused("This backup holds a file of another kind.")
    path = folder / member.name
    for parent in reversed(path.relative_to(folder.parent).parents[:-1]):
        (folder.parent / parent).mkdir(mode=0o700, exist_ok=True)
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "wb") as out:
        shutil.copyfileobj(member.stream, out)
        out.flush()
        os.fsync(out.fileno())
    if member.time:
        # Files of cases say a day and nothing finer, and so do the folders that they lie in.
        for dated in (path, path.parent):
            os.utime(dated, (member.time, member.time))


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())


def _contents(said: Mapping[str, Json]) -> Contents:
    made_on, revision, files = said.get("made_on"), said.get("revision"), said.get("files")
    if not (isinstance(made_on, str) and isinstance(revision, str) and isinstance(files, int)):
        raise BackupRefused("This backup was made by another version.")
    return Contents(date.fromisoformat(made_on), revision, files)
