"""Searching over HTTP: nothing that is looked for stands in an address, a log or a row in clear."""

import logging
import re
from pathlib import Path

import pytest
from flask import render_template_string
from sqlalchemy import text

from tests.journeys.desk import World, make_world, words
from wbportal.casework import queue, search
from wbportal.casework.search import Asked
from wbportal.domain.searching import read_query

PAGE = "/desk/search/"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = make_world(tmp_path_factory.mktemp("home"))
    world.scene.report("กำนันเรียกรับเงินค่าขุดบ่อบาดาล", area="TH-40")
    for number in range(26):
        world.scene.report(f"The sluice gate <b>number</b> {number} was never built.")
    # However busy the machine is: all of it is indexed before a page has to be there in time.
    asked, lead = Asked(read_query("all")), world.scene.lead
    world.scene.portal.perform(lambda work: queue.open_new(work, lead))
    search.look(world.scene.portal, lead, asked, seconds=60)
    return world


def test_a_search_shows_the_words_where_they_stand_and_turns_pages_by_forms(world: World) -> None:
    page = world.lead.browser.post(PAGE, {"words": "บ่อบาดาล"}, status=200)
    assert "1 case" in words(page)
    assert "<mark>บ่อบาดาล</mark>" in page.text
    page = world.lead.browser.post(PAGE, {"words": "sluice <b>"}, status=200)
    assert "26 cases" in words(page)
    assert "&lt;b&gt;number&lt;/b&gt;" in page.text
    assert page.text.count('class="title"') == 25
    assert 'name="page" value="2"' in page.text
    page = world.lead.browser.post(PAGE, {"words": "sluice", "page": "2"}, status=200)
    assert page.text.count('class="title"') == 1
    page = world.lead.browser.post(PAGE, {"words": "sluice", "area": "TH-40"}, status=200)
    assert "Nothing was found" in words(page)
    page = world.lead.browser.post(PAGE, {"area": "TH-40"}, status=200)
    assert "1 case" in words(page)
    page = world.handler.browser.post(PAGE, {"words": "sluice"}, status=200)
    assert "Nothing was found" in words(page)


def test_a_search_that_counted_no_further_says_so(world: World) -> None:
    said = (
        "{% from 'desk/macros.html' import how_many, page_of with context %}"
        "{{ how_many(found) }}; {{ page_of(found) }}"
    )
    lead, asked = world.scene.lead, Asked(read_query("sluice"))
    for many, expected in ((2, "At least {} cases; Page 1"), (26, "{} cases; Page 1 of 2")):
        found = search.look(world.scene.portal, lead, asked, many=many)
        with world.app.test_request_context():
            told = render_template_string(said, found=found)
        assert told == expected.format(found.matching)
        assert many <= found.matching <= 2 * many


def test_what_cannot_be_searched_comes_back_as_it_was_typed(world: World) -> None:
    wrong = {
        "": "type a word",
        "   ": "type a word",
        "*** %%% ---": "no letter and no digit",
        "ก" * 10_000: "too long",
        " ".join(f"x{number}" for number in range(17)): "too many words",
    }
    for typed, told in wrong.items():
        page = world.lead.browser.post(PAGE, {"words": typed}, status=422)
        assert told in words(page), typed
        assert typed.strip() in page.text
    page = world.lead.browser.post(PAGE, {"words": "sluice", "since": "some day"}, status=422)
    assert "cannot be read" in words(page)
    for odd in ("(", "[a-", "\\", "' OR '1'='1", "\u200bsluice\u200b", "{{ 7*7 }}", "น.ส. ดร."):
        world.lead.browser.post(PAGE, {"words": odd, "state": "nowhere", "page": "-4"}, status=None)
        world.lead.browser.post(PAGE, {"words": odd + "x", "page": "a"}, status=200)


def test_a_view_is_kept_used_on_the_queue_and_let_go(world: World) -> None:
    browser = world.lead.browser
    fields = {"words": "บ่อบาดาล", "area": "TH-40", "since": "1 ม.ค. 2569"}
    browser.post(f"{PAGE}keep", {**fields, "name": "บ่อ & <i>"}, form=PAGE)
    browser.post(f"{PAGE}keep", {**fields, "name": " "}, form=PAGE, status=422)
    page = browser.get("/desk/")
    assert "บ่อ &amp; &lt;i&gt;" in page.text
    [view] = re.findall(r'name="view" value="([^"]+)">บ่อ', page.text)
    page = browser.post(PAGE, {"view": view}, status=200)
    assert "<mark>บ่อบาดาล</mark>" in page.text
    assert 'value="1 ม.ค. 2569"' in page.text
    other = world.desk(world.scene.office.leads[1]).browser
    assert view not in other.get("/desk/").text
    assert other.post(PAGE, {"view": view}, status=422)
    browser.post(f"{PAGE}forget/{view}", {}, form=PAGE)
    assert view not in browser.get("/desk/").text


def test_what_was_looked_for_lies_nowhere(world: World, caplog: pytest.LogCaptureFixture) -> None:
    scene, canary = world.scene, "quetzalcoatl"
    scene.report(f"a statue of {canary}")
    with caplog.at_level(logging.DEBUG):
        page = world.lead.browser.post(PAGE, {"words": canary}, status=200)
        world.lead.browser.post(f"{PAGE}keep", {"words": canary, "name": canary}, form=PAGE)
    assert canary in page.text
    assert canary not in caplog.text
    with scene.portal.engine.connect() as connection:
        for (table,) in connection.execute(text("SELECT name FROM sqlite_schema")).all():
            if table.startswith(("ix_", "sqlite_autoindex")):
                continue
            for row in connection.execute(text(f"SELECT * FROM {table}")):  # noqa: S608 - names of tables
                assert canary not in str([_readable(value) for value in row]), table
    home: Path = scene.portal.home
    for path in home.rglob("*"):
        assert not path.is_file() or canary.encode() not in path.read_bytes(), path


def _readable(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
