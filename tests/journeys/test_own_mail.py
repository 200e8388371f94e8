"""Where one's mail goes: for its owner to set, change and remove; over HTTP."""

from pathlib import Path

import pytest
from flask import Flask

from tests.builders import Clock, MadeOffice, found, make_app, make_portal, sign_in
from wbportal.casework import digests
from wbportal.db import accounts, audit
from wbportal.portal import Portal

_PATH = "/account/mail"
_FIRST, _SECOND = "malee@home.example", "malee@work.example"


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return make_portal(tmp_path, Clock())


@pytest.fixture
def office(portal: Portal) -> MadeOffice:
    return found(portal, leads=1, handlers=1, custodians=0, administrators=1, auditors=0)


@pytest.fixture
def app(portal: Portal) -> Flask:
    return make_app(portal)


def _address(portal: Portal, office: MadeOffice) -> str | None:
    with portal.work() as work:
        row = accounts.by_id(work.db, office.handlers[0].id)
        assert row is not None
        return row.email


def _trail(portal: Portal, office: MadeOffice) -> list[str]:
    """Return what the trail says of addresses."""
    with portal.work() as work:
        entries = list(audit.entries(work.db, office.id))
    assert not any(_FIRST in entry.detail or _SECOND in entry.detail for entry in entries)
    return [entry.detail for entry in entries if entry.deed == "digest-address"]


def test_an_address_is_set_changed_and_removed_by_its_owner(
    app: Flask, portal: Portal, office: MadeOffice
) -> None:
    handler = office.handlers[0]
    browser = sign_in(app, handler)
    assert "you get no mail" in browser.get("/account/").text
    for address in (_FIRST, _SECOND):
        assert browser.post(_PATH, {"email": address}).location == "/account/"
        assert _address(portal, office) == address
        assert address in browser.get(_PATH).text
        assert address not in browser.get("/account/").text
        with portal.work() as work:
            assert handler.id in digests.recipients(work)
    browser.post(_PATH, {"email": ""})
    assert _address(portal, office) is None
    assert "Remove the address" not in browser.get(_PATH).text
    with portal.work() as work:
        assert handler.id not in digests.recipients(work)
    assert len(_trail(portal, office)) == 3


def test_the_same_address_again_is_no_change(
    app: Flask, portal: Portal, office: MadeOffice
) -> None:
    browser = sign_in(app, office.handlers[0])
    for _ in range(2):
        browser.post(_PATH, {"email": _FIRST})
    assert len(_trail(portal, office)) == 1


@pytest.mark.parametrize("typed", ["malee", "a@b c", "<a@b>", "a@b,c@d"])
def test_what_is_no_address_is_told_and_kept_beside_its_field(
    app: Flask, portal: Portal, office: MadeOffice, typed: str
) -> None:
    page = sign_in(app, office.handlers[0]).post(_PATH, {"email": typed}, status=422).text
    assert 'id="email-error"' in page
    assert _address(portal, office) is None
    assert _trail(portal, office) == []


def test_an_administrator_sees_only_whether_there_is_one(app: Flask, office: MadeOffice) -> None:
    path = f"/admin/people/{office.handlers[0].id}"
    administrator = sign_in(app, office.administrators[0])
    before = administrator.get(path).text
    sign_in(app, office.handlers[0]).post(_PATH, {"email": _FIRST})
    after = administrator.get(path).text
    assert before.count("Not set up yet") == after.count("Not set up yet") + 1
    assert _FIRST not in after
    assert _FIRST not in administrator.get("/admin/people/").text
    assert _FIRST not in administrator.get("/admin/audit/", status=None).text
