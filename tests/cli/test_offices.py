"""What an office says of itself is changed from the terminal, and only what is meant."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.builders import MadeOffice, found, make_app, make_portal, visit
from wbportal.casework import passkey_rules
from wbportal.db import audit, offices
from wbportal.domain import pages
from wbportal.portal import Portal


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return make_portal(tmp_path)


@pytest.fixture
def office(portal: Portal) -> MadeOffice:
    return found(portal, leads=1, handlers=0, custodians=0, administrators=0)


@pytest.fixture
def app(portal: Portal, office: MadeOffice) -> Flask:
    assert office
    return make_app(portal)


def _change(app: Flask, *arguments: str, status: int = 0) -> Result:
    result = app.test_cli_runner().invoke(args=("change-office", *arguments))
    assert result.exit_code == status, result.output
    return result


def test_a_new_contact_stands_on_the_landing_page(
    app: Flask, office: MadeOffice, portal: Portal
) -> None:
    _change(app, "--contact-en", "Telephone 456")
    assert "Telephone 456" in visit(app).get(f"/o/{office.slug}/?lang=en").text
    with portal.work() as work:
        last = list(audit.entries(work.db, office.id))[-1]
    assert last.deed == "change-office"
    assert "contact_en" in last.detail
    assert "456" not in last.detail


def test_names_are_shown_only_once_the_office_says_so(app: Flask, office: MadeOffice) -> None:
    # Beside the position, which is called after its holder in tests.
    page = f"/o/{office.slug}/report/{pages.of_people()}/"
    name = f"{office.leads[0].display_name}, "
    assert name not in visit(app).get(page).text
    _change(app, "--show-names")
    assert name in visit(app).get(page).text
    _change(app, "--show-positions")
    assert name not in visit(app).get(page).text


def test_another_office_stands_in_from_then_on(
    app: Flask, office: MadeOffice, portal: Portal
) -> None:
    other = found(portal, slug="other", leads=1, handlers=0, custodians=0, administrators=0)
    _change(app, "--office", office.slug, "--alternate", "other")
    with portal.work() as work:
        row = offices.by_id(work.db, office.id)
        assert row is not None
        assert row.alternate_office_id == other.id
    again = _change(app, "--office", office.slug, "--alternate", "other", status=1)
    assert "has an alternate" in again.output


def test_an_office_does_not_stand_in_for_itself(app: Flask, office: MadeOffice) -> None:
    assert "another office" in _change(app, "--alternate", office.slug, status=1).output
    assert "another office" in _change(app, "--alternate", "unknown", status=1).output
    assert "--help" in _change(app, status=1).output


def test_passkeys_are_required_from_a_day_on_and_no_more(
    app: Flask, office: MadeOffice, portal: Portal
) -> None:
    _change(app, "--require-passkeys", "--passkeys-from", "2027-01-31")
    with portal.work() as work:
        assert passkey_rules.required_from(work, office.id) == date(2027, 1, 31)
    _change(app, "--require-passkeys")
    with portal.work() as work:
        assert passkey_rules.required_from(work, office.id) == work.today
    _change(app, "--allow-codes")
    with portal.work() as work:
        assert passkey_rules.required_from(work, office.id) is None
        assert [one.deed for one in audit.entries(work.db, office.id)].count(
            "require-passkeys"
        ) == 3
    _change(app, "--passkeys-from", "2027-01-31", status=1)
