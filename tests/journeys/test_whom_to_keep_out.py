"""Whom of an office to keep out has a page of its own, from a form that is all on one page."""

import gzip
import re

import pytest

from tests.builders import Clock, found, make_app, make_config, make_portal, sign_in, visit
from tests.journeys.guided import Guided, page
from tests.journeys.reporter import REPORT, Town, hidden

PEOPLE = page(16)
MOST_BYTES, STEP_BYTES = 30 * 1024, 8 * 1024
LONGER = 100  # bytes by which a position in Thai is longer than those of these people
_FILLER = re.compile(rb"\n<!-- *-->\n$")
_BOX = re.compile(r'name="must_not_see" type="checkbox" value="([^"]+)"')
_TICKED = re.compile(r'<input checked [^>]*name="must_not_see" type="checkbox" value="([^"]+)"')


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    home, clock = tmp_path_factory.mktemp("home"), Clock()
    config = make_config(home)
    portal = make_portal(home, clock, config)
    return Town(portal, clock, found(portal, handlers=56), make_app(portal, config))


@pytest.fixture
def here(town: Town) -> Guided:
    return Guided(visit(town.app))


def test_the_way_to_the_list_and_back_loses_nothing(town: Town, here: Guided) -> None:
    lead = str(town.office.leads[1].id)
    asked = here.submit(here.form(), text="the bridge", who="the mayor", do="people")
    assert (asked.status_code, asked.location) == (303, PEOPLE)
    listed = here.open(PEOPLE)
    assert "the bridge" not in listed
    whole = here.say_on(listed, 16, "all", must_not_see=lead, must_not_see_text="his brother")
    for words in ("the bridge", "the mayor", "his brother"):
        assert words in whole.text
    assert _TICKED.findall(whole.text) == _BOX.findall(whole.text) == [lead]
    sent = here.submit(
        hidden(whole.text), text="the bridge", must_not_see=_TICKED.findall(whole.text), do="send"
    )
    assert sent.status_code == 303, sent.text
    here.has_noted()
    case_id = town.case_of(here).id
    sign_in(town.app, town.office.leads[1]).get(f"/desk/cases/{case_id}", status=404)
    assert sign_in(town.app, town.office.leads[0]).get(f"/desk/cases/{case_id}").status_code == 200


def test_a_box_that_is_no_longer_ticked_on_the_one_page_is_no_longer_meant(
    town: Town, here: Guided
) -> None:
    lead = str(town.office.leads[1].id)
    here.submit(here.form(), text="the bridge", do="people")
    whole = here.say(16, "all", must_not_see=lead)
    here.submit(hidden(whole.text), text="the bridge", do="people")
    assert not _TICKED.findall(here.open(PEOPLE))


def test_the_list_leads_back_only_whoever_came_from_the_one_page(here: Guided) -> None:
    here.submit(here.form(), text="the bridge", do="people")
    assert 'value="all"' in here.open(PEOPLE)
    assert 'value="next"' not in here.open(PEOPLE)
    here.say(1, text="the bridge")  # one question at a time, after all
    assert 'value="next"' in here.open(PEOPLE)


def test_what_cannot_be_kept_stays_where_it_was_typed(here: Guided) -> None:
    form = here.form()
    for wrong in ({"csrf_token": "forged"}, {"text": "x" * 200_000}):
        answer = here.submit({**form, "text": "the bridge", **wrong}, do="people")
        assert answer.status_code == 422
        assert ("the bridge" in answer.text) == ("text" not in wrong)
    here.browser.client.delete_cookie("draft", domain="127.0.0.1")
    lost = here.submit(form, text="the bridge", do="people")
    assert lost.status_code == 422
    assert "the bridge" in lost.text


def test_pages_stay_light_in_an_office_of_sixty(here: Guided) -> None:
    sheet = here.browser.client.get("/static/portal.css").data
    packed = len(gzip.compress(sheet))
    for language in ("th", "en", "id"):
        for path, listed in ((REPORT, 0), (PEOPLE, 60)):
            shown = here.browser.get(f"{path}?lang={language}")
            assert len(_BOX.findall(shown.text)) == listed
            bare = len(_FILLER.sub(b"", shown.data)) + listed * LONGER
            padded = -(-bare // STEP_BYTES) * STEP_BYTES
            assert padded + packed <= MOST_BYTES, (language, path)


def test_the_form_of_the_desk_stays_light_too(town: Town) -> None:
    desk = sign_in(town.app, town.office.handlers[0])
    sheets = [desk.client.get(f"/static/{name}.css").data for name in ("portal", "desk")]
    packed = sum(len(gzip.compress(sheet)) for sheet in sheets)
    desk.post("/desk/enter/", {**hidden(desk.get("/desk/enter/").text), "do": "people"})
    for language in ("th", "en"):
        for path, listed in (("/desk/enter/", 0), ("/desk/enter/people", 60)):
            shown = desk.get(f"{path}?lang={language}")
            assert len(_BOX.findall(shown.text)) == listed
            assert len(shown.data) + listed * LONGER + packed <= MOST_BYTES, (language, path)
