"""One's own account: what it is, where it is signed in, its passphrase and language."""

from http import HTTPStatus

from flask import abort, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from wbportal.casework import account, browsers, devices, factors, recovering, sessions
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.refusals import Refusal
from wbportal.domain.passphrases import PassphraseProblem
from wbportal.vault.words import random_words
from wbportal.web import current
from wbportal.web.account import steps
from wbportal.web.account.blueprint import bp
from wbportal.web.account.forms import (
    OFFERED_WORDS,
    STRENGTHS,
    BrowserForm,
    ChangePassphraseForm,
    LanguageForm,
    refuse,
)
from wbportal.web.account.steps import Page
from wbportal.web.current import portal
from wbportal.web.floods import floods
from wbportal.web.session import Cookie, give, kept_in, secret_of, take_back
from wbportal.web.traits import Traits, declare

_OTHERS = "others"


@bp.get("/")
def home() -> str:
    """Show one's own account; who waits to be vetted finds the words to print here."""
    person = _me()
    with portal().work() as work:
        own = account.own_account(work, person)
        open_sessions = sessions.own(work, person, secret_of(Cookie.SESSION))
        found = factors.all_of(work, person)
        is_lapsed = own.vetted_until is not None and own.vetted_until < work.today
        recovered = recovering.lately(work, person.office_id) if person.roles else ()
    form, present = LanguageForm(own.language), current.signed_in()
    return render_template(
        "account/home.html",
        own=own,
        factors=found,
        sessions=open_sessions,
        form=form,
        is_lapsed=is_lapsed,
        recovered=recovered,
        chosen=present.chosen if present is not None else None,
        strengths=STRENGTHS,
    )


@bp.post("/language")
@declare(Traits(for_enrolment=True))
def language() -> Response:
    """Keep the language chosen; an unknown one changes nothing."""
    form = LanguageForm()
    if form.accepted():
        with portal().work() as work:
            account.choose_language(work, _me(), form.language.data or None)
    return _home()


@bp.post("/sessions")
def end_sessions() -> Response:
    """End one session, or all but this one; the field `session` says which."""
    wanted, cookie, person = request.form.get("session", ""), secret_of(Cookie.SESSION), _me()
    with portal().work() as work:
        if wanted == _OTHERS:
            account.end_other_sessions(work, person, cookie)
        else:
            account.end_session(work, person, _id(wanted))
    return _home()


@bp.route("/browser", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def name_browser() -> Response | Page:
    """Name the browser at hand; no name takes the one before away."""
    person = _me()
    known = browsers.from_browser(person.keys, person.id, kept_in(Cookie.BROWSER))
    form = BrowserForm({"browser": known})
    if request.method == "GET" or not form.check():
        return steps.page("account/browser.html", form)
    name, cookie = form.browser.data or "", secret_of(Cookie.SESSION)
    with portal().work() as work:
        kept = sessions.name_browser(work, person, cookie, name)
    response = _home()
    if name:
        give(response, Cookie.BROWSER, kept)
    else:
        take_back(response, Cookie.BROWSER)
    return response


@bp.post("/new-browser")
def was_me() -> Response:
    """Believe that the newest browser is one's own; it is told no more."""
    with portal().work() as work:
        devices.was_me(work, _me())
    return _home()


@bp.route("/passphrase", methods=["GET", "POST"])
@declare(Traits(needs_step_up=True))
def passphrase() -> Response | Page:
    """Change one's passphrase; every other session of one's own ends."""
    person = _me()
    with portal().work() as work:
        username = account.own_account(work, person).username
    form = ChangePassphraseForm({"username": username})
    if form.accepted():
        try:
            _change(person, username, form.old.data or "", form.passphrase.data or "")
        except Refused as refused:
            is_new = refused.reason in set(PassphraseProblem)
            refuse(form.passphrase if is_new else form.old, refused.reason)
        else:
            return redirect(url_for("account.home"), HTTPStatus.SEE_OTHER)
    return steps.page("account/passphrase.html", form, offer=random_words(OFFERED_WORDS))


def _change(person: Person, username: str, old: str, new: str) -> None:
    # Whoever found an open browser must not try passphrases faster here than at the door.
    delays, name = floods().names, f"{username} change"
    delays.check(name)
    try:
        with floods().known_device.enter(), portal().work() as work:
            account.change_passphrase(work, person, secret_of(Cookie.SESSION), old, new)
    except Refused as refused:
        if refused.reason == Refusal.WRONG:
            delays.failed(name)
        raise
    delays.succeeded(name)


def _me() -> Person:
    person = current.person()
    if person is None:
        abort(HTTPStatus.NOT_FOUND)  # the audience keeps visitors out before this
    return person


def _home() -> Response:
    return redirect(url_for("account.home"), HTTPStatus.SEE_OTHER)


def _id(typed: str) -> bytes:
    try:
        return bytes.fromhex(typed)
    except ValueError:
        abort(HTTPStatus.NOT_FOUND)
