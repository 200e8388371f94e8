"""Before a report is passed on its reporter is told, and has some days to object.

How many is the office's own decision. Only law or danger may forbid to tell them beforehand.
"""

from datetime import date, timedelta
from enum import StrEnum

OBJECTION_DAYS = 14
"""Days to object where the office has set nothing else: our decision."""

LEAST_DAYS, MOST_DAYS = 3, 60


class Notice(StrEnum):
    """Whether the reporter is told before, or why not."""

    TOLD = "told"
    LAW = "law"  # a law forbids to tell
    DANGER = "danger"  # somebody would be in danger


def may_object_until(told_on: date, days: int) -> date:
    """Return the last day on which the reporter may object; the first day is not counted."""
    return told_on + timedelta(days=days)
