"""Cases that may wait for a lead, so that they get new keys."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from wbportal.db.compartments import CompartmentRow
from wbportal.db.holder_states import HolderState
from wbportal.db.inboxes import HandedIn
from wbportal.db.types import Guid
from wbportal.db.untried import Untried
from wbportal.domain.compartments import Compartment

_HOLDER = bindparam("holder", type_=Guid)
_THEIRS = select(HolderState.case_id).where(
    HolderState.holder_id == _HOLDER, HolderState.case_id == HandedIn.case_id
)
_HANDED_IN = select(HandedIn.case_id).where(_THEIRS.exists()).distinct().limit(bindparam("at_most"))


def forgotten(db: Session, holder_id: UUID, at_most: int) -> Sequence[UUID]:
    """List cases that are new to a holder, and in whose inquiry somebody wrote.

    A wall lets everybody forget its case, and so does passing it on. An inquiry begins with one
    blank entry.
    """
    query = (
        select(Untried.case_id)
        .join(CompartmentRow, CompartmentRow.case_id == Untried.case_id)
        .where(Untried.holder_id == holder_id)
        .where(CompartmentRow.kind == Compartment.INVESTIGATION, CompartmentRow.number > 1)
    )
    return db.scalars(query.limit(at_most)).all()


def is_forgotten(db: Session, holder_id: UUID, case_id: UUID) -> bool:
    return db.get(Untried, (holder_id, case_id)) is not None


def handed_in(db: Session, holder_id: UUID, at_most: int) -> Sequence[UUID]:
    """List cases that a holder knows, and in whose inbox something lies."""
    return db.scalars(_HANDED_IN, {"holder": holder_id, "at_most": at_most}).all()
