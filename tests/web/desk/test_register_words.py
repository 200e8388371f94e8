"""What registers say on paper: no key and no code of theirs, in both languages."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from tests.builders import make_app
from tests.casework import conflicting, lettering
from tests.casework.scene import Scene, make_scene
from wbportal.casework import exporting, registers
from wbportal.casework.assessments import Assessment
from wbportal.casework.destructions import Proposal, Wish
from wbportal.casework.dossier import open_dossier
from wbportal.casework.exporting import NOT_EXPORTED, Export, Files, Form
from wbportal.casework.extensions import Request, answered
from wbportal.casework.legal_dates import allegation_draft, clock_draft, received_draft
from wbportal.casework.letter_items import Kind
from wbportal.casework.opinions import Opinion, Resolution
from wbportal.casework.referrals import Plan
from wbportal.casework.registers import Draft
from wbportal.domain import register_fields
from wbportal.domain.assessments import Found, Jurisdiction, Matter, Priority
from wbportal.domain.compartments import Compartment
from wbportal.domain.completeness import Piece
from wbportal.domain.conflicts import Verdict
from wbportal.domain.dates import read_date
from wbportal.domain.lawpacks import PACKS
from wbportal.domain.legal_dates import Allegation, Document, LegalDate
from wbportal.domain.letters import Secrecy
from wbportal.domain.opinions import Course, Flaw, Step
from wbportal.domain.protection import REGISTERS
from wbportal.domain.reasons import Reason
from wbportal.domain.referrals import Notice
from wbportal.domain.registers import Register
from wbportal.portal import Work
from wbportal.web import locale
from wbportal.web.desk.paper_items import passage_of, title_of
from wbportal.web.desk.register_words import DEFINED, UNNAMED
from wbportal.web.protection.words import lines_of

TYPED = "ข้อความ"
DAY = date(2026, 3, 12)
OF_EXPORTS = {Register.EXPORT, Register.REDACTION, Register.RELEASE}
_CODE = re.compile(r"\b[a-z]{2,}\b")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def app(scene: Scene) -> Flask:
    return make_app(scene.portal)


@pytest.fixture(scope="module")
def export(scene: Scene) -> Export:
    """A case with something in every field of every register, and every choice of each."""
    case_id = scene.owned("a report")
    letter_id = lettering.letter(scene, case_id)
    lettering.happens(scene, case_id, letter_id, Kind.SENT, scene.lead, number="๑")
    other = scene.office.handlers[1].person.id
    conflicting.declare(scene, scene.lead, case_id, other)
    scene.portal.perform(lambda work: _fill(work, scene, case_id))
    parts = frozenset({Compartment.THREAD, Compartment.INVESTIGATION, Compartment.PROTECTION})
    wish = exporting.Wish(
        Form.REDACTED, parts, Files.NONE, Secrecy.ORDINARY, "somebody", 1, "purpose", "th"
    )
    return scene.portal.perform(lambda work: exporting.prepare(work, scene.lead, case_id, wish))


def _fill(work: Work, scene: Scene, case_id: UUID) -> None:
    opened = open_dossier(work, scene.lead, case_id).opened
    for draft in (*_defined(scene.lead.id), *_others(scene)):
        is_protection = draft.register in REGISTERS
        part = Compartment.PROTECTION if is_protection else Compartment.INVESTIGATION
        registers.put(work, opened, part, draft)


def _defined(person: UUID) -> Iterator[Draft]:
    for register, (definition, _) in DEFINED.items():
        for at in range(max((1, *(len(one.choices) for one in definition.fields)))):
            fields = {one.name: _value(one, at, person) for one in definition.fields}
            yield Draft(register, fields, TYPED, "th")


def _value(field: register_fields.Field, at: int, person: UUID) -> str | list[str]:
    match field.kind:
        case register_fields.Kind.CHOICE:
            return field.choices[at % len(field.choices)]
        case register_fields.Kind.DATE:
            return DAY.isoformat()
        case register_fields.Kind.MONEY:
            return "100"
        case register_fields.Kind.LINES | register_fields.Kind.ITEMS:
            return [TYPED]
        case register_fields.Kind.PERSON:
            return str(person)
        case _:
            return TYPED


def _others(scene: Scene) -> Iterator[Draft]:
    yield Draft(Register.TRANSCRIPT, {}, TYPED, "th")
    pieces = dict.fromkeys(Piece, Found.MISSING)
    yield Assessment(Jurisdiction.OURS, Priority.SOON, Matter.CORRUPTION, pieces).draft()
    meeting = Resolution("๑/๒๕๖๙", DAY, TYPED, (TYPED,), (TYPED,))
    for step in Step:
        yield Opinion(step, Course.ASK, Flaw.FACT_UNCLEAR, meeting).draft()
    clocks = PACKS["th-nacc"].clocks
    for key in clocks:
        asked = Request(key, DAY, TYPED, abroad=LegalDate(DAY, Document.LETTER, "๑"))
        yield answered(asked, TYPED, "th", granted=True, alone=True)
    plan = Plan(TYPED, Reason.SOMEBODY_IN_DANGER, Notice.LAW, DAY, TYPED, near=True)
    yield replace(plan, why_near=TYPED).draft()
    wish = Wish(Reason.RETENTION_ENDED, TYPED, "th", officer_asked=True)
    holder, now = scene.lead.id, scene.clock.now
    yield Proposal(holder, wish, holder, DAY, now, DAY.isoformat(), 7, None).draft()
    ended = {"how": "met", "day": DAY.isoformat(), "document": "order", "number": "๑"}
    for document in Document:
        base = LegalDate(DAY, document, "๑")
        clock = clock_draft(PACKS["th-nacc"], clocks["th.protection"], base)
        yield replace(clock, fields={**clock.fields, "ended": ended})
    yield received_draft(base, TYPED, "th")
    act = read_date("2565")
    said = allegation_draft(Allegation(TYPED, act, DAY, TYPED, act), "th")
    yield replace(said, fields={**said.fields, "ended": ended})
    yield _decided(scene)
    came = {"outcome": Reason.GROUNDS_FOUND.value, "measures": [], "found": ["100.00 THB"]}
    more = {"recovered": [], "no_measures": True, "no_money": False}
    yield Draft(Register.CONCLUSION, {**came, **more})


def _decided(scene: Scene) -> Draft:
    fields = {"verdict": Verdict.NONE.value, "decider": str(scene.lead.id), "words": TYPED}
    return Draft(
        Register.CONFLICT,
        {
            **fields,
            "brought_by": str(scene.lead.id),
            "decided_on": DAY.isoformat(),
            "words_lang": "th",
        },
    )


def test_no_key_and_no_code_of_any_register_is_printed(app: Flask, export: Export) -> None:
    assert set(export.kept) == set(Register) - NOT_EXPORTED - OF_EXPORTS
    known = {*export.names.values(), "th-nacc", "รหัส ocid (Open Contracting)"}
    with app.test_request_context("/"), locale.speaking("th"):
        for register, items in export.kept.items():
            printed = [title_of(register)]
            for item in items:
                facts = passage_of(export, item).facts
                printed += [said for fact in facts for said in fact if said not in known]
            assert [said for said in printed if _CODE.search(said)] == [], register
            assert str(UNNAMED) not in printed, register


def test_a_plan_to_protect_reads_as_on_the_screen(app: Flask, export: Export) -> None:
    for language in ("th", "en"):
        with app.test_request_context("/"), locale.speaking(language):
            for register in REGISTERS:
                for item in export.kept[register]:
                    values = {name: str(value) for name, value in item.fields.items()}
                    shown = [
                        (one.label, "\n".join(one.texts)) for one in lines_of(register, values)
                    ]
                    assert list(passage_of(export, item).facts) == shown


def test_what_happened_to_a_letter_says_to_which(app: Flask, export: Export) -> None:
    with app.test_request_context("/"), locale.speaking("en"):
        (event,) = export.kept[Register.LETTER_EVENT]
        assert ("Letter", "ขอเอกสาร") in passage_of(export, event).facts
