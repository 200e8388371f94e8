"""The pages on which cases go: spam at once, and a closed case by two leads."""

from tests.browser.places import Guide, Place


def _destroyed(guide: Guide) -> None:
    guide.page.select_option("#reason", "test")
    guide.page.check("#sure")
    guide.press("main form button.danger")


def _destruction(guide: Guide) -> None:
    """Lead to the first case that was declined, and to what stands against its destruction."""
    guide.browser.go("/desk/?state=declined")
    guide.press("a.title")
    guide.press("nav.views a[href$='/destruction/']")


def _destruction_refused(guide: Guide) -> None:
    guide.press("main form.order button")


DESTRUCTION = (
    Place("destroyed", _destroyed),
    Place("destruction", _destruction),
    Place("destruction-refused", _destruction_refused),
)
