"""Every field of the desk under fire: a page in answer, never a failure of ours."""

import pytest
from werkzeug.test import TestResponse

from tests.hostile import HOSTILE, RAW
from tests.journeys.desk import World, make_world
from wbportal.domain.rules import Action
from wbportal.domain.states import State

_ANSWERS = {200, 303, 400, 404, 409, 413, 422}
_FORMS = {
    "note": ("text", "version"),
    "refer": ("body", "reason", "text", "version"),
    "assign": ("handler", "csrf_token", "files"),
}
_NOTES = 25  # a case with hundreds of them takes longer to read


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("home"))


def _check(answer: TestResponse) -> None:
    assert answer.status_code in _ANSWERS, answer.text[:300]


@pytest.mark.parametrize("action", _FORMS)
def test_every_field_of_an_action_takes_anything(world: World, action: str) -> None:
    browser = world.lead.browser
    token = browser.token("/desk/")
    for number, value in enumerate(HOSTILE):
        if number % _NOTES == 0:
            case_id = world.scene.owned("under fire")
            world.scene.do(world.scene.lead, case_id, Action.ASSESS)
            world.scene.prepare(world.scene.lead, case_id, Action.REFER)
        fields = {"csrf_token": token, **dict.fromkeys(_FORMS[action], value)}
        here = f"/desk/cases/{case_id}/{action}"
        _check(browser.client.post(here, data=fields, base_url=browser.origin))
        assert world.scene.row(case_id).state is State.ASSESSING
    assert world.lead.case(case_id).status_code == 200


def test_every_part_of_a_queues_address_takes_anything(world: World) -> None:
    world.scene.report("under fire")
    browser = world.lead.browser
    for value in HOSTILE:
        if len(value) < 10_000:
            asked = dict.fromkeys(("show", "state", "area", "category", "page", "lang"), value)
            answer = browser.client.get("/desk/", query_string=asked, base_url=browser.origin)
            assert answer.status_code == 200


@pytest.mark.parametrize("raw", RAW)
def test_bytes_that_are_no_text_are_answered(world: World, raw: bytes) -> None:
    case_id = world.scene.report("under fire")
    browser = world.lead.browser
    token = browser.token("/desk/").encode()
    body = b"csrf_token=" + token + b"&text=" + raw + b"&version=" + raw
    for action in ("note", "reply", "acknowledge"):
        answer = browser.client.post(
            f"/desk/cases/{case_id}/{action}",
            data=body,
            content_type="application/x-www-form-urlencoded",
            base_url=browser.origin,
        )
        _check(answer)


def test_the_question_before_destroying_takes_anything(world: World) -> None:
    case_id = world.scene.report("under fire")
    browser = world.lead.browser
    token = browser.token("/desk/")
    for value in HOSTILE[::4]:
        fields = {"csrf_token": token, "case": [str(case_id), value], "asked": value}
        _check(browser.client.post("/desk/destroy", data=fields, base_url=browser.origin))
    assert world.scene.row(case_id).state is State.RECEIVED
