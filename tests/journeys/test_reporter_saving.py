"""Saving a report for later, over HTTP: a code first, another browser, and the same code after."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.builders import found
from tests.journeys.reporter import (
    CASE,
    NEW,
    PRESENT,
    REPORT,
    Reporter,
    Town,
    asked_on,
    groups_on,
    hidden,
    make_town,
    post,
)
from wbportal.casework import drafts
from wbportal.domain import pages
from wbportal.vault.receipts import ReceiptCode

SAVE, REVIEW = "/o/office/report/save/", "/o/office/report/review/"
STEP = "/o/office/report/{}/"
FILES = STEP.format(pages.FILES)
WORDS = "Half of a report, before the camera opens."


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return make_town(tmp_path)


def _saves(town: Town, words: str = WORDS, **fields: object) -> Reporter:
    """Write something and save it; the code is on the page then, and not noted."""
    here = town.reporter()
    sent = here.submit(here.form(), text=words, do="save", **fields)
    assert (sent.status_code, sent.location) == (303, SAVE), sent.text
    here.paper = groups_on(here.browser.get(SAVE).text)
    assert len(here.paper) == 8
    return here


def _notes(here: Reporter) -> TestResponse:
    page = here.browser.get(SAVE).text
    return post(here.browser, SAVE, {**hidden(page), **here.answers(page), "do": "note"})


def _presents(here: Reporter) -> TestResponse:
    """Type the code; return the answer of the page to which every code leads."""
    page = here.browser.get(PRESENT).text
    sent = post(here.browser, PRESENT, {**hidden(page), "code": here.code})
    assert (sent.status_code, sent.location) == (303, CASE)
    return here.browser.get(CASE, status=None)


def _goes_on(here: Reporter) -> TestResponse:
    """Press "Go on with it" on the page of what is saved."""
    page = here.browser.get(SAVE).text
    return post(here.browser, REPORT, {**hidden(page), "do": "show"})


def _comes_back_elsewhere(town: Town, here: Reporter) -> Reporter:
    elsewhere = town.same_person_elsewhere(here)
    led = _presents(elsewhere)
    assert (led.status_code, led.location) == (303, REVIEW)
    return elsewhere


def _sends(here: Reporter, words: str = WORDS, **fields: object) -> None:
    page = _goes_on(here).text
    sent = here.submit(hidden(page), text=words, do="send", **fields)
    assert (sent.status_code, sent.location) == (303, NEW), sent.text


def _files(content: bytes = b"picture", name: str = "photo.jpg") -> list[tuple[BytesIO, str, str]]:
    return [(BytesIO(content), name, "image/jpeg")]


def test_the_code_brings_text_and_files_to_a_browser_that_has_nothing(town: Town) -> None:
    here = _saves(town, files=_files())
    assert _notes(here).location == SAVE
    elsewhere = _comes_back_elsewhere(town, here)
    assert groups_on(elsewhere.browser.get(SAVE).text) == []
    page = _goes_on(elsewhere)
    assert WORDS in page.text
    assert "photo.jpg" in page.text


def test_it_is_offered_before_the_files_and_leads_back_there(town: Town) -> None:
    here = town.reporter()
    first = hidden(here.browser.get(STEP.format(1)).text)
    post(here.browser, STEP.format(1), {**first, "text": WORDS})
    page = here.browser.get(FILES).text
    saved = post(here.browser, FILES, {**hidden(page), "do": "save", "files": _files()})
    assert (saved.status_code, saved.location) == (303, SAVE), saved.text
    here.paper = groups_on(here.browser.get(SAVE).text)
    assert _notes(here).location == SAVE
    assert f'href="{FILES}"' in here.browser.get(SAVE).text
    page = here.browser.get(FILES).text
    assert "photo.jpg" in page
    post(here.browser, FILES, {**hidden(page), "files": _files(b"another", "second.jpg")})
    elsewhere = _comes_back_elsewhere(town, here)
    page = elsewhere.browser.get(REVIEW).text
    assert [name for name in (WORDS, "photo.jpg", "second.jpg") if name not in page] == []
    assert post(elsewhere.browser, REVIEW, hidden(page)).location == NEW
    assert town.case_of(here)


def test_nothing_is_sent_by_saving(town: Town) -> None:
    _notes(_saves(town))
    assert (town.count("cases"), town.count("grants"), town.count("reporter_events")) == (0, 0, 0)


def test_it_is_finished_elsewhere_and_the_code_opens_the_case(town: Town) -> None:
    here = _saves(town, files=_files())
    elsewhere = _comes_back_elsewhere(town, here)
    _sends(elsewhere, "All of it.", files=_files(b"another", "second.jpg"))
    page = elsewhere.browser.get(NEW)
    assert groups_on(page.text) == []
    entered = post(elsewhere.browser, NEW, hidden(page.text))
    assert (entered.status_code, entered.location) == (303, CASE)
    assert "All of it." in elsewhere.browser.get(CASE).text
    names = [one.file.name for one in town.thread_of(here) if one.file is not None]
    assert names == ["photo.jpg", "second.jpg"]
    third = town.same_person_elsewhere(here)
    assert "All of it." in third.come_back().text


def test_a_code_that_was_not_noted_is_shown_after_sending(town: Town) -> None:
    here = _saves(town)
    _sends(here)
    assert groups_on(here.browser.get(NEW).text) == here.paper
    assert here.note().location == CASE


def test_a_noted_code_is_on_no_page_any_more(town: Town) -> None:
    here = _saves(town)
    _notes(here)
    for page in (here.browser.get(SAVE), _goes_on(here), here.browser.get(REPORT)):
        assert groups_on(page.text) == []
        assert "".join(here.paper) not in page.text


def test_wrong_groups_are_told_and_the_code_can_be_seen_again(town: Town) -> None:
    here = _saves(town)
    page = here.browser.get(SAVE).text
    wrong = {f"group_{n}": "9999" for n in asked_on(page)}
    answer = post(here.browser, SAVE, {**hidden(page), **wrong, "do": "note"})
    assert answer.status_code == 422
    assert answer.text.count("does not fit") == 2
    assert groups_on(answer.text) == []
    assert groups_on(here.browser.get(SAVE).text) == here.paper


def test_sending_twice_makes_one_case(town: Town) -> None:
    here = _saves(town)
    _notes(here)
    form = hidden(_goes_on(here).text)
    for _ in range(2):
        assert here.submit(form, text=WORDS, do="send").location == NEW
    assert town.count("cases") == 1


def test_whoever_noted_before_is_not_told_to_note_after_sending(town: Town) -> None:
    here = _saves(town)
    _notes(here)
    form = hidden(_goes_on(here).text)
    assert here.submit(form, text=WORDS, do="send").location == NEW
    assert "has not been noted" not in here.browser.get(REPORT).text
    kept = here.submit(form, text=WORDS, do="keep")
    assert "has not been noted" not in kept.text
    assert "You have sent this form already" in kept.text


def test_of_two_browsers_one_sends_and_the_other_keeps_its_text(town: Town) -> None:
    here = _saves(town)
    elsewhere = _comes_back_elsewhere(town, here)
    stale = hidden(_goes_on(here).text)
    _sends(elsewhere)
    late = here.submit(stale, text="Words of the other browser.", do="send")
    assert late.status_code == 409
    assert "Words of the other browser." in late.text
    assert town.count("cases") == 1


def test_leaving_ends_what_the_browser_has_and_the_code_still_opens_it(town: Town) -> None:
    here = _saves(town, files=_files())
    assert post(here.browser, "/leave", {}).status_code == 200
    assert "photo.jpg" in _goes_on(_comes_back_elsewhere(town, here)).text


def test_after_a_week_the_code_opens_nothing_and_the_page_says_why(town: Town) -> None:
    here = _saves(town, files=_files())
    town.clock.move(timedelta(days=8))
    late = _presents(town.same_person_elsewhere(here))
    assert late.status_code == 200
    assert "more than 7 days ago" in late.text
    town.portal.perform(drafts.forget_expired)
    assert (town.count("drafts"), town.count("blobs")) == (0, 0)


def test_it_is_destroyed_after_saying_so_twice(town: Town) -> None:
    here = _saves(town, files=_files())
    _notes(here)
    page = here.browser.get(SAVE).text
    asked = post(here.browser, SAVE, {**hidden(page), "do": "ask"})
    assert asked.status_code == 422
    assert town.count("blobs") == 1
    done = post(here.browser, SAVE, {**hidden(asked.text), "do": "destroy"})
    assert (done.status_code, done.location) == (303, SAVE)
    assert "Nothing waits here" in here.browser.get(SAVE).text
    assert town.count("blobs") == 0
    assert "more than 7 days ago" in _presents(town.same_person_elsewhere(here)).text


def test_a_form_that_was_only_kept_is_told_what_saving_does_first(town: Town) -> None:
    here = town.reporter()
    here.submit(here.form(), text=WORDS, do="keep")
    page = here.browser.get(SAVE).text
    assert groups_on(page) == []
    saved = post(here.browser, SAVE, {**hidden(page), "do": "save"})
    assert (saved.status_code, saved.location) == (303, SAVE)
    assert len(groups_on(here.browser.get(SAVE).text)) == 8


def test_a_browser_without_our_cookie_keeps_its_text_and_is_told(town: Town) -> None:
    here = town.reporter()
    form = here.form()
    here.browser.client.delete_cookie("draft", domain="127.0.0.1")
    answer = here.submit(form, text=WORDS, do="save")
    assert answer.status_code == 422
    assert WORDS in answer.text


def test_nobody_reaches_what_another_browser_saved(town: Town) -> None:
    here = _saves(town)
    number = hidden(here.browser.get(SAVE).text)["form"]
    stranger = town.reporter()
    form = stranger.form()
    assert "Nothing waits here" in stranger.browser.get(SAVE).text
    answer = post(stranger.browser, SAVE, {**form, "form": number, "do": "destroy"})
    assert answer.status_code == 422
    assert WORDS not in stranger.submit({**form, "form": number}, do="show").text
    assert WORDS in _goes_on(here).text


def test_what_was_saved_for_one_office_waits_at_no_other(town: Town) -> None:
    found(town.portal, "other")
    here = _saves(town)
    assert "Nothing waits here" in here.browser.get("/o/other/report/save/").text


def test_a_saved_report_is_answered_as_any_code_is_until_the_next_page(town: Town) -> None:
    saved = _saves(town)
    known = town.reporter()
    known.has_reported()
    unknown = town.reporter()
    unknown.paper = ReceiptCode.generate().groups()
    looks = set()
    for who in (saved, known, unknown):
        browser = town.reporter().browser
        page = browser.get(PRESENT).text
        sent = post(browser, PRESENT, {**hidden(page), "code": " ".join(who.paper)})
        looks.add((sent.status_code, sent.location, len(sent.data), len(sent.headers)))
    assert len(looks) == 1
