"""The pages of one's own second factors, and those that ask for one once more."""

from datetime import timedelta

from tests.browser.places import Guide, Leading, Place, fill_in_nonsense, refused, signed_in, to

_LONG_AGO = timedelta(minutes=20)


def _long_after(path: str) -> Leading:
    """Lead to a page when it was too long ago that a second factor was shown."""

    def lead(guide: Guide) -> None:
        guide.was_stepped_up(_LONG_AGO)
        guide.browser.go(path)

    return lead


def _asked_again_refused(guide: Guide) -> None:
    fill_in_nonsense(guide)
    guide.press("main form button")


FACTORS = (
    Place("factors", signed_in("kittisak", "/account/factors")),
    Place("add-passkey", to("/account/factors/passkey")),
    Place("add-authenticator", to("/account/factors/authenticator")),
    Place("add-authenticator-refused", refused("/account/factors/authenticator")),
    Place("recovery-codes", to("/account/recovery-codes")),
    Place("recovery-codes-made", lambda guide: guide.press("main form button")),
    Place("recovery-codes-again", to("/account/recovery-codes")),
    Place("asked-again", _long_after("/account/factors/authenticator")),
    Place("asked-again-refused", _asked_again_refused),
)
