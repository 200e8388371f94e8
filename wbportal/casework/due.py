"""What is due across the cases that one person may open: overdue, today, this week, later."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from wbportal.casework import queue, shelf
from wbportal.casework.keyholders import Person
from wbportal.casework.offices import office_of
from wbportal.casework.queue import PAGE_CASES, Row
from wbportal.casework.shelf import Shelf
from wbportal.db import due as rows
from wbportal.db.due import WEEK, Span, Wanted
from wbportal.domain.clocks import ACKNOWLEDGE, ANSWER, FEEDBACK, HOUSE, REVIEW
from wbportal.domain.lawpacks import PACKS
from wbportal.domain.legal_dates import PRESCRIPTION, clear_key
from wbportal.domain.offices import OfficeKind
from wbportal.portal import Work

__all__ = ["Due", "Line", "Wanted", "When", "read_due"]

_DAY = timedelta(days=1)
_FOR_ALL = (ACKNOWLEDGE, FEEDBACK, ANSWER, REVIEW, PRESCRIPTION)


class When(StrEnum):
    """Which days are looked at."""

    SOON = "soon"  # all of the next three
    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"  # the seven days after today
    LATER = "later"


_COUNTED = (When.OVERDUE, When.TODAY, When.WEEK)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is due in one case."""

    case: Row
    key: str
    due: date
    is_overdue: bool
    is_today: bool
    power_continues: bool


@dataclass(frozen=True, slots=True)
class Due:
    """One page of what is due, and how much there is."""

    lines: tuple[Line, ...] = field(repr=False)
    counts: Mapping[When, int]  # of days that are near: nobody counts what is far away
    matching: int
    number: int  # of this page, from 1
    last: int
    keys: tuple[str, ...]  # of the clocks that one can look for


def read_due(work: Work, who: Person, when: When, wanted: Wanted, number: int) -> Due:
    """Read page `number` of what is due; a page beyond the last one is the last one.

    Walks an index by day, however many cases there are, and opens 25 sealed memories.
    """
    scope = queue.scope_of(work, who, shelf.load(work, who) or Shelf())
    spans = _spans(work.today)
    counts = {one: rows.count(work.db, scope, replace(wanted, span=spans[one])) for one in _COUNTED}
    here = replace(wanted, span=spans[when])
    beyond = max(0, number - 1) * PAGE_CASES
    known = {**counts, When.SOON: sum(counts.values())} if not beyond else {}
    matching = known[when] if when in known else rows.count(work.db, scope, here, beyond)
    last = max(1, -(-matching // PAGE_CASES))
    number = min(max(number, 1), last)
    found = rows.page(work.db, scope, here, ((number - 1) * PAGE_CASES, PAGE_CASES))
    cases = {case.id: case for _, _, case in found}
    shown = {row.case_id: row for row in queue.rows_of(work, who, scope, list(cases.values()))}
    lines = tuple(
        Line(
            case=shown[case.id],
            key=key,
            due=day,
            is_overdue=day < work.today,
            is_today=day == work.today,
            power_continues=key in _POWER_CONTINUES,
        )
        for key, day, case in found
        if case.id in shown
    )
    kind = office_of(work, who.office_id).kind
    return Due(lines, MappingProxyType(counts), matching, number, last, _keys(kind))


def _spans(today: date) -> dict[When, Span]:
    return {
        When.SOON: Span(last=today + WEEK),
        When.OVERDUE: Span(last=today - _DAY),
        When.TODAY: Span(today, today),
        When.WEEK: Span(today + _DAY, today + WEEK),
        When.LATER: Span(first=today + WEEK + _DAY),
    }


def _keys(kind: OfficeKind) -> tuple[str, ...]:
    """Return the keys that can stand in rows of an office of this kind."""
    packs = [pack for name, pack in PACKS.items() if name != HOUSE.name]
    found = {clear_key(rule): None for pack in packs for rule in pack.binding(kind)}
    return (*_FOR_ALL, *found)


_POWER_CONTINUES = frozenset(
    rule.key for pack in PACKS.values() for rule in pack.clocks.values() if rule.power_continues
)
