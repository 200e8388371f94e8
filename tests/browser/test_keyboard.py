"""What a keyboard does on single pages; the whole way with it is in test_whole_path."""

import pytest

from tests.browser.conftest import Opening
from tests.browser.hands import enter, tab_to
from tests.browser.people import SEND, Reporter, press
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

_TOP_OF_LABEL = """() => {
    const label = document.querySelector("label[for=text]").getBoundingClientRect();
    return label.top - document.querySelector("header").getBoundingClientRect().bottom;
}"""


@pytest.fixture
def reporter(site: Site, open_browser: Opening) -> Reporter:
    return Reporter(open_browser(site.url, "th"), site.office.slug)


def test_going_back_with_the_keyboard_covers_nothing(reporter: Reporter) -> None:
    reporter.browser.go(reporter.form_path)
    reporter.page.locator(SEND).focus()
    tab_to(reporter.page, "form.leave button", "Shift+Tab")


def test_enter_in_a_line_sends_nothing(site: Site, reporter: Reporter) -> None:
    before = site.count("cases")
    reporter.begin("ยังไม่ส่ง")
    reporter.page.focus("#place")
    enter(reporter.page)
    assert reporter.page.input_value("#text") == "ยังไม่ส่ง"
    assert site.count("cases") == before


def test_the_summary_of_errors_leads_to_the_field_and_its_label(reporter: Reporter) -> None:
    reporter.browser.go(reporter.form_path)
    reporter.send()
    link = reporter.page.locator("[role=alert] a")
    link.focus()
    reporter.page.keyboard.press("Enter")
    assert reporter.page.evaluate("document.activeElement.id") == "text"
    assert reporter.page.evaluate(_TOP_OF_LABEL) >= 0, "its label is below the header"


def test_the_skip_link_leads_past_the_header(reporter: Reporter) -> None:
    reporter.browser.go("/receipt/")
    tab_to(reporter.page, ".skip")
    reporter.page.keyboard.press("Enter")
    tab_to(reporter.page, "main a, main input, main button")
    press(reporter.page.locator("form:has(#code) button"))
    assert reporter.page.locator("#code[aria-invalid=true]").count() == 1
