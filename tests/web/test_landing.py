"""The first pages."""

import pytest

from tests.web.conftest import ONION, add_office, client_of


@pytest.mark.usefixtures("office")
def test_with_one_office_the_first_page_is_the_offices(client):
    page = client.get("/?lang=en").text
    assert "Office ombud" in page
    assert "/o/ombud/report/" in page


def test_with_several_offices_one_chooses(client, portal):
    for slug in ("ombud", "water"):
        add_office(portal, slug)
    page = client.get("/?lang=en").text
    assert "/o/ombud/" in page
    assert "/o/water/" in page


def test_without_an_office_there_is_still_a_page(client):
    assert client.get("/").status_code == 200


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("path", ["/", "/o/ombud/", "/o/ombud/privacy"])
def test_looking_around_sets_no_cookie(client, path):
    assert "Set-Cookie" not in client.get(path).headers


def test_an_unknown_office_is_not_found(client):
    assert client.get("/o/nobody/").status_code == 404


@pytest.mark.usefixtures("office")
def test_every_promise_names_its_days(client):
    page = client.get("/o/ombud/?lang=en").text
    assert "7 days" in page
    assert "3 months" in page


@pytest.mark.usefixtures("office")
def test_over_the_onion_no_page_names_the_clear_address(app):
    page = client_of(app, ONION).get("/?lang=en")
    assert "portal.example" not in page.text + str(page.headers)
