"""A case's archive, checked from the file alone: no portal, database or network.

In this order; the first thing that is wrong is what is said, and of which member:

1. there is a manifest, and the key in it is the one that was named;
2. both signatures are over this manifest;
3. member by member, in the order of the manifest: each is there, as long as it was, and with the
   same hash; none is there that the manifest does not list;
4. the archive is the one that follows from its members, byte for byte;
5. the part of the trail in it is genuine, as `export_check` says.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import IO
from zipfile import BadZipFile, ZipFile

from wbportal.casework import export_check
from wbportal.casework.bundles import (
    FORMAT,
    MANIFEST,
    PIECE_BYTES,
    SIGNATURES,
    TRAIL,
    Packing,
    signed,
)
from wbportal.casework.export_check import Checked, ExportRefused, hex_of, is_named
from wbportal.casework.records import Json, canonical
from wbportal.vault.errors import VaultError
from wbportal.vault.signatures import HybridPublic, VerifyKey

_MOST_MANIFEST_BYTES = 64 * 1024 * 1024


class Wrong(StrEnum):
    """What can be wrong with an archive."""

    NO_ARCHIVE = "no-archive"  # it is none, or not of a case
    OTHER_KEY = "other-key"  # it is of another portal, or nobody's
    FORGED = "forged"  # the manifest is not what was signed
    CHANGED = "changed"  # a member is not what the manifest says
    MISSING = "missing"
    ADDED = "added"
    NOT_WHOLE = "not-whole"  # something stands between, before or after the members
    TRAIL = "trail"  # the part of the trail is not genuine


class BundleRefused(Exception):
    """An archive is not what a portal signed; `member` is the one to blame, "" for none."""

    def __init__(self, wrong: Wrong, member: str = "") -> None:
        super().__init__(wrong.value)  # the name of a member may be content
        self.wrong = wrong
        self.member = member


@dataclass(frozen=True, slots=True)
class Genuine:
    """What a genuine archive says of itself."""

    case: str
    number: int
    at: str
    by: str
    members: int
    left_out: int
    trail: Checked


def check(file: IO[bytes], key: str) -> Genuine:
    """Check an archive; `key` is the fingerprint, in words or digits. Raises BundleRefused."""
    try:
        with ZipFile(file) as archive:
            manifest = _manifest(archive, key)  # 1, 2
            members = _members(manifest)
            _check_members(archive, file, members)  # 3, 4
            trail = _check_trail(archive, key)  # 5
            return _genuine(manifest, len(members), trail)
    except (
        BadZipFile,
        ValueError,
        KeyError,
        TypeError,
        NotImplementedError,
        RecursionError,
    ) as error:
        raise BundleRefused(Wrong.NO_ARCHIVE) from error


def _manifest(archive: ZipFile, key: str) -> Mapping[str, Json]:
    body = _small(archive, MANIFEST)
    said = _parsed(body)
    if said.get("format") != FORMAT:
        raise BundleRefused(Wrong.NO_ARCHIVE)
    portal_key = HybridPublic(hex_of(said["portal_key"]))
    if not is_named(portal_key, key):
        raise BundleRefused(Wrong.OTHER_KEY)
    signatures = _parsed(_small(archive, SIGNATURES))
    if signatures.keys() != {"portal", "person"}:
        raise ValueError
    try:
        portal_key.verify(hex_of(signatures["portal"]), signed(body))
        person = VerifyKey(hex_of(said["person_key"]))
        person.verify(hex_of(signatures["person"]), signed(body))
    except VaultError as error:
        raise BundleRefused(Wrong.FORGED, MANIFEST) from error
    return said


def _members(manifest: Mapping[str, Json]) -> dict[str, tuple[int, str]]:
    listed = manifest["members"]
    if not isinstance(listed, list):
        raise TypeError
    found: dict[str, tuple[int, str]] = {}
    for one in listed:
        match one:
            case {"path": str() as path, "bytes": int() as length, "sha256": str() as hashed}:
                found[path] = (length, hashed)
            case _:
                raise ValueError
    return found


def _check_members(
    archive: ZipFile, file: IO[bytes], members: Mapping[str, tuple[int, str]]
) -> None:
    wanted = [*members, MANIFEST, SIGNATURES]
    _check_names(archive.namelist(), wanted)
    packing, at = Packing(), 0
    for path in wanted:
        for piece in packing.add(path, _content(archive, path)):
            at = _same(file, at, piece, path)
        made = packing.listed[-1]
        if path in members and (made.length, made.sha256) != members[path]:
            raise BundleRefused(Wrong.CHANGED, path)
    at = _same(file, at, packing.end(), "")
    file.seek(at)
    if file.read(1):
        raise BundleRefused(Wrong.NOT_WHOLE)


def _check_names(names: list[str], wanted: list[str]) -> None:
    for path in wanted:
        if path not in names:
            raise BundleRefused(Wrong.MISSING, path)
    for at, name in enumerate(names):
        if name not in wanted or name in names[:at]:
            raise BundleRefused(Wrong.ADDED, name)
    if names != wanted:
        raise BundleRefused(Wrong.NOT_WHOLE)


def _same(file: IO[bytes], at: int, piece: bytes, member: str) -> int:
    """Compare a piece with what stands there, and return where the next one begins."""
    file.seek(at)
    if file.read(len(piece)) != piece:
        raise BundleRefused(Wrong.CHANGED if member else Wrong.NOT_WHOLE, member)
    return at + len(piece)


def _content(archive: ZipFile, path: str) -> Iterator[bytes]:
    try:
        with archive.open(path) as member:
            while chunk := member.read(PIECE_BYTES):
                yield chunk
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise BundleRefused(Wrong.CHANGED, path) from error


def _check_trail(archive: ZipFile, key: str) -> Checked:
    try:
        with archive.open(TRAIL) as lines:
            return export_check.check(lines, key)
    except ExportRefused as refused:
        raise BundleRefused(Wrong.TRAIL, TRAIL) from refused


def _genuine(manifest: Mapping[str, Json], members: int, trail: Checked) -> Genuine:
    match manifest:
        case {
            "case": str() as case,
            "number": int() as number,
            "at": str() as at,
            "by": str() as by,
            "left_out": list() as left_out,
        }:
            return Genuine(case, number, at, by, members, len(left_out), trail)
        case _:
            raise ValueError


def _small(archive: ZipFile, path: str) -> bytes:
    if path not in archive.namelist():
        raise BundleRefused(Wrong.NO_ARCHIVE)
    if archive.getinfo(path).file_size > _MOST_MANIFEST_BYTES:
        raise BundleRefused(Wrong.CHANGED, path)
    return b"".join(_content(archive, path))


def _parsed(body: bytes) -> Mapping[str, Json]:
    """Read an object. Raises ValueError unless it is written in the only way."""
    said: Json = json.loads(body)
    if not isinstance(said, dict) or canonical(said) != body:
        raise ValueError
    return said
