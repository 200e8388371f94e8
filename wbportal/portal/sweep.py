"""Removing blobs that no row names: what a crash, or a request cut off, left behind."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from sqlalchemy.orm import Session, sessionmaker

from wbportal.blobs import BlobStore, StoredBlob
from wbportal.db import blobs as rows

_SETTLED = timedelta(days=2)  # whatever is older belongs to no request that still runs
_AT_ONCE = 500


def sweep(
    store: BlobStore, sessions: sessionmaker[Session], today: date, *, everything: bool = False
) -> int:
    """Delete what no row names and is older than two days; return how many.

    With `everything`, at any age: only while nobody else uses the data.
    """
    found = (b for b in store.stored() if everything or b.day < today - _SETTLED)
    swept = 0
    for batch in _batches(found):
        with sessions() as db:
            named = rows.named(db, [blob.key for blob in batch])
        for blob in batch:
            if blob.key not in named:
                store.delete(blob.key)
                swept += 1
    return swept


def _batches(found: Iterator[StoredBlob]) -> Iterator[list[StoredBlob]]:
    while batch := list(islice(found, _AT_ONCE)):
        yield batch
