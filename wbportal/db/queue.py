"""What the queue asks of several tables at once: which cases one holder lists, and how many."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from wbportal.db.cases import Assignment, Case, counts_on
from wbportal.db.compartments import CompartmentRow
from wbportal.db.grants import Grant
from wbportal.db.offices import Office
from wbportal.db.types import Guid
from wbportal.db.walks import AT_MOST, IDS, NOBODYS, TODAY, Scope, Values, Walk, remembered, walks
from wbportal.domain.compartments import Compartment
from wbportal.domain.states import CLOSED, State

MANY = 500  # nobody counts further
_STATEMENTS = 64  # some 30 KB each: for the filters that people use
_URGENT, _CLOSED = 0, 2  # as `Case.rank` says it
_ORDER = (Case.rank, Case.due, Case.id)
_STANDS_IN = select(Office.id).where(Office.alternate_office_id == bindparam("office", type_=Guid))
_HELD = (
    select(Grant.case_id)
    .where(Grant.holder_id.in_(bindparam("held_by", type_=Guid, expanding=True)))
    .where(Grant.kind == Compartment.THREAD, Grant.case_id == Case.id)
    .exists()
)
_CONDITIONS: Mapping[str, ColumnElement[bool]] = MappingProxyType(
    {
        "state": Case.state == bindparam("state"),
        "unassigned": and_(Case.rank < _CLOSED, NOBODYS),
        "urgent": Case.rank == _URGENT,
        "overdue": and_(Case.rank < _CLOSED, Case.due < TODAY),
        "area": Case.area == bindparam("area"),
        "category": Case.category == bindparam("category"),
        "channel": Case.channel == bindparam("channel"),
        "closed_by": Case.concluded_on <= bindparam("closed_by"),
        "received_from": Case.received_on >= bindparam("received_from"),
        "received_to": Case.received_on <= bindparam("received_to"),
        "held_by": _HELD,
    }
)


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
    return (office_id, *db.scalars(_STANDS_IN, {"office": office_id}))


def count(db: Session, scope: Scope) -> Counts:
    """Count the cases of a queue among the MANY that press most, however many there are; 4 ms.

    Nobody reads further, and to count on would take a second with 100,000 of them.
    """
    by_state: Counter[State] = Counter()
    every = unassigned = urgent = overdue = 0
    is_partial = False
    for walk, values in walks(scope):
        found = db.execute(_by_state(walk), values).all()
        for state, number, free, first, late in found:
            by_state[state] += number
            unassigned, urgent, overdue = unassigned + free, urgent + first, overdue + late
        is_partial |= sum(row[1] for row in found if row[0] not in CLOSED) >= MANY
        every += min(MANY, sum(row[1] for row in found))
    return Counts(
        all=every,
        by_state={state: number for state, number in by_state.items() if number},
        mine=count_matching(db, scope, Filter(mine=True)),
        unassigned=unassigned,
        urgent=urgent,
        overdue=overdue,
        is_partial=is_partial,
    )


def count_matching(db: Session, scope: Scope, wanted: Filter, beyond: int = 0) -> int:
    """Count what a filter leaves, up to MANY more than the first `beyond` ones."""
    asked, some = _asked(wanted), {**_values(wanted), "at_most": beyond + MANY}
    found = walks(scope, mine=wanted.mine)
    return sum(db.scalar(_up_to(walk, asked), values | some) or 0 for walk, values in found)


def page(db: Session, scope: Scope, wanted: Filter, window: tuple[int, int]) -> Sequence[Case]:
    """List a page, most urgent and then soonest due first; `window` is (skip, take)."""
    skip, take = window
    asked, some = _asked(wanted), {**_values(wanted), "at_most": skip + take}
    found: list[tuple[int, date, UUID]] = []
    for walk, values in walks(scope, mine=wanted.mine):
        rows = db.execute(_in_order(walk, asked), values | some)
        found += [(rank, due, case_id) for case_id, rank, due in rows]
    ids = [case_id for _, _, case_id in sorted(found)[skip : skip + take]]
    cases = remembered(db, scope, ids)
    return [cases[one] for one in ids if one in cases]


def matching(db: Session, scope: Scope, wanted: Filter, at_most: int) -> Mapping[UUID, date]:
    """Return what a filter leaves, and when each was received, the newest first.

    Of each walk the newest `at_most`.
    """
    found: dict[UUID, date] = {}
    asked, some = _asked(wanted), {**_values(wanted), "at_most": at_most}
    walked = walks(scope, mine=wanted.mine)
    for walk, values in walked:
        found |= dict(iter(db.execute(_newest(walk, asked), values | some)))
    return found if len(walked) == 1 else dict(sorted(found.items(), key=_newest_first))


def assigned(db: Session, case_ids: Collection[UUID], today: date) -> dict[UUID, list[UUID]]:
    """Return who is in charge of some cases today, the owner of each first."""
    found: dict[UUID, list[UUID]] = {}
    values = {"ids": tuple(case_ids), "today": today}
    for case_id, holder_id in db.execute(_assigned(), values):
        found.setdefault(case_id, []).append(holder_id)
    return found


def thread_lengths(db: Session, case_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many entries the threads of some cases have."""
    return dict(iter(db.execute(_lengths(), {"ids": tuple(case_ids)})))


