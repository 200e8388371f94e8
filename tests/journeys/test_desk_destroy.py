"""Destroying spam and tests, from the queue and from a case's page."""

from pathlib import Path
from uuid import uuid4

import pytest

from tests.builders import visit
from tests.journeys.desk import World, make_world, words
from wbportal.domain.rules import Action
from wbportal.domain.states import State


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path)


def test_several_are_destroyed_after_a_question(world: World) -> None:
    spam = [str(world.scene.report(f"cheap pills {number}", files=[b"x"])) for number in range(3)]
    kept = world.scene.report("the bridge")
    desk = world.lead.browser
    world.lead.queue()
    asked = desk.post("/desk/destroy", {"case": spam}, form="/desk/", status=422)
    assert all(f"cheap pills {number}" in asked.text for number in range(3))
    unsure = {"case": spam, "reason": "spam", "asked": "1"}
    assert "it cannot be undone" in words(
        desk.post("/desk/destroy", unsure, form="/desk/", status=422)
    )
    assert "All 4" in words(world.lead.queue())
    done = desk.post("/desk/destroy", {**unsure, "sure": "y"}, form="/desk/")
    said = words(desk.get(done.headers["Location"]))
    assert "gone everywhere by 23 December 2026" in said
    assert "All 1" in words(world.lead.queue())
    world.lead.case(kept)
    for case_id in spam:
        desk.get(f"/desk/cases/{case_id}", status=404)
    assert not [p for p in (world.scene.portal.home / "blobs").rglob("*") if p.is_file()]


def test_the_code_of_a_destroyed_case_is_answered_like_any_that_never_was(world: World) -> None:
    case_id = world.scene.report("cheap pills")
    world.lead.do(case_id, "destroy", reason="test", sure="y")
    gone, never = visit(world.app), visit(world.app)
    code = " ".join(world.scene.codes[case_id].groups())
    other = world.scene.codes[world.scene.report("another")]
    assert gone.post("/receipt/", {"code": code}).headers["Location"] == "/receipt/case"
    page = gone.get("/receipt/case").text
    assert "cheap pills" not in page
    assert never.post("/receipt/", {"code": " ".join(other.groups())}).status_code == 303


def test_a_handler_destroys_nothing_and_is_offered_nothing(world: World) -> None:
    case_id = world.scene.owned("cheap pills")
    assert 'name="case"' not in world.handler.queue().text
    fields = {"case": str(case_id), "reason": "spam", "asked": "1", "sure": "y"}
    world.handler.browser.post("/desk/destroy", fields, form="/desk/", status=403)
    assert world.scene.row(case_id).state is State.RECEIVED


def test_nothing_chosen_and_nonsense_destroy_nothing(world: World) -> None:
    world.scene.report("the bridge")
    desk = world.lead.browser
    assert "No case was chosen" in words(desk.post("/desk/destroy", {}, form="/desk/", status=422))
    for wrong in (str(uuid4()), "nonsense"):
        desk.post("/desk/destroy", {"case": wrong, "sure": "y"}, form="/desk/", status=404)
    assert "All 1" in words(world.lead.queue())


def test_a_case_in_work_is_not_spam_any_more(world: World) -> None:
    case_id, spam = world.scene.owned("the bridge"), world.scene.report("cheap pills")
    world.lead.do(case_id, "assess")
    world.scene.prepare(world.scene.lead, case_id, Action.ADDRESS)
    world.lead.do(case_id, "address")
    fields = {"case": [str(case_id), str(spam)], "reason": "spam", "asked": "1", "sure": "y"}
    world.lead.browser.post("/desk/destroy", fields, form="/desk/", status=409)
    assert world.scene.row(spam).state is State.RECEIVED
