"""A report, its code and a message with nothing but a keyboard, and always a visible focus."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opening
from tests.browser.people import CASE, NEW, SEND, Reporter, press
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

_MOST_STOPS = 80
# What has the focus: whether it is the one that is looked for, shown as such, and in view.
_FOCUS = """selector => {
    const one = document.activeElement, style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    const top = box.top + Math.min(box.height / 2, 20);
    const hit = document.elementFromPoint(box.left + box.width / 2, top);
    return {
        arrived: one.matches(selector),
        outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        seen: one === hit || one.contains(hit) || hit !== null && hit.contains(one),
        what: one.outerHTML.slice(0, 80),
    };
}"""
_TOP_OF_LABEL = """() => {
    const label = document.querySelector("label[for=text]").getBoundingClientRect();
    return label.top - document.querySelector("header").getBoundingClientRect().bottom;
}"""


@pytest.fixture
def reporter(site: Site, open_browser: Opening) -> Reporter:
    return Reporter(open_browser(site.url, "th"), site.office.slug)


def _tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    for _ in range(_MOST_STOPS):
        page.keyboard.press(key)
        focus = page.evaluate(_FOCUS, selector)
        assert focus["outlined"], f"the focus does not show: {focus['what']}"
        assert focus["seen"], f"the focus is covered: {focus['what']}"
        if focus["arrived"]:
            return
    raise AssertionError(f"the keyboard does not lead to {selector}")


def _enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_report_needs_no_mouse(reporter: Reporter) -> None:
    reporter.browser.go("/")
    _write_and_send(reporter.page)
    assert reporter.browser.path() == NEW
    reporter.read_code()
    _type_the_groups(reporter)
    assert reporter.browser.path() == CASE
    _add_a_message(reporter.page)
    assert "และนี่คือข้อความ" in reporter.messages()[-1]
    _tab_to(reporter.page, "form.leave button")
    _enter(reporter.page)
    assert reporter.page.locator("form").count() == 0


def _write_and_send(page: Page) -> None:
    _tab_to(page, ".skip")
    _tab_to(page, "a.card.first")
    _enter(page)
    _tab_to(page, "#text")
    page.keyboard.insert_text("เขียนด้วยแป้นพิมพ์อย่างเดียว")
    _tab_to(page, "button[name=do][value=all]")
    _enter(page)
    _tab_to(page, "#must_not_see input")
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    _tab_to(page, SEND)
    _enter(page)


def _type_the_groups(reporter: Reporter) -> None:
    page = reporter.page
    for _ in range(2):
        _tab_to(page, "input[name^=group_]")
        name = page.evaluate("document.activeElement.name")
        page.keyboard.type(reporter.groups[int(name[-1]) - 1])
    _enter(page)  # in the field: the form's own button takes it


def _add_a_message(page: Page) -> None:
    _tab_to(page, "#text")
    page.keyboard.insert_text("และนี่คือข้อความ")
    _tab_to(page, SEND)
    _enter(page)


def test_going_back_with_the_keyboard_covers_nothing(reporter: Reporter) -> None:
    reporter.browser.go(reporter.form_path)
    reporter.page.locator(SEND).focus()
    _tab_to(reporter.page, "form.leave button", "Shift+Tab")


def test_enter_in_a_line_sends_nothing(site: Site, reporter: Reporter) -> None:
    before = site.count("cases")
    reporter.begin("ยังไม่ส่ง")
    reporter.page.focus("#place")
    _enter(reporter.page)
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
    _tab_to(reporter.page, ".skip")
    reporter.page.keyboard.press("Enter")
    _tab_to(reporter.page, "main a, main input, main button")
    press(reporter.page.locator("form:has(#code) button"))
    assert reporter.page.locator("#code[aria-invalid=true]").count() == 1
