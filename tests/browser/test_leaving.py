"""“Leave now”: from every page of a reporter, at once, and going back shows nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page

from tests.browser.conftest import Opening
from tests.browser.people import CHANGE, KEEP, NEW, PRESENT, Reporter, press, wait_for_nothing
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

TEXT = "ลับมาก very secret words"


def _landing(reporter: Reporter) -> None:
    reporter.browser.go(f"/o/{reporter.slug}/")


def _privacy(reporter: Reporter) -> None:
    reporter.browser.go(f"/o/{reporter.slug}/privacy")


def _writing(reporter: Reporter) -> None:
    reporter.begin(TEXT)


def _kept(reporter: Reporter) -> None:
    reporter.begin(TEXT)
    press(reporter.page.locator(KEEP))


def _code(reporter: Reporter) -> None:
    reporter.report(TEXT)
    reporter.read_code()


def _missed(reporter: Reporter) -> None:
    _code(reporter)
    reporter.press_noted()


def _giving_up(reporter: Reporter) -> None:
    _missed(reporter)
    press(reporter.page.locator("button[name=give_up]"))


def _case(reporter: Reporter) -> None:
    reporter.report_and_note(TEXT)


def _message_kept(reporter: Reporter) -> None:
    _case(reporter)
    reporter.page.fill("#text", TEXT)
    press(reporter.page.locator(KEEP))


def _change(reporter: Reporter) -> None:
    _case(reporter)
    reporter.browser.go(CHANGE)


def _present(reporter: Reporter) -> None:
    reporter.browser.go(PRESENT)


def _unknown(reporter: Reporter) -> None:
    reporter.come_back(" ".join(["0000"] * 7 + ["0000"]))


def _gone(reporter: Reporter) -> None:
    reporter.browser.go(NEW)


def _missing(reporter: Reporter) -> None:
    reporter.browser.go("/o/nowhere/")


PLACES = [
    *(_landing, _privacy, _writing, _kept, _code, _missed, _giving_up, _case, _message_kept),
    *(_change, _present, _gone, _missing),
]


@pytest.mark.parametrize("go_there", PLACES, ids=lambda place: place.__name__.strip("_"))
def test_one_press_leads_to_a_page_that_says_nothing(
    site: Site, open_browser: Opening, go_there: Callable[[Reporter], None]
) -> None:
    reporter = Reporter(open_browser(site.url), site.office.slug)
    go_there(reporter)
    _leave(reporter.page)
    assert reporter.browser.context.cookies() == []
    _nothing_is_told(reporter)
    for _ in range(4):
        _go_back(reporter.page)
        _nothing_is_told(reporter)


def _go_back(page: Page) -> None:
    try:
        page.go_back()
    except Error as refused:  # what answered a form is not kept: the browser asks to send it again
        assert "ERR_CACHE_MISS" in refused.message  # noqa: PT017 - what comes is no exception
        wait_for_nothing(page)


def _leave(page: Page) -> None:
    press(page.locator("form.leave button"))
    assert page.locator("form, a, nav").count() == 0
    assert page.url.endswith("/leave")


def _nothing_is_told(reporter: Reporter) -> None:
    shown = reporter.page.content()
    assert "secret" not in shown
    assert "ลับมาก" not in shown
    if reporter.groups:
        assert reporter.groups[0] not in shown or reporter.groups[1] not in shown
