"""What an assessment says of a report: whose it is, how urgent, of which kind, and what it lacks.

ISO 37002:2021, 8.3. Completeness is checked item by item: the same five things that the reporter
was asked for (`completeness`), each one there, missing or unclear.
"""

from collections.abc import Mapping
from enum import StrEnum

from wbportal.domain.completeness import Piece


class Jurisdiction(StrEnum):
    """Whose matter it is."""

    OURS = "ours"
    OTHERS = "others"
    BOTH = "both"


class Priority(StrEnum):
    """How soon somebody has to act."""

    ORDINARY = "ordinary"
    SOON = "soon"
    URGENT = "urgent"


class Matter(StrEnum):
    """What kind of report it is."""

    CORRUPTION = "corruption"
    COMPLAINT = "complaint"  # a general one: about a service, a delay, manners
    NOT_OURS = "not-ours"


class Found(StrEnum):
    """Whether one item is in the report."""

    THERE = "there"
    UNCLEAR = "unclear"
    MISSING = "missing"


def lacks_something(pieces: Mapping[Piece, Found]) -> bool:
    """Say whether an item-by-item check found that something is not there."""
    return any(found is not Found.THERE for found in pieces.values())
