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


def attach(work: Work, opened: OpenCase, slip: FileSlip) -> UUID:
    """Put a file that was already sealed into the case's thread; its bytes are not touched."""
    at = None if opened.role is Role.REPORTER else work.now
    record_id = write(work, opened, Compartment.THREAD, Entry(EntryType.FILE, file=slip, at=at))
    owner = (opened.case.id, record_id)
    blobs.move_to_case(work.db, slip.blob, owner, slip.padded, work.today)
    return record_id


def find(reading: Reading, record_id: UUID) -> FileSlip:
    """Return the slip of a file of a thread that was read. Raises CaseNotFound."""
    for written in reading.written:
        if written.record_id == record_id and written.entry.file is not None:
            return written.entry.file
    raise CaseNotFound


@contextmanager
def opened_chunks(work: Work, slip: FileSlip) -> Iterator[Iterator[bytes]]:
    """Open a file's bytes in chunks, its end checked before the first is handed out.

    Constant memory. Raises Tampered.
    """
    with work.fetch(slip.blob) as source:
        yield open_chunks(FileKey(slip.file_id, slip.key), source, slip.length)
