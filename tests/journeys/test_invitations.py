"""Handing over an invitation: on paper alone, or half by mail and half by word of mouth."""

import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.builders import Browser, sign_in, visit
from tests.journeys.reporter import Town, make_town
from wbportal.db import accounts
from wbportal.jobs.queue import run_due
from wbportal.jobs.schedule import all_tasks

ADDRESS = "malee@office.example"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    town = make_town(tmp_path)
    yield town
    town.portal.engine.dispose()


def invited(town: Town) -> tuple[Browser, str, str]:
    """Invite somebody; return the administrator's browser, the page's path, and the code."""
    browser = sign_in(town.app, town.office.administrators[0])
    fields = {"username": "malee", "display_name": "Malee", "roles": ["handler"]}
    path = browser.post("/admin/invite", fields).location
    found = re.search(r"<code>([0-9A-Z-]+)</code>", browser.get(path).text)
    assert found is not None
    return browser, path, found[1]


def mailed(town: Town) -> list[str]:
    run_due(town.portal, all_tasks(town.portal.timezone))
    letters = (town.portal.home / "outbox").glob("*.eml")
    return [
        message_from_bytes(one.read_bytes(), policy=policy.default).get_content() for one in letters
    ]


def test_a_slip_says_nothing_of_what_it_is_for(town: Town) -> None:
    browser, path, code = invited(town)
    slip = re.search(
        r'<section class="sheet paper".*?</section>', browser.get(path).text, re.DOTALL
    )
    assert slip is not None
    assert code in slip[0]
    assert "malee" in slip[0]
    assert "/account/join" in slip[0]
    assert not re.search(r"whistle|report|corrupt|handler|bureau", slip[0], re.IGNORECASE)


def test_the_picture_holds_the_address_and_no_code(town: Town) -> None:
    browser, _, _ = invited(town)
    first = browser.get("/admin/join.svg").data
    browser.post("/admin/invite", {"username": "u22", "display_name": "U", "roles": ["handler"]})
    assert browser.get("/admin/join.svg").data == first


def test_the_mail_holds_half_a_code_and_half_a_code_opens_nothing(town: Town) -> None:
    browser, path, code = invited(town)
    browser.post(f"{path}/mail", {"email": ADDRESS}, form=path)
    (text,) = mailed(town)
    first, second = code[:11], code[12:]
    assert first in text
    assert second not in text
    assert not re.search(r"whistle|report|case|malee|bureau", text, re.IGNORECASE)
    guest = visit(town.app)
    for half in (first, second, second + first):
        guest.post("/account/join", {"code": half}, status=422)
    guest.post("/account/join", {"code": f"{first} {second}".lower()})


def test_whoever_opens_the_link_uses_nothing_up(town: Town) -> None:
    _, _, code = invited(town)
    for _ in range(3):
        visit(town.app).get("/account/join")
    scanner = visit(town.app)
    scanner.post("/account/join", {"code": code})
    scanner.get("/account/join/passphrase")
    assert visit(town.app).post("/account/join", {"code": code}).status_code == 303


@pytest.mark.parametrize("typed", ["", "malee", "a@b\nBcc: c@d", "@office.example"])
def test_what_is_no_address_is_told_beside_its_field(town: Town, typed: str) -> None:
    browser, path, _ = invited(town)
    page = browser.post(f"{path}/mail", {"email": typed}, form=path, status=422)
    assert 'id="email-error"' in page.text
    assert mailed(town) == []


def test_a_withdrawn_invitation_opens_nothing_and_its_mail_is_not_sent(town: Town) -> None:
    browser, path, code = invited(town)
    browser.post(f"{path}/mail", {"email": ADDRESS}, form=path)
    browser.post(f"{path}/withdraw", {}, form=path)
    assert mailed(town) == []
    visit(town.app).post("/account/join", {"code": code}, status=422)
    browser.get(path, status=404)


def test_one_that_was_used_or_is_too_old_is_not_withdrawn(town: Town) -> None:
    browser, path, _ = invited(town)
    token = browser.token(path)
    town.clock.move(timedelta(days=8))
    sign_in(town.app, town.office.administrators[0], browser)
    fields = {"csrf_token": token}
    refused = browser.client.post(f"{path}/withdraw", data=fields, base_url=browser.origin)
    assert refused.status_code == 409
    assert "ran out" in browser.get("/admin/people/").text


def test_a_new_code_is_one_press_away_and_voids_the_one_before(town: Town) -> None:
    browser, path, code = invited(town)
    browser.post(f"{path}/mail", {"email": ADDRESS}, form=path)
    town.clock.move(timedelta(days=8))  # the first one ran out meanwhile
    sign_in(town.app, town.office.administrators[0], browser)
    person = _person(town)
    assert "Make a new code" in browser.get(person).text
    first = browser.post(f"{person}/invite", {}, form=person).location
    again = browser.post(f"{person}/invite", {}, form=person).location
    assert len({path, first, again}) == 3
    browser.get(first, status=404)
    page = browser.get(again).text
    found = re.search(r"<code>([0-9A-Z-]+)</code>", page)
    assert found is not None
    assert ADDRESS in page, "it can be sent there again"
    assert "Handler" in page
    visit(town.app).post("/account/join", {"code": code}, status=422)
    assert visit(town.app).post("/account/join", {"code": found[1]}).status_code == 303


def test_who_joined_or_is_suspended_gets_no_new_code(town: Town) -> None:
    browser, _, _ = invited(town)
    person = _person(town)
    browser.post(f"{person}/suspend", {}, form=person)
    joined = f"/admin/people/{town.office.handlers[0].id}"
    for path in (person, joined):
        assert "Make a new code" not in browser.get(path).text
        browser.post(f"{path}/invite", {}, form=path, status=409)


def _person(town: Town) -> str:
    with town.portal.work() as work:
        account = accounts.by_username(work.db, "malee")
        assert account is not None
        return f"/admin/people/{account.id}"
