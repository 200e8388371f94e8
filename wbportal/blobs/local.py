"""Blobs in a folder: written beside their place, forced to the disk, then renamed."""

import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import FileIO
from pathlib import Path
from typing import BinaryIO

from wbportal.blobs import BlobMissing, Space, StoredBlob, StoreFull

_NAME = re.compile(r"[0-9a-f]{32}")
_UNFINISHED = ".part"
_NAME_BYTES = 16
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class _DayFile(FileIO):
    """A new file, for its owner alone, whose time of change is a midnight at every moment."""

    def __init__(self, path: Path, midnight: int) -> None:
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
        super().__init__(os.open(path, flags, 0o600), "wb")
        self._midnight = midnight

    def write(self, chunk: bytes) -> int:  # type: ignore[override]  # it is given bytes alone
        """Write all of `chunk`; the raw file below may take it in parts. Raises StoreFull."""
        rest = memoryview(chunk)
        try:
            while rest:
                rest = rest[os.write(self.fileno(), rest) :]
            # A server killed now leaves a file that says the day and not the moment.
            os.utime(self.fileno(), ns=(self._midnight, self._midnight))
        except OSError as error:
            if error.errno in _FULL:
                raise StoreFull from error
            raise
        return len(chunk)


class _LocalWriter:
    """One blob on its way into a folder."""

    def __init__(self, name: str, folder: Path, midnight: int) -> None:
        self._name = name
        self._folder = folder
        self._midnight = midnight
        self._path = folder / (name + _UNFINISHED)
        self._file = _DayFile(self._path, midnight)

    @property
    def name(self) -> str:
        return self._name

    @property
    def stream(self) -> BinaryIO:
        return self._file

    def keep(self) -> None:
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            # Some file systems find out only now that there was no room.
            raise StoreFull from error
        self._file.close()
        self._path.rename(self._folder / self._name)
        _settle(self._folder, self._midnight)

    def abort(self) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)
        _date(self._folder, self._midnight)


@dataclass(frozen=True, slots=True)
class LocalBlobs:
    """A store in one folder, spread over 256 in it, each readable by its owner alone."""

    root: Path

    def create(self, day: date) -> _LocalWriter:
        name = secrets.token_hex(_NAME_BYTES)
        folder, midnight = self.root / name[:2], _midnight(day)
        if not folder.exists():
            self._make_root()
            folder.mkdir(mode=0o700, exist_ok=True)
            _settle(self.root, midnight)
        return _LocalWriter(name, folder, midnight)

    def read(self, name: str) -> BinaryIO:
        try:
            return self._path(name).open("rb")
        except FileNotFoundError as error:
            raise BlobMissing from error

    def delete(self, key: str) -> None:
        path = self._path(key)
        with suppress(FileNotFoundError):
            before = path.parent.stat().st_mtime_ns
            path.unlink()
            # When somebody's files were deleted is nobody's business either.
            _date(path.parent, before)

    def stored(self) -> Iterator[StoredBlob]:
        for path in self.root.glob("[0-9a-f][0-9a-f]/*"):
            if _NAME.fullmatch(path.name.removesuffix(_UNFINISHED)):
                with suppress(FileNotFoundError):
                    changed = path.stat().st_mtime
                    yield StoredBlob(path.name, datetime.fromtimestamp(changed, UTC).date())

    def space(self) -> Space:
        self._make_root()
        usage = shutil.disk_usage(self.root)
        return Space(total_bytes=usage.total, free_bytes=usage.free)

    def _make_root(self) -> None:
        # Not with its parents in one call: those would not get the mode.
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _path(self, key: str) -> Path:
        if not _NAME.fullmatch(key.removesuffix(_UNFINISHED)):
            raise BlobMissing
        return self.root / key[:2] / key


def _midnight(day: date) -> int:
    """Return when `day` began in UTC, in nanoseconds."""
    return int(datetime.combine(day, time(), UTC).timestamp()) * 1_000_000_000


def _date(path: Path, midnight: int) -> None:
    os.utime(path, ns=(midnight, midnight))


def _settle(folder: Path, midnight: int) -> None:
    """Force a folder's names to the disk, and let its own time of change be a day as well."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.utime(descriptor, ns=(midnight, midnight))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
