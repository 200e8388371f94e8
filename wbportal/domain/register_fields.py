"""Registers as data: which fields an item of one has, and how what was typed is read.

A register is a row of this kind, not a form of its own: pages make its form and its list from it.
Everything is kept as text, so that an item can be sealed as it is: days as ISO dates, sums as
decimal numbers, people and other items by their ids.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from wbportal.domain.dates import read_date
from wbportal.domain.numbers import fold_digits, read_amount
from wbportal.domain.registers import Register
from wbportal.domain.texts import Problem, TextRefused, clean_line, clean_text

Value = str | tuple[str, ...]
Values = Mapping[str, Value]

MOST_LINE_CHARS = 200
MOST_TEXT_CHARS = 20_000
MOST_LINES = 100
_MOST_SUM = Decimal(10) ** 15


class Kind(StrEnum):
    """What is typed or chosen in a field, and how it is kept."""

    LINE = "line"
    TEXT = "text"
    DATE = "date"  # a whole day, as an ISO date
    MONEY = "money"  # as a decimal number; the currency is a field of its own
    CHOICE = "choice"
    PERSON = "person"  # a colleague, by id
    LINES = "lines"  # several lines, one thing each
    ITEM = "item"  # an item of another register, by id
    ITEMS = "items"


_SEVERAL = frozenset({Kind.LINES, Kind.ITEMS})
OFFERED = frozenset({Kind.CHOICE, Kind.PERSON, Kind.ITEM, Kind.ITEMS})
"""The kinds of which one chooses from what is there."""


class Trouble(StrEnum):
    """What is wrong with a field, besides a text's own problem: a key for a page's sentence."""

    NOT_A_DAY = "not-a-day"
    STILL_TO_COME = "still-to-come"
    NOT_A_SUM = "not-a-sum"
    NOT_THIS_FORM = "not-this-form"
    TOO_MANY = "too-many"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a register; `name` is also the name of its form field."""

    name: str
    kind: Kind = Kind.LINE
    optional: bool = False
    choices: tuple[str, ...] = ()  # of a CHOICE
    must_choose: bool = False  # else a new item begins with the first choice
    of: Register | None = None  # whose items are chosen from, for ITEM and ITEMS
    past: bool = False  # a day that can't be still to come
    form: str = ""  # a regular expression for a LINE, met without spaces and with plain digits
    needed_if: tuple[str, frozenset[str]] | None = None  # (another field, the choices)


@dataclass(frozen=True, slots=True)
class Definition:
    """A register: its fields in order, which of them names an item, and which dates it."""

    register: Register
    prefix: str  # of the running number: E-1, E-2 …
    fields: tuple[Field, ...]
    title: str  # the field that stands for an item in a list
    dated: str = ""  # the field with the day on which it was, if it is an event
    due: str = ""  # the field with the day by which it is to be done
    done_if: tuple[str, frozenset[str]] | None = None  # (a field, the choices that end it)

    def field(self, name: str) -> Field:
        """Return a field by its name. Raises StopIteration."""
        return next(one for one in self.fields if one.name == name)

    def number(self, place: int) -> str:
        """Return what the item at a place, counted from 1, is called: "E-3"."""
        return f"{self.prefix}-{place}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was typed, as it is kept, and what is wrong with the rest."""

    values: Values = field(repr=False)
    problems: Mapping[str, Problem | Trouble] = field(default_factory=dict)


Typed = Mapping[str, Sequence[str]]
Offers = Mapping[str, Collection[str]]
_NOTHING: Mapping[str, Collection[str]] = MappingProxyType({})


class _Wrong(Exception):
    def __init__(self, problem: Problem | Trouble) -> None:
        super().__init__(problem.value)
        self.problem = problem


