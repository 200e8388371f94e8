"""A reporter's name over HTTP: asked for, let, opened; who may not finds nothing there."""

from pathlib import Path
from uuid import UUID

import pytest

from tests.builders import make_app
from tests.casework.naming import WHO, WHY, identify, of_case
from tests.casework.scene import make_scene
from tests.journeys.desk import Desk, World

NAMES = "/desk/identities/"


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
    said = {"reason": "protect-reporter", "text": WHY, **more}
    world.handler.do(case_id, "request-identity", **said)
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
    again = world.handler.do(
        case_id, "request-identity", status=422, reason="reach-reporter", text="once more, please"
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
    _ask(world, case_id, tell="y")
    thread = world.handler.case(case_id).text
    assert "Asked for the reporter" in thread
