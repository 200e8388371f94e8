"""The page of the code: shown until it is noted, and proved, not believed."""

import re
from pathlib import Path

import pytest

from tests.journeys.reporter import (
    CASE,
    NEW,
    Reporter,
    Town,
    asked_on,
    groups_on,
    hidden,
    make_town,
    post,
)
from wbportal.vault.receipts import ReceiptCode

_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return make_town(tmp_path_factory.mktemp("home"))


@pytest.fixture
def here(town: Town) -> Reporter:
    reporter = town.reporter()
    reporter.report()
    reporter.read_code()
    return reporter


def _wrong(here: Reporter) -> dict[str, str]:
    page = here.browser.get(NEW).text
    return dict.fromkeys((f"group_{n}" for n in asked_on(page)), "0000")


def _send(here: Reporter, **fields: str) -> tuple[int, str]:
    answer = post(here.browser, NEW, {**hidden(here.browser.get(NEW).text), **fields})
    return answer.status_code, answer.text


def _send_again(here: Reporter, page: str, **fields: str) -> tuple[int, str]:
    """Send from a page as it stands: looking at the code in between would start anew."""
    answer = post(here.browser, NEW, {**hidden(page), **fields})
    return answer.status_code, answer.text


def test_opening_the_page_again_asks_for_the_same_groups(here: Reporter) -> None:
    asked = {tuple(asked_on(here.browser.get(NEW).text)) for _ in range(5)}
    assert len(asked) == 1
    assert len(set(asked.pop())) == 2


def test_a_wrong_group_keeps_the_code_and_hides_it(here: Reporter) -> None:
    status, page = _send(here, **_wrong(here))
    assert status == 422
    assert groups_on(page) == []
    assert "does not fit" in page
    assert "Show me the code again" in page
    assert groups_on(here.browser.get(NEW).text) == here.paper


def test_one_wrong_group_of_two_is_not_enough(here: Reporter) -> None:
    page = here.browser.get(NEW).text
    first, second = asked_on(page)
    answers = {f"group_{first}": here.paper[int(first) - 1], f"group_{second}": ""}
    assert _send(here, **answers)[0] == 422


def test_after_a_wrong_answer_other_groups_may_be_asked_for(town: Town) -> None:
    seen = set()
    for _ in range(6):
        reporter = town.reporter()
        reporter.report()
        reporter.read_code()
        before = asked_on(reporter.browser.get(NEW).text)
        _send(reporter, **_wrong(reporter))
        seen.add(before == asked_on(reporter.browser.get(NEW).text))
    assert False in seen


def test_thai_digits_are_digits(here: Reporter) -> None:
    here.paper = [group.translate(_THAI_DIGITS) for group in here.paper]
    assert here.note().location == CASE


def test_words_say_the_same_as_digits(here: Reporter) -> None:
    here.paper = [word.upper() for word in ReceiptCode.parse(here.code).words()]
    assert here.note().location == CASE


def test_a_code_in_thai_digits_opens_the_case(town: Town, here: Reporter) -> None:
    here.note()
    typed = here.code.translate(_THAI_DIGITS).replace(" ", "-")
    assert "What was said" in town.reporter().come_back(typed).text


def test_once_noted_the_code_is_shown_to_nobody(here: Reporter) -> None:
    assert here.note().location == CASE
    page = here.browser.get(NEW, status=410)
    assert groups_on(page.text) == []


def test_giving_up_is_offered_only_after_a_failure(here: Reporter) -> None:
    assert "I cannot save it now" not in here.browser.get(NEW).text
    _, page = _send(here, **_wrong(here))
    assert "I cannot save it now" in page


def test_giving_up_says_what_is_lost_and_asks_once_more(town: Town, here: Reporter) -> None:
    cases = town.count("cases")
    _send(here, **_wrong(here))
    page = here.browser.get(NEW).text
    answer = post(here.browser, NEW, {**hidden(page), "give_up": "1"})
    assert answer.status_code == 422
    assert "This is what you lose without it" in answer.text
    final = post(here.browser, NEW, {**hidden(answer.text), "give_up": "2"})
    assert (final.status_code, final.location) == (303, NEW)
    assert "has arrived and stays" in here.browser.get(NEW, status=410).text
    assert town.count("cases") == cases


def test_a_double_click_on_giving_up_still_only_asks(here: Reporter) -> None:
    _, page = _send(here, **_wrong(here))
    button = re.search(r'name="give_up" value="(\w+)"', page)
    assert button is not None
    for _ in range(3):
        status, page = _send_again(here, page, give_up=button.group(1))
        assert status == 422
        assert "This is what you lose without it" in page
    assert groups_on(here.browser.get(NEW).text) == here.paper


def test_looking_at_the_code_again_is_not_giving_up(here: Reporter) -> None:
    page = here.browser.get(NEW).text
    post(here.browser, NEW, {**hidden(page), "give_up": "1"})
    here.browser.get(NEW)
    answer = post(here.browser, NEW, {**hidden(page), "give_up": "1"})
    assert answer.status_code == 422
    assert groups_on(here.browser.get(NEW).text) == here.paper


def test_a_bad_token_shows_the_code_again(here: Reporter) -> None:
    page = here.browser.get(NEW).text
    answer = post(here.browser, NEW, {**hidden(page), "csrf_token": "x", **here.answers(page)})
    assert answer.status_code == 422
    assert groups_on(answer.text) == here.paper


def test_a_page_of_another_form_does_not_note_this_code(here: Reporter) -> None:
    page = here.browser.get(NEW).text
    answer = post(here.browser, NEW, {**hidden(page), "form": "report/x/y", **here.answers(page)})
    assert answer.status_code == 410
    assert groups_on(here.browser.get(NEW).text) == here.paper


def test_the_code_is_in_no_cookie_address_or_row(town: Town, tmp_path: Path) -> None:
    del tmp_path
    here = town.reporter()
    here.report()
    page = here.read_code()
    plain = here.code.replace(" ", "")
    assert plain not in str(page.headers)
    assert all(group not in cookie for group in here.paper for cookie in _cookies(here))
    assert here.note().location == CASE
    with town.portal.work() as work:
        drafts = work.db.connection().exec_driver_sql("SELECT sealed_content FROM drafts")
        assert not [row for (row,) in drafts if plain.encode() in row]


def _cookies(here: Reporter) -> list[str]:
    names = ("draft", "csrf", "reporter")
    found = [here.browser.client.get_cookie(name, "127.0.0.1") for name in names]
    return [cookie.value for cookie in found if cookie is not None]


def test_a_changed_code_that_is_given_up_leaves_the_old_one(town: Town, here: Reporter) -> None:
    here.note()
    old = here.code
    page = here.browser.get("/receipt/change").text
    post(here.browser, "/receipt/change", {**hidden(page), "code": old})
    page = here.browser.get(NEW).text
    answer = post(here.browser, NEW, {**hidden(page), "give_up": "1"})
    assert "your old code stays as it is" in answer.text
    post(here.browser, NEW, {**hidden(answer.text), "give_up": "2"})
    assert "What was said" in town.reporter().come_back(old).text
