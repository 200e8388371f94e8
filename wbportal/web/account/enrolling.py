"""Enrolling a second factor: a picture to scan, or groups of letters to type."""

from base64 import b32encode
from http import HTTPStatus
from io import BytesIO

import segno
from flask import Response as FlaskResponse
from flask import abort
from werkzeug.wrappers import Response

from wbportal.casework import account
from wbportal.casework.account import Enrolment, Refusal
from wbportal.casework.errors import Refused
from wbportal.casework.sessions import Step
from wbportal.web.account import steps
from wbportal.web.account.blueprint import bp
from wbportal.web.account.forms import CodeForm, refuse
from wbportal.web.account.signing import elsewhere, waiting
from wbportal.web.account.steps import Page
from wbportal.web.current import portal
from wbportal.web.session import Cookie, secret_of
from wbportal.web.traits import Traits, declare

_GROUP_CHARS = 4
_QR_SCALE = 5  # pixels a module; the margin of four modules is the standard's


@bp.route("/enrol", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def enrol() -> Response | Page:
    """Show the secret of a new second factor, and ask for the first code."""
    who, form, offered = waiting(), CodeForm(), _offered()
    if who is None or who.step is not Step.ENROL or offered is None:
        return elsewhere(who)
    if form.accepted():
        try:
            return steps.let_in(steps.try_code(who.username, form.otp.data or ""))
        except Refused as refused:
            if refused.reason != Refusal.WRONG_CODE or waiting() is None:
                return elsewhere(None)
            refuse(form.otp, refused.reason)
    groups = _groups(b32encode(offered.secret).decode())
    return steps.page("account/enrol.html", form, groups=groups, username=offered.username)


@bp.get("/enrol/code.svg")
def enrolment_code() -> FlaskResponse:
    """Draw what an authenticator scans; only the browser that is enrolling can ask for it."""
    offered = _offered()
    if offered is None:
        abort(HTTPStatus.NOT_FOUND)
    picture = BytesIO()
    # Dark on light whatever the page's colours are: cameras expect it.
    segno.make(offered.uri, error="m").save(
        picture, kind="svg", scale=_QR_SCALE, dark="#000", light="#fff", xmldecl=False
    )
    return FlaskResponse(picture.getvalue(), mimetype="image/svg+xml")


def _offered() -> Enrolment | None:
    with portal().work() as work:
        return account.enrolment(work, secret_of(Cookie.SESSION))


def _groups(letters: str) -> list[str]:
    return [letters[i : i + _GROUP_CHARS] for i in range(0, len(letters), _GROUP_CHARS)]
