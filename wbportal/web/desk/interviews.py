"""The interviews of a case: entering one, correcting it, sending the reporter what they said."""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.fields.core import UnboundField

from wbportal.casework import interviews
from wbportal.casework.errors import Refused
from wbportal.casework.interviews import Interview, Interviews
from wbportal.domain.interviews import INTERVIEWS, MAY_BE_MINOR, lacks_second_officer
from wbportal.domain.register_fields import text
from wbportal.domain.texts import TextRefused, clean_text
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.interview_words import INTERVIEW
from wbportal.web.desk.refusal_words import refusal
from wbportal.web.desks import reading
from wbportal.web.forms import Form, later, problem_sentence
from wbportal.web.locale import language
from wbportal.web.register_forms import RegisterForm, in_words
from wbportal.web.traits import Traits, declare

_Page = tuple[str, HTTPStatus]


class InterviewForm(RegisterForm):
    """An interview, and what was said in it."""

    def __init__(self, found: Interviews, before: Interview | None = None) -> None:
        values = None if before is None else before.values
        super().__init__(INTERVIEWS, INTERVIEW, _offers(found), values)
        made = UnboundField(TextAreaField, gettext("What they said"))
        self.transcript = made.bind(self, "transcript")
        self._fields["transcript"] = self.transcript
        given = request.form if request.method == "POST" else None
        self.transcript.process(given, data=None if before is None else before.newest.text)
        self.said = ""

    def check_all(self, found: Interviews) -> bool:
        """Check the fields, the transcript, and that two officers took it where that is needed."""
        good = self.check(found.today)
        self.said = _clean(self.transcript)
        if found.takes_two and not self.errors and lacks_second_officer(self.values):
            self.complain("second_officer", refusal("second-officer"))
        return good and not self.errors


class TranscriptForm(Form):
    """What is sent to the reporter to check."""

    text = TextAreaField(later(lazy_gettext("What the reporter is asked to check")))


@bp.get("/cases/<uuid:case_id>/interviews/")
def interviews_of(case_id: UUID) -> str:
    """List the interviews of a case, the newest on top."""
    return render_template("desk/interviews.html", found=_found(case_id))


@bp.route("/cases/<uuid:case_id>/interviews/new", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def new_interview(case_id: UUID) -> Response | _Page:
    """Enter an interview."""
    found = _found(case_id)
    return _written(found, InterviewForm(found), None)


@bp.route("/cases/<uuid:case_id>/interviews/<uuid:interview_id>", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def interview(case_id: UUID, interview_id: UUID) -> Response | _Page:
    """Show an interview with every version of it, and send the reporter what they said."""
    found = _found(case_id)
    one = found.find(interview_id)
    form = TranscriptForm({"text": one.newest.text})
    if request.method == "GET":
        return _page(found, one, form), HTTPStatus.OK
    good, typed = form.accepted(), _clean(form.text)
    if not good or form.errors:
        return _page(found, one, form), HTTPStatus.UNPROCESSABLE_ENTITY
    said = (typed, language())
    try:
        portal().perform(
            lambda work: interviews.send_transcript(work, me(), case_id, interview_id, said)
        )
    except Refused as refused:
        form.form_errors.append(refusal(refused.reason))
        return _page(found, one, form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _to(case_id, interview_id)


@bp.route("/cases/<uuid:case_id>/interviews/<uuid:interview_id>/change", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def change_interview(case_id: UUID, interview_id: UUID) -> Response | _Page:
    """Correct an interview; what it said before is kept."""
    found = _found(case_id)
    one = found.find(interview_id)
    return _written(found, InterviewForm(found, one), one)


def _written(found: Interviews, form: InterviewForm, before: Interview | None) -> Response | _Page:
    """Show the form of an interview, or keep what was typed into it."""
    case_id = found.cover.case_id
    if request.method == "GET":
        return _writing(found, form, before), HTTPStatus.OK
    if not form.check_all(found):
        return _writing(found, form, before), HTTPStatus.UNPROCESSABLE_ENTITY
    seen = request.form.get("versions", 0, type=int)
    correcting = None if before is None else (before.id, seen)
    said = (form.said, language())
    try:
        made = portal().perform(
            lambda work: interviews.record(work, me(), case_id, form.values, said, correcting)
        )
    except Refused as refused:
        form.form_errors.append(refusal(refused.reason))
        return _writing(found, form, before), HTTPStatus.UNPROCESSABLE_ENTITY
    return _to(case_id, made)


def _found(case_id: UUID) -> Interviews:
    return reading(lambda work: interviews.look(work, me(), case_id))


def _offers(found: Interviews) -> Mapping[str, Mapping[str, str]]:
    return {"officer": found.officers, "second_officer": found.officers}


def _clean(field: TextAreaField) -> str:
    """Return a transcript, or say beside its field what is wrong."""
    most = portal().limits.max_text_chars
    try:
        typed = clean_text(field.data, most)
    except TextRefused as refused:
        field.errors = [problem_sentence(refused.problem, most)]
        return ""
    if not typed:
        field.errors = [gettext("%(field)s: please fill this in.", field=field.label.text)]
    return typed


def _writing(found: Interviews, form: InterviewForm, before: Interview | None) -> str:
    return render_template("desk/interview-write.html", found=found, form=form, before=before)


def _page(found: Interviews, one: Interview, form: TranscriptForm) -> str:
    return render_template(
        "desk/interview.html",
        found=found,
        one=one,
        lines=in_words(INTERVIEWS, INTERVIEW, one.values, _offers(found)),
        may_be_minor=text(one.values, "minor") in MAY_BE_MINOR,
        form=form,
    )


def _to(case_id: UUID, interview_id: UUID) -> Response:
    there = url_for("desk.interview", case_id=case_id, interview_id=interview_id)
    return redirect(there, HTTPStatus.SEE_OTHER)


@bp.app_template_filter()
def interview_sort(one: Interview) -> str:
    """Say what somebody who was heard is: the reporter, a witness, an expert."""
    return str(INTERVIEW.fields["sort"].choices[text(one.values, "sort")])


@bp.app_template_filter()
def interview_manner(one: Interview) -> str:
    """Say how somebody was heard: face to face, on the telephone."""
    return str(INTERVIEW.fields["manner"].choices.get(text(one.values, "manner"), ""))
