"""Files that arrive are sealed while they arrive: no byte of them touches the disk in clear."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO, RawIOBase
from typing import BinaryIO, Self
from uuid import uuid4

from werkzeug.datastructures import FileStorage

from wbportal.blobs import BlobWriter, StoreFull
from wbportal.casework.records import FileSlip
from wbportal.casework.space import left_for_drafts
from wbportal.portal import Portal
from wbportal.vault.streams import FileKey, SealingWriter

_MOST_GLANCED_BYTES = 2 * 1024 * 1024  # of one request
_LOOK_AT_DISK_BYTES = 16 * 1024 * 1024
_NAME_CHARS = 200
_TYPE_CHARS = 100
_UNKNOWN_TYPE = "application/octet-stream"
_NAMELESS = "file"


class Refusal(StrEnum):
    """Why a file was read and not kept; the rest of its form is."""

    TOO_LARGE = "too-large"
    TOO_MANY = "too-many"
    NO_ROOM = "no-room"  # the disk is nearly full, or unsent drafts use all they may


@dataclass(frozen=True, slots=True)
class Room:
    """How much is taken: from one form, and of the disk."""

    portal: Portal

    @property
    def max_files(self) -> int:
        return self.portal.limits.max_files

    @property
    def max_upload_bytes(self) -> int:
        return self.portal.limits.max_upload_bytes

    @property
    def most_bytes(self) -> int:
        """The largest body a form can have; beyond it the request is refused as a whole."""
        return (self.max_files + 1) * self.max_upload_bytes

    def begin(self) -> BlobWriter:
        """Begin a blob that goes away again unless a Work names it."""
        today = self.portal.clock().astimezone(self.portal.timezone).date()
        return self.portal.uploads.begin(today)

    def is_full(self, written: int, *, for_draft: bool) -> bool:
        """Tell whether `written` bytes of a form are too many for the disk or for drafts."""
        if self.portal.blobs.space().free_bytes < self.portal.limits.min_free_bytes:
            return True
        if not for_draft:
            return False
        with self.portal.work() as work:
            return written > left_for_drafts(work)


class Sink(RawIOBase, BinaryIO):
    """Where Werkzeug writes one file part: sealed and passed on, or counted and discarded.

    Writing never fails, so that the rest of the form is always read.
    """

    def __init__(self, uploads: "Uploads", name: str, media_type: str) -> None:
        super().__init__()
        self._uploads = uploads
        self._name = _base_name(name)
        self._media_type = media_type[:_TYPE_CHARS] or _UNKNOWN_TYPE
        self._key = FileKey.generate(uuid4())
        self._writer: BlobWriter | None = None
        self._sealing: SealingWriter | None = None
        self.length = 0
        self.refusal: Refusal | None = None
        self.slip: FileSlip | None = None

    def write(self, chunk: bytes) -> int:  # type: ignore[override]  # Werkzeug gives bytes alone
        self.length += len(chunk)
        self._uploads.count(len(chunk))
        self._unless_refused(lambda: self._begun().write(chunk))
        return len(chunk)

    def seek(self, offset: int, whence: int = 0) -> int:  # noqa: ARG002 - Werkzeug's signature
        """Finish: Werkzeug rewinds a part when it is complete, and only then."""
        # A file field in which nothing was chosen comes as a part without name and content.
        if self.slip is None and (self._name or self.length):
            self._unless_refused(self._finish)
        return 0

    def read(self, size: int = -1) -> bytes:  # noqa: ARG002 - nothing can be read back
        return b""

    def drop(self) -> None:
        """Leave nothing on the disk; does nothing to a blob that a Work has made its own."""
        if self._writer is not None:
            self._uploads.room.portal.uploads.drop([self._writer.name])

    def _unless_refused(self, step: Callable[[], object]) -> None:
        if self.refusal is not None:
            return
        self.refusal = self._uploads.objection(self)
        try:
            if self.refusal is None:
                step()
        except StoreFull:
            self.refusal = Refusal.NO_ROOM
        if self.refusal is not None:
            self.drop()

    def _begun(self) -> SealingWriter:
        if self._sealing is None:
            self._writer = self._uploads.room.begin()
            self._sealing = SealingWriter(self._key, self._writer.stream)
        return self._sealing

    def _finish(self) -> None:
        sealed = self._begun().finish()
        if self._writer is None:
            return
        self._writer.keep()
        self.slip = FileSlip(
            file_id=self._key.file_id,
            blob=self._writer.name,
            key=self._key.secret,
            name=self._name or _NAMELESS,
            media_type=self._media_type,
            length=sealed.length,
            padded=sealed.padded_length,
            sha256=sealed.sha256,
        )


class Discard(RawIOBase, BinaryIO):
    """Where file parts go that nobody asked for."""

    def __init__(self, count: Callable[[int], None]) -> None:
        super().__init__()
        self._count = count

    def write(self, chunk: bytes) -> int:  # type: ignore[override]  # Werkzeug gives bytes alone
        self._count(len(chunk))
        return len(chunk)

    def seek(self, offset: int, whence: int = 0) -> int:  # noqa: ARG002 - Werkzeug's signature
        return 0

    def read(self, size: int = -1) -> bytes:  # noqa: ARG002 - nothing can be read back
        return b""


class Glance(BytesIO):
    """A small file that is looked at and forgotten: in memory alone, or counted and discarded."""

    def __init__(self, take: Callable[[int], bool]) -> None:
        super().__init__()
        self._take = take

    def write(self, chunk: bytes) -> int:  # type: ignore[override]  # Werkzeug gives bytes alone
        if self._take(len(chunk)):
            super().write(chunk)
        else:
            self.truncate(0)  # half of a file would be shown as if it were all of it
        return len(chunk)


class Uploads:
    """The files of one request, each with its sink; `count` hears of every byte of theirs."""

    def __init__(self, room: Room, count: Callable[[int], None], *, for_draft: bool) -> None:
        self.room = room
        self.count = count
        self._for_draft = for_draft
        self._sinks: list[Sink] = []
        self._looked_at = 0
        self._glanced = 0

    def glance(self) -> Glance:
        """Begin one more file that is only looked at."""
        return Glance(self._glance_at)

    def sink(self, name: str, media_type: str) -> Sink:
        """Begin one more file."""
        sink = Sink(self, name, media_type)
        self._sinks.append(sink)
        return sink

    def objection(self, sink: Sink) -> Refusal | None:
        """Say why no more of this file can be taken, if so."""
        begun = [each for each in self._sinks if each.length or each is sink]
        if len(begun) > self.room.max_files:
            return Refusal.TOO_MANY
        if sink.length > self.room.max_upload_bytes:
            return Refusal.TOO_LARGE
        total = sum(each.length for each in begun)
        if sink.length and self._looked_at and total - self._looked_at < _LOOK_AT_DISK_BYTES:
            return None
        self._looked_at = total
        return Refusal.NO_ROOM if self.room.is_full(total, for_draft=self._for_draft) else None

    def _glance_at(self, length: int) -> bool:
        self.count(length)
        self._glanced += length
        return self._glanced <= _MOST_GLANCED_BYTES

    def discard(self) -> None:
        """Remove whatever was not kept."""
        for sink in self._sinks:
            sink.drop()


@dataclass(frozen=True, slots=True)
class Received:
    """What arrived in one file field."""

    slips: tuple[FileSlip, ...] = field(repr=False)
    refusals: frozenset[Refusal]

    @classmethod
    def of(cls, storages: Iterable[FileStorage]) -> Self:
        """Take what the sinks made of the parts of one field."""
        sinks = [part.stream for part in storages if isinstance(part.stream, Sink)]
        return cls(
            tuple(sink.slip for sink in sinks if sink.slip is not None),
            frozenset(sink.refusal for sink in sinks if sink.refusal is not None),
        )


def _base_name(name: str) -> str:
    # Some browsers send the whole path of the file on the sender's disk.
    last = name.rpartition("/")[2]
    return "".join(char for char in last if char.isprintable())[-_NAME_CHARS:].strip()
