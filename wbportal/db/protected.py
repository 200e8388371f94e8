"""The cases whose protection somebody has a row for, with what in the clear its list needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wbportal.db.cases import Case
from wbportal.db.compartments import CompartmentRow
from wbportal.db.grants import Grant
from wbportal.domain.compartments import Compartment
from wbportal.domain.states import State


@dataclass(frozen=True, slots=True)
class ProtectedCase:
    """One case; `number` counts what was written in its protection."""

    id: UUID
    reference: str
    state: State
    received_on: date
    closed_on: date | None
    urgent: bool
    risk_assessed_on: date | None
    plan_made_on: date | None
    number: int


def of_holder(db: Session, holder_id: UUID) -> Sequence[ProtectedCase]:
    """List them, the oldest first; some 5 µs a case."""
    query = (
        select(
            Case.id,
            Case.reference,
            Case.state,
            Case.received_on,
            Case.concluded_on,
            Case.urgent,
            Case.risk_assessed_on,
            Case.plan_made_on,
            CompartmentRow.number,
        )
        .join(CompartmentRow, CompartmentRow.case_id == Case.id)
        .join(
            Grant,
            (Grant.compartment_id == CompartmentRow.id) & (Grant.epoch == CompartmentRow.epoch),
        )
        .where(
            Grant.holder_id == holder_id,
            Grant.kind == Compartment.PROTECTION,
            Case.state != State.DESTROYED,
        )
        .order_by(Case.received_on, Case.id)
    )
    return [ProtectedCase(*row) for row in db.execute(query)]
