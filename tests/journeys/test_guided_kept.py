"""What is typed page by page outlives lost cookies, forged tokens, other tabs and sending twice."""

from io import BytesIO

import pytest

from tests.builders import found, visit
from tests.journeys.guided import REVIEW, Guided, page
from tests.journeys.reporter import NEW, REPORT, Town, hidden, make_town, post

TEXT = "ทุกวันศุกร์มีคนมาเก็บเงินหน้าร้าน"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return make_town(tmp_path_factory.mktemp("home"))


@pytest.fixture
def here(town: Town) -> Guided:
    return Guided(visit(town.app))


def _forget(here: Guided, *names: str) -> None:
    for name in names:
        here.browser.client.delete_cookie(name, domain="127.0.0.1")


def test_a_lost_cookie_leaves_the_text_on_its_page(here: Guided) -> None:
    shown = here.open(page(1))
    _forget(here, "draft", "csrf")
    answer = here.say_on(shown, 1, text=TEXT)
    assert answer.status_code == 422
    assert TEXT in answer.text
    assert "did not send our cookie back" in answer.text
    again = here.say_on(answer.text, 1, text=TEXT)
    assert (again.status_code, again.location) == (303, page(2))
    assert TEXT in here.open(page(1))


@pytest.mark.parametrize("do", ["next", "back", "unknown", "review", "all", "new", "keep"])
def test_a_forged_token_leads_nowhere_and_loses_nothing(here: Guided, do: str) -> None:
    shown = here.open(page(4))
    answer = here.say_on(shown, 4, do, csrf_token="forged", who="the mayor")
    assert answer.status_code == 422
    assert "the mayor" in answer.text
    assert here.say_on(answer.text, 4, who="the mayor").location == page(5)


def test_a_forged_token_sends_nothing(town: Town, here: Guided) -> None:
    before = town.count("cases")
    here.say(1, text=TEXT)
    form = {**hidden(here.open(REVIEW)), "csrf_token": "forged", "do": "send"}
    answer = post(here.browser, REVIEW, form)
    assert answer.status_code == 422
    assert TEXT in answer.text
    assert town.count("cases") == before
    assert post(here.browser, REVIEW, {**hidden(answer.text), "do": "send"}).location == NEW


def test_a_lost_cookie_sends_nothing_and_says_so(town: Town, here: Guided) -> None:
    before = town.count("cases")
    here.say(1, text=TEXT)
    shown = here.open(REVIEW)
    _forget(here, "draft")
    answer = post(here.browser, REVIEW, {**hidden(shown), "do": "send"})
    assert answer.status_code == 422
    assert TEXT not in answer.text, "it is sealed under what was lost"
    assert town.count("cases") == before


def test_a_page_belongs_to_the_form_it_was_opened_for(here: Guided) -> None:
    here.say(1, text="the first matter")
    first = here.open(page(4))
    assert here.say(1, "new", text="the first matter").location == page(1)
    fresh = here.open(page(1))
    assert "the first matter" not in fresh
    assert "You have a report that was not sent" in fresh
    here.say_on(fresh, 1, text="the second matter")
    here.say_on(first, 4, who="of the first")
    assert "the first matter" in here.open(page(1)), "it was touched last"
    here.say_on(fresh, 1, text="the second matter")
    review = here.open(REVIEW)
    assert "the second matter" in review
    assert "of the first" not in review


def test_the_other_report_can_be_gone_on_with(here: Guided) -> None:
    here.say(1, text="the first matter")
    here.say(1, "new", text="the first matter")
    fresh = here.open(page(1))
    other = fresh.split('name="form" value="')[1][:32]
    answer = post(here.browser, page(1), {**hidden(fresh), "form": other, "do": "show"})
    assert answer.location == page(1)
    assert "the first matter" in here.open(page(1))


def test_an_empty_form_that_was_begun_is_not_offered_as_a_report(here: Guided) -> None:
    here.say(1, "new")
    here.say(1, "new")
    assert "You have a report that was not sent" not in here.open(page(1))


def test_sending_twice_makes_one_case_and_shows_one_code(town: Town, here: Guided) -> None:
    before = town.count("cases")
    here.say(1, text=TEXT)
    shown = hidden(here.open(REVIEW))
    for _ in range(2):
        assert post(here.browser, REVIEW, {**shown, "do": "send"}).location == NEW
    here.read_code()
    assert "Another report from this browser" not in here.open(NEW)
    assert town.count("cases") == before + 1


