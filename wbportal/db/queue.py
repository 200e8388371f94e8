"""What the queue asks of several tables at once: which cases one holder lists, and how many.

A case is listed only after its grant has been tried, and never if it turned out to be a wall:
both are known to the holder alone, so the ids of walled cases come in as parameters.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from wbportal.db.cases import Assignment, Case
from wbportal.db.compartments import CompartmentRow
from wbportal.db.grants import Grant
from wbportal.db.holder_states import HolderState
from wbportal.db.offices import Office
from wbportal.domain.compartments import Compartment
from wbportal.domain.states import State

_URGENT = 0
_CLOSED = 2  # as `Case.rank` says it


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose queue it is."""

    holder_id: UUID
    office_ids: tuple[UUID, ...]
    only_assigned: bool  # a handler lists what was assigned, a lead whatever was granted
    walled: frozenset[UUID] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the queue is wanted; nothing set means all of it."""

    state: State | None = None
    mine: bool = False
    unassigned: bool = False
    urgent: bool = False
    overdue: bool = False
    area: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases there are, for whoever asks."""

    by_state: Mapping[State, int]
    mine: int
    unassigned: int
    urgent: int
    overdue: int

    @property
    def all(self) -> int:
        return sum(self.by_state.values())


def offices_of(db: Session, office_id: UUID) -> tuple[UUID, ...]:
    """Return an office and those for which it stands in."""
    others = select(Office.id).where(Office.alternate_office_id == office_id)
    return (office_id, *db.scalars(others))


def untried(db: Session, scope: Scope, at_most: int) -> Sequence[UUID]:
    """List cases of which a holder has a grant that was never tried."""
    query = select(Grant.case_id).where(
        Grant.holder_id == scope.holder_id,
        Grant.kind == Compartment.THREAD,
        ~exists().where(
            HolderState.holder_id == scope.holder_id, HolderState.case_id == Grant.case_id
        ),
    )
    if scope.only_assigned:
        query = query.where(_assigned_to(scope.holder_id, Grant.case_id))
    return db.scalars(query.distinct().limit(at_most)).all()


def count(db: Session, scope: Scope, today: date) -> Counts:
    """Count the cases of a queue in one pass over it; about 20 ms with 10,000 of them."""
    open_ = Case.rank < _CLOSED
    query = select(
        Case.state,
        func.count(),
        func.count().filter(_assigned_to(scope.holder_id, Case.id)),
        func.count().filter(open_, ~_assigned_to_anybody()),
        func.count().filter(Case.rank == _URGENT),
        func.count().filter(open_, Case.due < today),
    )
    rows = db.execute(query.where(*_listed(scope)).group_by(Case.state)).all()
    return Counts(
        by_state={state: number for state, number, *_ in rows},
        mine=sum(row[2] for row in rows),
        unassigned=sum(row[3] for row in rows),
        urgent=sum(row[4] for row in rows),
        overdue=sum(row[5] for row in rows),
    )


def count_matching(db: Session, scope: Scope, wanted: Filter, today: date) -> int:
    """Count what a filter leaves; only needed for filters that `count` says nothing of."""
    query = select(func.count()).select_from(Case).where(*_listed(scope))
    return db.scalar(query.where(*_conditions(scope, wanted, today))) or 0


def page(
    db: Session, scope: Scope, wanted: Filter, today: date, window: tuple[int, int]
) -> Sequence[Case]:
    """List a page, most urgent and then soonest due first; `window` is (skip, take)."""
    skip, take = window
    query = select(Case).where(*_listed(scope), *_conditions(scope, wanted, today))
    return db.scalars(query.order_by(Case.rank, Case.due, Case.id).offset(skip).limit(take)).all()


def assigned(db: Session, case_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Return who is in charge of some cases, the owner of each first."""
    query = select(Assignment.case_id, Assignment.holder_id).where(Assignment.case_id.in_(case_ids))
    found: dict[UUID, list[UUID]] = {}
    for case_id, holder_id in db.execute(query.order_by(Assignment.since, Assignment.holder_id)):
        found.setdefault(case_id, []).append(holder_id)
    return found


def thread_lengths(db: Session, case_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many entries the threads of some cases have."""
    query = select(CompartmentRow.case_id, CompartmentRow.number).where(
        CompartmentRow.case_id.in_(case_ids), CompartmentRow.kind == Compartment.THREAD
    )
    return {case_id: number for case_id, number in db.execute(query)}


def _listed(scope: Scope) -> list[ColumnElement[bool]]:
    tried = exists().where(HolderState.holder_id == scope.holder_id, HolderState.case_id == Case.id)
    conditions = [Case.office_id.in_(scope.office_ids), Case.state != State.DESTROYED, tried]
    if scope.walled:
        conditions.append(Case.id.not_in(scope.walled))
    if scope.only_assigned:
        conditions.append(_assigned_to(scope.holder_id, Case.id))
    return conditions


def _conditions(scope: Scope, wanted: Filter, today: date) -> list[ColumnElement[bool]]:
    asked: list[tuple[bool, ColumnElement[bool]]] = [
        (wanted.state is not None, Case.state == wanted.state),
        (wanted.mine, _assigned_to(scope.holder_id, Case.id)),
        (wanted.unassigned, and_(Case.rank < _CLOSED, ~_assigned_to_anybody())),
        (wanted.urgent, Case.rank == _URGENT),
        (wanted.overdue, and_(Case.rank < _CLOSED, Case.due < today)),
        (wanted.area is not None, Case.area == wanted.area),
        (wanted.category is not None, Case.category == wanted.category),
    ]
    return [condition for is_wanted, condition in asked if is_wanted]


def _assigned_to(holder_id: UUID, case_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    return exists().where(Assignment.holder_id == holder_id, Assignment.case_id == case_id)


def _assigned_to_anybody() -> ColumnElement[bool]:
    return exists().where(Assignment.case_id == Case.id)
