"""Which language a page speaks."""

from dataclasses import replace

import pytest

from config import Refused
from tests.web.conftest import add_office, client_of
from wbportal.app import create_app
from wbportal.i18n import languages

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


def test_only_reviewed_languages_are_offered_where_people_report(config, portal):
    assert set(languages()) < set(languages(development=True)), "none is being made"
    page = client_of(create_app(config, portal)).get("/?lang=id").text
    assert THAI in page
    assert "?lang=id" not in page


def test_a_language_that_is_being_made_is_offered_in_a_demonstration(config, portal):
    page = client_of(create_app(replace(config, demo=True), portal)).get("/?lang=id").text
    assert '<html lang="id"' in page
    assert "Bahasa Indonesia" in page


def test_nobody_starts_in_a_language_that_was_not_reviewed(config, portal):
    with pytest.raises(Refused, match="reviewed"):
        create_app(replace(config, default_locale="id"), portal)
    create_app(replace(config, default_locale="id", demo=True), portal)
