"""Concluding a case on a page of its own: outcome, measures, money, and what the reporter reads."""

from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import concluding, inquiry
from wbportal.casework.casefile import CaseFile
from wbportal.casework.errors import Refused
from wbportal.casework.inquiry import Inquiry
from wbportal.domain.rules import Action, NotPossible
from wbportal.portal import Overtaken, Work
from wbportal.web.current import portal
from wbportal.web.desk.actions import obstacle
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.case import Page, opening_in, opening_of, read_case
from wbportal.web.desk.conclusion_form import ConclusionForm
from wbportal.web.desk.refusal_words import refusal
from wbportal.web.desks import reading
from wbportal.web.traits import Traits, declare

_BESIDE = {
    "not-a-reason": "outcome",
    "measures-there": "measures",
    "measures-empty": "measures",
    "money-there": "money",
    "money-empty": "money",
}


@bp.route("/cases/<uuid:case_id>/conclusion", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def conclude_case(case_id: UUID) -> Response | Page:
    """Close a case: say what came of it, and tell the reporter."""
    found, kept = read_case(case_id), _inquiry(case_id)
    form = ConclusionForm(found, kept)
    try:
        found.allow(Action.CONCLUDE)
        return _asked(found, kept, form)
    except (NotPossible, Overtaken) as error:
        form.form_errors.append(obstacle(error))
        return _page(read_case(case_id), kept, form, HTTPStatus.CONFLICT)
    except Refused as refused:
        form.complain(_BESIDE.get(refused.reason, ""), refusal(refused.reason))
        return _page(found, kept, form, HTTPStatus.UNPROCESSABLE_ENTITY)


def _asked(found: CaseFile, kept: Inquiry, form: ConclusionForm) -> Response | Page:
    if request.method != "POST":
        return _page(found, kept, form, HTTPStatus.OK)
    if "fill" in request.form and form.accepted():
        form.begin_with(opening_in(Action.CONCLUDE, found, request.form["fill"]))
        return _page(found, kept, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not form.check():
        return _page(found, kept, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    who = me()

    def deed(work: Work) -> None:
        concluding.conclude(work, who, found.case_id, form.order(), form.ending())

    portal().perform(deed)
    return redirect(url_for("desk.case", case_id=found.case_id), HTTPStatus.SEE_OTHER)


def _inquiry(case_id: UUID) -> Inquiry:
    return reading(lambda work: inquiry.look(work, me(), case_id))


def _page(found: CaseFile, kept: Inquiry, form: ConclusionForm, status: HTTPStatus) -> Page:
    text = render_template(
        "desk/conclusion.html",
        case=found,
        found=kept,
        form=form,
        action=Action.CONCLUDE,
        opening=opening_of(Action.CONCLUDE),
    )
    return text, status
