"""Whatever happens between typing and arriving: the text stays, and one case comes of it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Opening
from tests.browser.people import CASE, NEW, SEND, Handler, Reporter, groups_on, press
from tests.browser.serving import Site
from tests.browser.watching import with_profile

pytestmark = pytest.mark.browser

TEXT = "ขอแจ้งว่าเงินค่าอาหารกลางวันเด็กหายไป\nIt happens every Friday."


@pytest.fixture
def reporter(site: Site, open_browser: Opening) -> Reporter:
    return Reporter(open_browser(site.url), site.office.slug)


@contextmanager
def _cases(site: Site, expected: int) -> Iterator[None]:
    """Check how many cases have come while the block ran."""
    before = site.count("cases")
    yield
    assert site.count("cases") - before == expected


def test_two_tabs_make_two_reports(site: Site, reporter: Reporter) -> None:
    with _cases(site, 2):
        reporter.begin(TEXT)
        second = reporter.browser.tab()
        second.goto(site.url + reporter.form_path)
        second.fill("#text", "Another matter.")
        press(second.locator(SEND))
        codes = [groups_on(second)]
        assert reporter.page.input_value("#text") == TEXT
        reporter.send()
        reporter.read_code()
        codes.append(reporter.groups)
        reporter.note()
    assert codes[0] != codes[1]
    # The code that is noted first belongs to one of them; the other one is still shown.
    reporter.browser.go(NEW)
    assert groups_on(reporter.page) in codes


def test_going_back_leads_to_the_code_again(site: Site, reporter: Reporter) -> None:
    with _cases(site, 1):
        reporter.report(TEXT)
        code = groups_on(reporter.page)
        reporter.page.go_back()
        assert reporter.browser.path() == reporter.form_path
        press(reporter.page.locator(f".panel.good a[href='{NEW}']"))
        assert groups_on(reporter.page) == code
        reporter.page.reload()
        assert groups_on(reporter.page) == code


def test_going_back_after_noting_does_not_send_again(site: Site, reporter: Reporter) -> None:
    with _cases(site, 1):
        reporter.report_and_note(TEXT)
        reporter.page.go_back()
        assert groups_on(reporter.page) == [], "the code is shown no longer"
        reporter.page.go_back()
        assert reporter.page.input_value("#text") == ""


def test_reloading_what_was_refused_keeps_the_text(site: Site, reporter: Reporter) -> None:
    with _cases(site, 0):
        reporter.begin("")
        reporter.page.fill("#who", "หัวหน้า")
        reporter.send()
        assert reporter.page.input_value("#who") == "หัวหน้า"
        reporter.page.reload()
        assert reporter.page.input_value("#who") == "หัวหน้า"


def test_a_link_of_another_site_to_the_form_takes_no_code_away(
    site: Site, reporter: Reporter
) -> None:
    reporter.report(TEXT)
    code = groups_on(reporter.page)
    other = reporter.browser.tab()
    other.goto(f"data:text/html,<a href='{site.url}{reporter.form_path}'>Report</a>")
    press(other.locator("a"))
    press(other.locator("a.card.first"))
    assert other.url.startswith(site.url + reporter.form_path)
    reporter.browser.go(NEW)
    assert groups_on(reporter.page) == code


@pytest.mark.parametrize("link", ["footer a", "a.brand"])
def test_looking_something_up_leaves_what_is_being_written(reporter: Reporter, link: str) -> None:
    reporter.begin(TEXT)
    with reporter.browser.context.expect_page() as other:
        reporter.page.click(link)
    assert other.value.url.partition("?")[0] != reporter.page.url.partition("?")[0]
    assert reporter.page.input_value("#text") == TEXT


def test_a_double_click_makes_one_case(site: Site, reporter: Reporter) -> None:
    with _cases(site, 1):
        reporter.begin(TEXT)
        reporter.page.dblclick(SEND)
        reporter.page.wait_for_selector(".digits")
        reporter.read_code()
        reporter.note()
        assert reporter.messages() != []


def test_two_sends_at_the_same_time_make_one_case(site: Site, reporter: Reporter) -> None:
    with _cases(site, 1):
        reporter.begin(TEXT)
        tabs: list[Page] = []

        def both(tab: Page) -> bool:
            tabs.append(tab)
            return len(tabs) == 2

        with reporter.browser.context.expect_page(both):
            for _ in range(2):  # into a new tab each, without waiting for an answer
                reporter.page.click(SEND, modifiers=["ControlOrMeta"])
        for tab in tabs:
            tab.wait_for_selector(".digits")
        assert groups_on(tabs[0]) == groups_on(tabs[1])


def test_a_double_click_says_a_message_once(reporter: Reporter) -> None:
    reporter.report_and_note(TEXT)
    reporter.page.fill("#text", "And one thing more.")
    reporter.page.dblclick(SEND)
    reporter.page.wait_for_selector(".message:has-text('And one thing more.')")
    reporter.browser.go(CASE)
    assert len(reporter.messages()) == 2


def test_cookies_cleared_while_writing_cost_one_more_click(site: Site, reporter: Reporter) -> None:
    with _cases(site, 1):
        reporter.begin(TEXT)
        reporter.browser.context.clear_cookies()
        reporter.send()
        assert reporter.page.input_value("#text") == TEXT
        reporter.send()
        assert len(groups_on(reporter.page)) == 8


def test_refused_cookies_lose_no_text(site: Site, chromium: Browser, tmp_path: Path) -> None:
    refuse = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(refuse))
    with with_profile(chromium, tmp_path, site.url) as browser, _cases(site, 0):
        reporter = Reporter(browser, site.office.slug)
        reporter.begin(TEXT)
        for _ in range(2):
            reporter.send()
            assert reporter.page.input_value("#text") == TEXT
            assert reporter.page.locator(".panel.warn").count() == 1, "it says that it was not sent"


@pytest.mark.parametrize("ends", ["in the database", "in the browser"])
def test_a_message_outlives_the_visit(site: Site, reporter: Reporter, ends: str) -> None:
    reporter.report_and_note(TEXT)
    reporter.page.fill("#text", "What I forgot to say.")
    if ends == "in the database":
        site.end_visits()
    else:
        reporter.browser.context.clear_cookies(name="reporter")
    reporter.send()
    assert reporter.page.input_value("#text") == "What I forgot to say."
    assert TEXT not in reporter.page.inner_text("body"), "nothing of the case is shown"
    reporter.page.fill("#code", "1234 5678")
    reporter.send()
    assert reporter.page.input_value("#text") == "What I forgot to say."
    reporter.page.fill("#code", reporter.code)
    reporter.send()
    assert reporter.browser.path() == CASE
    assert [TEXT in reporter.messages()[0], len(reporter.messages())] == [True, 2]


def test_a_token_that_is_gone_costs_one_more_click(reporter: Reporter) -> None:
    reporter.report_and_note(TEXT)
    reporter.page.fill("#text", "What I forgot to say.")
    reporter.browser.context.clear_cookies(name="csrf")
    reporter.send()
    assert reporter.page.input_value("#text") == "What I forgot to say."
    reporter.send()
    assert len(reporter.messages()) == 2


def test_files_that_arrived_stay_when_something_else_is_wrong(
    reporter: Reporter, tmp_path: Path
) -> None:
    paper = tmp_path / "ใบเสร็จ.txt"
    paper.write_text("one", "utf-8")
    reporter.begin("")
    reporter.page.set_input_files("#files", paper)
    reporter.send()
    assert paper.name in reporter.page.inner_text("li.card")
    reporter.page.fill("#text", TEXT)
    reporter.send()
    reporter.read_code()
    reporter.note()
    assert paper.name in reporter.messages()[0]


def test_a_note_outlives_the_session_of_who_writes_it(
    site: Site, reporter: Reporter, open_browser: Opening
) -> None:
    reporter.report("A bridge without a road.")
    lead = Handler(open_browser(site.url))
    lead.sign_in(site, site.office.leads[0])
    lead.open_case("A bridge without a road.")
    lead.order("note").locator("textarea").fill("Ask the province first.")
    lead.browser.context.clear_cookies(name="session")
    press(lead.order("note").locator("button"))
    assert lead.page.input_value("textarea") == "Ask the province first."
    with lead.browser.context.expect_page() as opened:
        lead.page.click("main ol a[target=_blank]")
    Handler(replace(lead.browser, page=opened.value)).sign_in(site, site.office.leads[0])
    press(lead.page.locator("main form button"))
    assert "Ask the province first." in lead.page.inner_text(".note")
