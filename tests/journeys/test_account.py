"""People are invited, join, enrol, are vetted, sign in, and are shut out again: over HTTP."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.builders import (
    Browser,
    Clock,
    MadeOffice,
    Somebody,
    found,
    join,
    make_app,
    make_portal,
    otp,
    secret_of_page,
    sign_in,
    vet,
    visit,
)
from wbportal.casework import founding, people
from wbportal.casework.founding import Vetting
from wbportal.domain.roles import Role
from wbportal.portal import Portal

GOOD = "seven green bottles by the canal"
_WORDS = re.compile(r'<p class="words" lang="en"><strong>([^<]+)</strong>')


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def portal(tmp_path: Path, clock: Clock) -> Portal:
    return make_portal(tmp_path, clock)


@pytest.fixture
def office(portal: Portal) -> MadeOffice:
    return found(portal, leads=1, handlers=1, custodians=0, administrators=1, auditors=0)


@pytest.fixture
def app(portal: Portal) -> Flask:
    return make_app(portal)


def _invite(app: Flask, office: MadeOffice, username: str = "somchai") -> str:
    """Invite somebody as the administrator; return the code on the page."""
    browser = sign_in(app, office.administrators[0])
    fields = {"username": username, "display_name": "Somchai J.", "roles": ["handler"]}
    page = browser.get(browser.post("/admin/invite", fields).location).text
    found_code = re.search(r"<code>([0-9A-Z-]+)</code>", page)
    assert found_code is not None
    return found_code[1]


def _join(browser: Browser, code: str) -> bytes:
    """Join with an invitation and a new authenticator; return its secret."""
    assert browser.post("/account/join", {"code": code}).location == "/account/join/passphrase"
    chosen = {"passphrase": GOOD, "again": GOOD}
    assert browser.post("/account/join/passphrase", chosen).location == "/account/enrol"
    return secret_of_page(browser.get("/account/enrol").text)


def test_from_an_invitation_to_the_first_cases(
    app: Flask, portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    browser = visit(app)
    secret = _join(browser, _invite(app, office))
    browser.post("/account/enrol", {"otp": otp(secret, clock.now)})

    waiting = browser.get("/account/").text
    words = _WORDS.search(waiting)
    assert words is not None, "the words to print"
    browser.get("/admin/", status=403)

    vetting = Vetting("somchai", words[1], frozenset({Role.HANDLER}), "Officer", clock.now.date())
    with portal.work() as work:
        founding.admit(work, office.id, office.founded.root, [vetting])
    assert "Handler" in browser.get("/account/").text
    assert _WORDS.search(browser.get("/account/").text) is None


def test_a_picture_carries_the_secret_only_to_who_enrols(app: Flask, office: MadeOffice) -> None:
    browser = visit(app)
    _join(browser, _invite(app, office))
    picture = browser.get("/account/enrol/code.svg")
    assert picture.mimetype == "image/svg+xml"
    assert "style" not in picture.text
    visit(app).get("/account/enrol/code.svg", status=404)


def test_a_picture_of_a_code_is_not_kept_anywhere(app: Flask, office: MadeOffice) -> None:
    browser = visit(app)
    _join(browser, _invite(app, office))
    assert "no-store" in browser.get("/account/enrol/code.svg").headers["Cache-Control"]


def test_a_weak_passphrase_is_refused_beside_its_field(app: Flask, office: MadeOffice) -> None:
    browser = visit(app)
    browser.post("/account/join", {"code": _invite(app, office)})
    for chosen in ({"passphrase": "short", "again": "short"}, {"passphrase": GOOD, "again": "x"}):
        page = browser.post("/account/join/passphrase", chosen, status=422).text
        assert 'aria-invalid="true"' in page
        assert GOOD not in page


def test_an_unknown_invitation_is_refused(app: Flask, office: MadeOffice) -> None:  # noqa: ARG001 - there is an office
    page = visit(app).post("/account/join", {"code": "AAAAA-AAAAA-AAAAA-AAAAA"}, status=422)
    assert "No invitation has this code" in page.text


def test_signing_in_leads_to_where_the_work_is(app: Flask, office: MadeOffice) -> None:
    browser = sign_in(app, office.administrators[0])
    assert "Person lead1" in browser.get("/admin/people/").text
    browser.post("/account/sign-out", {}, form="/account/")
    assert browser.get("/admin/", status=303).location == "/account/sign-in"


def test_known_and_unknown_names_fail_alike(app: Flask, office: MadeOffice) -> None:
    pages = [
        visit(app).post("/account/sign-in", {"username": name, "passphrase": GOOD}, status=422)
        for name in (office.leads[0].username, "office-lead9")
    ]
    texts = [re.sub(r'value="[^"]*"', "", page.text) for page in pages]
    assert texts[0] == texts[1]
    assert len(pages[0].data) == len(pages[1].data)


@pytest.mark.parametrize(
    "path",
    ["/account/", "/account/passphrase", "/admin/", "/admin/invite"],
)
def test_between_the_factors_no_page_opens(app: Flask, office: MadeOffice, path: str) -> None:
    browser = visit(app)
    me = office.administrators[0]
    given = {"username": me.username, "passphrase": me.passphrase}
    assert browser.post("/account/sign-in", given).location == "/account/second-factor"
    assert browser.get(path, status=303).location == "/account/sign-in"


def test_a_replayed_code_is_refused(app: Flask, office: MadeOffice, clock: Clock) -> None:
    lead = office.leads[0]
    code = otp(lead.totp_secret, clock.now)
    given = {"username": lead.username, "passphrase": lead.passphrase}
    first, second = visit(app), visit(app)
    for browser in (first, second):
        browser.post("/account/sign-in", given)
    first.post("/account/second-factor", {"otp": code})
    page = second.post("/account/second-factor", {"otp": code}, status=422)
    assert "used before" in page.text
    clock.move(timedelta(seconds=30))
    second.post("/account/second-factor", {"otp": otp(lead.totp_secret, clock.now)})


def test_wrong_codes_make_the_name_wait_and_then_begin_again(
    app: Flask, office: MadeOffice, clock: Clock
) -> None:
    lead, browser = office.leads[0], visit(app)
    browser.post("/account/sign-in", {"username": lead.username, "passphrase": lead.passphrase})
    for _ in range(3):
        browser.post("/account/second-factor", {"otp": "000000"}, status=422)
    assert "Retry-After" in browser.post("/account/second-factor", {"otp": "0"}, status=429).headers
    clock.move(timedelta(minutes=1))
    browser.post("/account/second-factor", {"otp": "000000"}, status=422)
    clock.move(timedelta(minutes=1))
    refused = browser.post("/account/second-factor", {"otp": "000000"})
    assert refused.location == "/account/sign-in"


def test_a_browser_that_signed_in_before_does_not_wait_for_strangers(
    app: Flask, office: MadeOffice, clock: Clock
) -> None:
    lead = office.leads[0]
    mine = sign_in(app, lead)
    mine.post("/account/sign-out", {}, form="/account/")
    for _ in range(3):
        given = {"username": lead.username, "passphrase": "wrong"}
        visit(app).post("/account/sign-in", given, status=422)
    right = {"username": lead.username, "passphrase": lead.passphrase}
    visit(app).post("/account/sign-in", right, status=429)
    assert mine.post("/account/sign-in", right).location == "/account/second-factor"
    clock.move(timedelta(seconds=2))
    visit(app).post("/account/sign-in", right)


def test_who_is_suspended_is_out_at_the_next_request(app: Flask, office: MadeOffice) -> None:
    lead = office.leads[0]
    browser = sign_in(app, lead)
    browser.get("/account/")
    administrator = sign_in(app, office.administrators[0])
    administrator.post(f"/admin/people/{lead.id}/suspend", {}, form=f"/admin/people/{lead.id}")
    assert browser.get("/account/", status=303).location == "/account/sign-in"
    given = {"username": lead.username, "passphrase": lead.passphrase}
    assert "suspended" in visit(app).post("/account/sign-in", given, status=422).text


def test_somebody_of_another_office_is_not_there(
    app: Flask, portal: Portal, office: MadeOffice
) -> None:
    other = found(portal, "other", leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
    stranger = other.leads[0]
    browser = sign_in(app, office.administrators[0])
    browser.get(f"/admin/people/{stranger.id}", status=404)
    browser.post(f"/admin/people/{stranger.id}/suspend", {}, form="/admin/invite", status=404)
    sign_in(app, stranger).get("/account/")


def test_an_administrator_cannot_suspend_themselves(app: Flask, office: MadeOffice) -> None:
    me = office.administrators[0]
    browser = sign_in(app, me)
    browser.post(f"/admin/people/{me.id}/suspend", {}, form="/admin/invite", status=409)


def test_another_passphrase_ends_the_other_sessions(app: Flask, office: MadeOffice) -> None:
    lead = office.leads[0]
    here, there = sign_in(app, lead), sign_in(app, lead)
    wrong = {"old": "not it at all", "passphrase": GOOD, "again": GOOD}
    page = here.post("/account/passphrase", wrong, status=422).text
    assert "do not belong together" in page
    here.post("/account/passphrase", {**wrong, "old": lead.passphrase})
    here.get("/account/")
    assert there.get("/account/", status=303).location == "/account/sign-in"
    given = {"username": lead.username, "passphrase": GOOD}
    assert visit(app).post("/account/sign-in", given).location == "/account/second-factor"


def test_thinking_of_a_better_passphrase_makes_nobody_wait(app: Flask, office: MadeOffice) -> None:
    lead = office.leads[0]
    here = sign_in(app, lead)
    for weak in ("short", "aaaaaaaaaaaaaaaaaaaa", "password password", "office lead office"):
        chosen = {"old": lead.passphrase, "passphrase": weak, "again": weak}
        here.post("/account/passphrase", chosen, status=422)
    here.post("/account/passphrase", {"old": lead.passphrase, "passphrase": GOOD, "again": GOOD})


@pytest.mark.parametrize("path", ["/account/join", "/account/second-factor"])
def test_a_code_that_was_refused_is_on_no_page(app: Flask, office: MadeOffice, path: str) -> None:
    lead, browser = office.leads[0], visit(app)
    browser.post("/account/sign-in", {"username": lead.username, "passphrase": lead.passphrase})
    page = browser.post(path, {"code": "4711-0815", "otp": "4711-0815"}, status=422)
    assert "4711-0815" not in page.text


def test_sessions_are_listed_and_ended(app: Flask, office: MadeOffice) -> None:
    lead = office.leads[0]
    here, there = sign_in(app, lead), sign_in(app, lead)
    listed = re.findall(r'name="session" value="([0-9a-f]+)"', here.get("/account/").text)
    assert len(listed) == 1
    here.post("/account/sessions", {"session": listed[0]}, form="/account/")
    assert there.get("/account/", status=303)
    here.post("/account/sessions", {"session": "others"}, form="/account/")
    here.get("/account/")


def test_a_chosen_language_stays(app: Flask, office: MadeOffice) -> None:
    lead = office.leads[0]
    sign_in(app, lead).post("/account/language", {"language": "th"}, form="/account/")
    assert 'lang="th"' in sign_in(app, lead).get("/account/").text.split(">")[1]


def test_an_address_never_holds_a_secret(app: Flask, office: MadeOffice, clock: Clock) -> None:
    browser, places = visit(app), []
    code = _invite(app, office)
    for path, fields in (
        ("/account/join", {"code": code}),
        ("/account/join/passphrase", {"passphrase": GOOD, "again": GOOD}),
    ):
        places.append(browser.post(path, fields).location)
    secret = secret_of_page(browser.get("/account/enrol").text)
    first = otp(secret, clock.now)
    places.append(browser.post("/account/enrol", {"otp": first}).location)
    assert all(one not in " ".join(places) for one in (code, GOOD, first, "?"))


def test_cookies_are_for_this_host_and_no_script(app: Flask, office: MadeOffice) -> None:
    lead, browser = office.leads[0], visit(app)
    given = {"username": lead.username, "passphrase": lead.passphrase}
    cookie = browser.post("/account/sign-in", given).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Domain" not in cookie


def test_a_browser_keeps_the_name_that_its_owner_gave_it(app: Flask, office: MadeOffice) -> None:
    lead, there = office.leads[0], "/account/browser"
    here = sign_in(app, lead)
    refused = here.post(there, {"browser": "x" * 41}, status=422).text
    assert "x" * 41 in refused
    assert 'id="browser-error"' in refused
    cookie = here.post(there, {"browser": "in the café"}).headers["Set-Cookie"]
    assert all(one in cookie for one in ("browser=", "HttpOnly", "SameSite=Lax"))
    assert "in the café" in sign_in(app, lead).get("/account/").text
    here.post("/account/sign-out", {}, form="/account/")
    for who, is_told in ((office.handlers[0], False), (lead, True)):
        sign_in(app, who, here)
        assert ("in the café" in here.get("/account/").text) == is_told
        assert ("in the café" in here.get(there).text) == is_told
        here.post("/account/sign-out", {}, form="/account/")
    sign_in(app, lead, here).post(there, {"browser": ""})
    assert "in the café" not in here.get(there).text


def test_a_forged_form_is_refused(app: Flask, office: MadeOffice) -> None:
    lead, browser = office.leads[0], visit(app)
    given = {"username": lead.username, "passphrase": lead.passphrase}
    response = browser.client.post("/account/sign-in", data=given, base_url=browser.origin)
    assert response.status_code == 422
    assert lead.passphrase not in response.text
    signed_in = sign_in(app, lead)
    refused = signed_in.client.post("/account/sign-out", base_url=browser.origin)
    assert refused.status_code == 400
    signed_in.get("/account/")


def test_who_is_not_vetted_sees_only_their_account(
    app: Flask, portal: Portal, office: MadeOffice
) -> None:
    newcomer: Somebody = join(portal, office.id, "newcomer", frozenset({Role.ADMINISTRATOR}))
    browser = sign_in(app, newcomer)
    assert "wait to be vetted" in browser.get("/account/").text
    browser.get("/admin/", status=403)
    vet(portal, office.founded, (newcomer,))
    browser.get("/admin/")
    with portal.work() as work:
        people.suspend(work, office.id, newcomer.id)
    browser.get("/admin/", status=303)


@pytest.mark.parametrize("path", ["/account/sign-in", "/account/join"])
@pytest.mark.parametrize(
    "value", ["", "x" * 5000, "\x00", "\ud800", "<script>", "=cmd()", "ก" * 300]
)
def test_hostile_input_is_a_refusal(
    app: Flask,
    office: MadeOffice,  # noqa: ARG001 - there is an office
    path: str,
    value: str,
) -> None:
    typed = value.encode("utf-8", "surrogatepass")
    fields = dict.fromkeys(("username", "passphrase", "code"), typed)
    visit(app).post(path, fields, status=422)
