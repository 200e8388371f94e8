"""Whoever receives reports, over HTTP: from a letter on the desk to a page that is not there."""

import re
from uuid import UUID

import pytest

from tests.builders import sign_in
from tests.journeys.desk import Desk, World, make_world, words

SAID = {
    "matter": "complaint",
    "priority": "urgent",
    "number": "รับ 12/2569",
    "numbered_on": "22 พ.ย. 2569",
    "text": "canary for the leads",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("home"), receivers=2, custodians=0)


@pytest.fixture
def receiver(world: World) -> Desk:
    return world.desk(world.scene.office.receivers[0])


def _there(case_id: UUID) -> str:
    return f"/desk/cases/{case_id}/pass-on"


def test_what_is_passed_on_is_gone_from_every_page(world: World, receiver: Desk) -> None:
    case_id, alike = world.scene.report("canary of a bridge"), world.scene.report("its twin")
    other = world.desk(world.scene.office.receivers[1])
    assert "canary of a bridge" in words(receiver.queue())
    assert "canary of a bridge" in words(other.queue())
    page = receiver.case(case_id).text
    for action in ("note", "acknowledge"):
        assert f'/cases/{case_id}/{action}"' in page
    for action in ("reply", "assign", "assess", "destroy"):
        assert f'/cases/{case_id}/{action}"' not in page
    receiver.do(case_id, "acknowledge", text="we have it")
    receiver.do(case_id, "reply", text="and more", status=403)
    twin = world.scene.row(alike).reference
    receiver.browser.post(_there(case_id), {**SAID, "alike": twin}, status=303)
    for desk in (receiver, other):
        for path in (_there(case_id), f"/desk/cases/{case_id}", f"/desk/cases/{case_id}/conflict/"):
            desk.browser.get(path, status=404)
        found = desk.browser.post("/desk/search/", {"words": "canary bridge"}, status=200)
        for page in (desk.queue().text, desk.browser.get("/desk/due/").text, found.text):
            assert "canary of a bridge" not in page
            assert str(case_id) not in page
    seen = words(world.lead.case(case_id))
    assert "Passed on by Person intake1" in seen
    for said in ("A general complaint", "รับ 12/2569", "canary for the leads", twin, "Urgent"):
        assert said in seen
    assert f'href="/desk/cases/{alike}"' in world.lead.case(case_id).text


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(world: World, receiver: Desk) -> None:
    case_id = world.scene.report()
    there, typed = _there(case_id), {**SAID, "matter": "", "numbered_on": "next week"}
    page = receiver.browser.post(there, typed, status=422).text
    for said in ('id="matter-error"', 'id="numbered_on-error"', "canary for the leads"):
        assert said in page
    page = receiver.browser.post(there, {**SAID, "alike": "AAAA-AAAA"}, status=422).text
    assert "You have no case with this reference here." in page
    assert "canary for the leads" in page
    receiver.case(case_id)
    world.lead.browser.get(there, status=403)


def test_an_auditor_reads_that_it_was_passed_on_and_not_what_it_is(
    world: World, receiver: Desk
) -> None:
    case_id = world.scene.report()
    receiver.browser.post(_there(case_id), SAID, status=303)
    auditor = sign_in(world.app, world.scene.office.auditors[0])
    page = auditor.get("/admin/audit/").text
    assert "Passed a report on to the leads" in page
    assert "omplaint" not in page
    assert "12/2569" not in page


def test_whoever_receives_writes_down_a_letter_and_a_lead_sees_that_it_lies_there(
    world: World, receiver: Desk
) -> None:
    fields = {
        "text": "canary of a letter",
        "came_by": "post",
        "came_on": "10 Nov 2026",
        "slip": "none",
        "do": "send",
    }
    page = receiver.browser.get("/desk/enter/").text
    [box] = re.findall(r'<input[^>]*name="shut_out"[^>]*>', page)
    assert "checked" not in box
    receiver.browser.post("/desk/enter/", fields, status=303)
    assert "canary of a letter" in words(receiver.queue())
    for page in (world.lead.queue("?show=waiting"), world.lead.browser.get("/desk/due/")):
        assert re.search(r"canary of a letter.{,60} Not passed on yet", words(page))
    assert "canary of a bridge" not in words(world.lead.queue("?show=waiting"))
    assert 'show=waiting"' not in receiver.queue().text
