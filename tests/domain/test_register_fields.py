"""What is typed into the fields of a register, and how it is kept."""

import re
from datetime import date
from decimal import Decimal

import pytest

from wbportal.domain import register_fields
from wbportal.domain.inquiry import EGP_NUMBER, INQUIRY, OCID
from wbportal.domain.register_fields import Definition, Field, Kind, Trouble, check
from wbportal.domain.registers import Register
from wbportal.domain.texts import Problem

TODAY = date(2026, 11, 28)
MONEY = INQUIRY[Register.MONEY]
ALL_KINDS = Definition(
    Register.MONEY,
    "M",
    title="line",
    fields=(
        Field("line"),
        Field("text", Kind.TEXT, optional=True),
        Field("day", Kind.DATE, past=True, optional=True),
        Field("sum", Kind.MONEY, optional=True),
        Field("state", Kind.CHOICE, choices=("open", "dropped")),
        Field("who", Kind.PERSON, optional=True),
        Field("lines", Kind.LINES, optional=True),
        Field("rests_on", Kind.ITEMS, of=Register.EVIDENCE, optional=True),
        Field("why", optional=True, needed_if=("state", frozenset({"dropped"}))),
        Field("egp", form=EGP_NUMBER, optional=True),
        Field("ocid", form=OCID, optional=True),
    ),
)
OFFERS = {"who": {"somchai"}, "rests_on": {"e1", "e2"}}


def kept(**typed: str | list[str]) -> register_fields.Checked:
    given = {"line": "x", "state": "open"} | typed
    lists = {name: [one] if isinstance(one, str) else one for name, one in given.items()}
    return check(ALL_KINDS, lists, TODAY, OFFERS)


@pytest.mark.parametrize(
    ("name", "typed", "is_kept"),
    [
        ("line", "  two   words ", "two words"),
        ("text", "one\r\ntwo", "one\ntwo"),
        ("day", "๑๒ มี.ค. ๒๕๖๙", "2026-03-12"),
        ("day", "28 November 2026", "2026-11-28"),
        ("sum", "๑,๒๕๐,๐๐๐", "1250000"),
        ("sum", "1.25 ล้าน", "1250000"),
        ("sum", "19.50 baht", "19.5"),
        ("who", "somchai", "somchai"),
        ("lines", "one\n\n  two \none", ("one", "two")),
        ("rests_on", ["e2", "e1", "e2"], ("e2", "e1")),
        ("egp", "๖๙๐๑ ๗๑๒๓๔๕๖", "69017123456"),
        ("ocid", "ocds-a1b2c3-2569/42", "ocds-a1b2c3-2569/42"),
    ],
)
def test_a_field_is_kept_as_what_it_means(name, typed, is_kept):
    found = kept(**{name: typed})
    assert (found.values[name], dict(found.problems)) == (is_kept, {})


@pytest.mark.parametrize(
    ("name", "typed", "problem"),
    [
        ("line", " ", Problem.MISSING),
        ("line", "x" * 201, Problem.TOO_LONG),
        ("line", "nul\0", Problem.UNREADABLE),
        ("day", "29 February 2026", Trouble.NOT_A_DAY),
        ("day", "about May 2026", Trouble.NOT_A_DAY),
        ("day", "29 November 2026", Trouble.STILL_TO_COME),
        ("sum", "about 5 million", Trouble.NOT_A_SUM),
        ("sum", "a lot", Trouble.NOT_A_SUM),
        ("state", "shut", Problem.NOT_A_CHOICE),
        ("who", "somebody", Problem.NOT_A_CHOICE),
        ("rests_on", ["e1", "e9"], Problem.NOT_A_CHOICE),
        ("lines", "\n".join(map(str, range(101))), Trouble.TOO_MANY),
        ("egp", "6901712345", Trouble.NOT_THIS_FORM),
        ("ocid", "ocds-2569", Trouble.NOT_THIS_FORM),
    ],
)
def test_what_cannot_be_read_is_said_and_not_kept(name, typed, problem):
    found = kept(**{name: typed})
    assert (dict(found.problems), name in found.values) == ({name: problem}, False)


def test_a_field_can_be_needed_because_of_another():
    assert dict(kept(state="dropped").problems) == {"why": Problem.MISSING}
    assert not kept(state="dropped", why="it was done before").problems


def test_what_is_kept_is_read_back():
    values = kept(day="1/10/2569", sum="2 ล้าน", lines="a\nb").values
    assert register_fields.day(values, "day") == date(2026, 10, 1)
    assert register_fields.amount(values, "sum") == Decimal(2_000_000)
    assert register_fields.several(values, "lines") == ("a", "b")
    assert register_fields.text(values, "why") == ""
    assert register_fields.day(values, "none") is register_fields.amount(values, "none") is None


def test_every_register_of_an_inquiry_is_whole():
    prefixes = [one.prefix for one in INQUIRY.values()]
    assert len(set(prefixes)) == len(prefixes)
    for register, one in INQUIRY.items():
        named = [each.name for each in one.fields]
        assert one.register is register
        assert len(set(named)) == len(named)
        assert one.title in named
        assert {one.dated, one.due} <= {"", *named}
        for each in one.fields:
            assert bool(each.choices) == (each.kind is Kind.CHOICE), (register, each.name)
            assert (each.of in INQUIRY) == (each.kind in {Kind.ITEM, Kind.ITEMS})
            assert not each.form or re.compile(each.form)
            for name, choices in filter(None, (each.needed_if, one.done_if)):
                assert choices <= set(one.field(name).choices)
