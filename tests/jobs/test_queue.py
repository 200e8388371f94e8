"""Jobs: run once each, again after a failure, and never lost with the worker that ran them."""

import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.builders import Clock, found, make_portal
from tests.house.installation import installation
from wbportal.casework.offices import all_offices
from wbportal.db import schema
from wbportal.db.audit import AuditEntry
from wbportal.db.jobs import Job
from wbportal.jobs.queue import LEASE, enqueue, run_due
from wbportal.portal import AuditDraft, Portal, Work

_DEED = "a-deed"


def _deed(_: Portal, work: Work, arguments: Mapping[str, str]) -> None:
    for office in all_offices(work):
        work.audit(AuditDraft(office.id, None, _DEED, detail=dict(arguments)))


def _times_done(portal: Portal) -> int:
    with portal.work() as work:
        query = select(func.count()).select_from(AuditEntry).where(AuditEntry.deed == _DEED)
        return work.db.scalar(query) or 0


def _jobs(portal: Portal) -> list[Job]:
    with portal.work() as work:
        return list(work.db.scalars(select(Job)))


def _ask(portal: Portal, name: str = _DEED, key: str | None = None) -> None:
    with portal.work() as work:
        enqueue(work, name, work.now, {"for": "somebody"}, key=key)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def portal(tmp_path: Path, clock: Clock) -> Portal:
    portal = make_portal(tmp_path, clock)
    found(portal, leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
    return portal


def test_a_job_runs_once_and_is_forgotten(portal: Portal) -> None:
    _ask(portal)
    assert run_due(portal, {_DEED: _deed}) == 1
    assert run_due(portal, {_DEED: _deed}) == 0
    assert _times_done(portal) == 1
    assert _jobs(portal) == []


def test_a_job_waits_for_its_time(portal: Portal, clock: Clock) -> None:
    with portal.work() as work:
        enqueue(work, _DEED, work.now + timedelta(hours=1))
    assert run_due(portal, {_DEED: _deed}) == 0
    clock.move(timedelta(hours=1))
    assert run_due(portal, {_DEED: _deed}) == 1


def test_a_job_of_a_deed_that_failed_was_never_asked_for(portal: Portal) -> None:
    def ask_and_fail() -> None:
        with portal.work() as work:
            enqueue(work, _DEED, work.now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask_and_fail()
    assert _jobs(portal) == []


def test_there_is_one_job_for_a_key(portal: Portal) -> None:
    _ask(portal, key="only one")
    _ask(portal, key="only one")
    assert len(_jobs(portal)) == 1


def test_a_job_that_fails_stops_no_other_and_is_tried_again_later(
    portal: Portal, clock: Clock
) -> None:
    def fail(_: Portal, work: Work, __: Mapping[str, str]) -> None:
        for office in all_offices(work):
            work.audit(AuditDraft(office.id, None, _DEED))
        raise RuntimeError("secret words")

    _ask(portal, "failing")
    _ask(portal)
    assert run_due(portal, {_DEED: _deed, "failing": fail}) == 2
    assert _times_done(portal) == 1  # what the failing one did was undone
    (left,) = _jobs(portal)
    assert (left.name, left.leased_until) == ("failing", None)
    assert left.run_at > clock.now
    clock.move(timedelta(minutes=2))
    assert run_due(portal, {"failing": _deed}) == 1
    assert _jobs(portal) == []


def test_a_job_that_always_fails_is_tried_for_good_but_ever_more_rarely(
    portal: Portal, clock: Clock
) -> None:
    _ask(portal, "unknown")
    waits = []
    for _ in range(60):
        run_due(portal, {})
        (left,) = _jobs(portal)
        waits.append(left.run_at - clock.now)
        clock.now = left.run_at
    assert waits[:3] == [timedelta(minutes=minutes) for minutes in (2, 4, 8)]
    assert waits[-1] == timedelta(hours=6)


def test_the_log_of_a_failure_does_not_repeat_its_words(
    portal: Portal, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Portal, __: Work, ___: Mapping[str, str]) -> None:
        raise RuntimeError("secret words")

    _ask(portal, "failing")
    run_due(portal, {"failing": fail})
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text


def test_a_job_that_somebody_runs_is_left_alone_until_its_lease_has_run_out(
    portal: Portal,
) -> None:
    others: list[int] = []

    def meanwhile(portal: Portal, _: Work, __: Mapping[str, str]) -> None:
        others.append(run_due(portal, {_DEED: _deed}))

    _ask(portal)
    run_due(portal, {_DEED: meanwhile})
    assert others == [0]
    assert _times_done(portal) == 0


def test_a_worker_that_took_longer_than_its_lease_does_nothing_twice(
    portal: Portal, clock: Clock
) -> None:
    def slow(portal: Portal, work: Work, arguments: Mapping[str, str]) -> None:
        clock.move(LEASE + timedelta(seconds=1))
        run_due(portal, {_DEED: _deed})
        _deed(portal, work, arguments)

    _ask(portal)
    run_due(portal, {_DEED: slow})
    assert _times_done(portal) == 1


def test_a_database_that_cannot_be_used_is_no_end_of_a_worker(
    portal: Portal, caplog: pytest.LogCaptureFixture
) -> None:
    _ask(portal)
    portal.engine.dispose()
    database = portal.home / "portal.sqlite"
    database.rename(portal.home / "away")
    assert run_due(portal, {_DEED: _deed}) == 0
    assert "no job taken: OperationalError" in caplog.text
    portal.engine.dispose()
    database.unlink()
    (portal.home / "away").rename(database)
    assert run_due(portal, {_DEED: _deed}) == 1


def test_a_job_outlives_a_worker_that_was_killed_in_the_middle_of_it(tmp_path: Path) -> None:
    variables = installation(tmp_path)
    clock = Clock()
    portal = Portal.from_env(variables, clock)
    schema.upgrade(portal.engine)
    found(portal, leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
    _ask(portal)
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.jobs.stuck_worker", clock.now.isoformat()],
        env=variables,
        stdout=subprocess.PIPE,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"in the middle\n"
    worker.kill()
    worker.wait()
    worker.stdout.close()
    assert _times_done(portal) == 0
    assert run_due(portal, {_DEED: _deed}) == 0  # the dead worker's lease still holds
    clock.move(LEASE + timedelta(seconds=1))
    assert run_due(portal, {_DEED: _deed}) == 1
    assert _times_done(portal) == 1
    assert _jobs(portal) == []
