"""The pages of letters, interviews and joined cases, and how to come to them."""

from tests.browser.places import Guide, Place, to


def _letter(guide: Guide) -> None:
    guide.browser.go("/desk/letters/")
    guide.press("a.title")
    guide.unfold()


def _letters(guide: Guide) -> None:
    guide.browser.go("/desk/letters/")
    guide.press("a.reference")
    guide.press("main a[href$='/letters/']")


def _letter_new(guide: Guide) -> None:
    guide.press("main a[href$='/letters/new']")


def _letter_refused(guide: Guide) -> None:
    guide.press("main button[name=more]")
    guide.press("main button[value=keep]:not(.hidden)")


def _interviews(guide: Guide) -> None:
    guide.browser.go("/desk/letters/")
    guide.press("a.reference")
    guide.press("main a[href$='/interviews/']")


def _interview(guide: Guide) -> None:
    guide.press("main a.title")
    guide.unfold()


def _interview_refused(guide: Guide) -> None:
    _interviews(guide)
    guide.press("main a[href$='/interviews/new']")
    guide.press("main form .actions button")


def _joined(guide: Guide) -> None:
    guide.browser.go("/desk/letters/")
    guide.press("a.reference")
    guide.press("main a[href$='/joined/']")


def _joined_refused(guide: Guide) -> None:
    guide.press("main button[value=join]")


LETTERS = (
    Place("letter", _letter),
    Place("letter-paper", lambda guide: guide.press("main a[href$='/paper']")),
    Place("letters-awaited", to("/desk/letters/")),
    Place("interviews", _interviews),
    Place("interview", _interview),
    Place("interview-refused", _interview_refused),
    Place("joined", _joined),
    Place("joined-refused", _joined_refused),
    Place("letters", _letters),
    Place("letter-new", _letter_new),
    Place("letter-refused", _letter_refused),
)