def test_a_page_of_a_sent_form_says_so_and_keeps_its_words(town: Town, here: Guided) -> None:
    here.say(1, text=TEXT)
    old = here.open(page(4))
    shown = hidden(here.open(REVIEW))
    here.send()
    answer = here.say_on(old, 4, who="too late")
    assert answer.status_code == 422
    assert "too late" in answer.text
    assert "Its code has not been noted yet" in answer.text
    here.has_noted()
    again = here.say_on(old, 4, who="too late")
    assert again.status_code == 409
    assert "too late" in again.text
    assert "You have sent this form already" in again.text
    sent = post(here.browser, REVIEW, {**shown, "do": "send"})
    assert sent.status_code == 409
    assert len([e for e in town.thread_of(here) if e.text]) == 1


def test_back_after_sending_leads_to_the_code_and_shows_an_empty_form(here: Guided) -> None:
    here.say(1, text=TEXT)
    here.send()
    for path in (page(1), page(17), REVIEW):
        shown = here.open(path)
        assert "Its code has not been noted yet" in shown
        assert TEXT not in shown


def test_another_browser_finds_nothing(town: Town, here: Guided) -> None:
    here.say(1, text=TEXT)
    stranger = Guided(visit(town.app))
    stranger.open(page(1))
    stolen = {**hidden(stranger.open(page(1))), "form": hidden(here.open(page(1)))["form"]}
    assert TEXT not in post(stranger.browser, page(1), {**stolen, "do": "all"}).text
    assert TEXT not in stranger.open(REVIEW)


def test_each_office_has_its_own_form(town: Town, here: Guided) -> None:
    found(town.portal, "second")
    here.say(1, text=TEXT)
    assert TEXT not in here.open("/o/second/report/1/")
    assert TEXT in here.open(page(1))
    assert here.browser.get("/o/nowhere/report/1/", status=404).status_code == 404


def test_a_link_of_another_site_leads_to_the_first_page_and_sets_no_cookie(here: Guided) -> None:
    for path in (page(1), REVIEW):
        answer = here.browser.client.get(
            path, base_url=here.browser.origin, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert (answer.status_code, answer.location) == (303, "/o/office/")
        assert "Set-Cookie" not in answer.headers


def test_files_are_added_one_by_one_marked_and_removed(town: Town, here: Guided) -> None:
    here.say(1, text=TEXT)
    for name in ("one.txt", "two.ogg"):
        answer = here.say(17, "keep", files=[(BytesIO(name.encode()), name)])
        assert answer.location == page(17)
    shown = here.open(page(17))
    ids = [part[:36] for part in shown.split('name="remove" value="')[1:]]
    assert len(ids) == 2
    here.say(17, shows_me=ids[1])
    assert "two.ogg, 7 bytes, shows who you are" in here.open(REVIEW)
    assert here.say(17, remove=ids[0], shows_me=ids[1]).location == page(17)
    assert "one.txt" not in here.open(REVIEW)
    here.say(4, who="nothing about files")
    here.send()
    here.has_noted()
    [slip] = [entry.file for entry in town.thread_of(here) if entry.file]
    assert (slip.name, slip.shows_identity) == ("two.ogg", True)


def test_too_many_files_are_told_and_the_others_stay(town: Town, here: Guided) -> None:
    most = town.portal.limits.max_files
    files = [(BytesIO(b"%d" % n), f"{n}.txt") for n in range(most)]
    assert here.say(17, "keep", files=files).location == page(17)
    answer = here.say(17, files=[(BytesIO(b"more"), "more.txt")])
    assert answer.status_code == 422
    assert f"There were more than {most} files" in answer.text
    assert "more.txt" not in answer.text
    assert f"{most - 1}.txt" in answer.text


def test_files_sent_to_another_page_are_kept_nowhere(town: Town, here: Guided) -> None:
    before = town.count("blobs")
    assert here.say(4, who="x", files=[(BytesIO(b"x"), "x.txt")]).location == page(5)
    assert town.count("blobs") == before


def test_answering_takes_no_place_of_those_who_send(town: Town, here: Guided) -> None:
    lanes = town.app.extensions["wbportal.floods"]
    with lanes.reports.enter(), lanes.reports.enter():
        assert here.say(1, text=TEXT).location == page(2)
        assert TEXT in here.open(REVIEW)


def test_the_one_page_form_still_sends_by_itself(town: Town, here: Guided) -> None:
    here.say(1, text="on a page of its own")
    before = town.count("cases")
    here.has_reported("all at once", who="ไม่รู้", urgency="no", urgency_text="not asked")
    answers = town.thread_of(here)[0].details["answers"]
    assert answers == {"version": "2", "who": None, "urgency": "no"}
    assert town.count("cases") == before + 1
    assert "I don’t know" in here.open("/receipt/case")
    assert "on a page of its own" in here.open(page(1))
    assert here.open(REPORT)
