"""Where conflicts of interest are declared, objected to and decided, and one’s own are listed."""

from tests.browser.places import Guide, Place, signed_in

_DECIDES, _DECLARED = "narumon", "margaret"


def _to_decide(guide: Guide) -> None:
    """Lead to the case in which somebody accused objects to an officer."""
    guide.sign_in(_DECIDES)
    guide.browser.go("/desk/?state=addressing")
    for title in [one.get_attribute("href") for one in guide.page.locator("a.title").all()]:
        guide.browser.go(f"{(title or '').split('?')[0]}/conflict/")
        if guide.page.locator("main a.button").count():
            return


def _deciding_refused(guide: Guide) -> None:
    guide.press("main a.button")
    guide.press("main form button")


def _declaring_refused(guide: Guide) -> None:
    guide.press("main p.small a")
    guide.press("a[href$='/conflict/declare']")
    guide.press("main form button")


def _objecting_refused(guide: Guide) -> None:
    guide.press("main p.small a")
    guide.press("a[href$='/conflict/object']")
    guide.press("main form button")


CONFLICTS = (
    Place("conflicts", _to_decide),
    Place("conflict-decide-refused", _deciding_refused),
    Place("conflict-declare-refused", _declaring_refused),
    Place("conflict-object-refused", _objecting_refused),
    Place("conflicts-own", signed_in(_DECLARED, "/desk/conflicts/")),
)
