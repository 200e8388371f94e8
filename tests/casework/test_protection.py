"""Protecting a reporter: what officers keep, what a reporter tells them, and what a row shows."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.casework.protecting import MEASURE, RISK, keep, measure, protected, protector, tell
from tests.casework.rows import difference, rows
from tests.casework.scene import Scene, make_scene
from tests.casework.test_handing import counted
from wbportal.casework import protecting, protection_list
from wbportal.casework.errors import CaseNotFound
from wbportal.casework.protection_list import Page
from wbportal.casework.reporter_acts import Said
from wbportal.db import audit, compartments, records
from wbportal.domain.aftercare import Standing
from wbportal.domain.compartments import Compartment
from wbportal.domain.protection import Level
from wbportal.domain.registers import Register
from wbportal.domain.rules import Action

DETRIMENT = Said(Action.REPORT_DETRIMENT, text="I was moved", lang="en", details={"safe": "unsure"})
HOW = {
    "how": Said(Action.CHECK_IN, details={"how": "nothing"}, lang="en"),
    "something": Said(Action.CHECK_IN, text="they moved me", details={"how": "something"}),
}


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("home"), officers=1)


@pytest.fixture
def case_id(scene: Scene) -> UUID:
    return scene.owned("the report")


def answer(scene: Scene, case_id: UUID, text: str = "we have read it") -> None:
    who = protector(scene).person
    scene.portal.perform(lambda work: protecting.answer(work, who, case_id, text, "en"))


def look(scene: Scene) -> Page:
    who = protector(scene).person
    return scene.portal.perform(lambda work: protection_list.look(work, who, 1))


def row_of(scene: Scene, case_id: UUID) -> protection_list.Row:
    return next(row for row in look(scene).rows if row.case_id == case_id)


def conclude(scene: Scene, case_id: UUID) -> None:
    handler = scene.handler
    scene.do(handler, case_id, Action.ASSESS)
    scene.do(scene.lead, case_id, Action.DECLINE, code="not-ours", text="not ours")


def test_every_version_of_an_assessment_is_kept_and_its_day_shows(
    scene: Scene, case_id: UUID
) -> None:
    assert scene.row(case_id).risk_assessed_on is None
    keep(scene, case_id, Register.RISK, RISK)
    keep(scene, case_id, Register.RISK, {**RISK, "likelihood": "unlikely", "severity": "slight"})
    found = protected(scene, case_id)
    assert found.risk is not None
    assert (found.risk.versions, found.level) == (2, Level.LOW)
    assert scene.row(case_id).risk_assessed_on == scene.clock().date()
    assert scene.row(case_id).plan_made_on is None
    measure(scene, case_id)
    assert scene.row(case_id).plan_made_on == scene.clock().date()


def test_what_an_officer_writes_shows_neither_in_size_nor_in_the_trail(
    scene: Scene, case_id: UUID
) -> None:
    before = counted(scene, case_id)
    keep(scene, case_id, Register.RISK, RISK)
    measure(scene, case_id)
    answer(scene, case_id)
    request = {"kind": "civil", "what": "x", "asked_on": "2026-11-20", "state": "asked"}
    keep(scene, case_id, Register.PROTECTION, request)
    after = counted(scene, case_id) - before
    [(place, times)] = after.items()
    assert (place[0], times) == (Compartment.PROTECTION, 4)
    with scene.portal.work() as work:
        part = compartments.one(work.db, case_id, Compartment.PROTECTION)
        assert part is not None
        written = [row for row in records.in_order(work.db, part.id) if row.at is not None]
        assert len(written) == 4
        deeds = [
            (entry.deed, entry.detail)
            for entry in audit.of_deed(work.db, scene.office.id, Action.PROTECT.value)
            if entry.case_id == case_id
        ]
    assert len({deed for deed, _ in deeds}) == 1


def test_handlers_and_leads_read_nothing_of_it(scene: Scene, case_id: UUID) -> None:
    tell(scene, case_id, DETRIMENT)
    keep(scene, case_id, Register.RISK, RISK)
    for somebody in (*scene.office.leads, scene.office.handlers[0]):
        with pytest.raises(CaseNotFound):
            protected(scene, case_id, somebody)
        seen = repr(scene.look(somebody.person, case_id).wishes)
        assert "I was moved" not in seen
        assert scene.look(somebody.person, case_id).protection is None


def test_an_answer_ends_the_waiting_and_more_begins_it_again(scene: Scene, case_id: UUID) -> None:
    assert row_of(scene, case_id).told_on is None
    tell(scene, case_id, DETRIMENT)
    assert row_of(scene, case_id).rank[0] == 0
    assert protected(scene, case_id).asks
    answer(scene, case_id)
    assert row_of(scene, case_id).told_on is None
    assert not protected(scene, case_id).asks
    tell(scene, case_id, Said(Action.OBJECT, text="not there", lang="en"))
    assert row_of(scene, case_id).told_on is None
    tell(scene, case_id, Said(Action.WITHDRAW, text="", apart={"forced": "yes"}))
    assert row_of(scene, case_id).told_on == scene.clock().date()


def test_the_list_says_what_is_to_be_made(scene: Scene, case_id: UUID) -> None:
    row = row_of(scene, case_id)
    assert (row.wants_risk, row.wants_plan) == (True, False)
    scene.do(scene.handler, case_id, Action.ASSESS)
    assert row_of(scene, case_id).wants_plan
    keep(scene, case_id, Register.RISK, RISK)
    keep(scene, case_id, Register.SAFETY, MEASURE)
    row = row_of(scene, case_id)
    assert (row.wants_risk, row.wants_plan, row.level) == (False, False, Level.HIGH)
    assert row.due is not None


def test_a_check_in_is_due_is_answered_and_is_missed(scene: Scene) -> None:
    case_id = scene.owned()
    conclude(scene, case_id)
    began = scene.clock.now
    assert row_of(scene, case_id).check_in is None
    scene.clock.now = began + timedelta(days=32)
    assert row_of(scene, case_id).check_in is Standing.DUE
    tell(scene, case_id, HOW["how"])
    assert row_of(scene, case_id).check_in is None
    assert not protected(scene, case_id).asks
    scene.clock.now = began + timedelta(days=95)
    tell(scene, case_id, HOW["something"])
    row = row_of(scene, case_id)
    assert (row.check_in, row.told_on) == (None, scene.clock().date())
    scene.clock.now = began + timedelta(days=370)
    standings = [one.standing for one in protected(scene, case_id).check_ins]
    assert standings == [Standing.ANSWERED, Standing.ANSWERED, Standing.MISSED, Standing.DUE]
    scene.clock.now = began


def test_a_check_in_looks_like_any_other_act(scene: Scene) -> None:
    prints = set()
    for said in (*HOW.values(), DETRIMENT):
        case_id = scene.owned()
        conclude(scene, case_id)
        before = rows(scene, case_id)
        tell(scene, case_id, said)
        prints.add(difference(before, rows(scene, case_id), but=set()))
    assert len(prints) == 1
    assert "records" in str(prints), "nothing was compared"


def test_leads_of_an_office_without_officers_have_the_same(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    scene = make_scene(tmp_path_factory.mktemp("small"))
    case_id = scene.report()
    tell(scene, case_id, DETRIMENT)
    assert look(scene).rows == ()  # their queue tries a case first: it finds the walls
    scene.queue(scene.lead)
    assert [row.case_id for row in look(scene).rows] == [case_id]
    assert scene.queue(scene.lead).rows[0].title == "a report"
    assert scene.look(scene.lead, case_id).wishes.detriment is not None
    answer(scene, case_id)
    assert scene.look(scene.lead, case_id).wishes.detriment is None
    with pytest.raises(CaseNotFound):
        protected(scene, case_id, scene.office.handlers[0])
