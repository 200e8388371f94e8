"""The worker: a process that runs what is due until it is told to stop."""

import logging
import signal
from threading import Event

from wbportal.jobs.queue import run_due
from wbportal.jobs.schedule import all_tasks, ensure
from wbportal.portal import Portal, WorkFailed

_LOOK_EVERY_SECONDS = 15

_log = logging.getLogger(__name__)


def run(portal: Portal, stop: Event) -> None:
    """Run due jobs every fifteen seconds until `stop` is set; a job that runs is finished first."""
    tasks = all_tasks(portal.timezone)
    while not stop.is_set():
        _ensure(portal)
        run_due(portal, tasks)
        stop.wait(_LOOK_EVERY_SECONDS)


def stopped_by_signals() -> Event:
    """Return an event that SIGTERM and SIGINT set. Call it from the main thread."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    return stop


def _ensure(portal: Portal) -> None:
    try:
        portal.perform(lambda work: ensure(work, portal.timezone))
    except WorkFailed as error:
        # Another worker did it at the same moment, or nobody could: there is a next time.
        _log.warning("schedule not looked at: %s", type(error).__name__)
