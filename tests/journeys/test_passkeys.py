"""Passkeys are set up, answer once, and let nobody else in: over HTTP."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from secrets import token_bytes

import pytest

from config import Rotating
from tests.authenticator import Authenticator, raw
from tests.builders import (
    Somebody,
    make_app,
    visit,
)
from tests.journeys.passkeys import (
    ELSEWHERE,
    HERE,
    LATER,
    OPTIONS,
    World,
    alone,
    answered,
    enrol,
    make_world,
    options,
    with_passphrase,
)
from wbportal.casework import passphrases, renewal
from wbportal.db import passkeys as rows
from wbportal.portal import Portal
from wbportal.vault.people import fingerprint_words


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path)


def test_a_passkey_is_set_up_and_signs_in_after_the_passphrase(world: World) -> None:
    lead, key = world.office.leads[0], Authenticator(HERE)
    assert enrol(world.signed_in(lead), key).location == "/account/factors"
    browser = world.browser()
    page = with_passphrase(lead, browser)
    assert answered(browser, key.get(options(page))).location == "/desk/"
    browser.get("/desk/")
    assert {"add-passkey", "sign-in"} <= set(world.deeds())


def test_a_question_is_answered_once_and_in_its_own_browser(world: World) -> None:
    lead, key = world.office.leads[0], Authenticator(HERE)
    enrol(world.signed_in(lead), key)
    browser, other = world.browser(), world.browser()
    said = key.get(options(with_passphrase(lead, browser)))
    with_passphrase(lead, other)
    assert "not accepted" in answered(other, said, 422).text
    answered(browser, said)
    done = browser.post("/account/second-factor", {"passkey": said}, form="/account/")
    assert done.location == "/account/sign-in"


def test_an_answer_that_is_sent_again_is_refused_although_its_question_is_young(
    world: World,
) -> None:
    lead, key = world.office.leads[0], Authenticator(HERE, counts=False)
    enrol(world.signed_in(lead), key, unlocks=True)
    browser = world.browser()
    page = browser.post("/account/passkey", {"username": lead.username}, status=422)
    asked_with = browser.client.get_cookie("session", domain="localhost")
    assert asked_with is not None
    said = key.get(options(page))
    fields = {"username": lead.username, "passkey": said, "prf": key.prf_of(said)}
    browser.post("/account/passkey", fields)
    browser.client.set_cookie("session", asked_with.value, domain="localhost")
    browser.post("/account/passkey", fields, status=422)


def test_a_question_is_too_old_after_five_minutes(world: World) -> None:
    lead, key = world.office.leads[0], Authenticator(HERE)
    browser = world.signed_in(lead)
    asked = options(browser.get("/account/factors/passkey"))
    made = key.create(asked)
    world.clock.move(LATER)
    page = browser.post(
        "/account/factors/passkey",
        {"title": "x", "passkey": made, "step_up_for": "form", "step_up_code": world.otp(lead)},
        form="/account/",
        status=422,
    )
    assert "not accepted" in page.text
    assert world.count(lead) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": ELSEWHERE},
        {"origin": "https://localhost:8000"},
        {"host": "portal.localhost"},
        {"host": "example.org"},
    ],
)
def test_an_answer_that_was_given_elsewhere_is_refused(
    world: World, wrong: Mapping[str, str]
) -> None:
    lead, key = world.office.leads[0], Authenticator(HERE)
    enrol(world.signed_in(lead), key)
    browser = world.browser()
    page = with_passphrase(lead, browser)
    answered(browser, key.get(options(page), **wrong), 422)
    assert "wrong-code" in world.deeds()


def test_whoever_the_device_does_not_recognise_stays_out(world: World) -> None:
    lead, key = world.office.leads[0], Authenticator(HERE)
    enrol(world.signed_in(lead), key)
    browser = world.browser()
    page = with_passphrase(lead, browser)
    key.verifies = False
    answered(browser, key.get(options(page)), 422)


def test_a_copied_device_is_found_out(world: World) -> None:
    lead, key = world.office.leads[0], Authenticator(HERE)
    enrol(world.signed_in(lead), key)
    browser = world.browser()
    answered(browser, key.get(options(with_passphrase(lead, browser))))
    key.count -= 1
    second = world.browser()
    answered(second, key.get(options(with_passphrase(lead, second))), 422)


def test_nobody_signs_in_with_somebody_elses_passkey(world: World) -> None:
    lead, handler = world.office.leads[0], world.office.handlers[0]
    key, other = Authenticator(HERE), Authenticator(HERE)
    enrol(world.signed_in(lead), key)
    enrol(world.signed_in(handler), other)
    browser = world.browser()
    page = with_passphrase(lead, browser)
    answered(browser, other.get(options(page), next(iter(other.keys))), 422)


def test_a_passkey_of_one_address_is_not_asked_for_at_another(world: World) -> None:
    lead, key = world.office.leads[0], Authenticator(HERE)
    enrol(world.signed_in(lead), key)
    there = world.browser(ELSEWHERE)
    page = with_passphrase(lead, there)
    assert OPTIONS.search(page) is None
    assert "only at the address" in page
    number = world.browser("http://127.0.0.1:8000")
    with_passphrase(lead, number)
    assert "script-src" not in number.get("/account/sign-in").headers["Content-Security-Policy"]


def test_no_authenticator_is_set_up_twice(world: World) -> None:
    lead, key = world.office.leads[0], Authenticator(HERE)
    browser = world.signed_in(lead)
    made = key.create(options(browser.get("/account/factors/passkey")))
    fields = {"title": "one", "passkey": made}
    browser.post("/account/factors/passkey", fields)
    page = browser.post("/account/factors/passkey", fields, status=422)
    assert "set up already" in page.text
    assert world.count(lead) == 1


def test_a_passkey_that_opens_the_key_signs_in_alone(world: World) -> None:
    lead, key = world.office.leads[0], Authenticator(HERE)
    enrol(world.signed_in(lead), key, unlocks=True)
    browser = world.browser()
    assert alone(browser, lead.username, key).location == "/desk/"
    browser.get("/desk/")


def test_one_that_only_is_a_second_factor_does_not(world: World) -> None:
    lead, key = world.office.leads[0], Authenticator(HERE)
    enrol(world.signed_in(lead), key)
    page = world.browser().post("/account/passkey", {"username": lead.username}, status=422)
    offered = [raw(one["id"]) for one in json.loads(options(page))["allowCredentials"]]
    assert not {*offered} & {*key.keys}


def test_what_opens_the_key_alone_is_not_enough(world: World) -> None:
    lead, key = world.office.leads[0], Authenticator(HERE)
    enrol(world.signed_in(lead), key, unlocks=True)
    for wrong in ({"origin": ELSEWHERE}, {"host": "example.org"}):
        assert alone(world.browser(), lead.username, key, **wrong).status_code == 422
    key.verifies = False
    assert alone(world.browser(), lead.username, key).status_code == 422


def test_a_name_that_nobody_has_is_asked_alike(world: World) -> None:
    lead, key = world.office.leads[0], Authenticator(HERE)
    enrol(world.signed_in(lead), key, unlocks=True)
    asked = {}
    for name in (lead.username, world.office.handlers[0].username, "nobody-at-all"):
        pages = [world.browser().post("/account/passkey", {"username": name}, status=422)] * 2
        each = [json.loads(options(page)) for page in pages]
        asked[name] = each[0]
        ids = [[one["id"] for one in said["allowCredentials"]] for said in each]
        assert ids[0] == ids[1], "always the same for a name"
    shapes = {(tuple(said), len(said["allowCredentials"])) for said in asked.values()}
    assert len(shapes) == 1
    [mine] = key.keys
    assert mine in [raw(one["id"]) for one in asked[lead.username]["allowCredentials"]]
    refused = []
    for name in (lead.username, "nobody-at-all"):
        browser, stranger = world.browser(), Authenticator(HERE)
        page = browser.post("/account/passkey", {"username": name}, status=422)
        stranger.create(json.dumps({"rp": {"id": "localhost"}, "challenge": "AA"}))
        said = stranger.get(options(page), next(iter(stranger.keys)))
        fields = {"username": name, "passkey": said, "prf": stranger.prf_of(said)}
        refused.append(browser.post("/account/passkey", fields, status=422))
    assert len({len(page.data) // 1024 for page in refused}) == 1


def test_both_rotations_keep_what_a_passkey_opens(world: World) -> None:
    lead, key = world.office.leads[0], Authenticator(HERE)
    enrol(world.signed_in(lead), key, unlocks=True)
    portal = world.portal
    with portal.work() as work:
        new = renewal.begin(work, lead.person, lead.passphrase, world.office.founded.root)
    browser = world.browser()
    alone(browser, lead.username, key)
    assert " ".join(fingerprint_words(new.keys.public())) in browser.get("/account/").text

    pepper = token_bytes(32)
    before = _locked(world, lead)
    with portal.work() as work:
        assert passphrases.relock_all(work, pepper) == len(world.office.people) + 1
    assert _locked(world, lead) != before
    assert alone(world.browser(), lead.username, key).status_code == 500, "not under the old one"
    config = replace(world.config, pepper_rotation=Rotating(following=pepper))
    app = make_app(Portal.from_config(config, world.clock), config)
    assert alone(visit(app, HERE), lead.username, key).location == "/desk/"


def _locked(world: World, who: Somebody) -> bytes | None:
    with world.portal.work() as work:
        return rows.of_account(work.db, who.id)[0].locked_seed
