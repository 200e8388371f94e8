"""The style page: every piece in every language, and only where somebody develops."""

import re
from dataclasses import replace

import pytest

from tests.house.source import ROOT
from tests.web.conftest import client_of
from wbportal.app import create_app

ADDRESSES = ["/style/", "/style/light", "/style/dark", "/style/dark.css"]


@pytest.fixture
def demonstration(config, portal):
    return client_of(create_app(replace(config, demo=True), portal))


@pytest.mark.parametrize("path", ADDRESSES)
def test_in_production_there_is_no_style_page(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ADDRESSES)
def test_in_development_there_is_one(demonstration, path):
    assert demonstration.get(path).status_code == 200


def test_every_macro_is_to_be_seen():
    made = {
        name
        for path in (ROOT / "templates" / "macros").glob("*.html")
        for name in re.findall(r"{% macro ([a-z]\w*)\(", path.read_text("utf-8"))
    }
    shown = (ROOT / "templates" / "style" / "pieces.html").read_text("utf-8")
    assert {
        name for name in made if not re.search(rf"(?:{{{{|call|\s|}})\s*{name}\(", shown)
    } == set()
    assert made


def test_each_language_speaks_for_itself(demonstration):
    page = demonstration.get("/style/?lang=en").text
    thai = page[page.index('<section lang="th"') :].partition("</section>")[0]
    english = page[page.index('<section lang="en"') :].partition("</section>")[0]
    assert "แจ้งเรื่อง" in thai
    assert "Write a report" in english
    assert "Write a report" not in thai


def test_the_dark_is_dark_whatever_the_browser_prefers(demonstration):
    assert "prefers-color-scheme" not in demonstration.get("/style/dark.css").text
    assert "@media not all" in demonstration.get("/style/light.css").text
    assert demonstration.get("/style/mauve.css").status_code == 404
    assert demonstration.get("/style/mauve").status_code == 404
