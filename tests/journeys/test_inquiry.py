"""An inquiry kept over HTTP: registers, corrections, evidence and its custody, tasks, twins."""

import re
from hashlib import sha256
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from tests.casework.hearing import hear
from tests.journeys.desk import Desk, World, make_world, words
from wbportal.casework.recipients import Named
from wbportal.domain.inquiry import INQUIRY
from wbportal.web.desk.inquiry_words import WORDS

EVIDENCE = {
    "what": "Bank statement",
    "sort": "document",
    "source": "the bank",
    "obtained": "1 November 2026",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("home"))


def enter(
    desk: Desk, case_id: UUID, register: str, status: int = 303, **fields: object
) -> TestResponse:
    """Add an item; return the page that shows it, or the form that came back."""
    at = f"/desk/cases/{case_id}/inquiry/{register}"
    answer = desk.browser.post(at, fields, form=at, status=status)
    return desk.browser.get(answer.location) if status == 303 else answer


def item_of(page: TestResponse, number: str) -> str:
    """Return the address of the item with that number."""
    found = re.search(rf'href="([^"]+)"><span class="reference">{number}<', page.text)
    assert found is not None, number
    return found[1]


def test_every_register_has_words_for_every_field_and_choice() -> None:
    assert list(WORDS) == list(INQUIRY)
    for register, definition in INQUIRY.items():
        said = WORDS[register].fields
        assert set(said) == {one.name for one in definition.fields}, register
        for one in definition.fields:
            assert set(said[one.name].choices) == set(one.choices), (register, one.name)


def test_an_inquiry_is_kept_from_its_plan_to_its_measures(world: World) -> None:
    case_id = world.scene.owned()
    desk = world.handler
    enter(desk, case_id, "plan", sort="question", text="Who signed?", state="open")
    enter(desk, case_id, "subject", name="สมชาย ใจดี", sort="person", role="accused")
    page = enter(desk, case_id, "evidence", **EVIDENCE)
    evidence = item_of(page, "E-1").rsplit("/", 1)[1]
    accused = item_of(desk.browser.get(f"/desk/cases/{case_id}/inquiry"), "S-1")
    enter(
        desk, case_id, "order", number="12/2569", sort="appoints", dated="2 พ.ย. 2569",
        issued_by="เลขาธิการ", members="Somsri, chair\nVichai, secretary",
    )  # fmt: skip
    enter(
        desk, case_id, "money", sort="lost", amount="๑,๒๕๐,๐๐๐", currency="THB",
        basis="the contract", dated="3/11/2569", evidence=evidence,
    )  # fmt: skip
    enter(
        desk, case_id, "money", sort="lost", amount="0.75 ล้าน", currency="THB",
        basis="the receipts", dated="4/11/2569",
    )  # fmt: skip
    page = desk.browser.get(f"/desk/cases/{case_id}/inquiry/money")
    assert "2,000,000" in page.text
    enter(
        desk, case_id, "step", accused=accused.rsplit("/", 1)[1], step="notified",
        dated="5 Nov 2026", document="ที่ 7/2569",
    )  # fmt: skip
    page = enter(
        desk, case_id, "finding", allegation="Took money", result="in-part", reasons="E-1 shows",
        evidence=[evidence], dated="6 Nov 2026",
    )  # fmt: skip
    finding = desk.browser.get(item_of(page, "F-1"))
    assert "E-1 Bank statement" in words(finding)
    enter(
        desk, case_id, "measure", what="Pay it back", sort="recovery", to="the school",
        due="1 January 2027", state="open",
    )  # fmt: skip
    overview = words(desk.browser.get(f"/desk/cases/{case_id}/inquiry"))
    for said in ("Who signed?", "สมชาย ใจดี", "12/2569", "2,000,000", "Took money", "Pay it back"):
        assert said in overview
    events = words(desk.browser.get(f"/desk/cases/{case_id}/inquiry/timeline"))
    assert events.index("Pay it back") < events.index("Took money") < events.index("12/2569")
    only = words(desk.browser.get(f"/desk/cases/{case_id}/inquiry/timeline?kind=order"))
    assert "12/2569" in only
    assert "Took money" not in only


def test_an_interview_stands_on_its_day_by_what_somebody_is_and_by_no_name(world: World) -> None:
    case_id = world.scene.owned()
    said = {"sort": "witness", "who": "Somsri Rakdee", "manner": "telephone"}
    heard = hear(world.scene, case_id, world.scene.handler, **said)
    page = world.handler.browser.get(f"/desk/cases/{case_id}/inquiry/timeline?kind=interview")
    assert f"/interviews/{heard}" in page.text
    assert re.search(r"1 Nov 2026 · Interviews · by Person handler1 A witness On the telephone",
                     words(page))  # fmt: skip
    assert "Somsri" not in page.text
    whole = words(world.handler.browser.get(f"/desk/cases/{case_id}/inquiry/timeline"))
    assert whole.count("A witness") == 1


