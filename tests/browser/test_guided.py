"""One question a page on a small phone, without scripts: to the noted code, and back and forth."""

from dataclasses import dataclass

import pytest

from tests.browser.conftest import Opening
from tests.browser.people import CASE, NEW, SEND, Reporter, groups_on, press
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

NEXT, BACK = "button.button[name=do][value=next]", "button[name=do][value=back]"
UNKNOWN = "button[name=do][value=unknown]"


@dataclass(frozen=True, slots=True)
class Words:
    """What is typed in one language."""

    lang: str
    text: str
    who: str
    when: str
    unknown: str


STORIES = (
    Words("th", "เงินค่าอาหารกลางวันเด็กหายไปทุกวันศุกร์", "ครูใหญ่", "มีนาคม ๒๕๖๙", "ไม่รู้"),
    Words("en", "The lunch money is gone every Friday.", "The head", "March 2026", "I don’t know"),
)


@pytest.fixture
def reporter(site: Site, open_browser: Opening) -> Reporter:
    return Reporter(open_browser(site.url), site.office.slug)


def _at(reporter: Reporter) -> str:
    return reporter.browser.path().partition("?")[0].removeprefix(reporter.form_path)


def _go(reporter: Reporter, page: str) -> None:
    reporter.browser.go(f"{reporter.form_path}{page}/")


def _press(reporter: Reporter, button: str) -> None:
    press(reporter.page.locator(button))


@pytest.mark.parametrize("words", STORIES, ids=lambda words: words.lang)
def test_the_guided_way_leads_to_a_noted_code(
    site: Site, open_browser: Opening, words: Words
) -> None:
    reporter = Reporter(open_browser(site.url, words.lang), site.office.slug)
    reporter.browser.go("/")
    _press(reporter, "a.card.first")
    _answer_until_when(reporter, words)
    _answer_the_rest(reporter)
    assert _at(reporter) == "review/"
    shown = reporter.page.inner_text("main")
    for said in (words.text, words.who, words.when, words.unknown, "ใบเสร็จ.jpg"):
        assert said in shown
    reporter.send()
    assert reporter.browser.path().startswith(NEW)
    reporter.read_code()
    reporter.note()
    assert reporter.browser.path().startswith(CASE)
    assert words.text in reporter.messages()[0]


def _answer_until_when(reporter: Reporter, words: Words) -> None:
    page = reporter.page
    page.fill("#text", words.text)
    _press(reporter, NEXT)
    page.check("input[value=bribery]")
    _press(reporter, NEXT)
    page.fill("#who", words.who)
    _press(reporter, NEXT)
    page.check("input[value=at_work]")
    _press(reporter, NEXT)
    _press(reporter, UNKNOWN)
    page.fill("#when", words.when)
    page.keyboard.press("Enter")
    page.wait_for_selector("#how_known")


def _answer_the_rest(reporter: Reporter) -> None:
    page = reporter.page
    for _ in range(5):
        _press(reporter, NEXT)
    page.check("input[value=date_near]")
    _press(reporter, NEXT)
    assert page.locator("#urgency_text").count() == 1
    _press(reporter, NEXT)
    _press(reporter, NEXT)
    page.set_input_files(
        "#files", {"name": "ใบเสร็จ.jpg", "mimeType": "image/jpeg", "buffer": b"x" * 9000}
    )
    _press(reporter, NEXT)


def test_the_browsers_own_back_finds_what_was_typed(reporter: Reporter) -> None:
    page = reporter.page
    _go(reporter, "1")
    page.fill("#text", "First this.")
    _press(reporter, NEXT)
    _press(reporter, NEXT)
    page.fill("#who", "Then them.")
    _press(reporter, NEXT)
    page.go_back()
    assert page.input_value("#who") == "Then them."
    page.go_back()
    page.go_back()
    assert page.input_value("#text") == "First this."
    page.reload()
    assert page.input_value("#text") == "First this."
    page.fill("#text", "First that.")
    _press(reporter, NEXT)
    _press(reporter, NEXT)
    assert page.input_value("#who") == "Then them."
    _press(reporter, BACK)
    _press(reporter, BACK)
    assert page.input_value("#text") == "First that."


def test_each_tab_goes_on_with_its_own_report(site: Site, reporter: Reporter) -> None:
    before = site.count("cases")
    page = reporter.page
    _go(reporter, "1")
    page.fill("#text", "From the first tab.")
    _press(reporter, NEXT)
    other = reporter.browser.tab()
    other.goto(f"{site.url}{reporter.form_path}1/")
    press(other.locator("button[name=do][value=new]"))
    assert other.input_value("#text") == ""
    other.fill("#text", "From the second tab.")
    press(other.locator(NEXT))
    page.check("input[value=bribery]")  # the first tab was open all the while
    _press(reporter, "button[name=do][value=review]")
    assert "From the first tab." in page.inner_text("main")
    press(other.locator("button[name=do][value=review]"))
    assert "From the second tab." in other.inner_text("main")
    reporter.send()
    first = groups_on(page)
    press(other.locator(SEND))
    assert groups_on(other) != first
    assert site.count("cases") - before == 2


def test_going_back_after_sending_leads_to_the_code(site: Site, reporter: Reporter) -> None:
    before = site.count("cases")
    _go(reporter, "1")
    reporter.page.fill("#text", "Sent once.")
    _press(reporter, "button[name=do][value=review]")
    reporter.page.dblclick(SEND)
    reporter.page.wait_for_selector(".digits")
    code = groups_on(reporter.page)
    reporter.page.go_back()
    press(reporter.page.locator(f".panel.good a[href='{NEW}']"))
    assert groups_on(reporter.page) == code
    assert site.count("cases") - before == 1


def test_a_lost_cookie_costs_one_more_click_on_a_page(reporter: Reporter) -> None:
    _go(reporter, "1")
    reporter.page.fill("#text", "Kept on the page.")
    reporter.browser.context.clear_cookies()
    _press(reporter, NEXT)
    assert reporter.page.input_value("#text") == "Kept on the page."
    assert reporter.page.locator(".panel.warn").count() == 1
    _press(reporter, NEXT)
    assert _at(reporter) == "2/"


def test_leaving_takes_the_answers_along(reporter: Reporter) -> None:
    _go(reporter, "1")
    reporter.page.fill("#text", "Gone.")
    _press(reporter, NEXT)
    press(reporter.page.locator("form.leave button"))
    _go(reporter, "1")
    assert reporter.page.input_value("#text") == ""
