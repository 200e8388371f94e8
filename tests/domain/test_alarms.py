"""When an office is alarmed."""

from datetime import UTC, datetime, timedelta

import pytest

from wbportal.domain.alarms import THRESHOLDS, Alarm, Counted, fits, too_many

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def ago(*minutes: int, times: int = 1) -> list[Counted]:
    return [Counted(NOW - timedelta(minutes=one), times) for one in minutes]


@pytest.mark.parametrize(
    ("kind", "happened", "answered", "limit", "found"),
    [
        (Alarm.FAILURES, [], None, None, 0),
        (Alarm.FAILURES, ago(*range(10)), None, None, 0),
        (Alarm.FAILURES, ago(*range(11)), None, None, 11),
        (Alarm.FAILURES, ago(*range(55, 66)), None, None, 0),
        (Alarm.FAILURES, ago(*range(4)), None, 3, 4),
        (Alarm.FAILURES, ago(*range(20)), 10, 5, 10),
        (Alarm.FAILURES, ago(*range(20)), 4, 5, 0),
        (Alarm.ALL_FAILURES, ago(1, times=51), None, None, 51),
        (Alarm.READING_HOUR, ago(*range(0, 124, 4)), None, None, 0),
        (Alarm.READING_DAY, ago(*range(0, 1440, 14)), None, None, 103),
        (Alarm.READING_DAY, ago(*range(1440, 1600)), None, 10, 0),
    ],
)
def test_more_than_the_limit_within_the_window_is_too_many(kind, happened, answered, limit, found):
    at = None if answered is None else NOW - timedelta(minutes=answered)
    assert too_many(kind, happened, NOW, at, limit) == found


@pytest.mark.parametrize("kind", THRESHOLDS)
def test_the_usual_limit_is_one_that_an_office_may_set(kind):
    usual = THRESHOLDS[kind]
    assert fits(kind, usual.default)
    assert fits(kind, usual.least)
    assert not fits(kind, usual.least - 1)
    assert not fits(kind, usual.most + 1)
