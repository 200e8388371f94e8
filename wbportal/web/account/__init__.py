"""Pages for people who join, sign in, and look after their own account."""

from wbportal.web.account import declaring, enrolling, factors, joining, mail, own, signing
from wbportal.web.account.blueprint import bp
from wbportal.web.audience import Audience

BEFORE_SIGNING_IN = {
    "sign_in": Audience.PUBLIC,
    "passkey_sign_in": Audience.PUBLIC,
    "second_factor": Audience.PUBLIC,
    "join": Audience.PUBLIC,
    "choose_passphrase": Audience.PUBLIC,
    "enrol": Audience.PUBLIC,
    "enrol_passkey": Audience.PUBLIC,
    "enrolment_code": Audience.PUBLIC,
}
"""The views for those who have no session yet."""

__all__ = [
    "BEFORE_SIGNING_IN",
    "bp",
    "declaring",
    "enrolling",
    "factors",
    "joining",
    "mail",
    "own",
    "signing",
]
