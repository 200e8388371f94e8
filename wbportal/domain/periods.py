"""Counting days, months and working days as the law of a place counts them."""

import calendar
from collections.abc import Collection
from datetime import date, datetime, timedelta, timezone, tzinfo

from wbportal.domain.dates import BUDDHIST_ERA

BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")
"""Thai legal time: UTC+7 without summer time, so that no time zone database is needed."""

_MONTHS_IN_YEAR = 12
_SATURDAY = 5
_OCTOBER = 10


def legal_day(instant: datetime, zone: tzinfo = BANGKOK) -> date:
    """Return the day on which `instant` falls in `zone`. Raises ValueError for a naive time."""
    if instant.tzinfo is None:
        raise ValueError("a time without a zone falls on no day")
    return instant.astimezone(zone).date()


def days_after(base: date, days: int) -> date:
    """Return the last day of a period of days: the first day is not counted.

    Source: Regulation (EEC, Euratom) 1182/71 art. 3(1); Thai Civil and Commercial Code s. 193/3.
    """
    return base + timedelta(days=days)


def months_after(base: date, months: int) -> date:
    """Return the last day of a period of months as European law counts it.

    The same day of the last month, or its last day where it has no such day: one month from
    31 January ends on 28 or 29 February. Source: Regulation (EEC, Euratom) 1182/71 art. 3(2)(c).
    """
    return _same_day(base, months) or _last_day(base, months)


def thai_months_after(base: date, months: int) -> date:
    """Return the last day of a period of months as Thai law counts it.

    The period begins on the day after `base` (Civil and Commercial Code s. 193/3) and ends on the
    day before the corresponding day of the last month, or on its last day where there is no
    such day (s. 193/5): one year from 28 February 2027 ends on 29 February 2028.
    """
    begins = base + timedelta(days=1)
    corresponding = _same_day(begins, months)
    if corresponding is None:
        return _last_day(begins, months)
    return corresponding - timedelta(days=1)


def is_working_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Return whether `day` is neither at a weekend nor a holiday."""
    return day.weekday() < _SATURDAY and day not in holidays


def next_working_day(day: date, holidays: Collection[date] = ()) -> date:
    """Return `day`, or the first working day after it (Civil and Commercial Code s. 193/8)."""
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    return day


def fiscal_year(day: date) -> int:
    """Return the fiscal year of Thailand that `day` is in, in the Buddhist Era.

    Year N runs from 1 October of N - 1 to 30 September of N.
    """
    return day.year + BUDDHIST_ERA + (day.month >= _OCTOBER)


def _same_day(day: date, months: int) -> date | None:
    year, month = _month_after(day, months)
    if day.day > calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day.day)


def _last_day(day: date, months: int) -> date:
    year, month = _month_after(day, months)
    return date(year, month, calendar.monthrange(year, month)[1])


def _month_after(day: date, months: int) -> tuple[int, int]:
    years, month = divmod(day.month - 1 + months, _MONTHS_IN_YEAR)
    return day.year + years, month + 1
