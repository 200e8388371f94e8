"""Enrolling the first second factor: a picture to scan, letters to type, or a passkey."""

from base64 import b32encode
from contextlib import suppress
from http import HTTPStatus
from io import BytesIO

import segno
from flask import Response as FlaskResponse
from flask import abort
from werkzeug.wrappers import Response

from wbportal.casework import account, factors, sessions
from wbportal.casework.account import Accepted
from wbportal.casework.errors import Refused
from wbportal.casework.factors import Offer
from wbportal.casework.passkeys import Answer
from wbportal.casework.refusals import Refusal
from wbportal.casework.sessions import Step
from wbportal.domain.passphrases import Strength
from wbportal.portal import StaleRow
from wbportal.web import passkeys
from wbportal.web.account import steps
from wbportal.web.account.blueprint import bp
from wbportal.web.account.forms import STRENGTHS, CodeForm, NewPasskeyForm, refuse
from wbportal.web.account.signing import elsewhere, waiting
from wbportal.web.account.steps import Page
from wbportal.web.current import person, portal
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
            return steps.let_in(steps.try_factor(who.username, form.otp.data or ""))
        except Refused as refused:
            if refused.reason != Refusal.WRONG_CODE or waiting() is None:
                return elsewhere(None)
            refuse(form.otp, refused.reason)
    return authenticator_page(form, offered, is_joining=True, chosen=who.strength)


@bp.route("/enrol/passkey", methods=["GET", "POST"])
@declare(Traits(keeps_text=True, scripted=True))
def enrol_passkey() -> Response | Page:
    """Ask for a passkey as the first second factor."""
    who, form, here = waiting(), NewPasskeyForm(), passkeys.site()
    if who is None or who.step is not Step.ENROL:
        return elsewhere(who)
    answer = passkeys.answer(form.passkey.data or "", form.prf.data or "")
    if answer is not None and form.accepted():
        try:
            return steps.let_in(_enrolled(form.title.data or "", answer))
        except Refused as refused:
            if refused.reason == Refusal.ENDED:
                return elsewhere(None)
            refuse(form.title, refused.reason)
    options = None
    if here is not None:
        with suppress(Refused), portal().work() as work:  # another browser was faster
            options = account.passkey_creation(work, secret_of(Cookie.SESSION), here)
    return steps.page("account/add-passkey.html", form, options=options, is_joining=True)


@bp.get("/enrol/code.svg")
@declare(Traits(for_enrolment=True))
def enrolment_code() -> FlaskResponse:
    """Draw what an authenticator scans; only the browser that is enrolling can ask for it."""
    offered = _offered() or offered_to_present()
    if offered is None:
        abort(HTTPStatus.NOT_FOUND)
    picture = BytesIO()
    # Dark on light whatever the page's colours are: cameras expect it.
    segno.make(offered.uri, error="m").save(
        picture, kind="svg", scale=_QR_SCALE, dark="#000", light="#fff", xmldecl=False
    )
    return FlaskResponse(picture.getvalue(), mimetype="image/svg+xml")


def authenticator_page(
    form: CodeForm,
    offered: Offer,
    *,
    is_joining: bool,
    replaces: bool = False,
    chosen: Strength | None = None,
) -> Page:
    """Show what an authenticator has to learn, and ask for its first code."""
    return steps.page(
        "account/enrol.html",
        form,
        groups=_groups(b32encode(offered.secret).decode()),
        username=offered.username,
        is_joining=is_joining,
        replaces=replaces,
        chosen=chosen,
        strengths=STRENGTHS,
    )


def offered_to_present() -> Offer | None:
    """Return the secret that somebody who is signed in may enrol."""
    who, this = person(), sessions.session_id(secret_of(Cookie.SESSION))
    if who is None or this is None:
        return None
    with portal().work() as work:
        return factors.totp_offer(work, who, this)


def _offered() -> Offer | None:
    with portal().work() as work:
        return account.enrolment(work, secret_of(Cookie.SESSION))


def _enrolled(title: str, answer: Answer) -> Accepted:
    try:
        with portal().work() as work:
            return account.enrol_passkey(work, secret_of(Cookie.SESSION), title, answer)
    except StaleRow as error:  # another browser was faster
        raise Refused(Refusal.ENDED) from error


def _groups(letters: str) -> list[str]:
    return [letters[i : i + _GROUP_CHARS] for i in range(0, len(letters), _GROUP_CHARS)]
