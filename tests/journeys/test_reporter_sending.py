"""Whatever happens while a report is sent: one case, one code, and nothing typed is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest

from tests.builders import URL, visit
from tests.journeys.reporter import NEW, REPORT, Reporter, Town, groups_on, hidden, make_town, post
from wbportal.casework.records import EntryType

LONG_STORY = "ทุกวันศุกร์มีคนมาเก็บเงิน <b>& “quotes”</b>\nหน้าร้าน"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return make_town(tmp_path_factory.mktemp("home"))


def _code(reporter: Reporter) -> list[str]:
    return groups_on(reporter.browser.get(NEW).text)


def test_a_form_sent_twice_makes_one_case_and_shows_one_code(town: Town) -> None:
    here = town.reporter()
    before, form = town.count("cases"), here.form()
    assert here.submit(form, text=LONG_STORY).status_code == 303
    first = _code(here)
    assert here.submit(form, text=LONG_STORY).status_code == 303
    assert _code(here) == first
    assert town.count("cases") == before + 1


def test_a_form_sent_in_parallel_makes_one_case_and_shows_one_code(town: Town) -> None:
    here = town.reporter()
    before, form = town.count("cases"), here.form()
    windows = [_same_cookies(town, here) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda one: one.submit(form, text=LONG_STORY).status_code, windows))
    assert answers == [303] * 6
    assert town.count("cases") == before + 1
    assert len({tuple(_code(one)) for one in windows}) == 1


def _same_cookies(town: Town, reporter: Reporter) -> Reporter:
    other = Reporter(visit(town.app))
    for name in ("draft", "csrf"):
        cookie = reporter.browser.client.get_cookie(name, "127.0.0.1")
        assert cookie is not None
        other.browser.client.set_cookie(name, cookie.value, domain="127.0.0.1")
    return other


def test_the_same_form_with_other_words_adds_to_the_same_case(town: Town) -> None:
    here = town.reporter()
    before, form = town.count("cases"), here.form()
    here.submit(form, text="first words")
    here.submit(form, text="second words")
    here.submit(form, text="second words")
    here.submit(form, text="first words")
    here.read_code()
    here.note()
    entries = town.thread_of(here)
    assert [(e.type, e.text) for e in entries] == [
        (EntryType.REPORT, "first words"),
        (EntryType.MESSAGE, "second words"),
    ]
    assert town.count("cases") == before + 1


def test_the_same_form_with_one_more_file_adds_the_file_alone(town: Town) -> None:
    here = town.reporter()
    form = here.form()
    here.submit(form, text="words", files=[(BytesIO(b"one"), "1.txt")])
    here.submit(form, text="words", files=[(BytesIO(b"one"), "1.txt"), (BytesIO(b"2"), "2.txt")])
    here.read_code()
    here.note()
    entries = town.thread_of(here)
    assert [e.file.name for e in entries if e.file is not None] == ["1.txt", "2.txt"]
    assert [e.text for e in entries if e.text] == ["words"]


def test_a_name_that_comes_too_late_is_not_taken_silently(town: Town) -> None:
    here = town.reporter()
    form = here.form()
    here.submit(form, text="words")
    answer = here.submit(form, text="words", must_not_see_text="ลุงหนวด")
    assert answer.status_code == 422
    assert "they may have opened it already" in answer.text
    assert "ลุงหนวด" in answer.text


def test_two_tabs_make_two_cases_and_both_codes_are_shown_in_turn(town: Town) -> None:
    here = town.reporter()
    before, one, two = town.count("cases"), here.form(), here.form()
    here.submit(one, text="from the first tab")
    here.submit(two, text="from the second tab")
    here.read_code()
    assert "Another report from this browser" in here.browser.get(NEW).text
    assert "from the second tab" in _noted_case(here)
    here.read_code()
    assert "from the first tab" in _noted_case(here)
    assert town.count("cases") == before + 2


def _noted_case(here: Reporter) -> str:
    assert here.note().status_code == 303
    return here.browser.get("/receipt/case").text


def test_a_form_sent_again_after_its_code_was_noted_is_told_so_with_its_text(town: Town) -> None:
    here = town.reporter()
    before, form = town.count("cases"), here.form()
    here.submit(form, text=LONG_STORY)
    here.read_code()
    here.note()
    answer = here.submit(form, text=LONG_STORY)
    assert answer.status_code == 409
    assert "You have sent this form already" in answer.text
    assert "ทุกวันศุกร์มีคนมาเก็บเงิน &lt;b&gt;&amp; “quotes”" in answer.text
    assert town.count("cases") == before + 1


def test_back_on_the_form_says_that_a_code_still_waits(town: Town) -> None:
    here = town.reporter()
    here.report()
    assert "Its code has not been noted yet" in here.browser.get(REPORT).text
    here.read_code()
    here.note()
    assert "Its code has not been noted yet" not in here.browser.get(REPORT).text


def test_a_browser_without_cookies_keeps_the_text_on_the_page(town: Town) -> None:
    here = town.reporter()
    before, form = town.count("cases"), here.form()
    for name in ("draft", "csrf"):
        here.browser.client.delete_cookie(name, domain="127.0.0.1")
    answer = here.submit(form, text=LONG_STORY, who="Somchai")
    assert answer.status_code == 422
    assert "did not send our cookie back" in answer.text
    assert "หน้าร้าน" in answer.text
    assert "Somchai" in answer.text
    assert town.count("cases") == before
    again = here.submit(hidden(answer.text), text=LONG_STORY, who="Somchai")
    assert (again.status_code, again.location) == (303, NEW)


def test_a_bad_token_alone_keeps_text_and_files(town: Town) -> None:
    here = town.reporter()
    before = town.count("cases")
    form = {**here.form(), "csrf_token": "forged"}
    answer = here.submit(form, text=LONG_STORY, files=[(BytesIO(b"x"), "evidence.txt")])
    assert answer.status_code == 422
    assert "หน้าร้าน" in answer.text
    assert "evidence.txt" in answer.text
    assert town.count("cases") == before
    assert here.submit(hidden(answer.text), text=LONG_STORY).status_code == 303
    here.read_code()
    here.note()
    assert [e.file.name for e in town.thread_of(here) if e.file] == ["evidence.txt"]


def test_a_report_without_words_is_asked_for_some(town: Town) -> None:
    here = town.reporter()
    answer = here.submit(here.form(), text="  \n ", who="the mayor", when="last week")
    assert answer.status_code == 422
    assert 'href="#text"' in answer.text
    assert "One sentence is enough" in answer.text
    assert "the mayor" in answer.text
    assert "last week" in answer.text


def test_a_text_that_is_too_long_stays_on_the_page_whole(town: Town) -> None:
    here = town.reporter()
    answer = here.submit(here.form(), text="ก" * 100_001)
    assert answer.status_code == 422
    assert "at most 100,000 letters" in answer.text
    assert "ก" * 100_001 in answer.text
    assert here.submit(hidden(answer.text), text="ก" * 100_000).status_code == 303


def test_a_text_too_long_to_be_kept_is_not_called_kept(town: Town) -> None:
    here = town.reporter()
    answer = here.submit(here.form(), text="ก" * 200_001, do="keep")
    assert answer.status_code == 422
    assert "at most 100,000 letters" in answer.text
    assert "are kept for this browser" not in answer.text
    assert "ก" * 200_001 in answer.text


def test_what_was_kept_and_not_sent_can_be_gone_on_with(town: Town) -> None:
    here = town.reporter()
    here.submit(
        here.form(), text=LONG_STORY, area="TH-40", files=[(BytesIO(b"x"), "a.txt")], do="keep"
    )
    page = here.browser.get(REPORT).text
    assert "You have a report that was not sent" in page
    assert "หน้าร้าน" not in page  # not to whoever sits down at this browser next
    kept = page.split('name="form" value="')[1][:32]
    answer = here.submit({**hidden(page), "form": kept}, do="show")
    assert "หน้าร้าน" in answer.text
    assert "a.txt" in answer.text
    assert '<option selected value="TH-40">' in answer.text
    assert here.submit(hidden(answer.text), text=LONG_STORY).status_code == 303


def test_an_hour_after_sending_the_code_is_gone_and_the_form_was_sent(town: Town) -> None:
    here = town.reporter()
    form = here.form()
    here.submit(form, text=LONG_STORY)
    town.clock.move(timedelta(minutes=59))
    assert len(_code(here)) == 8
    town.clock.move(timedelta(minutes=2))
    assert here.browser.get(NEW, status=410).status_code == 410
    assert here.submit(form, text=LONG_STORY).status_code == 409


def test_another_browser_cannot_see_the_code(town: Town) -> None:
    here, stranger = town.reporter(), town.reporter()
    here.report()
    stranger.form()
    assert stranger.browser.get(NEW, status=410).status_code == 410


def test_leaving_before_noting_takes_the_code_along(town: Town) -> None:
    here = town.reporter()
    here.report()
    post(here.browser, "/leave", {})
    assert here.browser.get(NEW, status=410).status_code == 410


@pytest.mark.parametrize("number", ["", "x", "0" * 31, "../" * 8, "รายงาน"])
def test_a_form_number_that_we_did_not_give_counts_as_a_new_form(town: Town, number: str) -> None:
    here = town.reporter()
    answer = here.submit({**here.form(), "form": number}, text="words")
    assert answer.status_code == 303


def test_an_office_that_does_not_exist_takes_no_reports(town: Town) -> None:
    browser = town.reporter().browser
    assert browser.get("/o/nowhere/report/", status=404).status_code == 404
    assert post(browser, "/o/nowhere/report/", {"text": "x"}).status_code == 404


def test_a_link_of_another_site_leads_to_the_first_page_and_sets_no_cookie(town: Town) -> None:
    client = town.reporter().browser.client
    foreign = {"Sec-Fetch-Site": "cross-site"}
    answer = client.get(REPORT, base_url=URL, headers=foreign)
    assert (answer.status_code, answer.location) == (303, "/o/office/")
    assert "Set-Cookie" not in answer.headers


def test_another_site_cannot_send_a_report_from_a_visitor_s_browser(town: Town) -> None:
    here = town.reporter()
    form = here.form()
    answer = here.browser.client.post(
        REPORT,
        data={**form, "text": "x"},
        base_url=here.browser.origin,
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 400
