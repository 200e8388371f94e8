"""Sealed files: a store that keeps bytes under random names and knows nothing else of them.

BlobError
├── BlobMissing  there is no blob of this name
└── StoreFull    the disk took no more
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Protocol


class BlobError(Exception):
    """The store could not do what was asked."""


class BlobMissing(BlobError):
    """There is no blob of this name."""


class StoreFull(BlobError):
    """The disk took no more; what was written so far is of no use."""


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """One thing in the store; whatever was never finished has no name."""

    key: str  # what `delete` takes
    day: date


@dataclass(frozen=True, slots=True)
class Space:
    """The disk, or what of it this store may use."""

    total_bytes: int
    free_bytes: int


class BlobWriter(Protocol):
    """A blob being written: it is either kept, or was never there."""

    @property
    def name(self) -> str:
        """128 random bits as 32 hex digits; known before the first byte."""

    @property
    def stream(self) -> BinaryIO:
        """Where the bytes go. Writing to it raises StoreFull."""

    def keep(self) -> None:
        """Make the blob lasting and visible; returns once the disk has it. Raises StoreFull."""

    def abort(self) -> None:
        """Leave nothing behind; does nothing to a blob that was kept."""


class BlobStore(Protocol):
    """Keeps blobs; the only time it keeps with them is the day."""

    def create(self, day: date) -> BlobWriter:
        """Begin a blob that will say it is of `day`."""

    def read(self, name: str) -> BinaryIO:
        """Open a blob. Raises BlobMissing."""

    def delete(self, key: str) -> None:
        """Delete what there may be under this key."""

    def stored(self) -> Iterator[StoredBlob]:
        """Go through all that is stored, unfinished leftovers included, in no order."""

    def space(self) -> Space:
        """Say how much room there is."""
