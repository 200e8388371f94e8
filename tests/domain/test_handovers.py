"""What is to be done in a hand-over on a day."""

from datetime import date, timedelta

import pytest

from wbportal.domain.handovers import Kind, Step, is_last, step_on

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
A_DAY = timedelta(days=1)


@pytest.mark.parametrize("kind", [Kind.SUCCESSION, Kind.LEAVING])
def test_keys_are_given_ahead_and_cases_change_hands_from_the_day_on(kind: Kind) -> None:
    assert step_on(kind, FIRST, None, FIRST - A_DAY) is Step.GIVE
    assert step_on(kind, FIRST, None, FIRST) is Step.SWITCH
    assert step_on(kind, FIRST, None, date(2030, 1, 1)) is Step.SWITCH


def test_somebody_acts_until_the_end_of_the_last_day() -> None:
    assert step_on(Kind.ACTING, FIRST, LAST, FIRST - A_DAY) is Step.GIVE
    assert step_on(Kind.ACTING, FIRST, LAST, LAST) is Step.SWITCH
    assert step_on(Kind.ACTING, FIRST, LAST, LAST + A_DAY) is Step.TAKE_BACK


def test_keys_alone_are_given_on_every_day() -> None:
    assert step_on(Kind.KEYS, FIRST, None, LAST) is Step.GIVE


@pytest.mark.parametrize("kind", Kind)
def test_a_hand_over_ends_with_its_last_step(kind: Kind) -> None:
    last = {
        Kind.KEYS: Step.GIVE,
        Kind.SUCCESSION: Step.SWITCH,
        Kind.LEAVING: Step.SWITCH,
        Kind.ACTING: Step.TAKE_BACK,
    }[kind]
    assert is_last(kind, last)
    assert is_last(kind, Step.GIVE) == (kind is Kind.KEYS)
