"""Which language a page speaks."""

import pytest

from tests.web.conftest import add_office

ENGLISH, THAI = '<html lang="en"', '<html lang="th"'


def test_lang_comes_first(client):
    assert ENGLISH in client.get("/?lang=en", headers={"Accept-Language": "th"}).text


def test_then_the_browser(client):
    assert ENGLISH in client.get("/", headers={"Accept-Language": "de, en-GB;q=0.8, th;q=0.3"}).text


def test_then_the_office(client, portal):
    add_office(portal, "ombud", language="en")
    assert ENGLISH in client.get("/o/ombud/", headers={"Accept-Language": "de"}).text


def test_then_the_installation(client):
    assert THAI in client.get("/nowhere").text


@pytest.mark.parametrize("lang", ["xx", "EN", "en'", "../en", "\x00", "th,en", "ก" * 5000])
def test_unknown_languages_are_passed_over(client, lang):
    response = client.get("/", query_string={"lang": lang})
    assert response.status_code == 200
    assert THAI in response.text


@pytest.mark.usefixtures("office")
def test_a_chosen_language_goes_along_with_every_link(client):
    page = client.get("/?lang=en").text
    assert "/o/ombud/report/?lang=en" in page
    assert "/receipt/?lang=en" in page
    assert "/o/ombud/privacy?lang=en" in page


def test_no_cookie_remembers_it(client):
    assert "Set-Cookie" not in client.get("/?lang=en").headers