def test_an_order_that_was_ended_says_by_which(world: World) -> None:
    case_id, desk = world.scene.owned(), world.handler
    order = {"number": "12/2569", "dated": "2 พ.ย. 2569", "issued_by": "the director"}
    page = enter(desk, case_id, "order", **order, sort="appoints", members="Somsri, chair")
    first = item_of(page, "O-1").rsplit("/", 1)[1]
    enter(desk, case_id, "order", 422, **order, sort="ends")
    page = enter(
        desk, case_id, "order", **{**order, "number": "15/2569"}, sort="ends", changes=first
    )
    assert "Ended by O-2" in words(page)


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(world: World) -> None:
    case_id = world.scene.owned()
    typed = {"what": "", "source": "the bank", "obtained": "in May", "sort": "document"}
    page = enter(world.handler, case_id, "evidence", 422, **typed).text
    assert 'value="the bank"' in page
    assert 'value="in May"' in page
    assert page.count('aria-invalid="true"') == 2
    page = enter(world.handler, case_id, "procurement", 422, what="Road", egp="123").text
    assert 'aria-describedby="egp-hint egp-error"' in page
    assert "Road" in page
    world.handler.browser.get(f"/desk/cases/{case_id}/inquiry/nothing", status=404)


def test_a_correction_keeps_what_was_said_before_and_a_stale_one_is_told(world: World) -> None:
    case_id = world.scene.owned()
    desk, lead = world.handler, world.lead
    at = item_of(enter(desk, case_id, "evidence", **EVIDENCE), "E-1")
    better = {**EVIDENCE, "what": "Two bank statements", "versions": "1"}
    lead.browser.post(at, better, form=at)
    stale = desk.browser.post(at, {**EVIDENCE, "what": "One", "versions": "1"}, form=at, status=409)
    assert 'value="One"' in stale.text
    assert "Two bank statements" in words(stale)
    again = desk.browser.get(at)
    assert 'name="versions" value="2"' in again.text
    assert words(again).count("Bank statement") == 1


def test_a_file_of_the_case_becomes_evidence_with_its_hash_and_goes_from_hand_to_hand(
    world: World,
) -> None:
    case_id = world.scene.report(files=(b"a picture",))
    world.scene.assign(case_id, world.scene.office.handlers[0])
    desk, base = world.handler, f"/desk/cases/{case_id}/inquiry"
    page = desk.browser.get(f"{base}/evidence").text
    [take_in] = re.findall(rf'action="({base}/take-in/[^"]+)"', page)
    there = desk.browser.post(take_in, {}, form=f"{base}/evidence").location
    page = desk.browser.get(there).text
    assert sha256(b"a picture").hexdigest() in page
    assert take_in not in desk.browser.get(f"{base}/evidence").text
    item = there.rsplit("/", 1)[1]
    given = {"evidence": item, "holder": "The laboratory", "seal": "sealed"}
    desk.browser.post(f"{there}/custody", {**given, "since": "tomorrow"}, status=422)
    desk.browser.post(f"{there}/custody", {**given, "since": "1 November 2026"})
    assert "The laboratory" in desk.browser.get(there).text
    assert "The laboratory" in desk.browser.get(f"{base}/evidence/list").text


def test_whoever_is_to_do_something_finds_it_on_one_page_until_it_is_done(world: World) -> None:
    case_id = world.scene.owned()
    owner = str(world.scene.handler.id)
    task = {"what": "Ask the bank", "owner": owner, "due": "1 December 2026", "state": "open"}
    at = item_of(enter(world.lead, case_id, "task", **task), "T-1")
    assert "Ask the bank" in world.handler.browser.get("/desk/tasks/").text
    assert "Ask the bank" not in world.lead.browser.get("/desk/tasks/").text
    dropped = {**task, "state": "dropped", "versions": "1"}
    world.handler.browser.post(at, dropped, form=at, status=422)
    world.handler.browser.post(at, {**dropped, "note": "the bank closed"}, form=at)
    assert "Ask the bank" not in world.handler.browser.get("/desk/tasks/").text


def test_whoever_was_taken_off_a_case_has_nothing_to_do_in_it(world: World) -> None:
    case_id = world.scene.owned()
    handler = world.scene.office.handlers[0]
    task = {"what": "Go there", "owner": str(handler.id), "due": "1 December 2026"}
    enter(world.lead, case_id, "task", **task, state="open")
    assert "Go there" in world.handler.browser.get("/desk/tasks/").text
    world.lead.do(case_id, "revoke", handler=str(handler.id))
    assert "Go there" not in world.handler.browser.get("/desk/tasks/").text
    world.handler.browser.get(f"/desk/cases/{case_id}/inquiry", status=404)


def test_the_same_project_in_two_cases_is_told_only_to_whoever_may_open_both(
    world: World,
) -> None:
    both, hidden = (
        world.scene.owned(),
        world.scene.report(named=Named(listed=frozenset({world.scene.handler.id}))),
    )
    mine = world.scene.owned()
    project = {"what": "The road", "egp": "69017123456"}
    enter(world.lead, hidden, "procurement", **project)
    enter(world.handler, both, "procurement", **project)
    told = enter(world.handler, mine, "procurement", **project)
    assert world.scene.row(both).reference in words(told)
    assert world.scene.row(hidden).reference not in words(told)
    world.lead.browser.get(f"/desk/cases/{both}/inquiry")
    told = world.lead.browser.get(f"/desk/cases/{hidden}/inquiry/procurement")
    assert world.scene.row(both).reference in words(told)
