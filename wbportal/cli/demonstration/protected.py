"""What the demonstration's protection officer does: in every case in time, and more in some."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from wbportal.casework import protecting
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json, text_of
from wbportal.db import cases
from wbportal.domain.register_fields import Values
from wbportal.domain.registers import Register
from wbportal.portal import Portal, Work

_FIRST_RISK: Mapping[str, Values] = {
    "th": {
        "likelihood": "unlikely",
        "severity": "serious",
        "reasons": "ยังไม่มีใครสงสัยใคร และเรื่องนี้มีคนเห็นได้หลายคน",
        "who_knows": "เท่าที่รู้ ยังไม่มีใคร",
        "circle": "many",
    },
    "en": {
        "likelihood": "unlikely",
        "severity": "serious",
        "reasons": "Nobody is suspected so far, and many could have seen it.",
        "who_knows": "Nobody, as far as we know.",
        "circle": "many",
    },
}
_FIRST_MEASURE: Mapping[str, Values] = {
    "th": {"what": "กลับมาดูความเสี่ยงอีกครั้ง", "who": "ปรียา นวลจันทร์", "state": "open"},
    "en": {"what": "Look at the risk again", "who": "ปรียา นวลจันทร์", "state": "open"},
}
_LOOK_AGAIN = timedelta(days=120)


def before_acting(portal: Portal, officer: Person, case_id: UUID, lang: str) -> None:
    """Assess the risk and make a plan where nobody has: the office is about to act."""
    with portal.work() as work:
        case = cases.by_id(work.db, case_id)
        if case is None or case.risk_assessed_on is not None:
            return
        protecting.keep_item(work, officer, case_id, Register.RISK, _FIRST_RISK[lang])
    with portal.work() as work:
        plan = {**_FIRST_MEASURE[lang], "by": (work.today + _LOOK_AGAIN).isoformat()}
        protecting.keep_item(work, officer, case_id, Register.SAFETY, plan)


def protect(
    work: Work, officer: Person, case_id: UUID, step: Mapping[str, Json], lang: str
) -> None:
    """Do what a step of the story says: write to the reporter, or keep an item."""
    register = text_of(step, "register", "")
    if not register:
        protecting.answer(work, officer, case_id, text_of(step, "text"), lang)
        return
    fields = step.get("fields")
    values = {
        name: _value(work, value)
        for name, value in (fields.items() if isinstance(fields, dict) else ())
        if isinstance(value, str)
    }
    protecting.keep_item(work, officer, case_id, Register(register), values)


def _value(work: Work, value: str) -> str:
    """Return a day for "+3" or "-3", so many days from the day of the step; else what it says."""
    if value[:1] in {"+", "-"} and value[1:].isdigit():
        return (work.today + timedelta(days=int(value))).isoformat()
    return value
