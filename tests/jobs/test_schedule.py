"""What recurs: on its days, at its hour where the portal stands, and only once in the table."""

import time as time_module
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from threading import Event, Thread
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.builders import Clock, make_portal
from wbportal.db.jobs import Job
from wbportal.jobs import worker
from wbportal.jobs.queue import run_due
from wbportal.jobs.schedule import RECURRING, all_tasks, daily, ensure, working_days
from wbportal.portal import Portal

BANGKOK = ZoneInfo("Asia/Bangkok")
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=BANGKOK)


def _times(portal: Portal) -> dict[str, datetime]:
    with portal.work() as work:
        return {job.name: job.run_at for job in work.db.scalars(select(Job))}


@pytest.mark.parametrize(
    ("now", "following"),
    [
        (FRIDAY, FRIDAY.replace(day=21, hour=8)),
        (FRIDAY.replace(hour=7), FRIDAY.replace(hour=8)),
        (FRIDAY.replace(hour=8), FRIDAY.replace(day=21, hour=8)),
    ],
)
def test_daily_is_the_next_such_hour(now: datetime, following: datetime) -> None:
    assert daily(time(8))(now) == following


@pytest.mark.parametrize(
    ("now", "following"),
    [
        (FRIDAY.replace(hour=7), FRIDAY.replace(hour=8)),
        (FRIDAY, FRIDAY.replace(day=23, hour=8)),
        (FRIDAY.replace(day=21), FRIDAY.replace(day=23, hour=8)),
        (FRIDAY.replace(day=22), FRIDAY.replace(day=23, hour=8)),
    ],
)
def test_working_days_leave_out_the_weekend(now: datetime, following: datetime) -> None:
    assert working_days(time(8))(now) == following


def test_everything_that_recurs_is_asked_for_once(tmp_path: Path) -> None:
    portal = make_portal(tmp_path)
    for _ in range(2):
        portal.perform(lambda work: ensure(work, portal.timezone))
    found = _times(portal)
    assert set(found) == {recurring.name for recurring in RECURRING}
    assert all(run_at > portal.clock() for run_at in found.values())


def test_a_day_brings_everything_that_recurs_and_sets_it_for_the_next(tmp_path: Path) -> None:
    clock = Clock(FRIDAY.astimezone(UTC))
    portal = make_portal(tmp_path, clock)
    portal.perform(lambda work: ensure(work, portal.timezone))
    before = _times(portal)
    clock.move(timedelta(days=3))
    assert run_due(portal, all_tasks(portal.timezone)) == len(RECURRING)
    after = _times(portal)
    assert set(after) == set(before)
    assert all(run_at > clock.now for run_at in after.values())
    assert after["reporter-events"].astimezone(BANGKOK).time() == time(0, 20)
    assert after["digest"].astimezone(BANGKOK).isoformat() == "2026-11-24T08:00:00+07:00"


def test_reporters_acts_enter_the_trail_after_their_day_is_over(tmp_path: Path) -> None:
    clock = Clock(FRIDAY.astimezone(UTC))
    portal = make_portal(tmp_path, clock)
    portal.perform(lambda work: ensure(work, portal.timezone))
    assert _times(portal)["reporter-events"].astimezone(BANGKOK).date() > FRIDAY.date()


def test_a_worker_sees_to_the_schedule_and_stops_when_it_is_told_to(tmp_path: Path) -> None:
    portal = make_portal(tmp_path)
    stop = Event()
    thread = Thread(target=worker.run, args=(portal, stop))
    thread.start()
    while not _times(portal):
        time_module.sleep(0.01)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert set(_times(portal)) == {recurring.name for recurring in RECURRING}
