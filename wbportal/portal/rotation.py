"""Exchanging the secrets that protect what is stored: the pepper, and the database's key.

In this order; whatever cuts it off, all opens meanwhile and the next run goes on from there:

1. the secret that is to follow is drawn, and lies beside the one in force; whoever opens
   something tries both from now on;
2. what the secret protects is put under it: all in one transaction, or in one renaming;
3. it takes the place of the one before, which is gone then.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from config import Config, Rotating
from wbportal.db import offices, rekeying, schema
from wbportal.db.engine import database_file
from wbportal.db.errors import DatabaseRefused
from wbportal.portal import lines, running, secrets
from wbportal.portal.changes import AuditDraft
from wbportal.portal.portal import Portal
from wbportal.portal.work import Work

Say = Callable[[str], None]
_COPY = ".rekeyed"


class RotationRefused(Exception):
    """A secret cannot be exchanged; the message says why in one sentence."""


def rotate_pepper(env: Mapping[str, str], relock: Callable[[Work, bytes], int], say: Say) -> int:
    """Exchange the pepper; return how many locked seeds there are, all under the new one then.

    `relock` is a deed that puts under a pepper whatever is not there yet, and counts all. Raises
    RotationRefused, Refused, DatabaseRefused, or PortalRunning if a server runs.
    """
    with _alone(env, _pepper) as found:
        config, key = _with_next(env, found, _pepper, say)
        portal = Portal.from_config(config)
        schema.check(portal.engine)
        count = portal.perform(lambda work: relock(work, key))
        portal.engine.dispose()
        say("Every passphrase opens under the new pepper.")
        _exchange(_pepper(config))
    return count


def rotate_database_key(env: Mapping[str, str], say: Say) -> int:
    """Encrypt the embedded database under a new key; return its size in bytes.

    Takes as much of the disk again while it lasts. The entry in the trails says that the new key
    is in use; cut off between the two, it may stand there twice, and is never missing. Raises
    RotationRefused, Refused, DatabaseRefused, or PortalRunning if a server runs.
    """
    with _alone(env, _database_key) as found:
        path = _database_path(found)
        config, key = _with_next(env, found, _database_key, say)
        portal = Portal.from_config(config)
        schema.check(portal.engine)
        copy = path.with_name(path.name + _COPY)
        if rekeying.is_under(path, config.database_key):
            say("Encrypting a copy of the database, and reading it from end to end.")
            rekeying.copy_under(portal.engine, path, copy, (config.database_key, key))
            secrets.keep_owner(path, copy)
            rekeying.take_place(path, copy)
            lines.settle(path.parent)
        say("The database opens under the new key.")
        _enter(portal)
        portal.engine.dispose()
        _exchange(_database_key(config))
        return path.stat().st_size


def _pepper(config: Config) -> Rotating:
    return config.pepper_rotation


def _database_key(config: Config) -> Rotating:
    return config.database_key_rotation


@contextmanager
def _alone(env: Mapping[str, str], which: Callable[[Config], Rotating]) -> Iterator[Config]:
    """Keep servers out, and read the settings as they are then."""
    with running.alone(Config.from_env(env).home):
        config = Config.from_env(env)
        if which(config).file is None:
            raise RotationRefused(
                "This secret stands in a variable: put it into a file first, and name the file"
                " with _FILE behind the variable's name."
            )
        yield config


def _with_next(
    env: Mapping[str, str], config: Config, which: Callable[[Config], Rotating], say: Say
) -> tuple[Config, bytes]:
    """Return the settings with a secret that is to follow, drawn unless there is one already."""
    rotating = which(config)
    if rotating.following is not None:
        say("Going on with a rotation that was cut off.")
        return config, rotating.following
    file, following = _files(rotating)
    try:
        secrets.draw_next(file, following)
    except OSError as error:
        raise RotationRefused(f"Nothing can be written beside {file}.") from error
    config = Config.from_env(env)
    key = which(config).following
    if key is None:
        raise RotationRefused(f"Nothing can be read beside {file}.")
    return config, key


def _exchange(rotating: Rotating) -> None:
    secrets.exchange(*_files(rotating))


def _files(rotating: Rotating) -> tuple[Path, Path]:
    if rotating.file is None or rotating.next_file is None:
        raise RotationRefused("This secret stands in a variable.")
    # A link would be replaced by a file, and the secret that it leads to would stay in force.
    file = rotating.file.resolve()
    if file != rotating.file.absolute():
        raise RotationRefused(f"{rotating.file} is a link: name the file that it leads to.")
    return rotating.file, rotating.next_file


def _database_path(config: Config) -> Path:
    try:
        return database_file(config.database_url)
    except DatabaseRefused as error:
        raise RotationRefused("Only the embedded database has a key of its own.") from error


def _enter(portal: Portal) -> None:
    with portal.work() as work:
        for office in offices.all_offices(work.db):
            work.audit(AuditDraft(office.id, None, "rotate-database-key"))
