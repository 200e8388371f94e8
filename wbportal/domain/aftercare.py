"""After the end of a case: the days on which its reporter is asked how things have been since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wbportal.domain.lawpacks import Start, load_pack
from wbportal.domain.periods import months_after

MONTHS = tuple(
    sorted(
        rule.months
        for rule in load_pack("house").clocks.values()
        if rule.starts is Start.CLOSED and rule.months is not None
    )
)
"""How many months after the end: 1, 3, 6 and 12, unless an office has said otherwise."""

MOST_MONTHS = 60
MOST_CHECK_INS = 8
_EVERY = 12  # months, once the last one of the list is over: there is always a day to come back


class Answer(StrEnum):
    """What a reporter says to it with one tap; words may go with it."""

    NOTHING = "nothing"
    SOMETHING = "something"
    UNSAID = "unsaid"  # prefers not to say


class Standing(StrEnum):
    """How a check-in stands on a day."""

    AHEAD = "ahead"
    DUE = "due"
    ANSWERED = "answered"
    MISSED = "missed"  # the next one came, and nothing was said


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One day on which a reporter is asked."""

    months: int
    day: date
    standing: Standing


def check_ins(
    closed_on: date, answered: Sequence[date], today: date, months: Sequence[int] = MONTHS
) -> tuple[CheckIn, ...]:
    """Return the check-ins of a closed case; what was said counts for the one that was due then."""
    days = [months_after(closed_on, one) for one in months]
    ends = [*days[1:], date.max]
    return tuple(
        CheckIn(one, day, _standing(day, end, answered, today))
        for one, day, end in zip(months, days, ends, strict=True)
    )


def is_due(
    closed_on: date, answered: Sequence[date], today: date, months: Sequence[int] = MONTHS
) -> bool:
    """Tell whether the reporter is asked today."""
    found = check_ins(closed_on, answered, today, months)
    return any(one.standing is Standing.DUE for one in found)


def asked_until(closed_on: date, months: Sequence[int] = MONTHS) -> date:
    """Return the last day on which the office has promised to ask."""
    return months_after(closed_on, max(months, default=0))


def next_day(closed_on: date, today: date, months: Sequence[int] = MONTHS) -> date:
    """Return the next day on which a reporter is asked, today at the earliest."""
    for one in months:
        day = months_after(closed_on, one)
        if day >= today:
            return day
    after = months[-1] if months else 0
    while (day := months_after(closed_on, after)) < today:
        after += _EVERY
    return day


def _standing(day: date, end: date, answered: Sequence[date], today: date) -> Standing:
    if day > today:
        return Standing.AHEAD
    if any(day <= said < end for said in answered):
        return Standing.ANSWERED
    return Standing.DUE if today < end else Standing.MISSED
