"""The leased job table: a job and what it did are one transaction, so kill -9 loses neither.

A worker takes a job by writing a lease on it. One that dies lets the lease run out, and another
worker runs the job again: what is not a row, such as a mail, may happen twice, never not at all.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from wbportal.db import jobs
from wbportal.db.jobs import Job
from wbportal.portal import Overtaken, Portal, Work

Task = Callable[[Portal, Work, Mapping[str, str]], None]

LEASE = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(hours=6)
_DOUBLINGS = 9  # of a minute: longer than the longest wait

_log = logging.getLogger(__name__)


def enqueue(
    work: Work,
    name: str,
    run_at: datetime,
    arguments: Mapping[str, str] | None = None,
    key: str | None = None,
) -> None:
    """Ask for a job in the transaction of a deed; with a `key` there is only ever one of it."""
    if key is None or jobs.by_key(work.db, key) is None:
        work.db.add(
            Job(id=uuid4(), name=name, run_at=run_at, arguments=dict(arguments or {}), key=key)
        )


def run_due(portal: Portal, tasks: Mapping[str, Task]) -> int:
    """Run every job that is due, each in a transaction of its own; return how many ran."""
    ran = 0
    while (claimed := _claim(portal)) is not None:
        _run(portal, claimed, tasks)
        ran += 1
    return ran


def finish(work: Work, job: Job, again_at: datetime | None = None) -> None:
    """Forget a job that is done, or set when it runs next."""
    if again_at is None:
        work.db.delete(job)
        return
    job.run_at = again_at
    job.leased_until = None
    job.attempts = 0


def _claim(portal: Portal) -> UUID | None:
    """Take the job that has been due for longest: one alone, so that no lease runs out in line."""
    try:
        with portal.work() as work:
            for job in jobs.due(work.db, work.now, at_most=1):
                job.leased_until = work.now + LEASE
                job.attempts += 1
                return job.id
    except Overtaken:
        pass  # another worker was faster
    except Exception as error:  # noqa: BLE001 - as below: a full disk, say, is no end of a worker
        _log.error("no job taken: %s", type(error).__name__)
    return None


def _run(portal: Portal, job_id: UUID, tasks: Mapping[str, Task]) -> None:
    try:
        with portal.work() as work:
            job = work.db.get(Job, job_id)
            if job is None:
                return
            tasks[job.name](portal, work, job.arguments)
            if job.leased_until is not None:  # it did not set its own next time
                finish(work, job)
    except Exception as error:  # noqa: BLE001 - the process boundary: one bad job stops no other
        # The type alone: a message could name what the job was about.
        _log.error("job failed: %s", type(error).__name__)
        _postpone(portal, job_id)


def _postpone(portal: Portal, job_id: UUID) -> None:
    try:
        with portal.work() as work:
            job = work.db.get(Job, job_id)
            if job is not None:
                job.run_at = work.now + _wait_after(job.attempts)
                job.leased_until = None
    except Exception as error:  # noqa: BLE001 - it runs again when its lease has run out
        _log.error("job not postponed: %s", type(error).__name__)


def _wait_after(attempts: int) -> timedelta:
    return min(timedelta(minutes=2 ** min(attempts, _DOUBLINGS)), _LONGEST_WAIT)
