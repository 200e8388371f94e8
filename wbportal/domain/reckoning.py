"""When a clock of a law pack is due, step by step: the arithmetic that *why?* answers with.

All of it is a pure function of the rule, the legal date it counts from, and the extensions that
were granted. Nothing here pauses a clock.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from wbportal.domain.holidays import THAI, Holidays
from wbportal.domain.lawpacks import Calendar, ClockRule, Need, Whose
from wbportal.domain.periods import (
    days_after,
    is_working_day,
    months_after,
    next_working_day,
    thai_months_after,
)


class StepKind(StrEnum):
    """One step of the arithmetic: a key that a page turns into a sentence."""

    BASE = "base"  # the legal date
    FIRST_DAY = "first-day"  # the day after it is the first one that counts
    DAYS = "days"
    MONTHS = "months"
    EXTENDED = "extended"
    EXTENDED_UNTIL = "extended-until"
    WEEKEND = "weekend"  # the last day is one, and moves
    HOLIDAY = "holiday"
    UNMOVED = "unmoved"  # the last day is no working day; the duty ends on it all the same
    UNKNOWN_HOLIDAYS = "unknown-holidays"  # of that year


@dataclass(frozen=True, slots=True)
class Step:
    """One step, and the day at which it arrives."""

    kind: StepKind
    day: date
    amount: int = 0  # of days or months


@dataclass(frozen=True, slots=True)
class Extension:
    """One extension that was granted: by `days`, or until a day."""

    decided_on: date
    days: int | None = None
    until: date | None = None
    said: frozenset[Need] = frozenset()
    evidence_abroad: bool = False


class NotExtended(StrEnum):
    """Why an extension is none: a key that a page turns into a sentence."""

    NONE_FORESEEN = "none-foreseen"
    TOO_OFTEN = "too-often"
    TOO_LONG = "too-long"
    NOT_LATER = "not-later"
    NO_OBSTACLE = "no-obstacle"
    NO_PLAN = "no-plan"


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A clock, reckoned: the last day of its period, and how one comes to it."""

    rule: ClockRule
    base: date
    last_day: date  # as the period ends, whatever day that is
    working_day: date  # that day, or the first working day after it
    steps: tuple[Step, ...]

    @property
    def due(self) -> date:
        """The day to keep: an official's own duty is not moved, a reporter's right is.

        Source: Thai Civil and Commercial Code s. 193/8; which of the two, our own decision.
        """
        return self.working_day if self.rule.whose is Whose.REPORTER else self.last_day


def reckon(
    rule: ClockRule,
    base: date,
    extensions: Sequence[Extension] = (),
    holidays: Holidays = THAI,
) -> Reckoned:
    """Return when a clock that counts from `base` is due; extensions that are none are left out."""
    steps = [Step(StepKind.BASE, base)]
    if rule.calendar is Calendar.THAI:
        steps.append(Step(StepKind.FIRST_DAY, base + timedelta(days=1)))
    steps.append(_length(rule, base))
    granted: list[Extension] = []
    for extension in extensions:
        if not_extended(rule, base, granted, extension) is None:
            granted.append(extension)
            steps.append(_extended(steps[-1].day, extension))
    last_day = steps[-1].day
    days_off = _days_off(rule, holidays)
    is_thai = rule.calendar is Calendar.THAI
    working_day = next_working_day(last_day, days_off) if is_thai else last_day
    steps += _at_the_end(rule, (last_day, working_day), days_off, holidays)
    return Reckoned(rule, base, last_day, working_day, tuple(steps))


def not_extended(
    rule: ClockRule, base: date, before: Sequence[Extension], wanted: Extension
) -> NotExtended | None:
    """Return why a clock cannot be extended in this way, or None if it can."""
    allowed = rule.extension
    if allowed is None:
        return NotExtended.NONE_FORESEEN
    for need, missing in _MISSING.items():
        if need in allowed.needs and need not in wanted.said:
            return missing
    end = _end(rule, base, before)
    until = _extended(end, wanted).day
    if until <= end:
        return NotExtended.NOT_LATER
    if allowed.days is not None and len(before) >= allowed.times:
        return NotExtended.TOO_OFTEN
    return NotExtended.TOO_LONG if until > _latest(rule, base, end, wanted) else None


_MISSING = {Need.OBSTACLE: NotExtended.NO_OBSTACLE, Need.PLAN: NotExtended.NO_PLAN}


def _end(rule: ClockRule, base: date, granted: Sequence[Extension]) -> date:
    end = _length(rule, base).day
    for extension in granted:
        end = _extended(end, extension).day
    return end


def _latest(rule: ClockRule, base: date, end: date, wanted: Extension) -> date:
    """Return the last day that an extension may reach."""
    allowed = rule.extension
    if allowed is None:
        return end
    if allowed.longer_for_evidence_abroad and wanted.evidence_abroad:
        return date.max
    if allowed.most_months is not None:
        return _months(rule, base, allowed.most_months)
    return days_after(end, allowed.days or 0)


def _length(rule: ClockRule, base: date) -> Step:
    if rule.days is not None:
        return Step(StepKind.DAYS, days_after(base, rule.days), rule.days)
    months = rule.months or 0
    return Step(StepKind.MONTHS, _months(rule, base, months), months)


def _months(rule: ClockRule, base: date, months: int) -> date:
    after = thai_months_after if rule.calendar is Calendar.THAI else months_after
    return after(base, months)


def _extended(end: date, extension: Extension) -> Step:
    """Add to a period from the day after its end on (Civil and Commercial Code s. 193/7)."""
    if extension.until is not None:
        return Step(StepKind.EXTENDED_UNTIL, extension.until)
    days = extension.days or 0
    return Step(StepKind.EXTENDED, days_after(end, days), days)


def _days_off(rule: ClockRule, holidays: Holidays) -> Collection[date]:
    """Return the holidays that move the last day; for a reporter, only those that are sure."""
    if rule.whose is Whose.REPORTER and not holidays.may_be_shown:
        return ()
    return holidays.names.keys()


def _at_the_end(
    rule: ClockRule, ends: tuple[date, date], days_off: Collection[date], holidays: Holidays
) -> list[Step]:
    """Say what happens on a last day that is no working day."""
    last_day, working_day = ends
    if rule.calendar is not Calendar.THAI:
        return []
    found = []
    if last_day != working_day:
        moved = rule.whose is Whose.REPORTER
        why = StepKind.WEEKEND if not is_working_day(last_day) else StepKind.HOLIDAY
        found.append(Step(why, working_day) if moved else Step(StepKind.UNMOVED, working_day))
    if days_off and not holidays.covers(working_day):
        found.append(Step(StepKind.UNKNOWN_HOLIDAYS, working_day))
    return found
