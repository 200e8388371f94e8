"""What the queue asks of several tables at once: which cases one holder lists, and how many.

A case is listed only after its grant has been tried, and never if it turned out to be a wall:
both are known to the holder alone, so the ids of walled cases come in as parameters.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from wbportal.db.cases import Assignment, Case, counts_on
from wbportal.db.compartments import CompartmentRow
from wbportal.db.grants import Grant
from wbportal.db.holder_states import HolderState
from wbportal.db.offices import Office
from wbportal.db.untried import Untried
from wbportal.domain.compartments import Compartment
from wbportal.domain.states import CLOSED, State

MANY = 500  # nobody counts further
_URGENT, _CLOSED = 0, 2  # as `Case.rank` says it
_ORDER = (Case.rank, Case.due, Case.id)
_NOBODYS = ~select(Assignment.case_id).where(Assignment.case_id == Case.id).exists()
_Walk = list[ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose queue it is."""

    holder_id: UUID
    office_ids: tuple[UUID, ...]
    only_assigned: bool  # a handler lists what was assigned, a lead whatever was granted
    today: date  # whoever acts for somebody is in charge until a day
    receives: bool = False  # lists, besides, what nobody has begun with
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
    channel: str | None = None
    closed_by: date | None = None  # closed on that day at the latest
    received_from: date | None = None
    received_to: date | None = None
    held_by: frozenset[UUID] = frozenset()  # one of these, at least


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases there are for whoever asks; MANY or more means at least so many."""

    all: int
    by_state: Mapping[State, int]
    mine: int
    unassigned: int
    urgent: int
    overdue: int
    is_partial: bool  # of the open ones only the MANY that press most were looked at


def offices_of(db: Session, office_id: UUID) -> tuple[UUID, ...]:
    """Return an office and those for which it stands in."""
    others = select(Office.id).where(Office.alternate_office_id == office_id)
    return (office_id, *db.scalars(others))


def untried(db: Session, scope: Scope, at_most: int) -> Sequence[UUID]:
    """List cases of which a holder has a grant that was never tried."""
    query = select(Untried.case_id).where(Untried.holder_id == scope.holder_id)
    if scope.only_assigned:
        query = query.where(or_(*(Untried.case_id.in_(one) for one in theirs(scope))))
    return db.scalars(query.limit(at_most)).all()


def count(db: Session, scope: Scope, today: date) -> Counts:
    """Count the cases of a queue among the MANY that press most; 10 ms, however many there are.

    Nobody reads further, and to count on would take a second with 100,000 of them.
    """
    by_state: Counter[State] = Counter()
    unassigned = urgent = overdue = 0
    is_partial = False
    for walk in _walks(scope, Filter()):
        looked_at = 0
        for state, number, free, first, late in db.execute(_open_by_state(walk, today)):
            looked_at += number
            by_state[state] += number
            unassigned, urgent, overdue = unassigned + free, urgent + first, overdue + late
        is_partial |= looked_at >= MANY
        for state in CLOSED:
            by_state[state] += db.scalar(_up_to(MANY, walk, Filter(state=state), today)) or 0
    return Counts(
        all=count_matching(db, scope, Filter(), today),
        by_state={state: number for state, number in by_state.items() if number},
        mine=count_matching(db, scope, Filter(mine=True), today),
        unassigned=unassigned,
        urgent=urgent,
        overdue=overdue,
        is_partial=is_partial,
    )


def count_matching(db: Session, scope: Scope, wanted: Filter, today: date, beyond: int = 0) -> int:
    """Count what a filter leaves, up to MANY more than the first `beyond` ones."""
    some = beyond + MANY
    walks = _walks(scope, wanted)
    return sum(db.scalar(_up_to(some, walk, wanted, today)) or 0 for walk in walks)


def page(
    db: Session, scope: Scope, wanted: Filter, today: date, window: tuple[int, int]
) -> Sequence[Case]:
    """List a page, most urgent and then soonest due first; `window` is (skip, take)."""
    skip, take = window
    # A row is shown from what its holder remembers, so one without a memory is left out.
    memory = select(HolderState.case_id).where(HolderState.holder_id == scope.holder_id)
    remembered = memory.where(HolderState.case_id == Case.id).exists()
    found: list[Case] = []
    for walk in _walks(scope, wanted):
        query = select(Case).where(*walk, remembered, *_conditions(wanted, today))
        found += db.scalars(query.order_by(*_ORDER).limit(skip + take))
    return sorted(found, key=_order)[skip : skip + take]


def matching(
    db: Session, scope: Scope, wanted: Filter, today: date, at_most: int
) -> Mapping[UUID, date]:
    """Return what a filter leaves, and when each was received, the newest `at_most` of them."""
    found: dict[UUID, date] = {}
    for walk in _walks(scope, wanted):
        query = select(Case.id, Case.received_on).where(*walk, *_conditions(wanted, today))
        newest = query.order_by(Case.received_on.desc(), Case.id).limit(at_most)
        found |= dict(iter(db.execute(newest)))
    return found


def assigned(db: Session, case_ids: Collection[UUID], today: date) -> dict[UUID, list[UUID]]:
    """Return who is in charge of some cases today, the owner of each first."""
    query = select(Assignment.case_id, Assignment.holder_id).where(
        Assignment.case_id.in_(case_ids), counts_on(today)
    )
    found: dict[UUID, list[UUID]] = {}
    for case_id, holder_id in db.execute(query.order_by(Assignment.since, Assignment.holder_id)):
        found.setdefault(case_id, []).append(holder_id)
    return found


def thread_lengths(db: Session, case_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many entries the threads of some cases have."""
    query = select(CompartmentRow.case_id, CompartmentRow.number).where(
        CompartmentRow.case_id.in_(case_ids), CompartmentRow.kind == Compartment.THREAD
    )
    return dict(iter(db.execute(query)))


