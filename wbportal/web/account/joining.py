"""Joining an office: the invitation's code, then a passphrase of one's own."""

from http import HTTPStatus

from flask import url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from wbportal.casework import joining
from wbportal.casework.errors import Refused
from wbportal.casework.joining import Joining, NotJoined
from wbportal.vault.sessions import SessionSecret
from wbportal.vault.words import random_words
from wbportal.web.account import steps
from wbportal.web.account.blueprint import bp
from wbportal.web.account.forms import OFFERED_WORDS, InvitationForm, NewPassphraseForm, refuse
from wbportal.web.account.steps import Page
from wbportal.web.current import portal
from wbportal.web.floods import floods
from wbportal.web.session import Cookie, secret_of
from wbportal.web.traits import Traits, declare


@bp.route("/join", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def join() -> Response | Page:
    """Ask for the code of an invitation; it stands on paper, never in an address."""
    form = InvitationForm()
    if form.accepted():
        try:
            with portal().work() as work:
                secret = joining.begin_joining(work, form.code.data or "")
        except Refused as refused:
            refuse(form.code, refused.reason)
        else:
            return steps.on_to(url_for("account.choose_passphrase"), secret)
    return steps.page("account/join.html", form)


@bp.route("/join/passphrase", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def choose_passphrase() -> Response | Page:
    """Ask for a passphrase, which locks the keys that are made now."""
    who = _joining()
    if who is None:
        return redirect(url_for("account.join"), HTTPStatus.SEE_OTHER)
    form = NewPassphraseForm({"username": who.username})
    if form.accepted():
        try:
            secret = _join(form.passphrase.data or "")
        except Refused as refused:
            if refused.reason == NotJoined.ENDED:
                return redirect(url_for("account.join"), HTTPStatus.SEE_OTHER)
            refuse(form.passphrase, refused.reason)
        else:
            response = steps.on_to(url_for("account.enrol"), secret)
            return steps.known(response, who.username)
    return steps.page(
        "account/choose-passphrase.html", form, who=who, offer=random_words(OFFERED_WORDS)
    )


def _joining() -> Joining | None:
    with portal().work() as work:
        return joining.joining(work, secret_of(Cookie.SESSION))


def _join(passphrase: str) -> SessionSecret:
    with floods().sign_in.enter(), portal().work() as work:
        return joining.join_with(work, secret_of(Cookie.SESSION), passphrase)
