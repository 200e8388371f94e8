"""Files on their way to a reporter: cleaned, and sealed anew under keys of their own."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import uuid4

from wbportal.casework import cleaning
from wbportal.casework.cleaning import Cleaned, clean, clean_for_desk, preview
from wbportal.casework.records import FileSlip
from wbportal.portal import Portal
from wbportal.vault.streams import FileKey, SealingWriter, open_chunks


@contextmanager
def prepared(portal: Portal, slips: Iterable[FileSlip]) -> Iterator[tuple[FileSlip, ...]]:
    """Put a cleaned file in the place of each that arrived; what no work keeps goes away again.

    Takes seconds, so it is done before the work begins. Raises Refused with a reason of
    NotCleaned if one of them cannot be cleaned: then none is sent.
    """
    made: list[FileSlip] = []
    try:
        for slip in slips:
            made.append(_sealed(portal, cleaned(portal, slip)))  # noqa: PERF401 - what was made before a failure is dropped
        yield tuple(made)
    finally:
        portal.uploads.drop(slip.blob for slip in made)


def cleaned(portal: Portal, slip: FileSlip) -> Cleaned:
    """Make a harmless copy of a sealed file. Raises Refused or Tampered."""
    with _chunks(portal, slip) as chunks:
        return clean(chunks, slip.name)


def cleaned_for_desk(portal: Portal, slip: FileSlip) -> Cleaned:
    """Make a copy for those who work the case. Raises Refused or Tampered."""
    with _chunks(portal, slip) as chunks:
        return clean_for_desk(chunks, slip.name)


def shown(portal: Portal, slip: FileSlip) -> Cleaned:
    """Make a small picture of a sealed file. Raises Refused or Tampered."""
    with _chunks(portal, slip) as chunks:
        return preview(chunks)


def can_be_shown(portal: Portal, slip: FileSlip) -> bool:
    """Say whether a sealed file begins as one that has a preview. Raises Tampered."""
    with _chunks(portal, slip) as chunks:
        return cleaning.can_be_shown(next(chunks, b""))


@contextmanager
def _chunks(portal: Portal, slip: FileSlip) -> Iterator[Iterator[bytes]]:
    with portal.blobs.read(slip.blob) as source:
        yield open_chunks(FileKey(slip.file_id, slip.key), source, slip.length)


def _sealed(portal: Portal, copy: Cleaned) -> FileSlip:
    key = FileKey.generate(uuid4())
    writer = portal.uploads.begin(portal.clock().astimezone(portal.timezone).date())
    sealing = SealingWriter(key, writer.stream)
    sealing.write(copy.content)
    done = sealing.finish()
    writer.keep()
    return FileSlip(
        file_id=key.file_id,
        blob=writer.name,
        key=key.secret,
        name=copy.name,
        media_type=copy.media_type,
        length=done.length,
        padded=done.padded_length,
        sha256=done.sha256,
    )
