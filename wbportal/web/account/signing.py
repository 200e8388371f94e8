"""Signing in, in two steps, and out."""

from contextlib import suppress
from http import HTTPStatus

from flask import url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from wbportal.casework import account
from wbportal.casework.account import Waiting
from wbportal.casework.errors import Refused
from wbportal.casework.sessions import Step
from wbportal.vault.sessions import SessionSecret
from wbportal.web import passkeys
from wbportal.web.account import steps
from wbportal.web.account.blueprint import bp
from wbportal.web.account.forms import (
    WRONG_FACTOR,
    FactorForm,
    PasskeySignInForm,
    SignInForm,
    refuse,
)
from wbportal.web.account.steps import Page
from wbportal.web.current import portal
from wbportal.web.session import Cookie, secret_of, take_back
from wbportal.web.traits import Traits, declare


@bp.route("/sign-in", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def sign_in() -> Response | Page:
    """Ask for username and passphrase."""
    form = SignInForm()
    if form.accepted():
        try:
            secret = steps.try_passphrase(form.username.data or "", form.passphrase.data or "")
        except Refused as refused:
            refuse(form.passphrase, refused.reason)
        else:
            return steps.on_to(url_for("account.second_factor"), secret)
    return steps.page("account/sign-in.html", form)


@bp.route("/passkey", methods=["GET", "POST"])
@declare(Traits(keeps_text=True, scripted=True))
def passkey_sign_in() -> Response | Page:
    """Ask for a username, and then for a passkey that opens that person's key.

    The second question stands in the answer to the first, because no address holds a name.
    """
    form, here, options = PasskeySignInForm(), passkeys.site(), None
    secret = SessionSecret(secret_of(Cookie.SESSION) or SessionSecret.generate().raw)
    if here is not None and form.accepted():
        name = form.username.data or ""
        answer = passkeys.answer(form.passkey.data or "", form.prf.data or "")
        try:
            if answer is not None:
                return steps.let_in(steps.try_passkey(name, answer))
        except Refused as refused:
            refuse(form.username, refused.reason)
        with portal().work() as work:
            options = account.unlock_request(work, name, secret.raw, here)
    page = steps.page(
        "account/passkey-sign-in.html", form, options=options, works_here=here is not None
    )
    return page if options is None else steps.with_secret(page, secret)


@bp.route("/second-factor", methods=["GET", "POST"])
@declare(Traits(keeps_text=True, scripted=True))
def second_factor() -> Response | Page:
    """Ask for a passkey, or for a code of an authenticator or of the paper."""
    who, form = waiting(), FactorForm()
    if who is None or who.step is not Step.SECOND_FACTOR:
        return elsewhere(who)
    if form.accepted():
        try:
            return steps.let_in(steps.try_factor(who.username, form.shown()))
        except Refused as refused:
            if refused.reason not in WRONG_FACTOR or waiting() is None:
                return elsewhere(None)
            refuse(form.otp, refused.reason)
    return steps.page("account/second-factor.html", form, options=_options())


def _options() -> str | None:
    here = passkeys.site()
    if here is None:
        return None
    with suppress(Refused), portal().work() as work:  # reset meanwhile: the form says so
        return account.passkey_request(work, secret_of(Cookie.SESSION), here)
    return None


@bp.post("/sign-out")
@declare(Traits(for_enrolment=True))
def sign_out() -> Response:
    """End the session, and make the browser forget it."""
    with portal().work() as work:
        account.sign_out(work, secret_of(Cookie.SESSION))
    response = redirect(url_for("account.sign_in"), HTTPStatus.SEE_OTHER)
    take_back(response, Cookie.SESSION)
    return response


def waiting() -> Waiting | None:
    """Return whose code this browser still owes."""
    with portal().work() as work:
        return account.waiting(work, secret_of(Cookie.SESSION))


def elsewhere(who: Waiting | None) -> Response:
    """Lead to the step that somebody is really at: from the beginning, if at none."""
    to = "account.sign_in" if who is None else f"account.{_VIEWS[who.step]}"
    return redirect(url_for(to), HTTPStatus.SEE_OTHER)


_VIEWS = {Step.SECOND_FACTOR: "second_factor", Step.ENROL: "enrol", Step.JOIN: "join"}
