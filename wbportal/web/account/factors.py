"""One's own second factors: what they are, setting up more, removing, codes for paper."""

from http import HTTPStatus
from uuid import UUID

from flask import abort, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from wbportal.casework import factors
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.portal import StaleRow
from wbportal.web import current, passkeys
from wbportal.web.account import steps
from wbportal.web.account.blueprint import bp
from wbportal.web.account.enrolling import authenticator_page, offered_to_present
from wbportal.web.account.forms import CodeForm, NewPasskeyForm, refuse, words_for
from wbportal.web.account.steps import Page
from wbportal.web.current import portal
from wbportal.web.forms import Form
from wbportal.web.session import Cookie, secret_of
from wbportal.web.traits import Traits, declare

_TOTP = "totp"


@bp.get("/factors", endpoint="factors")
@declare(Traits(for_enrolment=True))
def factors_page() -> str:
    """List one's own second factors."""
    return _list()


@bp.route("/factors/passkey", methods=["GET", "POST"])
@declare(Traits(needs_step_up=True, scripted=True, for_enrolment=True))
def add_passkey() -> Response | Page:
    """Ask for another passkey."""
    form, here, me = NewPasskeyForm(), passkeys.site(), _me()
    answer = passkeys.answer(form.passkey.data or "", form.prf.data or "")
    if answer is not None and form.accepted():
        try:
            with portal().work() as work:
                factors.add_passkey(work, me, form.title.data or "", answer)
        except Refused as refused:
            refuse(form.title, refused.reason)
        else:
            return _to_list()
    options = None
    if here is not None:
        with portal().work() as work:
            options = factors.passkey_creation(work, me, secret_of(Cookie.SESSION), here)
    return steps.page("account/add-passkey.html", form, options=options, is_joining=False)


@bp.route("/factors/authenticator", methods=["GET", "POST"])
@declare(Traits(needs_step_up=True))
def add_authenticator() -> Response | Page:
    """Show the secret of an authenticator, in place of one that there may be."""
    form, offered, me = CodeForm(), offered_to_present(), _me()
    if offered is None:
        abort(HTTPStatus.NOT_FOUND)
    if form.accepted():
        try:
            with portal().work() as work:
                factors.enrol_totp(work, me, offered.secret, form.otp.data or "")
        except Refused as refused:
            refuse(form.otp, refused.reason)
        else:
            return _to_list()
    with portal().work() as work:
        replaces = factors.all_of(work, me).has_totp
    return authenticator_page(form, offered, is_joining=False, replaces=replaces)


@bp.post("/factors/remove")
@declare(Traits(needs_step_up=True))
def remove_factor() -> Response | Page:
    """Remove a second factor that is not the last one; the field `factor` says which."""
    me, which = _me(), request.form.get("factor", "")
    try:
        with portal().work() as work:
            if which == _TOTP:
                factors.remove_totp(work, me)
            else:
                factors.remove_passkey(work, me, _id(which))
    except Refused as refused:
        return _list(words_for(refused.reason)), HTTPStatus.UNPROCESSABLE_ENTITY
    except StaleRow:
        pass  # somebody pressed twice
    return _to_list()


@bp.route("/recovery-codes", methods=["GET", "POST"])
@declare(Traits(needs_step_up=True, for_enrolment=True))
def recovery_codes() -> str:
    """Make ten codes, and show them in the answer: they are kept nowhere, to be shown again."""
    me, form = _me(), Form()
    codes: tuple[str, ...] = ()
    with portal().work() as work:
        if form.accepted():
            codes = factors.make_recovery_codes(work, me)
        left = factors.all_of(work, me).codes.count
    return render_template("account/recovery-codes.html", codes=codes, left=left)


def _list(problem: str = "") -> str:
    me = _me()
    with portal().work() as work:
        found = factors.all_of(work, me)
    return render_template("account/factors.html", found=found, problem=problem)


def _to_list() -> Response:
    return redirect(url_for("account.factors"), HTTPStatus.SEE_OTHER)


def _me() -> Person:
    person = current.person()
    if person is None:
        abort(HTTPStatus.NOT_FOUND)  # the audience keeps visitors out before this
    return person


def _id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        abort(HTTPStatus.NOT_FOUND)
