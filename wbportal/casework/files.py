"""Files of a case: their slips are sealed entries, their bytes sealed blobs."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from wbportal.casework.access import OpenCase, write
from wbportal.casework.errors import CaseNotFound
from wbportal.casework.records import Entry, EntryType, FileSlip
from wbportal.casework.thread import Reading
from wbportal.db import blobs
from wbportal.domain.compartments import Compartment
from wbportal.domain.roles import Role
from wbportal.portal import Work
from wbportal.vault.streams import FileKey, open_chunks


def attach(
    work: Work, opened: OpenCase, slip: FileSlip, part: Compartment = Compartment.THREAD
) -> UUID:
    """Put a file that was already sealed into a part of the case; its bytes are not touched."""
    at = None if opened.role is Role.REPORTER else work.now
    record_id = write(work, opened, part, Entry(EntryType.FILE, file=slip, at=at))
    owner = (opened.case.id, record_id)
    blobs.move_to_case(work.db, slip.blob, owner, slip.padded, work.today)
    return record_id


def slips_in(*readings: Reading) -> dict[UUID, FileSlip]:
    """Return the slips of the files in parts of a case that were read, by their records."""
    return {
        one.record_id: one.entry.file
        for reading in readings
        for one in reading.written
        if one.entry.file is not None
    }


def find(record_id: UUID, *readings: Reading) -> FileSlip:
    """Return the slip of a file in parts of a case that were read. Raises CaseNotFound."""
    slip = slips_in(*readings).get(record_id)
    if slip is None:
        raise CaseNotFound
    return slip


@contextmanager
def opened_chunks(work: Work, slip: FileSlip) -> Iterator[Iterator[bytes]]:
    """Open a file's bytes in chunks, its end checked before the first is handed out.

    Constant memory. Raises Tampered.
    """
    with work.fetch(slip.blob) as source:
        yield open_chunks(FileKey(slip.file_id, slip.key), source, slip.length)
