"""How a case is decided: assessment, the chain of opinions, more time, referrals to come."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeAlias
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import opining, referring, settings
from wbportal.casework.errors import Refused
from wbportal.casework.opining import Deliberation
from wbportal.casework.records import Entry, EntryType
from wbportal.domain.opinions import STEPS
from wbportal.domain.rules import Action, NotPossible, decide
from wbportal.domain.terms import Term
from wbportal.portal import Work
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.checked_form import CheckedForm
from wbportal.web.desk.opinion_forms import (
    AnswerForm,
    AssessmentForm,
    ExtensionForm,
    OpinionForm,
    ReferralForm,
)
from wbportal.web.desk.refusal_words import OBSTACLES, refusal
from wbportal.web.desks import reading
from wbportal.web.forms import Form
from wbportal.web.locale import language
from wbportal.web.traits import Traits, declare

Page: TypeAlias = tuple[str, HTTPStatus]
_BESIDE = {
    "why-untold": "why_untold",
    "why-near": "why_near",
    "not-later": "until",
    "too-late": "until",
    "beyond-the-law": "until",
    "too-often": "until",
    "no-such-clock": "clock",
    "not-abroad": "abroad",
}


@bp.get("/cases/<uuid:case_id>/opinions/")
def opinions(case_id: UUID) -> str:
    """Show what people think of a case, round by round, and what can be added."""
    return _hub(_found(case_id))[0]


@bp.route("/cases/<uuid:case_id>/opinions/assessment", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def assessment(case_id: UUID) -> Response | Page:
    """Write the assessment, or write it anew."""
    found = _found(case_id)
    form = AssessmentForm(found.assessed)
    return _answer(
        found,
        Action.RECORD_ASSESSMENT,
        form,
        lambda work: opining.record_assessment(work, me(), case_id, form.said()),
    )


@bp.route("/cases/<uuid:case_id>/opinions/<name>", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def opine(case_id: UUID, name: str) -> Response | Page:
    """Sign one step of the chain."""
    if name not in {action.value for action in STEPS}:
        abort(HTTPStatus.NOT_FOUND)
    found, action = _found(case_id), Action(name)
    form = OpinionForm(action)
    return _answer(
        found, action, form, lambda work: opining.sign(work, me(), case_id, action, form.said())
    )


@bp.route("/cases/<uuid:case_id>/opinions/extension", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def extension(case_id: UUID) -> Response | Page:
    """Ask for more time."""
    found = _found(case_id)
    form = ExtensionForm(found)
    return _answer(
        found,
        Action.ASK_EXTENSION,
        form,
        lambda work: opining.ask_extension(work, me(), case_id, form.said()),
    )


@bp.route("/cases/<uuid:case_id>/opinions/extension/<uuid:extension_id>", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def answer_extension(case_id: UUID, extension_id: UUID) -> Response | Page:
    """Grant more time, or refuse it."""
    found, form = _found(case_id), AnswerForm()
    if extension_id not in {one.id for one in found.extensions}:
        abort(HTTPStatus.NOT_FOUND)

    def answer(work: Work) -> None:
        words = Entry(EntryType.NOTE, form.texts["text"], language())
        opining.answer_extension(work, me(), case_id, extension_id, words, granted=form.is_granted)

    return _answer(found, Action.ANSWER_EXTENSION, form, answer)


@bp.route("/cases/<uuid:case_id>/opinions/referral", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def referral(case_id: UUID) -> Response | Page:
    """Say to whom a report shall be passed on, and tell the reporter before."""
    found, form = _found(case_id), ReferralForm()
    return _answer(
        found,
        Action.ANNOUNCE_REFERRAL,
        form,
        lambda work: referring.announce(work, me(), case_id, form.said()),
    )


@bp.post("/cases/<uuid:case_id>/opinions/second")
def second_referral(case_id: UUID) -> Response | Page:
    """Agree, as a second person, to a referral that goes near the accused."""
    found, form = _found(case_id), Form()
    _allow(found, Action.SECOND_REFERRAL)
    if not form.accepted():
        return _hub(found, HTTPStatus.UNPROCESSABLE_ENTITY)
    portal().perform(lambda work: referring.second(work, me(), case_id))
    return _back(case_id)


def _found(case_id: UUID) -> Deliberation:
    return reading(lambda work: opining.look(work, me(), case_id))


def _allow(found: Deliberation, action: Action) -> None:
    decide(action, found.cover.role, found.cover.state, found.facts)


def _answer(
    found: Deliberation, action: Action, form: CheckedForm, deed: Callable[[Work], None]
) -> Response | Page:
    """Show a form, or do what it says; what was typed is never lost."""
    try:
        _allow(found, action)
        if request.method != "POST":
            return _page(found, action, form, HTTPStatus.OK)
        if not form.check():
            return _page(found, action, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        portal().perform(deed)
    except NotPossible as error:
        form.form_errors.append(str(OBSTACLES[error.why]))
        return _page(found, action, form, HTTPStatus.CONFLICT)
    except Refused as refused:
        form.complain(_BESIDE.get(refused.reason, ""), refusal(refused.reason))
        return _page(found, action, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _back(found.cover.case_id)


def _page(found: Deliberation, action: Action, form: CheckedForm, status: HTTPStatus) -> Page:
    text = render_template(
        "desk/opinion-form.html",
        case=found.cover,
        found=found,
        action=action,
        form=form,
        extension_id=(request.view_args or {}).get("extension_id"),
        days=_days_to_object(),
    )
    return text, status


def _days_to_object() -> int:
    with portal().work() as work:
        return settings.days_given(work, me().office_id, Term.OBJECTION)


def _hub(found: Deliberation, status: HTTPStatus = HTTPStatus.OK) -> Page:
    text = render_template(
        "desk/opinions.html", case=found.cover, found=found, steps=list(STEPS), form=Form()
    )
    return text, status


def _back(case_id: UUID) -> Response:
    return redirect(url_for("desk.opinions", case_id=case_id), HTTPStatus.SEE_OTHER)