def check(definition: Definition, typed: Typed, today: date, offers: Offers = _NOTHING) -> Checked:
    """Read what was typed into the fields of a register; empty fields are left out.

    `offers` says by the name of a field which people or items may be chosen in it.
    """
    values: dict[str, Value] = {}
    problems: dict[str, Problem | Trouble] = {}
    for one in definition.fields:
        given = typed.get(one.name, ())
        try:
            value = _read(one, given, today, offers.get(one.name, one.choices))
        except TextRefused as refused:
            problems[one.name] = refused.problem
        except _Wrong as wrong:
            problems[one.name] = wrong.problem
        else:
            if value:
                values[one.name] = value
            elif not one.optional or _is_needed(one, typed):
                problems[one.name] = Problem.MISSING
    return Checked(values, problems)


def text(values: Values, name: str) -> str:
    """Return the text of a field, "" if nothing was typed."""
    found = values.get(name, "")
    return found if isinstance(found, str) else "\n".join(found)


def several(values: Values, name: str) -> tuple[str, ...]:
    """Return the lines or ids of a field."""
    found = values.get(name, ())
    return (found,) if isinstance(found, str) else found


def day(values: Values, name: str) -> date | None:
    """Return the day of a field, None if none was typed."""
    found = text(values, name)
    return date.fromisoformat(found) if found else None


def amount(values: Values, name: str) -> Decimal | None:
    """Return the sum of a field, None if none was typed."""
    found = text(values, name)
    return Decimal(found) if found else None


def _read(one: Field, given: Sequence[str], today: date, offered: Collection[str]) -> Value:
    if one.kind in _SEVERAL:
        return _several(one, given, offered)
    typed = given[0] if given else ""
    match one.kind:
        case Kind.TEXT:
            return clean_text(typed, MOST_TEXT_CHARS)
        case Kind.DATE:
            return _day(one, clean_line(typed, MOST_LINE_CHARS), today)
        case Kind.MONEY:
            return _sum(clean_line(typed, MOST_LINE_CHARS))
        case Kind.CHOICE | Kind.PERSON | Kind.ITEM:
            return _chosen(typed, offered)
        case _:
            return _line(one, clean_line(typed, MOST_LINE_CHARS))


def _several(one: Field, given: Sequence[str], offered: Collection[str]) -> tuple[str, ...]:
    if one.kind is Kind.ITEMS:
        return tuple(dict.fromkeys(_chosen(each, offered) for each in given if each))
    typed = clean_text("\n".join(given), MOST_TEXT_CHARS).split("\n")
    lines = tuple(dict.fromkeys(line for each in typed if (line := " ".join(each.split()))))
    if len(lines) > MOST_LINES:
        raise _Wrong(Trouble.TOO_MANY)
    if any(len(line) > MOST_LINE_CHARS for line in lines):
        raise _Wrong(Problem.TOO_LONG)
    return lines


def _line(one: Field, typed: str) -> str:
    if not typed or not one.form:
        return typed
    plain = fold_digits(typed).replace(" ", "")
    if re.fullmatch(one.form, plain, re.IGNORECASE) is None:
        raise _Wrong(Trouble.NOT_THIS_FORM)
    return plain


def _day(one: Field, typed: str, today: date) -> str:
    if not typed:
        return ""
    found = read_date(typed).exact
    if found is None:
        raise _Wrong(Trouble.NOT_A_DAY)
    if one.past and found > today:
        raise _Wrong(Trouble.STILL_TO_COME)
    return found.isoformat()


def _sum(typed: str) -> str:
    if not typed:
        return ""
    found = read_amount(typed)
    if found.baht is None or found.approximate or found.baht >= _MOST_SUM:
        raise _Wrong(Trouble.NOT_A_SUM)
    return format(found.baht.normalize(), "f")


def _chosen(typed: str, offered: Collection[str]) -> str:
    if typed and typed not in offered:
        raise _Wrong(Problem.NOT_A_CHOICE)
    return typed


def _is_needed(one: Field, typed: Typed) -> bool:
    if one.needed_if is None:
        return False
    name, choices = one.needed_if
    return bool(choices & frozenset(typed.get(name, ())))
