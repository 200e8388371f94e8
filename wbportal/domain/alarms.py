"""When an office is alarmed: what is counted, over how long, and what is too much.

An alarm says who, what and how often, never which case. Reporters are never counted: whatever
floods their pages alarms nobody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType


class Alarm(StrEnum):
    """What an office is alarmed by."""

    FAILURES = "failures"  # wrong passphrases and codes at one account
    ALL_FAILURES = "all-failures"  # at all accounts, and at names that nobody has
    DENIED = "denied"  # one person was refused many pages
    READING_HOUR = "reading-hour"  # one person opened many cases
    READING_DAY = "reading-day"
    NEW_DEVICE = "new-device"  # of somebody who holds keys
    JOINED = "joined"  # an invitation was used
    FACTOR_RESET = "factor-reset"  # a second factor was taken away


@dataclass(frozen=True, slots=True)
class Threshold:
    """So many within a while alarm nobody; an office may set another number."""

    window: timedelta
    default: int
    least: int
    most: int


_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)

# Ours: somebody who mistypes stays below the first, a busy day of triage below the last two.
THRESHOLDS: Mapping[Alarm, Threshold] = MappingProxyType(
    {
        Alarm.FAILURES: Threshold(_HOUR, default=10, least=3, most=100),
        Alarm.ALL_FAILURES: Threshold(_HOUR, default=50, least=10, most=10_000),
        Alarm.DENIED: Threshold(_HOUR, default=20, least=5, most=1_000),
        Alarm.READING_HOUR: Threshold(_HOUR, default=30, least=5, most=1_000),
        Alarm.READING_DAY: Threshold(_DAY, default=100, least=10, most=10_000),
    }
)

FOUND_PER_OPENING = 4
"""So many cases that a search showed, and that were not opened, count as one that was: ours.

Five full pages within an hour then alarm an office; whoever searches for something stays below.
"""

EVENTS: Mapping[str, Alarm] = MappingProxyType(
    {
        "new-device": Alarm.NEW_DEVICE,
        "join": Alarm.JOINED,
        "reset-second-factor": Alarm.FACTOR_RESET,
    }
)
"""Deeds of the trail each of which is an alarm."""

LONGEST_WINDOW = max(threshold.window for threshold in THRESHOLDS.values())


@dataclass(frozen=True, slots=True)
class Counted:
    """Something that happened, as often as it stands for."""

    at: datetime
    times: int = 1


def counted_from(kind: Alarm, now: datetime, answered_at: datetime | None) -> datetime:
    """Return from when on things count: what somebody has answered for counts no more."""
    begins = now - THRESHOLDS[kind].window
    return begins if answered_at is None else max(begins, answered_at)


def too_many(
    kind: Alarm,
    happened: Sequence[Counted],
    now: datetime,
    answered_at: datetime | None = None,
    limit: int | None = None,
) -> int:
    """Return how many there were if that is more than the limit, else 0."""
    begins = counted_from(kind, now, answered_at)
    count = sum(one.times for one in happened if one.at > begins)
    return count if count > (limit or THRESHOLDS[kind].default) else 0


def fits(kind: Alarm, limit: int) -> bool:
    """Say whether an office may set this limit."""
    return THRESHOLDS[kind].least <= limit <= THRESHOLDS[kind].most
