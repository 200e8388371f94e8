"""Where it is written down what people think of a case, and where a board reads one."""

from tests.browser.places import Guide, Leading, Place, signed_in

_LEAD, _OF_A_BOARD = "narumon", "prapai"


def _decided(guide: Guide) -> None:
    """Lead to how a case is decided that is being acted on."""
    guide.sign_in(_LEAD)
    guide.browser.go("/desk/?state=addressing")
    guide.press("a.title")
    guide.press("nav.views a[href$='/opinions/']")


def _form(name: str) -> Leading:
    """Lead from what stands there to one of its forms."""

    def lead(guide: Guide) -> None:
        case, _, _ = guide.browser.path().partition("/opinions/")
        guide.browser.go(f"{case}/opinions/{name}")

    return lead


def _refused(name: str) -> Leading:
    """Lead to what one of its forms says when it is sent empty."""

    def lead(guide: Guide) -> None:
        _form(name)(guide)
        guide.press("form.order button")

    return lead


def _conclusion(guide: Guide) -> None:
    """Lead to the page on which the same case is concluded."""
    case, _, _ = guide.browser.path().partition("/opinions/")
    guide.browser.go(f"{case}/conclusion")


def _not_concluded(guide: Guide) -> None:
    guide.unfold()
    guide.press("form.order > button")


OPINIONS = (
    Place("opinions", _decided),
    Place("assessment", _form("assessment")),
    Place("opinion-refused", _refused("opine")),
    Place("extension-refused", _refused("extension")),
    Place("referral-refused", _refused("referral")),
    Place("conclusion", _conclusion),
    Place("conclusion-refused", _not_concluded),
    Place("board", signed_in(_OF_A_BOARD, "/board/")),
)
