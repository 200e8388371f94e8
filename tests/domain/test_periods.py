"""Months, days and working days as the law counts them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbportal.domain.periods import (
    BANGKOK,
    days_after,
    fiscal_year,
    is_working_day,
    legal_day,
    months_after,
    next_working_day,
    thai_months_after,
)

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31))
MONTHS = st.integers(min_value=1, max_value=240)


@pytest.mark.parametrize(
    ("base", "months", "due"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 2, 28), 1, date(2026, 3, 28)),
        (date(2026, 11, 29), 3, date(2027, 2, 28)),
        (date(2026, 11, 10), 3, date(2027, 2, 10)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
    ],
)
def test_a_european_month_ends_on_the_same_day_or_the_last(base, months, due):
    assert months_after(base, months) == due


@pytest.mark.parametrize(
    ("base", "months", "due"),
    [
        (date(2027, 2, 28), 12, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
        (date(2026, 1, 28), 1, date(2026, 2, 28)),
        (date(2026, 1, 27), 1, date(2026, 2, 27)),
        (date(2026, 2, 28), 1, date(2026, 3, 31)),
        (date(2026, 11, 10), 3, date(2027, 2, 10)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_a_thai_month_begins_the_day_after_and_ends_the_day_before(base, months, due):
    assert thai_months_after(base, months) == due


@given(DAYS, MONTHS)
def test_both_laws_end_in_the_same_month_at_most_three_days_apart(base, months):
    european, thai = months_after(base, months), thai_months_after(base, months)
    assert abs((european - thai).days) <= 3
    assert european > base
    assert thai > base


@given(DAYS, DAYS, MONTHS)
def test_a_later_start_never_ends_earlier(one, other, months):
    early, late = sorted([one, other])
    assert months_after(early, months) <= months_after(late, months)
    assert thai_months_after(early, months) <= thai_months_after(late, months)


@given(DAYS, MONTHS)
def test_a_month_ends_on_its_own_day_or_on_the_last_of_a_short_month(base, months):
    due = months_after(base, months)
    assert due.day == base.day or (due + timedelta(days=1)).day == 1
    assert (due.year * 12 + due.month) - (base.year * 12 + base.month) == months


def test_the_first_day_is_not_counted():
    assert days_after(date(2026, 11, 1), 7) == date(2026, 11, 8)


def test_the_day_changes_at_midnight_in_bangkok():
    assert legal_day(datetime(2026, 11, 10, 16, 59, 59, tzinfo=UTC)) == date(2026, 11, 10)
    assert legal_day(datetime(2026, 11, 10, 17, 0, tzinfo=UTC)) == date(2026, 11, 11)
    assert legal_day(datetime(2026, 11, 11, 0, 0, tzinfo=BANGKOK)) == date(2026, 11, 11)


def test_another_zone_has_another_day():
    west = timezone(timedelta(hours=-5))
    assert legal_day(datetime(2026, 11, 10, 3, tzinfo=UTC), west) == date(2026, 11, 9)


def test_a_time_without_a_zone_falls_on_no_day():
    with pytest.raises(ValueError, match="without a zone"):
        legal_day(datetime(2026, 11, 10, 12))  # noqa: DTZ001  # what is refused


def test_weekends_and_holidays_are_no_working_days():
    saturday, monday = date(2026, 12, 5), date(2026, 12, 7)
    assert not is_working_day(saturday)
    assert next_working_day(saturday) == monday
    assert next_working_day(saturday, {monday}) == date(2026, 12, 8)
    assert next_working_day(monday) == monday


def test_a_fiscal_year_begins_in_october_and_bears_the_number_of_the_next_year():
    for day, year in (((2026, 9, 30), 2569), ((2026, 10, 1), 2570), ((2027, 9, 30), 2570)):
        assert fiscal_year(date(*day)) == year
