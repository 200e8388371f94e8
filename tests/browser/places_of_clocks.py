"""The list of what is due, and the clocks of one case."""

from tests.browser.places import Guide, Place, to


def _clocks(guide: Guide) -> None:
    """Lead to the clocks of the case whose prescription is watched."""
    guide.browser.go("/desk/due/?clock=prescription&when=later")
    guide.press("a.title")
    guide.press("nav a[href$='/clocks/']")


def _why(guide: Guide) -> None:
    guide.press("a[href*='/clocks/own/']")


def _form(guide: Guide) -> None:
    _clocks(guide)
    guide.press("a[href$='/clocks/prescription']")


def _refused(guide: Guide) -> None:
    guide.page.fill("#prescribed_on", "soon")
    guide.press("main form button")


CLOCKS = (
    Place("due", to("/desk/due/")),
    Place("due-nothing", to("/desk/due/?clock=house.answer&when=later&mine=y")),
    Place("clocks", _clocks),
    Place("clock-why", _why),
    Place("clock-form", _form),
    Place("clock-form-refused", _refused),
)
