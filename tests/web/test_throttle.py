"""Lanes and delays."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from wbportal.web.throttle import Crowded, Delays, Lane

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def wait_until(told) -> None:
    for _ in range(500):
        if told():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it did not come to it")


class Visit(threading.Thread):
    """Somebody who enters a lane and stays until told to leave."""

    def __init__(self, lane: Lane, order: list["Visit"]) -> None:
        super().__init__(daemon=True)
        self.lane, self.order = lane, order
        self.leave = threading.Event()
        self.crowded = False
        self.start()

    def run(self) -> None:
        try:
            with self.lane.enter():
                self.order.append(self)
                self.leave.wait(10)
        except Crowded:
            self.crowded = True


def test_no_more_enter_a_lane_than_it_is_wide():
    lane, order = Lane(width=2, patience=timedelta(seconds=5)), []
    visits = [Visit(lane, order) for _ in range(5)]
    wait_until(lambda: len(order) == 2 and lane.waiting == 3)
    assert len(order) == 2
    for visit in visits:
        visit.leave.set()
    for visit in visits:
        visit.join()
    assert len(order) == 5


def test_the_newest_who_waits_is_served_first():
    lane, order = Lane(width=1), []
    first = Visit(lane, order)
    wait_until(lambda: order == [first])
    old = Visit(lane, order)
    wait_until(lambda: lane.waiting == 1)
    new = Visit(lane, order)
    wait_until(lambda: lane.waiting == 2)
    for visit in (first, new, old):
        visit.leave.set()
    old.join()
    assert order == [first, new, old]


def test_whoever_waited_in_vain_is_told_when_to_come_back():
    lane = Lane(width=1, patience=timedelta(milliseconds=20), retry_after=timedelta(seconds=7))
    with lane.enter(), pytest.raises(Crowded) as refused, lane.enter():
        pass
    assert refused.value.retry_seconds == 7


def test_a_full_queue_sends_away_whoever_waited_longest():
    lane, order = Lane(width=1, queue=1), []
    inside = Visit(lane, order)
    wait_until(lambda: order == [inside])
    old = Visit(lane, order)
    wait_until(lambda: lane.waiting == 1)
    new = Visit(lane, order)
    old.join()
    assert old.crowded
    inside.leave.set()
    new.leave.set()
    new.join()
    assert order == [inside, new]


def test_a_place_is_free_again_after_an_error():
    lane = Lane(width=1, patience=timedelta(0))
    with pytest.raises(KeyError), lane.enter():
        raise KeyError
    with lane.enter():
        pass


def test_a_few_failures_cost_no_time():
    delays = Delays(Clock())
    for _ in range(2):
        delays.failed("somchai")
    delays.check("somchai")


def test_each_further_failure_doubles_the_wait_up_to_a_minute():
    delays = Delays(Clock())
    waits = []
    for _ in range(12):
        delays.failed("somchai")
        try:
            delays.check("somchai")
        except Crowded as crowded:
            waits.append(crowded.retry_seconds)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_waiting_is_enough_and_nobody_is_locked_out():
    clock = Clock()
    delays = Delays(clock)
    for _ in range(20):
        delays.failed("somchai")
    clock.now += timedelta(seconds=60)
    delays.check("somchai")


def test_a_success_forgets_the_failures():
    delays = Delays(Clock())
    for _ in range(5):
        delays.failed("somchai")
    delays.succeeded("Somchai ")
    delays.check("somchai")


def test_names_are_forgotten_so_that_memory_stays_bounded():
    clock = Clock()
    delays = Delays(clock)
    for number in range(10_500):
        delays.failed(f"name {number}")
    assert len(delays) <= 10_000
    clock.now += timedelta(minutes=16)
    delays.failed("another")
    assert len(delays) == 1


def test_no_name_is_kept_in_clear():
    delays = Delays(Clock())
    delays.failed("somchai")
    assert "somchai" not in repr(delays)
