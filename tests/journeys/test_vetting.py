"""From joining to roles that count: two leads vet somebody over HTTP, and what is refused."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

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
    vetting_of,
    visit,
)
from wbportal.casework import founding
from wbportal.casework.rosters import history
from wbportal.db import rosters
from wbportal.domain.compartments import Compartment
from wbportal.domain.roles import COMBINATIONS, Role
from wbportal.domain.rules import Action
from wbportal.portal import Portal
from wbportal.vault.people import fingerprint_words

INTERESTS = "I sit on the board of Ban Rai Waterworks."
WORDS = re.compile(r'<p class="words" lang="en"><strong>([^<]+)<')
SEEN = re.compile(r'name="seen"[^>]*value="([0-9a-f]+)"')


@dataclass(slots=True)
class Place:
    """An office with somebody who has joined it, and browsers."""

    portal: Portal
    clock: Clock
    office: MadeOffice
    joiner: Somebody
    browsers: dict[str, Browser] = field(default_factory=dict)

    def browser(self, somebody: Somebody) -> Browser:
        if somebody.username not in self.browsers:
            app = make_app(self.portal)
            self.browsers[somebody.username] = sign_in(app, somebody)
        return self.browsers[somebody.username]

    @property
    def first(self) -> Browser:
        return self.browser(self.office.leads[0])

    @property
    def second(self) -> Browser:
        return self.browser(self.office.leads[1])

    @property
    def page(self) -> str:
        return f"/vetting/people/{self.joiner.id}"

    def declare(self, **more: str) -> None:
        fields = {"interests": INTERESTS, "portal": "2 พ.ย. 2569", **more}
        self.browser(self.joiner).post("/account/declaration", fields)

    def propose(self, browser: Browser, status: int = 303, **more: object) -> TestResponse:
        return browser.post(self.page, {**self.terms(), **more}, status=status)

    def terms(self) -> dict[str, object]:
        return {
            "words": " ".join(fingerprint_words(self.joiner.keys.public())),
            "roles": ["handler"],
            "position": "Intake officer",
            "aliases": "Nok, Nokky",
            "valid_until": "30 มิถุนายน 2570",
            "confirmed": "y",
        }

    def sign(self, browser: Browser, status: int = 303, **more: object) -> TestResponse:
        page = browser.get("/vetting/proposal").text
        seen = SEEN.search(page)
        assert seen is not None
        words = " ".join(fingerprint_words(self.joiner.keys.public()))
        fields = {"seen": seen[1], "words-0": words, **more}
        return browser.post("/vetting/proposal/sign", fields, form="/account/", status=status)

    def roles(self, somebody: Somebody) -> frozenset[Role]:
        with self.portal.work() as work:
            return history(work, self.office.id).roles(somebody.id, work.today)

    def version(self) -> int:
        with self.portal.work() as work:
            return rosters.highest_version(work.db, self.office.id)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    clock = Clock()
    portal = make_portal(tmp_path, clock)
    office = found(portal, custodians=1)
    joiner = join(portal, office.id, "newcomer", frozenset({Role.HANDLER}))
    return Place(portal, clock, office, joiner)


def test_from_joining_to_a_role_that_counts(place: Place) -> None:
    newcomer = place.browser(place.joiner)
    words = WORDS.search(newcomer.get("/account/").text)
    assert words is not None
    assert words[1].split() == fingerprint_words(place.joiner.keys.public())
    newcomer.get("/desk/", status=403)
    place.declare()
    assert INTERESTS in newcomer.get("/account/declaration").text

    listed = place.first.get("/vetting/").text
    assert place.joiner.display_name in listed
    assert "Declared" in listed
    page = place.first.get(place.page).text
    assert INTERESTS in page
    assert "2 November 2026" in page
    place.propose(place.first)

    assert "waits for you" in place.second.get("/vetting/").text
    proposal = place.second.get("/vetting/proposal").text
    for said in ("Comes", "Handler", "Intake officer", "Nok, Nokky", "30 June 2027", INTERESTS):
        assert said in proposal
    assert place.roles(place.joiner) == frozenset()
    place.sign(place.second)

    assert place.roles(place.joiner) == {Role.HANDLER}
    newcomer.get("/desk/")
    assert "There is no proposal" in place.first.get("/vetting/proposal").text


def test_from_an_invitation_to_the_desk_with_nothing_but_pages(place: Place) -> None:
    """Administrator, newcomer and two leads; the root key stays in its envelope."""
    administrator = place.browser(place.office.administrators[0])
    fields = {"username": "malee", "display_name": "Malee S.", "roles": ["handler"]}
    made = administrator.post("/admin/invite", fields).location
    code = re.search(r"<code>([0-9A-Z-]+)</code>", administrator.get(made).text)
    assert code is not None
    newcomer = visit(make_app(place.portal))
    newcomer.post("/account/join", {"code": code[1]})
    chosen = "seven green bottles by the canal"
    newcomer.post("/account/join/passphrase", {"passphrase": chosen, "again": chosen})
    secret = secret_of_page(newcomer.get("/account/enrol").text)
    newcomer.post("/account/enrol", {"otp": otp(secret, place.clock.now)})
    newcomer.post("/account/declaration", {"nothing": "y"})
    words = WORDS.search(newcomer.get("/account/").text)
    assert words is not None
    person = re.search(
        r'href="(/vetting/people/[^"]+)">Malee S.<', place.first.get("/vetting/").text
    )
    assert person is not None
    place.first.post(person[1], {**place.terms(), "words": words[1]})
    newcomer.get("/desk/", status=403)
    place.sign(place.second, **{"words-0": words[1]})
    newcomer.get("/desk/")
    assert place.version() == 3


def test_the_paper_has_name_words_and_day_and_nothing_else_in_print(place: Place) -> None:
    page = place.browser(place.joiner).get("/account/paper").text
    printed = re.search(r'<div id="code">(.*?)</div>', page, re.DOTALL)
    assert printed is not None
    said = re.sub(r"<[^>]+>", " ", printed[1]).split()
    words = fingerprint_words(place.joiner.keys.public())
    assert said == [*place.joiner.display_name.split(), *words, "23", "November", "2026"]
    assert 'class="desk slip"' in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"interests": ""}, "tick that there is nothing"),
        ({"interests": "Something", "nothing": "y"}, "ticked that there is nothing"),
        ({"interests": "x", "portal": "last spring"}, "cannot be read as a day"),
        ({"interests": "x", "portal": "24 November 2026"}, "has not come yet"),
        ({"interests": "x" * 10_001}, "too long"),
    ],
)
def test_a_declaration_that_says_nothing_is_asked_for_again(place: Place, fields, said) -> None:
    page = place.browser(place.joiner).post("/account/declaration", fields, status=422).text
    assert said in page
    assert fields["interests"][:100] in page


def test_no_administrator_reads_a_declaration_or_vets(place: Place) -> None:
    place.declare()
    place.propose(place.first)
    administrator = place.browser(place.office.administrators[0])
    for path in ("/vetting/", place.page, "/vetting/proposal"):
        assert INTERESTS not in administrator.get(path, status=403).text
    for path in (place.page, "/vetting/proposal/sign", "/vetting/proposal/withdraw"):
        administrator.post(path, {}, form="/account/", status=403)
    for path in ("/admin/", f"/admin/people/{place.joiner.id}"):
        assert INTERESTS not in administrator.get(path).text


@pytest.mark.parametrize("who", ["handlers", "custodians", "auditors", "who waits"])
def test_nobody_but_leads_comes_near(place: Place, who: str) -> None:
    browser = place.browser(getattr(place.office, who, [place.joiner])[0])
    for path in ("/vetting/", place.page, "/vetting/proposal", "/vetting/roles"):
        browser.get(path, status=403)


def test_a_lead_of_another_office_finds_nobody_here(place: Place) -> None:
    place.declare()
    place.propose(place.first)
    stranger = place.browser(found(place.portal, "other").leads[0])
    stranger.get(place.page, status=404)
    stranger.post(place.page, place.terms(), form="/account/", status=404)
    stranger.post(f"{place.page}/leave", {"sure": "y"}, form="/account/", status=404)
    page = stranger.get("/vetting/proposal").text
    assert "There is no proposal" in page
    assert place.joiner.display_name not in page


def test_wrong_words_are_named_beside_the_field_and_the_rest_is_kept(place: Place) -> None:
    place.declare()
    page = place.propose(place.first, 422, words="able baker charlie dog easy fox").text
    assert 'id="words-error"' in page
    assert "not the words of this person" in page
    assert "Nok, Nokky" in page
    place.propose(place.first)
    page = place.sign(place.second, 422, **{"words-0": "able baker charlie dog easy fox"}).text
    assert 'id="words-0-error"' in page
    assert place.roles(place.joiner) == frozenset()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"roles": []}, "roles"),
        ({"roles": ["administrator", "handler"]}, "roles"),
        ({"roles": ["reporter"]}, "roles"),
        ({"first_reader": "y"}, "first_reader"),
        ({"position": ""}, "position"),
        ({"valid_until": ""}, "valid_until"),
        ({"valid_until": "soon"}, "valid_until"),
        ({"valid_until": "1 November 2026"}, "valid_until"),
        ({"valid_until": "1 January 2040"}, "valid_until"),
        ({"confirmed": ""}, "confirmed"),
        ({"words": ""}, "words"),
    ],
)
def test_what_cannot_be_proposed_is_said_beside_its_field(place: Place, fields, name) -> None:
    place.declare()
    page = place.propose(place.first, 422, **fields).text
    assert f'id="{name}-error"' in page


def test_who_has_declared_nothing_cannot_be_proposed(place: Place) -> None:
    assert "have not declared" in place.first.get(place.page).text
    place.first.post(place.page, place.terms(), form="/account/", status=409)


def test_one_lead_cannot_sign_twice(place: Place) -> None:
    place.declare()
    place.propose(place.first)
    page = place.first.get("/vetting/proposal").text
    assert "/vetting/proposal/sign" not in page
    place.sign(place.first, 409)
    assert place.roles(place.joiner) == frozenset()


def test_a_second_proposal_is_a_conflict(place: Place) -> None:
    place.declare()
    place.propose(place.first)
    place.propose(place.second, 409)


def test_a_proposal_that_changed_since_it_was_read_is_a_conflict(place: Place) -> None:
    place.declare()
    place.propose(place.first)
    seen = SEEN.search(place.second.get("/vetting/proposal").text)
    assert seen is not None
    place.propose(place.first, position="Head of intake")
    for path in ("/vetting/proposal/sign", "/vetting/proposal/withdraw"):
        fields = {"seen": seen[1], "words-0": str(place.terms()["words"])}
        place.second.post(path, fields, form="/account/", status=409)
    assert place.roles(place.joiner) == frozenset()


def test_a_proposal_is_void_once_the_root_signed_another_list(place: Place) -> None:
    place.declare()
    place.propose(place.first)
    seen = SEEN.search(place.second.get("/vetting/proposal").text)
    assert seen is not None
    with place.portal.work() as work:
        vetting = vetting_of(place.office.handlers[0])
        founding.admit(work, place.office.id, place.office.founded.root, [vetting])
    fields = {"seen": seen[1], "words-0": str(place.terms()["words"])}
    place.second.post("/vetting/proposal/sign", fields, form="/account/", status=409)
    assert "There is no proposal" in place.second.get("/vetting/proposal").text


def test_either_lead_turns_it_down(place: Place) -> None:
    place.declare()
    for browser in (place.first, place.second):
        place.propose(place.first)
        seen = SEEN.search(browser.get("/vetting/proposal").text)
        assert seen is not None
        browser.post("/vetting/proposal/withdraw", {"seen": seen[1]}, form="/vetting/proposal")
        assert "There is no proposal" in browser.get("/vetting/proposal").text
    browser.post("/vetting/proposal/withdraw", {"seen": "zz"}, form="/account/", status=409)


def test_a_renewal_says_what_changes_and_asks_for_no_words(place: Place) -> None:
    handler = place.office.handlers[0]
    path = f"/vetting/people/{handler.id}"
    page = place.first.get(path).text
    assert 'name="words"' not in page
    fields = {**place.terms(), "position": f"Position of {handler.display_name}", "aliases": ""}
    place.first.post(path, fields)
    proposal = place.second.get("/vetting/proposal").text
    assert "Vetted until: 31 December 2027 becomes 30 June 2027" in proposal
    assert "Position:" not in proposal
    assert 'name="words-0"' not in proposal
    place.sign(place.second)
    assert place.version() == 3


def test_somebody_is_taken_off_the_list_and_is_out_at_the_next_request(place: Place) -> None:
    handler = place.office.handlers[0]
    browser = place.browser(handler)
    browser.get("/desk/")
    path = f"/vetting/people/{handler.id}"
    unsure = place.first.post(f"{path}/leave", {}, form=path, status=422).text
    assert 'id="sure-error"' in unsure
    place.first.post(f"{path}/leave", {"sure": "y"}, form=path)
    assert "Leaves" in place.second.get("/vetting/proposal").text
    browser.get("/desk/")
    place.sign(place.second)
    browser.get("/desk/", status=303)


def test_the_last_lead_stays(place: Place) -> None:
    first, second = place.office.leads
    for lead, status in ((second, 303), (first, 422)):
        path = f"/vetting/people/{lead.id}"
        page = place.first.post(f"{path}/leave", {"sure": "y"}, form=path, status=status).text
    assert "Nobody would be left" in page


def test_the_end_of_a_vetting_is_warned_of_ahead_everywhere(place: Place) -> None:
    handler = place.office.handlers[0]
    end = place.clock().date() + timedelta(days=61)
    with place.portal.work() as work:
        vetting = founding.Vetting(
            username=handler.username,
            words=" ".join(fingerprint_words(handler.keys.public())),
            roles=handler.roles,
            position="Handler",
            valid_until=end,
        )
        founding.admit(work, place.office.id, place.office.founded.root, [vetting])
    warned = []
    for days in (0, 1, 30, 24, 6, 1):
        place.clock.move(timedelta(days=days))
        place.browsers.clear()
        own = place.browser(handler).get("/account/").text
        warned.append("Your vetting runs out on" in own)
        if days and days != 1:
            assert "Your vetting runs out on" in place.browser(handler).get("/desk/").text
            section = place.first.get("/vetting/").text.partition("On the list<")[0]
            assert handler.display_name in section
    assert warned == [False, True, True, True, True, False]
    place.browser(handler).get("/desk/", status=403)
    assert "Your vetting has run out" in own
    assert "Run out" in place.first.get("/vetting/").text


def test_leads_and_administrators_see_the_tables_as_they_are(place: Place) -> None:
    administrator = place.browser(place.office.administrators[0])
    for browser in (place.first, administrator):
        page = browser.get("/vetting/roles").text
        for said in ("Destroy: spam or a test", "One share", "When put in charge", "Never"):
            assert said in page
        # A row for each pair of roles, action, part of a case and kind of page, and four heads.
        rows = len(COMBINATIONS) + len(Action) + len(Compartment) + 7 + 4
        assert page.count("<tr>") == rows
        thai = browser.get("/vetting/roles?lang=th").text
        assert "Destroy" not in thai
        assert len(page.encode()) < 30 * 1024


def test_an_office_with_one_lead_is_told_what_it_gives_up(place: Place) -> None:
    small = found(place.portal, "small", leads=1, handlers=0, custodians=0, auditors=0)
    page = place.browser(small.leads[0]).get("/vetting/").text
    assert "fewer than two leads" in page
    assert "fewer than two leads" not in place.first.get("/vetting/").text
