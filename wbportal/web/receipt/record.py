"""Asking a reporter whether what somebody wrote down is right: their report, or what they said."""

from http import HTTPStatus
from uuid import UUID

from flask import make_response, render_template, request
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from wbportal.casework import conversation, recorded
from wbportal.casework.conversation import Conversation
from wbportal.casework.drafts import Purpose
from wbportal.casework.errors import CaseNotFound, CodeNeeded
from wbportal.casework.offices import office_of
from wbportal.casework.recorded import Corrected, ToCheck
from wbportal.domain.rules import NotPossible
from wbportal.domain.texts import TextRefused, clean_text
from wbportal.portal import Work
from wbportal.vault.sessions import SessionSecret
from wbportal.web.current import portal
from wbportal.web.forms import Form, later, problem_sentence
from wbportal.web.locale import language
from wbportal.web.office import present
from wbportal.web.receipt.blueprint import bp
from wbportal.web.receipt.forms import read_code, refuse_unknown
from wbportal.web.receipt.present import begin_visit
from wbportal.web.receipt.visiting import FormHere, form_here, led_to, visit_here
from wbportal.web.reporter import hand_out, perform
from wbportal.web.session import Cookie
from wbportal.web.traits import THREAD_STEP_BYTES, Traits, declare

_AGREE = "agree"


class RecordForm(Form):
    """How the text should read; the code only if the visit is over."""

    text = TextAreaField(later(lazy_gettext("How it should read")))
    code = StringField(later(lazy_gettext("Your code")))

    def corrected(self) -> str | None:
        """Return the text, "" for agreement; None if it says on the form what is wrong."""
        if not self.accepted():
            return None
        if request.form.get("do") == _AGREE:
            return ""
        limit = portal().limits.max_text_chars
        try:
            text = clean_text(self.text.data, limit)
        except TextRefused as refused:
            self.text.errors = [problem_sentence(refused.problem, limit)]
            return None
        if not text:
            self.text.errors = [gettext("Please write how it should read.")]
            return None
        return text


@bp.route("/receipt/record", methods=["GET", "POST"])
@declare(Traits(keeps_text=True, padded_to=THREAD_STEP_BYTES))
def record() -> Response:
    """Show what was written down, and take in that it is right, or how it should read."""
    found = _look()
    if request.method == "POST":
        return _arrived(form_here(), found)
    asked = _asked(found)
    if asked is None:
        return led_to("receipt.case")
    return _page(form_here(), found, RecordForm({"text": asked.text}), HTTPStatus.OK)


def _look() -> Conversation | None:
    """Read the case of this visit; None if there is no visit, or no case."""
    try:
        found = perform(lambda work: conversation.look(work, visit_here(work)))
    except (CaseNotFound, CodeNeeded):
        return None
    with portal().work() as work:
        present(office_of(work, found.office_id))
    return found


def _asked(found: Conversation | None) -> ToCheck | None:
    """Return what the form is about, or what is to be checked next: the newest, if nothing is."""
    everything = () if found is None else found.to_check
    if request.method == "POST":
        return next((one for one in everything if one.of == _of()), None)
    open_ones = [one for one in everything if one.checked_on is None]
    return next(iter([*open_ones, *reversed(everything)]), None)


def _of() -> UUID | None:
    """Return the transcript that the form is about; None for the report."""
    try:
        return UUID(request.form.get("of", ""))
    except ValueError:
        return None


def _arrived(here: FormHere, found: Conversation | None) -> Response:
    form = RecordForm()
    typed = form.corrected()
    if typed is None:
        return _page(here, found, form)
    corrected = Corrected(typed, language(), _of())
    fresh = None
    if found is None:
        code = read_code(form)
        if code is None:
            return _page(here, found, form)
        fresh = begin_visit(code)
    try:
        perform(lambda work: _check(work, here, corrected, fresh))
    except CodeNeeded:
        return _page(here, None, form)
    except CaseNotFound:
        refuse_unknown(form)
        return _page(here, None, form)
    except NotPossible:
        return led_to("receipt.case")
    page = hand_out(led_to("receipt.case"), Cookie.DRAFT, here.secret)
    return page if fresh is None else hand_out(page, Cookie.REPORTER, fresh)


def _check(work: Work, here: FormHere, corrected: Corrected, fresh: SessionSecret | None) -> None:
    visit, key = visit_here(work, fresh), here.key(Purpose.ACT, "record")
    recorded.check(work, visit, key, corrected)


def _page(
    here: FormHere,
    found: Conversation | None,
    form: RecordForm,
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> Response:
    text = render_template(
        "receipt/record.html",
        form=form,
        number=here.number,
        asked=_asked(found),
        of=request.form.get("of", ""),
        agree=_AGREE,
    )
    return hand_out(make_response(text, status), Cookie.DRAFT, here.secret)
