"""Before an identity is opened its reporter is told, or somebody says why not.

Told, they have some days to answer, and the keepers lend no share before the answer or the last
day, whichever comes first. Silence is no consent and no refusal: the keepers decide, and see it.
"""

from datetime import date
from enum import StrEnum


class Prior(StrEnum):
    """Whether the reporter is told before, or why not."""

    TOLD = "told"
    DANGER = "danger"  # somebody would be in danger if it were known
    LAW = "law"  # a law forbids to tell
    URGENT = "urgent"  # waiting would come too late


def may_lend(until: date | None, *, answered: bool, today: date) -> bool:
    """Say whether a keeper may lend a share; `until` is the last day of a notice, if one was given.

    To refuse is possible at any time: nobody needs to wait for a no.
    """
    return until is None or answered or until < today
