"""What is due across the cases of one holder, walked by day.

Listed as in the queue: what was granted, tried, and is behind no wall.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from wbportal.db.cases import Case
from wbportal.db.clocks import ClockRow
from wbportal.db.holder_states import HolderState
from wbportal.db.queue import MANY, Scope, listed, own, theirs

WEEK = timedelta(days=7)
_ORDER = (ClockRow.due, ClockRow.case_id, ClockRow.key)


@dataclass(frozen=True, slots=True)
class Span:
    """From which day to which day something is due, both included; None for no end."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of it is wanted."""

    span: Span = Span()
    key: str | None = None
    mine: bool = False


Found = tuple[str, date, Case]


def page(db: Session, scope: Scope, wanted: Wanted, window: tuple[int, int]) -> Sequence[Found]:
    """List a page, the earliest day first; `window` is (skip, take)."""
    skip, take = window
    memory = select(HolderState.case_id).where(HolderState.holder_id == scope.holder_id)
    remembered = memory.where(HolderState.case_id == ClockRow.case_id).exists()
    found: list[Found] = []
    for walk in _walks(scope, wanted):
        query = select(ClockRow.key, ClockRow.due, Case).join(Case, Case.id == ClockRow.case_id)
        query = query.where(*walk, remembered).order_by(*_ORDER).limit(skip + take)
        found += [(row[0], row[1], row[2]) for row in db.execute(query)]
    return sorted(found, key=lambda one: (one[1], one[2].id, one[0]))[skip : skip + take]


def count(db: Session, scope: Scope, wanted: Wanted, beyond: int = 0) -> int:
    """Count what is due, up to MANY more than the first `beyond` ones."""
    return sum(db.scalar(_up_to(beyond + MANY, walk)) or 0 for walk in _walks(scope, wanted))


def _up_to(number: int, walk: Sequence[ColumnElement[bool]]) -> Select[int]:
    some = select(ClockRow.case_id).where(*walk).limit(number)
    return select(func.count()).select_from(some.subquery())


def _walks(scope: Scope, wanted: Wanted) -> list[list[ColumnElement[bool]]]:
    """Walk the days of each office from an index, or those of the cases one is in charge of."""
    conditions = [*_conditions(wanted), *listed(scope, ClockRow.case_id)]
    if wanted.mine:
        return [[ClockRow.case_id.in_(own(scope)), *conditions]]
    if scope.only_assigned:
        return [[ClockRow.case_id.in_(one), *conditions] for one in theirs(scope)]
    return [[ClockRow.office_id == one, *conditions] for one in scope.office_ids]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.span.first is not None:
        found.append(ClockRow.due >= wanted.span.first)
    if wanted.span.last is not None:
        found.append(ClockRow.due <= wanted.span.last)
    if wanted.key is not None:
        found.append(ClockRow.key == wanted.key)
    return found