def held(db: Session, case_ids: Collection[UUID], holders: Collection[UUID]) -> frozenset[UUID]:
    """Return which of some cases any of these people has a grant to, whether or not it opens."""
    query = select(Grant.case_id).where(
        Grant.case_id.in_(case_ids), Grant.holder_id.in_(holders), Grant.kind == Compartment.THREAD
    )
    return frozenset(db.scalars(query)) if holders else frozenset()


@cache
def _assigned() -> Select[UUID, UUID]:
    query = select(Assignment.case_id, Assignment.holder_id)
    query = query.where(Assignment.case_id.in_(IDS), counts_on(TODAY))
    return query.order_by(Assignment.since, Assignment.holder_id)


@cache
def _lengths() -> Select[UUID, int]:
    query = select(CompartmentRow.case_id, CompartmentRow.number)
    return query.where(CompartmentRow.case_id.in_(IDS), CompartmentRow.kind == Compartment.THREAD)


@cache
def _by_state(walk: Walk) -> CompoundSelect[State, int, int, int, int]:
    """Count the open cases that press most, all of them from one index, and the closed ones."""
    urgent, late = (Case.rank == _URGENT).label("urgent"), (Case.due < TODAY).label("late")
    columns = select(Case.state, NOBODYS.label("free"), urgent, late)
    listed = walk.conditions(Case.id, Case.office_id)
    some = columns.where(*listed, Case.rank < _CLOSED).order_by(*_ORDER).limit(MANY).subquery()
    counted = select(
        some.c.state,
        func.count(),
        func.count().filter(some.c.free),
        func.count().filter(some.c.urgent),
        func.count().filter(some.c.late),
    )
    return union_all(counted.group_by(some.c.state), *(_closed(walk, one) for one in CLOSED))


def _closed(walk: Walk, state: State) -> Select[State, int, int, int, int]:
    listed = walk.conditions(Case.id, Case.office_id)
    some = select(Case.id).where(*listed, Case.state == state).limit(MANY).subquery()
    nothing, said = literal(0), literal(state, Case.state.type)
    return select(said, func.count(), nothing, nothing, nothing).select_from(some)


@lru_cache(_STATEMENTS)
def _up_to(walk: Walk, asked: tuple[str, ...]) -> Select[int]:
    some = select(Case.id).where(*_met(walk, asked)).limit(AT_MOST)
    return select(func.count()).select_from(some.subquery())


@lru_cache(_STATEMENTS)
def _in_order(walk: Walk, asked: tuple[str, ...]) -> Select[UUID, int, date]:
    query = select(Case.id, Case.rank, Case.due).where(*_met(walk, asked))
    return query.order_by(*_ORDER).limit(AT_MOST)


@lru_cache(_STATEMENTS)
def _newest(walk: Walk, asked: tuple[str, ...]) -> Select[UUID, date]:
    query = select(Case.id, Case.received_on).where(*_met(walk, asked))
    return query.order_by(Case.received_on.desc(), Case.id).limit(AT_MOST)


def _met(walk: Walk, asked: tuple[str, ...]) -> list[ColumnElement[bool]]:
    listed = walk.conditions(Case.id, Case.office_id)
    return [Case.state != State.DESTROYED, *listed, *(_CONDITIONS[name] for name in asked)]


def _asked(wanted: Filter) -> tuple[str, ...]:
    """Return the names of what is set."""
    return tuple(name for name in _CONDITIONS if getattr(wanted, name))


def _values(wanted: Filter) -> Values:
    """Return what is given to a statement; it takes what it has a place for."""
    return {
        "state": wanted.state,
        "area": wanted.area,
        "category": wanted.category,
        "channel": wanted.channel,
        "closed_by": wanted.closed_by,
        "received_from": wanted.received_from,
        "received_to": wanted.received_to,
        "held_by": tuple(wanted.held_by),
    }


def _newest_first(found: tuple[UUID, date]) -> tuple[int, bytes]:
    case_id, received_on = found
    return -received_on.toordinal(), case_id.bytes
