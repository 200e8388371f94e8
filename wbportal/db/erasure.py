"""Everything that belongs to one case, deleted in the order in which rows may go."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Delete, delete, select

from wbportal.db.blobs import Blob
from wbportal.db.cases import Assignment, ReporterKey
from wbportal.db.clocks import ClockRow
from wbportal.db.compartments import CompartmentRow
from wbportal.db.epochs import EpochRow
from wbportal.db.grants import Grant
from wbportal.db.holder_states import HolderState
from wbportal.db.inboxes import HandedIn, Inbox
from wbportal.db.indexes import IndexPiece
from wbportal.db.openings import Opening, OpeningAnswer
from wbportal.db.records import Record
from wbportal.db.seats import Seat
from wbportal.db.untried import Untried


def everything_of(case_id: UUID) -> Iterator[Delete]:
    """Yield the statements that leave nothing of a case but its own row; grants go first.

    What its reporter did today has yet to enter the trail, and stays.
    """
    here = select(CompartmentRow.id).where(CompartmentRow.case_id == case_id)
    yield delete(Grant).where(Grant.compartment_id.in_(here))
    asked = select(Opening.id).where(Opening.case_id == case_id)
    yield delete(OpeningAnswer).where(OpeningAnswer.opening_id.in_(asked))
    yield delete(Opening).where(Opening.case_id == case_id)
    yield delete(HandedIn).where(HandedIn.case_id == case_id)
    yield delete(Inbox).where(Inbox.case_id == case_id)
    yield delete(Untried).where(Untried.case_id == case_id)
    yield delete(HolderState).where(HolderState.case_id == case_id)
    yield delete(IndexPiece).where(IndexPiece.case_id == case_id)
    yield delete(Blob).where(Blob.case_id == case_id)
    yield delete(Record).where(Record.compartment_id.in_(here))
    yield delete(EpochRow).where(EpochRow.compartment_id.in_(here))
    yield delete(CompartmentRow).where(CompartmentRow.case_id == case_id)
    yield delete(ReporterKey).where(ReporterKey.case_id == case_id)
    yield delete(Seat).where(Seat.case_id == case_id)
    yield delete(Assignment).where(Assignment.case_id == case_id)
    yield delete(ClockRow).where(ClockRow.case_id == case_id)
