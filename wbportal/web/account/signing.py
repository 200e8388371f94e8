"""Signing in, in two steps, and out."""

from http import HTTPStatus

from flask import url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from wbportal.casework import account
from wbportal.casework.account import Refusal, Waiting
from wbportal.casework.errors import Refused
from wbportal.casework.sessions import Step
from wbportal.web.account import steps
from wbportal.web.account.blueprint import bp
from wbportal.web.account.forms import CodeForm, SignInForm, refuse
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


@bp.route("/second-factor", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def second_factor() -> Response | Page:
    """Ask for the code that the authenticator shows."""
    who, form = waiting(), CodeForm()
    if who is None or who.step is not Step.SECOND_FACTOR:
        return elsewhere(who)
    if form.accepted():
        try:
            return steps.let_in(steps.try_code(who.username, form.otp.data or ""))
        except Refused as refused:
            if refused.reason != Refusal.WRONG_CODE or waiting() is None:
                return elsewhere(None)
            refuse(form.otp, refused.reason)
    return steps.page("account/second-factor.html", form)


@bp.post("/sign-out")
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
