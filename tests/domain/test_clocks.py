"""The house clocks and the date that the reporter comes back on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbportal.domain.clocks import (
    ACKNOWLEDGE,
    FEEDBACK,
    HOUSE,
    CaseDays,
    Clock,
    ComeBack,
    NextDate,
    Standing,
    acknowledgement,
    answer,
    days_left,
    feedback,
    next_date,
    reminds,
    running,
    standing,
    wished_again,
    with_periods,
    without_acknowledgement,
)
from wbportal.domain.lawpacks import Tag, load_pack, read_pack
from wbportal.domain.states import CLOSED, OPEN, State

RECEIVED_ON = date(2026, 11, 10)
ACK_DUE = date(2026, 11, 17)
FEEDBACK_DUE = date(2027, 2, 17)
FRESH = CaseDays(RECEIVED_ON, ACK_DUE, FEEDBACK_DUE)
READ = CaseDays(RECEIVED_ON, ACK_DUE, date(2027, 2, 12), acknowledged_on=date(2026, 11, 12))


def test_every_house_clock_says_that_it_is_our_own_and_may_be_shown():
    assert all(clock.tag is Tag.OURS and clock.source for clock in HOUSE.clocks.values())
    assert all(clock.may_be_shown for clock in HOUSE.clocks.values())


@pytest.mark.parametrize(
    ("tag", "shown"),
    [(Tag.PRIMARY, True), (Tag.OURS, True), (Tag.SECONDARY, False), (Tag.MEMORY, False)],
)
def test_law_that_was_not_read_in_the_primary_text_is_never_shown(tag, shown):
    rule = replace(HOUSE.clocks[ACKNOWLEDGE], tag=tag)
    assert rule.may_be_shown is shown


def test_a_clock_lasts_days_or_months_but_not_both():
    with pytest.raises(ValueError, match="either days or months"):
        read_pack(
            '{"pack": "x", "version": 1, "calendar": "thai", "binds": [], "clocks": [{"key": "x",'
            ' "name": {}, "starts": "received", "tag": "M", "source": {}, "days": 1, "months": 1,'
            ' "warn_days_before": []}]}'
        )


def test_a_pack_that_does_not_exist_is_not_found():
    with pytest.raises(FileNotFoundError):
        load_pack("atlantis")


def test_a_report_is_to_be_acknowledged_within_seven_days():
    assert acknowledgement(RECEIVED_ON).due == ACK_DUE


@pytest.mark.parametrize(
    ("acknowledged_on", "base", "due"),
    [
        (None, ACK_DUE, FEEDBACK_DUE),
        (date(2026, 11, 12), date(2026, 11, 12), date(2027, 2, 12)),
        (date(2026, 12, 24), ACK_DUE, FEEDBACK_DUE),
        (RECEIVED_ON, RECEIVED_ON, date(2027, 2, 10)),
    ],
)
def test_feedback_runs_from_the_earlier_of_acknowledged_and_day_7(acknowledged_on, base, due):
    clock = feedback(RECEIVED_ON, acknowledged_on)
    assert (clock.base, clock.due) == (base, due)


def test_a_question_holds_a_case_up_for_thirty_days_at_most():
    assert answer(RECEIVED_ON).due == RECEIVED_ON + timedelta(days=30)


def test_an_office_may_set_its_own_periods():
    pack = with_periods(ack_days=3, feedback_months=1)
    assert acknowledgement(RECEIVED_ON, pack).due == date(2026, 11, 13)
    assert feedback(RECEIVED_ON, None, pack).due == date(2026, 12, 13)
    assert acknowledgement(RECEIVED_ON).due == ACK_DUE


@pytest.mark.parametrize(("days", "months"), [(0, 3), (7, 0), (-1, -1)])
def test_no_office_promises_nothing(days, months):
    with pytest.raises(ValueError, match="at least one"):
        with_periods(days, months)


@pytest.mark.parametrize(
    ("today", "expected", "left", "reminder"),
    [
        (date(2026, 11, 13), Standing.RUNNING, 4, False),
        (date(2026, 11, 14), Standing.SOON, 3, True),
        (date(2026, 11, 15), Standing.SOON, 2, False),
        (date(2026, 11, 16), Standing.SOON, 1, True),
        (date(2026, 11, 17), Standing.TODAY, 0, True),
        (date(2026, 11, 18), Standing.OVERDUE, -1, True),
        (date(2027, 11, 18), Standing.OVERDUE, -366, True),
    ],
)
def test_a_clock_warns_before_it_is_due_and_daily_afterwards(today, expected, left, reminder):
    clock = acknowledgement(RECEIVED_ON)
    assert standing(clock, today) is expected
    assert days_left(clock, today) == left
    assert reminds(clock, today) is reminder


def test_a_clock_without_warnings_runs_until_its_day():
    clock = Clock("x", RECEIVED_ON, ACK_DUE)
    assert standing(clock, ACK_DUE - timedelta(days=1)) is Standing.RUNNING


@pytest.mark.parametrize("state", sorted(OPEN | {State.AWAITING_REPORTER}))
def test_clocks_never_pause(state):
    assert [clock.key for clock in running(state, FRESH)] == [ACKNOWLEDGE, FEEDBACK]
    assert [clock.key for clock in running(state, READ)] == [FEEDBACK]


@pytest.mark.parametrize("state", sorted({*CLOSED, State.DESTROYED}))
def test_a_closed_case_has_no_clock_to_meet(state):
    assert running(state, FRESH) == ()


def test_a_running_clock_is_the_one_that_was_started():
    assert running(State.RECEIVED, FRESH) == (
        acknowledgement(RECEIVED_ON), feedback(RECEIVED_ON, None),
    )  # fmt: skip
    assert running(State.ASSESSING, READ) == (feedback(RECEIVED_ON, READ.acknowledged_on),)


@pytest.mark.parametrize(
    ("state", "days", "today", "expected"),
    [
        (State.RECEIVED, FRESH, RECEIVED_ON, NextDate(ACK_DUE, ComeBack.ACKNOWLEDGEMENT)),
        (State.RECEIVED, FRESH, ACK_DUE, NextDate(ACK_DUE, ComeBack.ACKNOWLEDGEMENT)),
        (
            State.RECEIVED, FRESH, date(2026, 11, 18),
            NextDate(date(2026, 11, 24), ComeBack.ACKNOWLEDGEMENT_LATE),
        ),
        (
            State.ADDRESSING, READ, date(2027, 1, 1),
            NextDate(date(2027, 2, 12), ComeBack.FEEDBACK),
        ),
        (
            State.REFERRED, READ, date(2027, 2, 19),
            NextDate(date(2027, 2, 19) + timedelta(days=7), ComeBack.FEEDBACK_LATE),
        ),
    ],
)  # fmt: skip
def test_the_reporter_is_told_when_to_come_back_and_why(state, days, today, expected):
    assert next_date(state, days, today) == expected


def test_a_question_comes_before_everything_else():
    asked = CaseDays(RECEIVED_ON, ACK_DUE, FEEDBACK_DUE, awaiting_until=answer(RECEIVED_ON).due)
    assert next_date(State.AWAITING_REPORTER, asked, RECEIVED_ON) == NextDate(
        date(2026, 12, 10), ComeBack.ANSWER_US
    )
    assert next_date(State.AWAITING_REPORTER, asked, date(2026, 12, 11)) == NextDate(
        date(2026, 12, 15), ComeBack.ACKNOWLEDGEMENT_LATE
    )


def test_after_the_end_there_is_still_a_day_to_come_back_to():
    closed = CaseDays(RECEIVED_ON, ACK_DUE, FEEDBACK_DUE, closed_on=date(2026, 11, 30))
    first, second = date(2026, 12, 30), date(2027, 5, 30)
    for state in CLOSED:
        assert next_date(state, closed, date(2026, 12, 1)) == NextDate(first, ComeBack.CHECK_IN)
        assert next_date(state, closed, date(2027, 3, 1)) == NextDate(second, ComeBack.CHECK_IN)


def test_the_last_day_to_answer_for_a_name_is_told_if_it_is_the_next_one():
    last = RECEIVED_ON + timedelta(days=3)
    asked = CaseDays(RECEIVED_ON, ACK_DUE, FEEDBACK_DUE, name_until=last)
    for today in (RECEIVED_ON, last):
        assert next_date(State.RECEIVED, asked, today) == NextDate(last, ComeBack.NAME)
    usual = NextDate(ACK_DUE, ComeBack.ACKNOWLEDGEMENT)
    assert next_date(State.RECEIVED, asked, last + timedelta(days=1)) == usual
    later = replace(asked, name_until=ACK_DUE + timedelta(days=1))
    assert next_date(State.RECEIVED, later, RECEIVED_ON) == usual
    assert next_date(State.DESTROYED, asked, RECEIVED_ON) is None


def test_a_destroyed_case_has_nobody_to_tell():
    assert next_date(State.DESTROYED, FRESH, RECEIVED_ON) is None


@given(
    st.sampled_from(sorted(set(State) - {State.DESTROYED})),
    st.none() | st.integers(0, 60),
    st.none() | st.integers(0, 60),
    st.none() | st.integers(0, 60),
    st.integers(0, 2000),
)
def test_there_is_always_a_date_ahead(state, acknowledged, awaiting, closed, today):
    def day(number):
        return None if number is None else RECEIVED_ON + timedelta(days=number)

    days = CaseDays(
        RECEIVED_ON, ACK_DUE, feedback(RECEIVED_ON, day(acknowledged)).due,
        day(acknowledged), day(awaiting), day(closed),
    )  # fmt: skip
    now = RECEIVED_ON + timedelta(days=today)

    found = next_date(state, days, now)

    assert found is not None
    assert found.day >= now


WAIVED = CaseDays(RECEIVED_ON, without_acknowledgement(FEEDBACK_DUE), FEEDBACK_DUE)


def test_whoever_wishes_no_acknowledgement_is_owed_none():
    assert WAIVED.waived
    assert not FRESH.waived
    assert [clock.key for clock in running(State.RECEIVED, WAIVED)] == [FEEDBACK]
    found = next_date(State.RECEIVED, WAIVED, RECEIVED_ON)
    assert found == NextDate(FEEDBACK_DUE, ComeBack.FEEDBACK)


@given(st.integers(0, 400))
def test_an_acknowledgement_wished_after_all_is_due_before_the_feedback(days):
    today = RECEIVED_ON + timedelta(days=days)
    due = wished_again(RECEIVED_ON, FEEDBACK_DUE, today)
    assert due < FEEDBACK_DUE
    assert due >= ACK_DUE
