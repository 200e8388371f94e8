"""How grave a risk is, and what a request has to say."""

from datetime import date
from itertools import product

import pytest

from wbportal.domain.offices import OfficeKind
from wbportal.domain.protection import (
    LIKELIHOODS,
    REGISTERS,
    SEVERITIES,
    Level,
    decided_by,
    due_of,
    level,
)
from wbportal.domain.register_fields import check
from wbportal.domain.registers import Register

REQUEST = {"kind": "criminal", "what": "stay", "asked_on": "2026-11-10", "state": "asked"}


def test_the_level_of_every_pair() -> None:
    found = "".join(
        level({"likelihood": one, "severity": other})[0]
        for one, other in product(LIKELIHOODS, SEVERITIES)
    )
    assert found == "llmmlmhhmhhhmhhh"
    assert level({"likelihood": "unlikely", "severity": "life"}) is not Level.LOW


def test_the_fifteen_days_bind_the_nacc_alone() -> None:
    assert decided_by(OfficeKind.NACC, REQUEST) == date(2026, 11, 25)
    assert decided_by(OfficeKind.NACC, {**REQUEST, "state": "granted"}) is None
    for kind in set(OfficeKind) - {OfficeKind.NACC}:
        assert decided_by(kind, REQUEST) is None


def test_a_measure_is_due_until_it_is_done() -> None:
    measure = {"what": "call", "who": "somebody", "by": "2026-12-01", "state": "open"}
    assert due_of(Register.SAFETY, measure) == date(2026, 12, 1)
    assert due_of(Register.SAFETY, {**measure, "state": "done"}) is None


@pytest.mark.parametrize(
    ("register", "typed", "missing"),
    [
        (Register.RISK, {"circle": ["few"]}, {"guessed", "cover"}),
        (Register.RISK, {"circle": ["many"]}, set()),
        (Register.PROTECTION, {"state": ["asked"]}, set()),
        (Register.PROTECTION, {"state": ["filed"]}, {"forum", "filed_on"}),
        (Register.PROTECTION, {"state": ["refused"]}, {"forum", "filed_on", "decided_on"}),
    ],
)
def test_what_is_needed_depends_on_what_is_said(register, typed, missing) -> None:
    may_stay_empty = {one.name for one in REGISTERS[register].fields if one.optional}
    problems = check(REGISTERS[register], typed, date(2026, 11, 28)).problems
    assert set(problems) & may_stay_empty == missing
