"""What cannot be undone, or would let others in, asks for a second factor once more."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest

from tests.authenticator import Authenticator
from tests.builders import Somebody, fresh_otp, sign_in, visit
from tests.casework.scene import Scene
from tests.journeys.passkeys import HERE, LATER, World, enrol, make_world, options
from wbportal.db import audit
from wbportal.web import headers, traits

# What may not be done without one. A new line here is a decision, and so is a missing one.
ASKING = {
    "account.add_authenticator",
    "account.add_passkey",
    "account.mail",
    "account.passphrase",
    "account.recovery_codes",
    "account.remove_factor",
    "desk.answer_identity",
    "desk.confirm_destruction",
    "desk.destroy",
    "desk.destroy_case",
    "desk.export_case",
    "desk.opened_identity",
    "desk.redacted_case",
    "desk.take_redacted",
    "trail.export",
    "vetting.leave",
    "vetting.sign",
    "vetting.somebody",
}
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path)


def _asking(world: World) -> Iterator[tuple[str, str, str]]:
    """Yield endpoint, method and path of every view that asks."""
    adapter = world.app.url_map.bind("localhost:8000")
    for rule in world.app.url_map.iter_rules():
        if traits.of(world.app, rule.endpoint).needs_step_up:
            values = {name: uuid4() for name in rule.arguments}
            for method in sorted({"GET", "POST"} & (rule.methods or set())):
                yield rule.endpoint, method, adapter.build(rule.endpoint, values, method)


def test_the_list_is_what_asks_and_each_can_be_answered(world: World) -> None:
    asking = [*_asking(world)]
    assert {endpoint for endpoint, _, _ in asking} == ASKING
    for endpoint in {one for one, _, _ in asking}:
        assert (endpoint, "POST") in {(one, method) for one, method, _ in asking}


def test_none_of_them_is_done_without_one(world: World) -> None:
    auditors = world.signed_in(world.office.auditors[0])
    leads = world.signed_in(world.office.leads[0])
    tokens = [one.token("/account/") for one in (leads, auditors)]
    world.clock.move(LATER)
    for endpoint, method, path in _asking(world):
        is_auditors = endpoint.startswith("trail.")
        browser, token = (leads, auditors)[is_auditors], tokens[is_auditors]
        fields = {"csrf_token": token, "sure": "y", "asked": "1", "factor": "totp"}
        data = fields if method == "POST" else None
        page = browser.client.open(path, method=method, data=data, base_url=HERE)
        assert page.status_code == (422 if method == "POST" else 403), (endpoint, method)
        assert 'name="step_up_code"' in page.text, (endpoint, method)
    with world.portal.work() as work:
        deeds = {entry.deed for entry in audit.entries(work.db, world.office.id)}
    assert not deeds & {"make-recovery-codes", "remove-authenticator", "destroy", "audit-export"}


def test_what_was_typed_goes_on_with_the_answer(world: World) -> None:
    lead = world.office.leads[0]
    case_id = Scene(world.portal, world.clock, world.office).report("Spam, and nothing else")
    browser = world.signed_in(lead)
    world.clock.move(LATER)
    typed = {"case": str(case_id), "asked": "1", "reason": "spam", "sure": "y"}
    page = browser.post("/desk/destroy", typed, form="/desk/", status=422)
    kept = {name: unescape(value) for name, value in _HIDDEN.findall(page.text)}
    assert {name: kept[name] for name in typed} == typed
    wrong = browser.post(
        "/desk/destroy", {**kept, "step_up_code": "000000"}, form="/desk/", status=422
    )
    assert "not the right one" in wrong.text
    answer = {**kept, "step_up_code": _otp(world, lead)}
    assert browser.post("/desk/destroy", answer, form="/desk/").location == "/desk/destroyed"


def test_a_page_is_opened_by_the_answer_and_five_minutes_hold(world: World) -> None:
    lead = world.office.leads[0]
    browser = world.signed_in(lead)
    world.clock.move(LATER)
    path = "/account/passphrase"
    browser.get(path, status=403)
    answer = {"step_up_for": "page", "step_up_code": _otp(world, lead)}
    assert browser.post(path, answer, form="/account/").location == path
    browser.get(path)
    world.clock.move(LATER)
    browser.get(path, status=403)


def test_a_passkey_answers_as_well_and_once(world: World) -> None:
    lead, key = world.office.leads[0], Authenticator(HERE)
    browser = world.signed_in(lead)
    enrol(browser, key)
    world.clock.move(LATER)
    path = "/account/passphrase"
    page = browser.get(path, status=403)
    assert page.headers["Content-Security-Policy"] == headers.SCRIPTED_POLICY
    answer = {"step_up_for": "page", "step_up_passkey": key.get(options(page))}
    assert browser.post(path, answer, form="/account/").location == path
    world.clock.move(LATER)
    browser.post(path, answer, form="/account/", status=422)


def test_a_second_factor_of_somebody_else_is_none(world: World) -> None:
    lead, other = world.office.leads
    browser = world.signed_in(lead)
    world.clock.move(LATER)
    answer = {"step_up_for": "page", "step_up_code": _otp(world, other)}
    browser.post("/account/passphrase", answer, form="/account/", status=422)


def test_a_script_runs_on_the_pages_that_ask_for_passkeys_alone(world: World) -> None:
    scripted = {
        rule.endpoint
        for rule in world.app.url_map.iter_rules()
        if traits.of(world.app, rule.endpoint).scripted
    }
    assert scripted == {
        "account.add_passkey",
        "account.enrol_passkey",
        "account.passkey_sign_in",
        "account.second_factor",
    }
    browser = sign_in(world.app, world.office.leads[0], visit(world.app, HERE))
    adapter = world.app.url_map.bind("localhost:8000")
    for rule in world.app.url_map.iter_rules():
        if "GET" in (rule.methods or set()) and not rule.arguments:
            page = browser.get(adapter.build(rule.endpoint), status=None)
            policy = page.headers["Content-Security-Policy"]
            assert ("script-src" in policy) is (rule.endpoint in scripted), rule.endpoint
            assert policy.startswith("default-src 'none'")


def _otp(world: World, who: Somebody) -> str:
    return fresh_otp(world.portal, who, world.clock.now)
