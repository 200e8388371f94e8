"""The days on which a reporter is asked how things have been since."""

from datetime import date

from wbportal.domain.aftercare import MONTHS, Standing, check_ins, is_due, next_day

CLOSED = date(2026, 1, 31)


def test_it_is_asked_after_one_three_six_and_twelve_months() -> None:
    days = [one.day for one in check_ins(CLOSED, [], CLOSED)]
    assert MONTHS == (1, 3, 6, 12)
    assert days == [date(2026, 2, 28), date(2026, 4, 30), date(2026, 7, 31), date(2027, 1, 31)]


def test_an_answer_counts_for_what_was_due_then() -> None:
    said = [date(2026, 2, 27), date(2026, 4, 30)]  # the first one came before it was asked
    found = [one.standing for one in check_ins(CLOSED, said, date(2026, 8, 1))]
    assert found == [Standing.MISSED, Standing.ANSWERED, Standing.DUE, Standing.AHEAD]
    assert is_due(CLOSED, said, date(2026, 8, 1))
    assert not is_due(CLOSED, [*said, date(2026, 8, 1)], date(2026, 8, 1))


def test_there_is_always_a_day_to_come_back_to() -> None:
    assert next_day(CLOSED, CLOSED) == date(2026, 2, 28)
    assert next_day(CLOSED, date(2026, 2, 28)) == date(2026, 2, 28)
    assert next_day(CLOSED, date(2027, 2, 1)) == date(2028, 1, 31)
    assert next_day(CLOSED, date(2031, 2, 1), (2,)) >= date(2031, 2, 1)
