"""Choosing a passphrase: what is offered, and what is said of the one chosen; over HTTP."""

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.builders import (
    Browser,
    Clock,
    MadeOffice,
    found,
    make_app,
    make_portal,
    sign_in,
    visit,
)
from wbportal.portal import Portal
from wbportal.vault.words import ENGLISH

_OFFER = re.compile(r'<p lang="en"><strong translate="no">([^<]+)</strong>')
_CODE = re.compile(r"<code>([0-9A-Z-]+)</code>")


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return make_portal(tmp_path, Clock())


@pytest.fixture
def office(portal: Portal) -> MadeOffice:
    return found(portal, leads=1, handlers=1, custodians=0, administrators=1, auditors=0)


@pytest.fixture
def app(portal: Portal) -> Flask:
    return make_app(portal)


def _joining(app: Flask, office: MadeOffice) -> Browser:
    """Return the browser of somebody whose invitation's code was right."""
    administrator = sign_in(app, office.administrators[0])
    fields = {"username": "somchai", "display_name": "Somchai J.", "roles": ["handler"]}
    code = _CODE.search(
        administrator.get(administrator.post("/admin/invite", fields).location).text
    )
    assert code is not None
    browser = visit(app)
    browser.post("/account/join", {"code": code[1]})
    return browser


@pytest.mark.parametrize(
    ("passphrase", "said"),
    [
        ("violet kettle orb", "only just good enough"),
        ("violet kettle orbit plank", "and it is good."),
        ("violet kettle orbit plank mandarin", "and it is strong"),
    ],
)
def test_who_chooses_a_passphrase_is_told_how_good_it_is(
    app: Flask, office: MadeOffice, passphrase: str, said: str
) -> None:
    chosen = {"passphrase": passphrase, "again": passphrase}
    browser = _joining(app, office)
    enrol = browser.get(browser.post("/account/join/passphrase", chosen).location).text
    assert said in enrol

    lead = office.leads[0]
    here, there = sign_in(app, lead), sign_in(app, office.handlers[0])
    answer = here.post("/account/passphrase", {"old": lead.passphrase, **chosen})
    assert answer.location == "/account/"
    assert said in here.get("/account/").text
    assert said not in there.get("/account/").text
    for page in (enrol, here.get("/account/").text):
        assert passphrase not in page


def test_what_is_said_of_a_passphrase_ends_with_the_session(app: Flask, office: MadeOffice) -> None:
    lead, new = office.leads[0], "violet kettle orbit plank mandarin"
    here = sign_in(app, lead)
    here.post("/account/passphrase", {"old": lead.passphrase, "passphrase": new, "again": new})
    assert "Your passphrase is accepted" in here.get("/account/").text
    here.post("/account/sign-out", {}, form="/account/")
    given = {"username": lead.username, "passphrase": new}
    assert here.post("/account/sign-in", given).location == "/account/second-factor"
    assert "Your passphrase is accepted" not in here.get("/account/second-factor").text


def test_words_are_offered_anew_each_time_and_can_be_taken(app: Flask, office: MadeOffice) -> None:
    browser = _joining(app, office)
    path = "/account/join/passphrase"
    refused = browser.post(path, {"passphrase": "short", "again": "short"}, status=422)
    pages = [browser.get(path), browser.get(path), refused]
    offers = [found_words[1] for page in pages if (found_words := _OFFER.search(page.text))]
    assert len({*offers}) == len(pages)
    assert all("no-store" in page.headers["Cache-Control"] for page in pages)
    assert all(len(offer.split()) == 6 and {*offer.split()} <= {*ENGLISH} for offer in offers)
    taken = {"passphrase": offers[0], "again": offers[0]}
    assert browser.post(path, taken).location == "/account/enrol"


def test_who_changes_a_passphrase_is_offered_words_too(app: Flask, office: MadeOffice) -> None:
    page = sign_in(app, office.leads[0]).get("/account/passphrase")
    assert _OFFER.search(page.text) is not None
    assert "no-store" in page.headers["Cache-Control"]
