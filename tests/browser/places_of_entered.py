"""The pages of a report that somebody writes down for its reporter, or receives and passes on."""

from tests.browser.people import asked_on, groups_on, press
from tests.browser.places import Guide, Place, signed_in

_WRITER, _RECEIVER = "kittisak", "somsri"
_ENTER, _ENTERED = "/desk/enter/", "/desk/entered/"
_SAID = "The clerk told my aunt to come back with two thousand baht, and to tell nobody."


def _passes_on(guide: Guide) -> None:
    """Lead whoever receives reports from their list to the form that passes the first one on."""
    guide.sign_in(_RECEIVER)
    guide.browser.go("/desk/")
    guide.press("a.title")
    guide.press("nav.views a[href$='/pass-on']")


def _not_passed_on(guide: Guide) -> None:
    guide.press("main form button")


def _slip_waits(guide: Guide) -> None:
    """Write a report down; hand over before what an earlier walk has left."""
    guide.browser.go(_ENTERED)
    if groups_on(guide.page):
        guide.press("form[action$='/entered/'] button")
    guide.browser.go(_ENTER)
    guide.page.fill("#text", _SAID)
    guide.page.select_option("#came_by", "telephone")
    guide.page.fill("#came_on", "20 Nov 2026")
    guide.press("main button[value=send]")


def _refused(guide: Guide) -> None:
    guide.browser.go(_ENTER)
    guide.press("main button[value=send]")


def _people(guide: Guide) -> None:
    guide.browser.go(_ENTER)
    guide.press("main button[value=people]")


def _record(guide: Guide) -> None:
    """Come back with a slip, exchange its code, and read what was written down."""
    guide.sign_in(_WRITER)
    _slip_waits(guide)
    slip = " ".join(groups_on(guide.page))
    guide.press("nav form button")
    guide.come_back(slip)
    guide.page.fill("#code", slip)
    guide.press("form:has(#code) button")
    groups = groups_on(guide.page)
    for field in asked_on(guide.page):
        number = int((field.get_attribute("name") or "").removeprefix("group_"))
        field.fill(groups[number - 1])
    press(guide.page.locator("form:has([name^=group_]) button"))
    guide.page.wait_for_load_state("networkidle")  # an icon that comes late is not the next page's
    guide.browser.go("/receipt/record")
    guide.unfold()


def _record_refused(guide: Guide) -> None:
    guide.page.fill("#text", "")
    guide.press("button[name=do][value=correct]")


ENTERED = (
    Place("enter", signed_in(_WRITER, _ENTER)),
    Place("enter-refused", _refused),
    Place("enter-people", _people),
    Place("entered", _slip_waits),
    Place("desk-of-intake", signed_in(_RECEIVER, "/desk/")),
    Place("pass-on", _passes_on),
    Place("pass-on-refused", _not_passed_on),
)
RECORD = (
    Place("record", _record),
    Place("record-refused", _record_refused),
)