def _open_by_state(walk: _Walk, today: date) -> Select[State, int, int, int, int]:
    urgent, late = (Case.rank == _URGENT).label("urgent"), (Case.due < today).label("late")
    columns = select(Case.state, _NOBODYS.label("free"), urgent, late)
    some = columns.where(*walk, Case.rank < _CLOSED).order_by(*_ORDER).limit(MANY).subquery()
    return select(
        some.c.state,
        func.count(),
        func.count().filter(some.c.free),
        func.count().filter(some.c.urgent),
        func.count().filter(some.c.late),
    ).group_by(some.c.state)


def _up_to(number: int, walk: _Walk, wanted: Filter, today: date) -> Select[int]:
    some = select(Case.id).where(*walk, *_conditions(wanted, today)).limit(number)
    return select(func.count()).select_from(some.subquery())


def _walks(scope: Scope, wanted: Filter) -> list[_Walk]:
    """Say what a queue consists of: granted, tried, and not behind a wall.

    It is walked in its order, office by office, from an index; or from the few cases that
    somebody is in charge of, if only those are wanted.
    """
    found = [Case.state != State.DESTROYED, *listed(scope, Case.id)]
    if wanted.mine:
        return [[Case.id.in_(own(scope)), *found]]
    if scope.only_assigned:
        return [[Case.id.in_(one), *found] for one in theirs(scope)]
    return [[Case.office_id == office_id, *found] for office_id in scope.office_ids]


def listed(scope: Scope, case_id: InstrumentedAttribute[UUID]) -> list[ColumnElement[bool]]:
    """Say of a case that its holder lists it: granted, tried, and behind no wall."""
    grant = select(Grant.case_id).where(
        Grant.holder_id == scope.holder_id,
        Grant.kind == Compartment.THREAD,
        Grant.case_id == case_id,
    )
    found = [grant.exists(), ~_is_untried(scope, case_id)]
    return [*found, case_id.not_in(scope.walled)] if scope.walled else found


def theirs(scope: Scope) -> list[Select[UUID]]:
    """Select what somebody lists who is no lead: no case is in two of these."""
    if not scope.receives:
        return [own(scope)]
    untouched = (Case.office_id.in_(scope.office_ids), Case.state == State.RECEIVED)
    return [own(scope), select(Case.id).where(*untouched, _NOBODYS)]


def held(db: Session, case_ids: Collection[UUID], holders: Collection[UUID]) -> frozenset[UUID]:
    """Return which of some cases any of these people has a grant to, whether or not it opens."""
    query = select(Grant.case_id).where(
        Grant.case_id.in_(case_ids), Grant.holder_id.in_(holders), Grant.kind == Compartment.THREAD
    )
    return frozenset(db.scalars(query)) if holders else frozenset()


def own(scope: Scope) -> Select[UUID]:
    """Select the cases that a holder is in charge of today."""
    mine = select(Assignment.case_id).where(Assignment.holder_id == scope.holder_id)
    return mine.where(counts_on(scope.today))


def _is_untried(scope: Scope, case_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    new = select(Untried.case_id).where(Untried.holder_id == scope.holder_id)
    return new.where(Untried.case_id == case_id).exists()


def _conditions(wanted: Filter, today: date) -> list[ColumnElement[bool]]:
    held_by = select(Grant.case_id).where(
        Grant.holder_id.in_(wanted.held_by),
        Grant.kind == Compartment.THREAD,
        Grant.case_id == Case.id,
    )
    asked: list[tuple[bool, ColumnElement[bool]]] = [
        (wanted.state is not None, Case.state == wanted.state),
        (wanted.unassigned, and_(Case.rank < _CLOSED, _NOBODYS)),
        (wanted.urgent, Case.rank == _URGENT),
        (wanted.overdue, and_(Case.rank < _CLOSED, Case.due < today)),
        (wanted.area is not None, Case.area == wanted.area),
        (wanted.category is not None, Case.category == wanted.category),
        (wanted.channel is not None, Case.channel == wanted.channel),
        (
            wanted.closed_by is not None,
            Case.concluded_on <= (wanted.closed_by or date.max),
        ),
        (
            wanted.received_from is not None,
            Case.received_on >= (wanted.received_from or date.min),
        ),
        (wanted.received_to is not None, Case.received_on <= (wanted.received_to or date.max)),
        (bool(wanted.held_by), held_by.exists()),
    ]
    return [condition for is_wanted, condition in asked if is_wanted]


def _order(case: Case) -> tuple[int, date, UUID]:
    return case.rank, case.due, case.id
