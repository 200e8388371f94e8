"""Letters of an office: their classes, to whom they go, and where one stands.

The classes are those of the Thai rules on official correspondence; an office elsewhere leaves them
at the ordinary ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from wbportal.domain.names import Person, mentions

MOST_AT_ONCE = 20
"""Addressees of one text; a letter to more of them is a publication."""


class Way(StrEnum):
    """In which direction a letter goes."""

    OUT = "out"
    IN = "in"


class Secrecy(StrEnum):
    """Who may see a letter."""

    ORDINARY = "ordinary"  # ปกติ
    CONFIDENTIAL = "confidential"  # ลับ
    SECRET = "secret"  # noqa: S105 - ลับมาก, a class of letters
    TOP_SECRET = "top-secret"  # noqa: S105 - ลับที่สุด, the same


class Speed(StrEnum):
    """How fast a letter is to be dealt with."""

    ORDINARY = "ordinary"  # ปกติ
    URGENT = "urgent"  # ด่วน
    VERY_URGENT = "very-urgent"  # ด่วนมาก
    MOST_URGENT = "most-urgent"  # ด่วนที่สุด


class Near(StrEnum):
    """Whether a letter goes to the unit of somebody accused, or to one above it."""

    NO = "no"
    YES = "yes"
    UNSURE = "unsure"

    @property
    def needs_second(self) -> bool:
        """Whether a reason and a second person are needed; who is not sure is careful."""
        return self is not Near.NO


class Standing(StrEnum):
    """Where a letter stands."""

    WRITTEN = "written"  # it can go out
    WAITS = "waits"  # for a second person
    REFUSED = "refused"  # by a second person, until it is changed
    SENT = "sent"
    AWAITED = "awaited"  # sent, and a reply is due
    OVERDUE = "overdue"  # sent, and the reply is late
    ANSWERED = "answered"
    RECEIVED = "received"  # it came in


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a letter goes, or from whom one came; at least one of the three is there."""

    body: str = field(default="", repr=False)
    unit: str = field(default="", repr=False)
    person: str = field(default="", repr=False)

    @property
    def parts(self) -> tuple[str, ...]:
        """What there is, from the smallest to the largest."""
        return tuple(part for part in (self.person, self.unit, self.body) if part)

    def __str__(self) -> str:
        return ", ".join(self.parts)


def likely_near(to: Addressee, accused: Iterable[str]) -> tuple[str, ...]:
    """Return which of the accused, or of their units, an addressee may be.

    Names are compared as generously as those that a reporter shuts out: one too many costs a
    glance.
    """
    people = [Person(key=name, name=name, position=name) for name in accused if name]
    found = {key for part in to.parts for one in mentions(part, people) for key in one.may_mean}
    return tuple(sorted(found))


def standing_when_sent(reply_due: date | None, today: date) -> Standing:
    """Return where a letter stands that was sent and not answered."""
    if reply_due is None:
        return Standing.SENT
    return Standing.OVERDUE if reply_due < today else Standing.AWAITED
