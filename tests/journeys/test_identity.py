"""A reporter's name over HTTP: asked for, let, opened; who may not finds nothing there."""

from pathlib import Path
from uuid import UUID

import pytest

from tests.builders import make_app, visit
from tests.casework.naming import WHO, WHY, identify, of_case
from tests.casework.scene import make_scene
from tests.journeys.desk import Desk, World
from tests.journeys.reporter import CASE, Reporter, hidden, post
from wbportal.domain.rules import Action
from wbportal.web.receipt.act_words import ACTS

NAMES = "/desk/identities/"
SAID = {
    "reason": "protect-reporter",
    "text": WHY,
    "prior": "urgent",
    "why_untold": "tomorrow is too late",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    home: Path = tmp_path_factory.mktemp("home")
    scene = make_scene(home)
    return World(scene, make_app(scene.portal))


@pytest.fixture
def case_id(world: World) -> UUID:
    found = world.scene.owned("canary of the milk")
    identify(world.scene, found)
    return found


def _ask(world: World, case_id: UUID, **more: str) -> UUID:
    world.handler.browser.post(f"/desk/cases/{case_id}/identity/ask", SAID | more, status=303)
    return of_case(world.scene, world.scene.handler, case_id)[0].id


def _keeper(world: World, number: int) -> Desk:
    return world.desk(world.scene.office.custodians[number])


def _agree(world: World, number: int, request_id: UUID, words: str = "") -> None:
    fields = {"do": "approve", "words": words}
    _keeper(world, number).browser.post(f"{NAMES}{request_id}", fields, status=303)


def test_from_asking_to_reading(world: World, case_id: UUID) -> None:
    request_id = _ask(world, case_id)
    here = f"/desk/cases/{case_id}/identity"
    waits = world.handler.browser.get(here).text
    assert "2 keepers have yet to agree" in waits
    assert "Go on to open it" not in waits

    listed = _keeper(world, 0).browser.get(NAMES).text
    assert WHY in listed
    assert f"{NAMES}{request_id}" in listed
    assert "canary" not in listed
    _agree(world, 0, request_id, "they are in danger")
    _agree(world, 1, request_id)

    page = world.handler.browser.get(here).text
    assert "they are in danger" in page
    assert f"{here}/{request_id}" in page
    assert WHO.name not in page
    opened = world.handler.browser.post(f"{here}/{request_id}", {}, status=303)
    assert opened.location.endswith(f"{here}/{request_id}")
    read = world.handler.browser.get(f"{here}/{request_id}").text
    assert all(said in read for said in (WHO.name, WHO.reach, WHO.avoid))
    assert "Read it again" in world.handler.browser.get(here).text


def test_whoever_refuses_says_why(world: World, case_id: UUID) -> None:
    request_id = _ask(world, case_id)
    there = f"{NAMES}{request_id}"
    page = _keeper(world, 0).browser.post(there, {"do": "refuse", "words": ""}, status=422)
    assert "Please say why" in page.text
    assert 'id="words-error"' in page.text
    _keeper(world, 0).browser.post(there, {"do": "refuse", "words": "ask first"}, status=303)
    here = f"/desk/cases/{case_id}/identity"
    assert "ask first" in world.handler.browser.get(here).text
    assert "Ended without being opened" in world.handler.browser.get(here).text
    late = _keeper(world, 1).browser.get(there).text
    assert "Lend my share" not in late


def test_before_the_keepers_agreed_the_page_says_so(world: World, case_id: UUID) -> None:
    request_id = _ask(world, case_id)
    address = f"/desk/cases/{case_id}/identity/{request_id}"
    assert "Open it now" not in world.handler.browser.get(address).text
    page = world.handler.browser.post(address, {}, form="/account/", status=422)
    assert "Not enough keepers have agreed yet" in page.text


def test_what_was_typed_stays_when_the_request_is_refused(world: World, case_id: UUID) -> None:
    _ask(world, case_id)
    again = world.handler.browser.post(
        f"/desk/cases/{case_id}/identity/ask", SAID | {"text": "once more, please"}, status=422
    )
    assert "You have asked already" in again.text
    assert "once more, please" in again.text


def test_a_request_is_taken_back_on_its_page(world: World, case_id: UUID) -> None:
    request_id = _ask(world, case_id)
    here = f"/desk/cases/{case_id}/identity"
    assert f"{here}/{request_id}" in world.handler.browser.get(here).text
    world.handler.browser.post(f"{here}/{request_id}", {"do": "withdraw"}, status=303)
    assert "Ended without being opened" in world.handler.browser.get(here).text
    assert "Lend my share" not in _keeper(world, 0).browser.get(f"{NAMES}{request_id}").text


def test_looking_at_the_requests_reads_no_message(world: World, case_id: UUID) -> None:
    world.handler.case(case_id)
    world.lead.do(case_id, "reply", text="canary of an answer")
    world.handler.browser.get(f"/desk/cases/{case_id}/identity")
    assert ">New<" in world.handler.case(case_id).text
    assert ">New<" not in world.handler.case(case_id).text


def test_others_find_nothing(world: World, case_id: UUID) -> None:
    request_id = _ask(world, case_id)
    address = f"/desk/cases/{case_id}/identity/{request_id}"
    world.lead.browser.get(address, status=404)
    other = world.desk(world.scene.office.handlers[1])
    other.browser.get(address, status=404)
    other.browser.get(f"/desk/cases/{case_id}/identity", status=404)
    for desk in (world.lead, world.handler, other):
        desk.browser.get(f"{NAMES}{request_id}", status=404)
    seen = world.lead.browser.get(f"/desk/cases/{case_id}/identity").text
    assert "Waits" in seen


def test_the_reporter_is_told_in_plain_words_if_that_was_chosen(
    world: World, case_id: UUID
) -> None:
    _ask(world, case_id, prior="told", answer_days="3", told="to protect you")
    thread = world.handler.case(case_id).text
    assert "Asked for the reporter" in thread


def _tells(world: World, case_id: UUID) -> UUID:
    """Ask as somebody who tells the reporter first; what is missing is said beside the fields."""
    ask = f"/desk/cases/{case_id}/identity/ask"
    untold = SAID | {"prior": "told", "answer_days": "99", "why_untold": ""}
    page = world.handler.browser.post(ask, untold, status=422).text
    assert all(said in page for said in ('id="answer_days-error"', 'id="told-error"', WHY))
    return _ask(world, case_id, prior="told", answer_days="3", told="so that they stop")


def test_a_reporter_is_asked_first_and_says_no(world: World, case_id: UUID) -> None:
    """With the code, without a script: what they read, what they answer, who reads it then."""
    here = Reporter(visit(world.app), list(world.scene.codes[case_id].groups()))
    assert "Somebody asks for your name" not in here.come_back().text
    request_id = _tells(world, case_id)
    asked, there = here.browser.get(CASE).text, f"{NAMES}{request_id}"
    told = ("Somebody who works on your report asks", "so that they stop", "is not a yes")
    assert all(words in asked for words in told)
    assert WHY not in asked
    last = "That is the last day to say yes or no"
    why = here.browser.get("/receipt/why").text
    assert (last in asked, last in why, "You have 3 days to say yes or no" in why) == (True,) * 3
    assert "opened" not in asked.replace("to open it", "")
    assert "Lend my share" not in _keeper(world, 0).browser.get(there).text
    early = _keeper(world, 0).browser.post(there, {"do": "approve", "words": ""}, status=422)
    assert "has not answered yet" in early.text

    form = f"/receipt/more/{ACTS[Action.ANSWER_NOTICE].number}/"
    said = {**hidden(here.browser.get(form).text), "do": "send", "text": "หนูกลัว"}
    empty = post(here.browser, form, said)
    assert (empty.status_code, "หนูกลัว" in empty.text) == (422, True)
    assert post(here.browser, form, {**said, "agrees": "no"}).status_code == 303
    answered = here.browser.get(CASE).text
    assert ("You said no." in answered, last in answered) == (True, False)
    pages = (
        _keeper(world, 0).browser.get(there).text,
        world.lead.browser.get(f"/desk/cases/{case_id}/identity").text,
    )
    assert all("The reporter objects" in page and "หนูกลัว" in page for page in pages)
    _agree(world, 0, request_id, "all the same")
