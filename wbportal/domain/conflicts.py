"""Conflicts of interest: on which grounds, towards whom, and until when one is decided.

Source: Organic Act on Anti-Corruption B.E. 2561 (2018), s. 56. It binds the NACC; that every office
keeps to the same grounds and days is our decision.
"""

from datetime import date
from enum import StrEnum

from wbportal.domain.periods import days_after
from wbportal.domain.register_fields import Definition, Field, Kind
from wbportal.domain.registers import Register

DECIDE_DAYS = 7
"""From a declaration, or an objection, to its decision."""
OBJECT_DAYS = 30
"""From the day on which the accused or somebody concerned learned of the ground to objecting."""


class Ground(StrEnum):
    """Why somebody must not work a case: a key that a page turns into a sentence."""

    EARLIER = "earlier"  # was a witness, or handled it before in another capacity
    INTEREST = "interest"
    HOSTILITY = "hostility"
    KIN = "kin"  # spouse, ascendant, descendant, brother or sister
    CLOSENESS = "closeness"  # or partnership, or business


class Towards(StrEnum):
    """To whom the ground is."""

    ACCUSED = "accused"
    ACCUSER = "accuser"


class Origin(StrEnum):
    """How a conflict came up."""

    DECLARED = "declared"  # by the person concerned
    REPORTED = "reported"  # by a lead, of somebody else
    ACCUSED = "accused"  # the accused objected
    CONCERNED = "concerned"  # somebody else who is concerned objected


OBJECTORS = (Origin.ACCUSED, Origin.CONCERNED)


class Verdict(StrEnum):
    """What another lead decided."""

    CONFLICT = "conflict"  # the wall stays
    NONE = "none"  # it is lifted


_WHO = Field("holder", Kind.PERSON)
_WHY = (
    Field("ground", Kind.CHOICE, choices=tuple(Ground), must_choose=True),
    Field("towards", Kind.CHOICE, choices=tuple(Towards), must_choose=True),
    Field("text", Kind.TEXT, optional=True),
)
_OBJECTED = (
    Field("origin", Kind.CHOICE, choices=OBJECTORS, must_choose=True),
    Field("document"),
    Field("on", Kind.DATE, past=True),
    Field("known_on", Kind.DATE, optional=True, past=True),
)
_DECIDED = (
    Field("verdict", Kind.CHOICE, choices=tuple(Verdict), must_choose=True),
    Field("words", Kind.TEXT),
)


def _form(*fields: Field) -> Definition:
    return Definition(Register.CONFLICT, "K", fields, fields[0].name)


OWN = _form(*_WHY)
APART = _form(*_WHY[:2], Field("text", optional=True))
DECLARATION = _form(_WHO, *_WHY)
OBJECTION = _form(_WHO, *_OBJECTED, *_WHY)
DECISION = _form(*_DECIDED)
"""What each form asks for: a handler declares for themselves, a lead for whomever it is about.

Who declares apart from the inquiry has one line: longer words would show by their size."""


def decide_by(raised_on: date) -> date:
    """Return the last day on which a conflict that came up on `raised_on` is decided in time."""
    return days_after(raised_on, DECIDE_DAYS)


def object_by(known_on: date) -> date:
    """Return the last day on which somebody who learned of a ground may object to an officer."""
    return days_after(known_on, OBJECT_DAYS)
