"""Legal dates: the day of an act and the document that says so, apart from when it was typed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from wbportal.domain.dates import WrittenDate
from wbportal.domain.lawpacks import PACKS, ClockRule, Whose
from wbportal.domain.offices import OfficeKind
from wbportal.domain.periods import thai_months_after
from wbportal.domain.register_fields import Definition, Field, Kind
from wbportal.domain.registers import Register

PRESCRIPTION = "prescription"
"""The key of the day after which an offence can no longer be prosecuted."""

DISCREET = "discreet"
"""The key under which lists and the trail know a clock that tells too much by its name."""

PRESCRIPTION_WARNS = (365, 180, 90)
"""Days before prescription on which an office is warned."""

_YEAR = 12
_NEAR_DAYS = 7
_MAIL_EVERY_DAYS = 3  # from Friday to Monday
_ACT_YEARS, _LEFT_OFFICE_YEARS = 10, 5


class Document(StrEnum):
    """What kind of document says a legal date."""

    STAMP = "stamp"  # of the office, on what it received
    ORDER = "order"
    LETTER = "letter"
    RESOLUTION = "resolution"
    NOTICE = "notice"
    DECLARATION = "declaration"
    PORTAL = "portal"  # its own record of the day
    OTHER = "other"


CHOOSABLE = tuple(one for one in Document if one is not Document.PORTAL)
"""What a person can name: the portal speaks for itself."""


@dataclass(frozen=True, slots=True)
class LegalDate:
    """A day, and the document that says it."""

    day: date
    document: Document
    number: str = field(default="", repr=False)  # of the order, the letter, the resolution


class Ending(StrEnum):
    """How a clock came to its end."""

    MET = "met"  # what was due was done
    VOID = "void"  # it does not apply here, or not any more


class Warned(StrEnum):
    """What the law says about an old matter; for the desk alone, and it yields to grave cases."""

    ACT_LONG_AGO = "act-long-ago"  # NACC Organic Act s. 54-55
    LEFT_LONG_AGO = "left-long-ago"  # NACC Organic Act s. 59


@dataclass(frozen=True, slots=True)
class Allegation:
    """One offence that is alleged, and when it is prescribed: a person says so, and why."""

    offence: str = field(repr=False)
    act: WrittenDate = field(repr=False)  # may be approximate
    prescribed_on: date
    basis: str = field(repr=False)
    left_office: WrittenDate = field(default=WrittenDate(""), repr=False)


_DAY = Field("day", Kind.DATE, past=True)
_DOCUMENT = Field("document", Kind.CHOICE, choices=tuple(CHOOSABLE), must_choose=True)
_NUMBER = Field("number", Kind.LINE, optional=True)
_REASON = Field("reason", Kind.TEXT)
_HOW = Field("how", Kind.CHOICE, choices=tuple(Ending))


def _clock_form(*fields: Field) -> Definition:
    return Definition(Register.CLOCK, "T", fields, title="day", dated="day")


START_FORM = _clock_form(_DAY, _DOCUMENT, _NUMBER)
"""What somebody says to start a clock."""

CHANGE_FORM = _clock_form(_DAY, _DOCUMENT, _NUMBER, _REASON)
"""What a lead says to change what a clock counts from."""

END_FORM = _clock_form(_HOW, _DAY, _DOCUMENT, _NUMBER)
"""What somebody says of the end of a clock."""

ALLEGATION_FORM = Definition(
    Register.PRESCRIPTION,
    "P",
    (
        Field("offence", Kind.LINE),
        Field("act", Kind.LINE),
        Field("prescribed_on", Kind.DATE),
        Field("basis", Kind.TEXT),
        Field("left_office", Kind.LINE, optional=True),
    ),
    title="offence",
    due="prescribed_on",
)
"""What somebody says of an allegation, to have its prescription watched."""


def clear_key(rule: ClockRule) -> str:
    """Return the key of a clock in lists, reminders and the trail."""
    return DISCREET if rule.is_discreet else rule.key


def warn_days(key: str) -> tuple[int, ...]:
    """Return on which days before a clock is due the office is reminded of it.

    Nobody is reminded of a right or of somebody else's duty; of a discreet clock on its last days.
    """
    if key == PRESCRIPTION:
        return PRESCRIPTION_WARNS
    rules = (rule for pack in PACKS.values() for rule in pack.clocks.values())
    found = next((rule for rule in rules if clear_key(rule) == key), None)
    if found is None or found.whose is not Whose.OFFICE:
        return ()
    return found.warn_days_before


ALL_WARN_DAYS = frozenset(
    {day for pack in PACKS.values() for rule in pack.clocks.values() for day in warn_days(rule.key)}
    | set(PRESCRIPTION_WARNS)
)
"""Every number of days before which an office is reminded of something."""


class Pressing(StrEnum):
    """How the dates of somebody's cases stand, for a mail that names none of them."""

    NOTHING = "nothing"
    SOON = "soon"
    OVERDUE = "overdue"


def pressing(days: Iterable[tuple[str, date]], today: date) -> Pressing:
    """Return how some days press on `today`; nobody is pressed by a right or another's duty."""
    left = [(key, (due - today).days) for key, due in days if warn_days(key)]
    if any(days_left < 0 for _, days_left in left):
        return Pressing.OVERDUE
    near = any(days_left <= _NEAR_DAYS or _reminds(key, days_left) for key, days_left in left)
    return Pressing.SOON if near else Pressing.NOTHING


def _reminds(key: str, days_left: int) -> bool:
    # A day of warning may have been at the weekend, on which no mail goes out.
    return any(0 <= warn - days_left < _MAIL_EVERY_DAYS for warn in warn_days(key))


def warnings(
    kind: OfficeKind, received_on: date, allegations: Iterable[Allegation]
) -> Iterator[Warned]:
    """Yield what the desk is warned of; a date that is not sure is taken at its earliest."""
    if kind is not OfficeKind.NACC:
        return
    every = list(allegations)
    if any(_is_before(one.act, received_on, _ACT_YEARS) for one in every):
        yield Warned.ACT_LONG_AGO
    if any(_is_before(one.left_office, received_on, _LEFT_OFFICE_YEARS) for one in every):
        yield Warned.LEFT_LONG_AGO


def _is_before(written: WrittenDate, received_on: date, years: int) -> bool:
    span = written.span
    return span is not None and thai_months_after(span[0], _YEAR * years) < received_on
