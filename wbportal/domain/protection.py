"""The registers of protection, as data: what may happen, what is done about it, what is asked for.

All stand in the compartment of protection. ISO 37002:2021 has the risk of detriment assessed with
the report; the scales, and what each asks for, are our own decision.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from wbportal.domain.lawpacks import PACKS
from wbportal.domain.offices import OfficeKind
from wbportal.domain.reckoning import reckon
from wbportal.domain.register_fields import Definition, Field, Kind, Values, day, text
from wbportal.domain.registers import Register

LIKELIHOODS = ("unlikely", "possible", "likely", "happening")
SEVERITIES = ("slight", "serious", "grave", "life")
CIRCLES = ("few", "some", "many", "unknown")
_SMALL = frozenset({"few", "some"})

ASKED, FILED, GRANTED, REFUSED, ENDED = "asked", "filed", "granted", "refused", "ended"
_OPEN, _DONE, _DROPPED = "open", "done", "dropped"

# fmt: off
_RISK = Definition(Register.RISK, "K", title="likelihood", fields=(
    Field("likelihood", Kind.CHOICE, choices=LIKELIHOODS, must_choose=True),
    Field("severity", Kind.CHOICE, choices=SEVERITIES, must_choose=True),
    Field("reasons", Kind.TEXT),
    Field("who_knows", Kind.TEXT),
    Field("circle", Kind.CHOICE, choices=CIRCLES, must_choose=True),
    Field("guessed", Kind.TEXT, optional=True, needed_if=("circle", _SMALL)),
    Field("cover", Kind.TEXT, optional=True, needed_if=("circle", _SMALL)),
))

_SAFETY = Definition(Register.SAFETY, "N", title="what", fields=(
    Field("what"),
    Field("who"),
    Field("by", Kind.DATE),
    Field("review", Kind.DATE, optional=True),
    Field("state", Kind.CHOICE, choices=(_OPEN, _DONE, _DROPPED)),
    Field("note", Kind.TEXT, optional=True, needed_if=("state", frozenset({_DROPPED}))),
), due="by", done_if=("state", frozenset({_DONE, _DROPPED})))

_REQUESTS = Definition(Register.PROTECTION, "Q", title="kind", fields=(
    Field("kind", Kind.CHOICE, choices=("criminal", "civil", "disciplinary", "physical"),
          must_choose=True),
    Field("what", Kind.TEXT),
    Field("asked_on", Kind.DATE, past=True),
    Field("state", Kind.CHOICE, choices=(ASKED, FILED, GRANTED, REFUSED, ENDED)),
    Field("forum", optional=True, needed_if=("state", frozenset({FILED, GRANTED, REFUSED}))),
    Field("document", optional=True),
    Field("filed_on", Kind.DATE, optional=True, past=True,
          needed_if=("state", frozenset({FILED, GRANTED, REFUSED}))),
    Field("decided_on", Kind.DATE, optional=True, past=True,
          needed_if=("state", frozenset({GRANTED, REFUSED}))),
    Field("until", Kind.DATE, optional=True),
    Field("note", Kind.TEXT, optional=True),
), dated="asked_on", done_if=("state", frozenset({GRANTED, REFUSED, ENDED})))
# fmt: on

REGISTERS: Mapping[Register, Definition] = MappingProxyType(
    {one.register: one for one in (_RISK, _SAFETY, _REQUESTS)}
)
"""Every register of protection, in the order in which pages name them."""


class Level(StrEnum):
    """How grave a risk is, of its likelihood and severity."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


_MIDDLE_FROM, _HIGH_FROM = 3, 6  # of 1 to 16


def level(values: Values) -> Level:
    """Return how grave an assessed risk is: the product of its two places, 1 to 16.

    A danger to life is never low, however unlikely.
    """
    likelihood = LIKELIHOODS.index(text(values, "likelihood")) + 1
    product = likelihood * (SEVERITIES.index(text(values, "severity")) + 1)
    if product >= _HIGH_FROM:
        return Level.HIGH
    return Level.MIDDLE if product >= _MIDDLE_FROM else Level.LOW


def decided_by(kind: OfficeKind, request: Values) -> date | None:
    """Return the day by which the office has to decide on a request, None where nothing binds it.

    From the day on which it was asked. The law was read in a secondary source only: for the desk,
    never for a reporter.
    """
    rule = PACKS["th-nacc"].clocks["th.protection"]
    asked_on = day(request, "asked_on")
    if asked_on is None or kind not in rule.binds or is_over(request):
        return None
    return reckon(rule, asked_on).due


def is_over(request: Values) -> bool:
    """Tell whether a request needs nothing more."""
    return text(request, "state") in {GRANTED, REFUSED, ENDED}


def is_open(register: Register, values: Values, today: date) -> bool:
    """Tell whether a measure or request is not done with, or what was granted still holds."""
    if register is Register.SAFETY:
        return text(values, "state") == _OPEN
    until = day(values, "until")
    holds = text(values, "state") == GRANTED and (until is None or until >= today)
    return register is Register.PROTECTION and (holds or not is_over(values))


def due_of(register: Register, values: Values) -> date | None:
    """Return the day by which something is to be done about an item, None if it is done."""
    definition = REGISTERS[register]
    if definition.done_if is None or text(values, "state") in definition.done_if[1]:
        return None
    return day(values, definition.due) if definition.due else None
