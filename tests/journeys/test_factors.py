"""Recovery codes, the last factor, factors that are taken away or asked for by an office."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.authenticator import Authenticator
from tests.builders import (
    Browser,
)
from tests.journeys.passkeys import (
    HERE,
    World,
    answered,
    enrol,
    make_world,
    options,
    with_passphrase,
)
from wbportal.casework import passkey_rules, people
from wbportal.db import passkeys as rows

_CODE = re.compile(r"<li><code>([\d ]+)</code></li>")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path)


def make_codes(browser: Browser) -> list[str]:
    page = browser.post("/account/recovery-codes", {}, form="/account/", status=200)
    return _CODE.findall(page.text)


def test_ten_codes_each_let_in_once(world: World) -> None:
    lead = world.office.leads[0]
    codes = make_codes(world.signed_in(lead))
    assert len(set(codes)) == 10
    for status in (303, 422):
        browser = world.browser()
        with_passphrase(lead, browser)
        page = browser.post("/account/second-factor", {"otp": codes[0]}, status=status)
        if status == 303:
            assert page.location == "/account/factors"
            told = browser.get("/account/factors").text
            assert "A recovery code was used" in told
            assert "9 codes are left" in told
    assert "use-recovery-code" in world.deeds()


def test_new_codes_void_the_old(world: World) -> None:
    lead = world.office.leads[0]
    browser = world.signed_in(lead)
    old, new = make_codes(browser), make_codes(browser)
    assert not {*old} & {*new}
    door = world.browser()
    with_passphrase(lead, door)
    door.post("/account/second-factor", {"otp": old[0]}, status=422)
    door.post("/account/second-factor", {"otp": new[0].replace(" ", "-")})


def test_no_code_lies_anywhere(world: World) -> None:
    lead = world.office.leads[0]
    codes = make_codes(world.signed_in(lead))
    everything = b"".join(
        path.read_bytes() for path in world.portal.home.rglob("*") if path.is_file()
    )
    for code in codes:
        assert code.encode() not in everything
        assert code.replace(" ", "").encode() not in everything


def test_the_last_factor_stays(world: World) -> None:
    lead, key = world.office.leads[0], Authenticator(HERE)
    browser = world.signed_in(lead)
    remove = "/account/factors/remove"
    page = browser.post(remove, {"factor": "totp"}, form="/account/", status=422)
    assert "last second factor" in page.text
    enrol(browser, key)
    browser.post(remove, {"factor": "totp"}, form="/account/")
    with world.portal.work() as work:
        [row] = rows.of_account(work.db, lead.id)
    browser.post(remove, {"factor": row.id.hex}, form="/account/", status=422)
    assert world.count(lead) == 1


def test_nobody_removes_a_factor_of_somebody_else(world: World) -> None:
    lead, handler = world.office.leads[0], world.office.handlers[0]
    enrol(world.signed_in(lead), Authenticator(HERE))
    browser = world.signed_in(handler)
    enrol(browser, Authenticator(HERE))
    with world.portal.work() as work:
        [row] = rows.of_account(work.db, lead.id)
    browser.post("/account/factors/remove", {"factor": row.id.hex}, form="/account/", status=422)
    assert world.count(lead) == 1


def test_taking_the_factors_away_takes_all_of_them(world: World) -> None:
    lead, key = world.office.leads[0], Authenticator(HERE)
    browser = world.signed_in(lead)
    enrol(browser, key, unlocks=True)
    make_codes(browser)
    with world.portal.work() as work:
        people.reset_second_factor(work, world.office.id, lead.id)
    assert world.count(lead) == 0
    door = world.browser()
    door.post("/account/sign-in", {"username": lead.username, "passphrase": lead.passphrase})
    page = door.get("/account/enrol/passkey")
    new = Authenticator(HERE)
    made = new.create(options(page))
    done = door.post("/account/enrol/passkey", {"title": "new", "passkey": made})
    assert done.location == "/account/recovery-codes"


def test_an_office_can_ask_for_passkeys(world: World) -> None:
    administrator, key = world.office.administrators[0], Authenticator(HERE)
    with world.portal.work() as work:
        passkey_rules.require(work, world.office.id, work.today)
    browser = world.signed_in(administrator)
    assert browser.get("/admin/", status=303).location == "/account/factors"
    assert "asks you for a passkey" in browser.get("/account/factors").text
    enrol(browser, key)
    browser.get("/admin/")
    door = world.browser()
    page = with_passphrase(administrator, door)
    refused = door.post("/account/second-factor", {"otp": world.otp(administrator)}, status=422)
    assert "not for a code" in refused.text
    answered(door, key.get(options(page)))
    lead = world.signed_in(world.office.leads[0])
    lead.get("/desk/")


def test_a_day_that_has_not_come_asks_nothing(world: World) -> None:
    with world.portal.work() as work:
        passkey_rules.require(work, world.office.id, work.today + timedelta(days=1))
    browser = world.signed_in(world.office.administrators[0])
    browser.get("/admin/")
    world.clock.move(timedelta(days=1))
    again = world.signed_in(world.office.administrators[0])
    again.get("/admin/", status=303)
