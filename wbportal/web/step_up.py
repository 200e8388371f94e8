"""Asking for a second factor again before a view that declares `needs_step_up`.

Not within five minutes of the last one. What was typed is on the page that asks, and arrives with
the answer: the view then does what it was asked for. Such a view takes POST, whatever else.
"""

from dataclasses import dataclass, field
from http import HTTPStatus

from flask import Flask, make_response, redirect, render_template, request
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField

from wbportal.casework import step_up
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.refusals import Refusal
from wbportal.portal import StaleRow
from wbportal.web import passkeys
from wbportal.web.current import person, portal, signed_in
from wbportal.web.floods import floods
from wbportal.web.forms import Form, later
from wbportal.web.headers import SCRIPTED_POLICY
from wbportal.web.kept import SECRET
from wbportal.web.session import Cookie, secret_of
from wbportal.web.traits import current as traits

_PREFIX = "step_up_"
_FOR = f"{_PREFIX}for"
_PAGE, _FORM, _FORM_WITH_FILES = "page", "form", "files"

_WORDS = {
    Refusal.WRONG_CODE: lazy_gettext(
        "This code is not the right one, or it was used before. Wait for the next one."
    ),
    Refusal.WRONG_PASSKEY: lazy_gettext("This passkey was not accepted. Please try again."),
    Refusal.PASSKEY_NEEDED: lazy_gettext("Your office asks you for a passkey, not for a code."),
}


class StepUpForm(Form):
    """A second factor, beside the fields of whatever form it is asked for."""

    step_up_code = StringField(later(lazy_gettext("Code")))
    step_up_passkey = HiddenField()

    def complain(self, reason: str) -> None:
        """Say why what was shown was refused."""
        words = {str(key): words for key, words in _WORDS.items()}
        problem = str(words.get(reason, _WORDS[Refusal.WRONG_CODE]))
        self.step_up_code.errors = [*self.step_up_code.errors, problem]


@dataclass(frozen=True, slots=True)
class Carried:
    """A field of the form that has to wait."""

    name: str
    text: str = field(repr=False)


def register(app: Flask) -> None:
    """Ask before every view that says so. Registered after the gate, which lets nobody else in."""
    app.before_request(_enforce)


def _enforce() -> Response | None:
    present = signed_in() if traits().needs_step_up else None
    if present is None:
        return None
    wanted = request.form.get(_FOR, "") if request.method == "POST" else ""
    if not present.is_stepped_up:
        form = StepUpForm()
        if not wanted or not _is_shown(form, present.person):
            return _ask(form, wanted)
    if wanted == _PAGE:
        return redirect(request.full_path.removesuffix("?"), HTTPStatus.SEE_OTHER)
    return _again() if wanted == _FORM_WITH_FILES else None


def _is_shown(form: StepUpForm, who: Person) -> bool:
    """Say whether a second factor came with the form, and was accepted."""
    shown = passkeys.answer(form.step_up_passkey.data or "") or form.step_up_code.data
    if not form.accepted() or not shown:
        return False
    delays, name = floods().names, f"{who.id} step-up"
    delays.check(name)
    try:
        with portal().work() as work:
            step_up.step_up(work, who, secret_of(Cookie.SESSION), shown)
    except (Refused, StaleRow) as error:
        delays.failed(name)
        with portal().work() as work:
            step_up.note_refused(work, who)
        form.complain(error.reason if isinstance(error, Refused) else Refusal.WRONG_CODE)
        return False
    delays.succeeded(name)
    return True


def _ask(form: StepUpForm, wanted: str) -> Response:
    """Ask, with everything that was typed on the page; files would have to be chosen again."""
    who, is_form = person(), request.method == "POST"
    had_files = is_form and bool(request.files)
    if not wanted:
        wanted = _PAGE if not is_form else _FORM_WITH_FILES if had_files else _FORM
    here, cookie = passkeys.site(), secret_of(Cookie.SESSION)
    options = None
    if who is not None:
        with portal().work() as work:
            options = step_up.request(work, who, cookie, here)
    page = render_template(
        "account/step-up.html",
        form=form,
        options=options,
        carried=_carried(),
        wanted=wanted,
        had_files=had_files,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_form else HTTPStatus.FORBIDDEN
    response = make_response(page, status)
    if options is not None:
        response.headers["Content-Security-Policy"] = SCRIPTED_POLICY
    return response


def _again() -> Response:
    """Show what was typed once more: its files are still to be chosen."""
    page = render_template("account/step-up-files.html", carried=_carried())
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)


def _carried() -> list[Carried]:
    if request.method != "POST":
        return []
    return [
        Carried(name, text)
        for name, texts in request.form.lists()
        if not name.startswith((*SECRET, _PREFIX))
        for text in texts
    ]
