"""The pages of those who protect reporters."""

from tests.browser.places import Guide, Place, signed_in

_OFFICER = "preeya"
_ANYBODY = "main .queue a.title"


def _case(guide: Guide) -> None:
    """Open the case whose reporter waits for an answer: it stands first."""
    guide.browser.go("/protection/")
    guide.press(_ANYBODY)


def _answer_refused(guide: Guide) -> None:
    _case(guide)
    guide.press("form[action$='/answer'] button")


def _risk(guide: Guide) -> None:
    _case(guide)
    guide.press("main a[href$='/risk/']")


def _request_refused(guide: Guide) -> None:
    _case(guide)
    guide.press("main a[href$='/requests/']")
    guide.press("main form button")


def _standing_down(guide: Guide) -> None:
    _case(guide)
    guide.press("main a[href*='/conflicts/protection/']")
    guide.press("main form button")


PROTECTION = (
    Place("protection", signed_in(_OFFICER, "/protection/")),
    Place("protection-case", _case),
    Place("protection-answer-refused", _answer_refused),
    Place("protection-risk", _risk),
    Place("protection-request-refused", _request_refused),
    Place("protection-conflict-refused", _standing_down),
)
