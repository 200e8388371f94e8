"""What is due across the cases of one holder, walked by day.

Listed as in the queue: what was granted, tried, and is behind no wall.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session

from wbportal.db.cases import Case
from wbportal.db.clocks import ClockRow
from wbportal.db.queue import MANY
from wbportal.db.walks import AT_MOST, Scope, Values, Walk, remembered, walks

WEEK = timedelta(days=7)
_ORDER = (ClockRow.due, ClockRow.case_id, ClockRow.key)
_CONDITIONS: Mapping[str, ColumnElement[bool]] = MappingProxyType(
    {
        "first": ClockRow.due >= bindparam("first"),
        "last": ClockRow.due <= bindparam("last"),
        "key": ClockRow.key == bindparam("key"),
    }
)


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
    asked, some = _asked(wanted), {**_values(wanted), "at_most": skip + take}
    days: list[tuple[date, UUID, str]] = []
    for walk, values in walks(scope, mine=wanted.mine):
        rows = db.execute(_in_order(walk, asked), values | some)
        days += [(due, case_id, key) for due, case_id, key in rows]
    shown = sorted(days)[skip : skip + take]
    cases = remembered(db, scope, {case_id for _, case_id, _ in shown})
    return [(key, due, cases[case_id]) for due, case_id, key in shown if case_id in cases]


def count(db: Session, scope: Scope, wanted: Wanted, beyond: int = 0) -> int:
    """Count what is due, up to MANY more than the first `beyond` ones."""
    asked, some = _asked(wanted), {**_values(wanted), "at_most": beyond + MANY}
    found = walks(scope, mine=wanted.mine)
    return sum(db.scalar(_up_to(walk, asked), values | some) or 0 for walk, values in found)


@cache
def _in_order(walk: Walk, asked: tuple[str, ...]) -> Select[date, UUID, str]:
    query = select(ClockRow.due, ClockRow.case_id, ClockRow.key).where(*_met(walk, asked))
    return query.order_by(*_ORDER).limit(AT_MOST)


@cache
def _up_to(walk: Walk, asked: tuple[str, ...]) -> Select[int]:
    some = select(ClockRow.case_id).where(*_met(walk, asked)).limit(AT_MOST)
    return select(func.count()).select_from(some.subquery())


def _met(walk: Walk, asked: tuple[str, ...]) -> list[ColumnElement[bool]]:
    listed = walk.conditions(ClockRow.case_id, ClockRow.office_id)
    return [*(_CONDITIONS[name] for name in asked), *listed]


def _asked(wanted: Wanted) -> tuple[str, ...]:
    """Return the names of what is set."""
    return tuple(name for name, value in _values(wanted).items() if value is not None)


def _values(wanted: Wanted) -> Values:
    return {"first": wanted.span.first, "last": wanted.span.last, "key": wanted.key}
