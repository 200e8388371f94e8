"""Which cases somebody lists, and from where they are walked: for the queue, and for what is due.

A case is listed only after its grant has been tried, and never if it turned out to be a wall:
both are known to the holder alone, so the ids of walled cases come in as parameters.

Statements are made once for everybody: to put one together takes longer than most take to run.
Who asks, and for what, is given when they run, so nothing of anybody stays in them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from functools import cache
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Integer, Select, bindparam, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from wbportal.db.cases import Assignment, Case, counts_on
from wbportal.db.grants import Grant
from wbportal.db.holder_states import HolderState
from wbportal.db.types import Guid
from wbportal.db.untried import Untried
from wbportal.domain.compartments import Compartment
from wbportal.domain.states import State

Value: TypeAlias = UUID | date | str | int | Sequence[UUID] | None
Values: TypeAlias = dict[str, Value]

TODAY = bindparam("today", type_=Date)
AT_MOST = bindparam("at_most", type_=Integer)
IDS = bindparam("ids", type_=Guid, expanding=True)
NOBODYS = ~select(Assignment.case_id).where(Assignment.case_id == Case.id).exists()
_HOLDER = bindparam("holder", type_=Guid)
_OFFICE = bindparam("office", type_=Guid)
_OFFICES = bindparam("offices", type_=Guid, expanding=True)
_WALLED = bindparam("walled", type_=Guid, expanding=True)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose queue it is."""

    holder_id: UUID
    office_ids: tuple[UUID, ...]
    only_assigned: bool  # a handler lists what was assigned, a lead whatever was granted
    today: date  # whoever acts for somebody is in charge until a day
    receives: bool = False  # lists, besides, what nobody has begun with
    walled: frozenset[UUID] = field(default=frozenset(), repr=False)


class Start(Enum):
    """Where a walk begins: no case is met on two walks of one person."""

    OFFICE = auto()  # in its order, from an index
    OWN = auto()  # from the few cases that somebody is in charge of
    UNTOUCHED = auto()  # from what nobody has begun with


@dataclass(frozen=True, slots=True)
class Walk:
    """One way through what somebody lists; the same for all who list so."""

    start: Start
    has_walls: bool

    def conditions(
        self, case_id: InstrumentedAttribute[UUID], office_id: InstrumentedAttribute[UUID]
    ) -> list[ColumnElement[bool]]:
        """Say which rows are met: granted, tried, and behind no wall."""
        grant = select(Grant.case_id).where(
            Grant.holder_id == _HOLDER,
            Grant.kind == Compartment.THREAD,
            Grant.case_id == case_id,
        )
        new = select(Untried.case_id).where(Untried.holder_id == _HOLDER)
        found = [grant.exists(), ~new.where(Untried.case_id == case_id).exists()]
        if self.has_walls:
            found.append(case_id.not_in(_WALLED))
        if self.start is Start.OFFICE:
            return [office_id == _OFFICE, *found]
        return [case_id.in_(_started_from(self.start)), *found]


def walks(scope: Scope, *, mine: bool = False) -> list[tuple[Walk, Values]]:
    """Return the ways through a queue, or through what somebody is in charge of alone."""
    values: Values = {
        "holder": scope.holder_id,
        "today": scope.today,
        "walled": tuple(scope.walled),
        "offices": scope.office_ids,
    }
    has_walls = bool(scope.walled)
    if not (mine or scope.only_assigned):
        walk = Walk(Start.OFFICE, has_walls)
        return [(walk, {**values, "office": one}) for one in scope.office_ids]
    starts = [Start.OWN, Start.UNTOUCHED] if scope.receives and not mine else [Start.OWN]
    return [(Walk(start, has_walls), values) for start in starts]


def untried(db: Session, scope: Scope, at_most: int) -> Sequence[UUID]:
    """List cases of which a holder has a grant that was never tried."""
    starts = frozenset(walk.start for walk, _ in walks(scope))
    values = {"holder": scope.holder_id, "today": scope.today, "offices": scope.office_ids}
    return db.scalars(_untried(starts), {**values, "at_most": at_most}).all()


def remembered(db: Session, scope: Scope, case_ids: Collection[UUID]) -> dict[UUID, Case]:
    """Read some cases, without those of which their holder has no memory to show them from."""
    values = {"holder": scope.holder_id, "ids": tuple(case_ids)}
    return {case.id: case for case in db.scalars(_remembered(), values)}


@cache
def _untried(starts: frozenset[Start]) -> Select[UUID]:
    query = select(Untried.case_id).where(Untried.holder_id == _HOLDER)
    if Start.OFFICE not in starts:
        theirs = (_started_from(start) for start in Start if start in starts)
        query = query.where(or_(*(Untried.case_id.in_(one) for one in theirs)))
    return query.limit(AT_MOST)


@cache
def _remembered() -> Select[Case]:
    memory = select(HolderState.case_id).where(HolderState.holder_id == _HOLDER)
    known = memory.where(HolderState.case_id == Case.id).exists()
    return select(Case).where(Case.id.in_(IDS), known)


def _started_from(start: Start) -> Select[UUID]:
    if start is Start.UNTOUCHED:
        untouched = (Case.office_id.in_(_OFFICES), Case.state == State.RECEIVED)
        return select(Case.id).where(*untouched, NOBODYS)
    own = select(Assignment.case_id).where(Assignment.holder_id == _HOLDER)
    return own.where(counts_on(TODAY))
