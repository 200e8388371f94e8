"""How long an answer took does not show."""

import time

import pytest

from wbportal.web.beat import BEAT_SECONDS, on_the_beat, until_next


@pytest.mark.parametrize("took", [0.0001, 0.004, 0.0199])
def test_what_fits_into_a_beat_takes_one(took: float) -> None:
    assert took + until_next(took) == pytest.approx(BEAT_SECONDS)


def test_what_takes_longer_waits_for_the_next_beat() -> None:
    assert 0.045 + until_next(0.045) == pytest.approx(3 * BEAT_SECONDS)


def test_quick_and_slow_work_end_together() -> None:
    begun = time.monotonic()
    assert on_the_beat(lambda: "done") == "done"
    assert time.monotonic() - begun >= BEAT_SECONDS * 0.99


def test_a_failure_takes_as_long() -> None:
    begun = time.monotonic()
    with pytest.raises(ZeroDivisionError):
        on_the_beat(lambda: 1 / 0)
    assert time.monotonic() - begun >= BEAT_SECONDS * 0.99
