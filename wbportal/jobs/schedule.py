"""What recurs, and when: one table. Times are the portal's own time zone's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from wbportal.db import jobs
from wbportal.jobs import tasks
from wbportal.jobs.queue import Task, enqueue, finish
from wbportal.portal import Portal, Work

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Recurring:
    """One thing that happens again and again."""

    name: str
    next_after: Callable[[datetime], datetime]  # local time in, local time out
    task: Callable[[Portal, Work], None]


def daily(at: time) -> Callable[[datetime], datetime]:
    """Return a rule: every day at `at`."""

    def rule(now: datetime) -> datetime:
        today = datetime.combine(now.date(), at, now.tzinfo)
        return today if today > now else today + timedelta(days=1)

    return rule


def working_days(at: time) -> Callable[[datetime], datetime]:
    """Return a rule: Monday to Friday at `at`."""
    every_day = daily(at)

    def rule(now: datetime) -> datetime:
        found = every_day(now)
        while found.weekday() >= _SATURDAY:
            found += timedelta(days=1)
        return found

    return rule


def every_minute(now: datetime) -> datetime:
    """Say when the next minute begins."""
    return now.replace(second=0, microsecond=0) + timedelta(minutes=1)


# The night's work comes after midnight: what reporters did on a day enters the trail when the day
# is over.
# fmt: off
RECURRING = (
    #         what                        when                       does
    Recurring("reporter-events",          daily(time(0, 20)),        tasks.enter_reporter_events),
    Recurring("count-reports",            daily(time(0, 25)),        tasks.count_reports),
    Recurring("lapse",                    daily(time(0, 30)),        tasks.lapse_awaiting),
    Recurring("remind",                   daily(time(0, 35)),        tasks.remind),
    Recurring("expire",                   daily(time(0, 40)),        tasks.expire),
    Recurring("sweep",                    daily(time(1, 0)),         tasks.sweep),
    Recurring("alarms",                   every_minute,              tasks.alarms),
    Recurring("digest",                   working_days(time(8, 0)),  tasks.digest),
)
# fmt: on


def ensure(work: Work, zone: ZoneInfo) -> None:
    """Put whatever recurs and is not yet in the job table there."""
    for recurring in RECURRING:
        run_at = recurring.next_after(work.now.astimezone(zone)).astimezone(UTC)
        enqueue(work, recurring.name, run_at, key=recurring.name)


def all_tasks(zone: ZoneInfo) -> Mapping[str, Task]:
    """Return what each name in the job table stands for."""
    found: dict[str, Task] = {
        "mail": tasks.mail,
        "invitation-mail": tasks.invitation_mail,
        "alarm-mail": tasks.alarm_mail,
    }
    for recurring in RECURRING:
        found[recurring.name] = _again(recurring, zone)
    return found


def _again(recurring: Recurring, zone: ZoneInfo) -> Task:
    def run(portal: Portal, work: Work, _: Mapping[str, str]) -> None:
        recurring.task(portal, work)
        job = jobs.by_key(work.db, recurring.name)
        if job is not None:
            again_at = recurring.next_after(work.now.astimezone(zone)).astimezone(UTC)
            finish(work, job, again_at)

    return run
