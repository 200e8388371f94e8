"""Where a case can stand: the four steps of ISO 37002:2021, 8.2-8.5, and the ways out of them."""

from enum import StrEnum


class State(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    ASSESSING = "assessing"
    ADDRESSING = "addressing"
    AWAITING_REPORTER = "awaiting-reporter"  # remembers the state before, and lapses into it
    REFERRED = "referred"
    DECLINED = "declined"
    CONCLUDED = "concluded"
    DESTROYED = "destroyed"  # a tombstone: reference and days, nothing else


OPEN = frozenset({State.RECEIVED, State.ASSESSING, State.ADDRESSING, State.REFERRED})
"""States with work to do, from each of which the reporter may be asked something."""

CLOSED = frozenset({State.DECLINED, State.CONCLUDED})
"""States that only reopening leaves."""

LIVE = OPEN | CLOSED | {State.AWAITING_REPORTER}
"""Every state in which the case still has keys: all but DESTROYED."""
