"""Blobs that requests are writing, until a row owns them or the request ends."""

from collections.abc import Iterable
from datetime import date

from wbportal.blobs import BlobStore, BlobWriter


class Uploads:
    """What this process wrote and nobody owns yet; safe to use from many threads."""

    def __init__(self, blobs: BlobStore) -> None:
        self._blobs = blobs
        self._ownerless: dict[str, BlobWriter] = {}

    def begin(self, day: date) -> BlobWriter:
        """Begin a blob that goes away again unless a work that names it commits."""
        writer = self._blobs.create(day)
        self._ownerless[writer.name] = writer
        return writer

    def adopt(self, names: Iterable[str]) -> None:
        """Leave these to the rows that name them; afterwards their fate is the sweep's."""
        for name in names:
            self._ownerless.pop(name, None)

    def drop(self, names: Iterable[str]) -> None:
        """Remove those of `names` that nobody adopted: for the end of a request."""
        for name in names:
            writer = self._ownerless.pop(name, None)
            if writer is not None:
                writer.abort()
                self._blobs.delete(name)
