"""The pages on which a reporter's name is asked for, lent and opened."""

from urllib.parse import urlsplit

from tests.browser.places import Guide, Place, signed_in

HANDLER, CUSTODIAN = "kittisak", "waraporn"


def _name_asked_for(guide: Guide) -> None:
    guide.browser.go("/desk/identities/")
    guide.press("main a.button")


def _ask_for_name(guide: Guide) -> None:
    _name_of_a_case(guide)
    guide.browser.go(f"{urlsplit(guide.page.url).path}/ask")


def _name_not_asked_for(guide: Guide) -> None:
    guide.page.check("#prior-1")
    guide.press("main form.order button")


def _name_not_refused(guide: Guide) -> None:
    guide.press("main button[value=refuse]")


def _name_of_a_case(guide: Guide) -> None:
    guide.sign_in(HANDLER)
    guide.browser.go("/desk/?state=assessing")
    guide.press("a.title")
    guide.press("a[href$='/identity']")


NAMES = (
    Place("names", signed_in(CUSTODIAN, "/desk/identities/")),
    Place("names-request", _name_asked_for),
    Place("names-refused", _name_not_refused),
    Place("case-name", _name_of_a_case),
    Place("case-name-ask", _ask_for_name),
    Place("case-name-ask-refused", _name_not_asked_for),
)
