"""Many files in one, sealed under a passphrase: the format of a backup.

    label ‖ file id (16) ‖ locked (113) ‖ sealed length (37) ‖ stream

`locked` is a random seed under the passphrase, without a pepper, because a deployment's lies
inside. The stream is a tar archive (POSIX.1-2001), sealed as the files of cases are, under a key
derived from the seed; its length is sealed under the seed itself. The archive's last member is a
manifest with the SHA-256 of all others, and whatever the writer says of them.
"""

import hashlib
import json
import os
import secrets
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO, RawIOBase
from pathlib import Path
from typing import IO, BinaryIO
from uuid import UUID, uuid4

from wbportal.portal.changes import Json
from wbportal.vault import passphrases
from wbportal.vault.encoding import join, u64
from wbportal.vault.errors import VaultError, WrongKey
from wbportal.vault.keys import SymmetricKey
from wbportal.vault.passphrases import Cost
from wbportal.vault.streams import FileKey, SealingWriter, open_chunks

# Whoever has the file can try passphrases for as long as they like: about 0.8 s each.
COST = Cost(256 * 1024, 4)

_LABEL = b"\x01wbportal backup v1"  # the version byte comes first, as everywhere
_STREAM_LABEL = b"wbportal backup stream v1"
_SEED_BYTES = 32
_ID_BYTES = 16
_LOCKED_BYTES = 113
_LENGTH_BYTES = 37
_NO_PEPPER = bytes(32)
_HEADER_BYTES = len(_LABEL) + _ID_BYTES + _LOCKED_BYTES + _LENGTH_BYTES
_MANIFEST = "manifest.json"
_CHUNK_BYTES = 256 * 1024

Take = Callable[["Member"], None]


class ArchiveRefused(Exception):
    """The file is not what it was when it was written, or the passphrase is another one."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive, while it is being read; its hash is compared afterwards."""

    name: str
    time: int  # seconds since 1970
    stream: BinaryIO = field(repr=False)


class Archive:
    """An archive that is being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._hashes: dict[str, Json] = {}

    def add(self, name: str, file: BinaryIO, time: int = 0) -> None:
        """Add what is in `file`, which can seek; constant memory."""
        info = tarfile.TarInfo(name)
        info.size = file.seek(0, os.SEEK_END)
        info.mode = 0o600
        info.mtime = time
        file.seek(0)
        hashing = _Hashing(file)
        self._tar.addfile(info, hashing)
        self._hashes[name] = hashing.hash.hexdigest()

    def manifest(self, said: Mapping[str, Json]) -> bytes:
        return json.dumps({"said": dict(said), "members": self._hashes}).encode()


def write(
    path: Path, passphrase: str, cost: Cost, fill: Callable[[Archive], Mapping[str, Json]]
) -> None:
    """Write a new file that holds what `fill` adds, and what it returns; the disk has it then.

    One stretching, then several hundred MB/s.
    """
    seed, file_id = SymmetricKey(secrets.token_bytes(_SEED_BYTES)), uuid4()
    context = join(_LABEL, file_id.bytes)
    locked = passphrases.lock(seed.secret, passphrase, _NO_PEPPER, cost, context)
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "wb") as out:
        out.write(_LABEL + file_id.bytes + locked + bytes(_LENGTH_BYTES))
        sealing = SealingWriter(_stream_key(seed, file_id), out)
        with tarfile.open(fileobj=_Sealing(sealing), mode="w|", format=tarfile.PAX_FORMAT) as tar:
            archive = Archive(tar)
            said = fill(archive)
            archive.add(_MANIFEST, BytesIO(archive.manifest(said)))
        length = sealing.finish().length
        out.seek(_HEADER_BYTES - _LENGTH_BYTES)
        out.write(seed.seal(u64(length), context))
        out.flush()
        os.fsync(out.fileno())


def read(path: Path, passphrase: str, take: Take) -> Mapping[str, Json]:
    """Hand each member to `take`, compare all with the manifest, return what the writer said.

    Nothing of the archive counts before this has returned. Raises ArchiveRefused.
    """
    try:
        with path.open("rb") as file:
            chunks = _opened(file, passphrase)
            with tarfile.open(fileobj=_Chunks(chunks), mode="r|") as tar:
                found = _take_all(tar, take)
            for _ in chunks:
                pass  # up to the end, so that all of the file was checked
    except WrongKey as error:
        raise ArchiveRefused("This is not the passphrase of this backup.") from error
    except (VaultError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise ArchiveRefused("This is no backup, or it was changed or cut off.") from error
    return found


def drain(member: Member) -> None:
    """Read a member and keep nothing of it."""
    while member.stream.read(_CHUNK_BYTES):
        pass


def _opened(file: BinaryIO, passphrase: str) -> Iterator[bytes]:
    header = file.read(_HEADER_BYTES)
    if len(header) != _HEADER_BYTES or not header.startswith(_LABEL):
        raise ValueError("not a backup")
    body = header[len(_LABEL) :]
    file_id, locked = UUID(bytes=body[:_ID_BYTES]), body[_ID_BYTES:-_LENGTH_BYTES]
    context = join(_LABEL, file_id.bytes)
    seed = SymmetricKey(passphrases.unlock(locked, passphrase, _NO_PEPPER, context))
    length = int.from_bytes(seed.open(body[-_LENGTH_BYTES:], context), "big")
    return open_chunks(_stream_key(seed, file_id), _Rest(file), length)


def _take_all(tar: tarfile.TarFile, take: Take) -> Mapping[str, Json]:
    hashes: dict[str, Json] = {}
    manifest: Mapping[str, Json] = {}
    for info in tar:
        stream = tar.extractfile(info)
        if stream is None or manifest:
            raise ValueError("not a plain file, or one after the manifest")
        if info.name == _MANIFEST:
            manifest = json.loads(stream.read())
            continue
        hashing = _Hashing(stream)
        take(Member(info.name, int(info.mtime), hashing))
        hashes[info.name] = hashing.hash.hexdigest()
    if manifest["members"] != hashes:
        raise ValueError("not what the manifest says")
    said = manifest["said"]
    return said if isinstance(said, dict) else {}


def _stream_key(seed: SymmetricKey, file_id: UUID) -> FileKey:
    return FileKey(file_id, seed.derive(_STREAM_LABEL).secret)


class _Sealing(RawIOBase, BinaryIO):
    """Where tarfile writes: nothing of the archive touches the disk in clear."""

    def __init__(self, writer: SealingWriter) -> None:
        super().__init__()
        self._writer = writer

    def write(self, chunk: bytes) -> int:  # type: ignore[override]  # tarfile gives bytes alone
        return self._writer.write(chunk)


class _Hashing(RawIOBase, BinaryIO):
    """Passes on what is read from it, and knows its hash."""

    def __init__(self, source: IO[bytes]) -> None:
        super().__init__()
        self._source = source
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(size)
        self.hash.update(chunk)
        return chunk


class _Chunks(RawIOBase, BinaryIO):
    """Chunks, to be read in pieces of any size."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        super().__init__()
        self._chunks = chunks
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        found = [self._left]
        missing = size - len(self._left)
        while missing > 0 and (chunk := next(self._chunks, b"")):
            found.append(chunk)
            missing -= len(chunk)
        whole = b"".join(found)
        self._left = whole[size:]
        return whole[:size]


class _Rest(RawIOBase, BinaryIO):
    """A file as if it began after the header."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = _HEADER_BYTES if whence == os.SEEK_SET else 0
        return self._file.seek(start + offset, whence) - _HEADER_BYTES

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)
