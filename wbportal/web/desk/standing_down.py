"""Declaring a conflict of interest without the inquiry: protection officers, and custodians."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import standing_down
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.standing_down import Place, Reason
from wbportal.domain.conflicts import APART, Ground, Towards
from wbportal.domain.register_fields import text
from wbportal.portal import Work
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.conflict_words import STANDING_DOWN
from wbportal.web.desk.refusal_words import refusal
from wbportal.web.desks import reading
from wbportal.web.locale import language
from wbportal.web.register_forms import RegisterForm
from wbportal.web.traits import Traits, declare

_Page = Response | tuple[str, HTTPStatus]
_Deed = Callable[[Work, Person, UUID, Reason], None]
_TEXT = Traits(keeps_text=True)


@bp.route("/conflicts/protection/<uuid:case_id>", methods=["GET", "POST"])
@declare(_TEXT)
def officer_stands_down(case_id: UUID) -> _Page:
    """Declare a conflict as the protection officer of a case."""
    found = reading(lambda work: standing_down.officers_place(work, me(), case_id))
    back = url_for("protection.case", case_id=case_id)
    return _page(found, case_id, standing_down.as_officer, back)


@bp.route("/conflicts/identity/<uuid:opening_id>", methods=["GET", "POST"])
@declare(_TEXT)
def keeper_stands_down(opening_id: UUID) -> _Page:
    """Declare a conflict as a custodian who is asked for a name."""
    found = reading(lambda work: standing_down.keepers_place(work, me(), opening_id))
    back = url_for("desk.answer_identity", opening_id=opening_id)
    return _page(found, opening_id, standing_down.as_keeper, back)


def _page(found: Place, about: UUID, deed: _Deed, back: str) -> _Page:
    form, status = RegisterForm(APART, STANDING_DOWN), HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        with portal().work() as work:
            today = work.today
        if form.check(today) and _declare(form, about, deed):
            return redirect(url_for("desk.own_conflicts"), HTTPStatus.SEE_OTHER)
    keeps = "share" if deed is standing_down.as_keeper else "protection"
    page = render_template("desk/stand-down.html", found=found, form=form, back=back, keeps=keeps)
    return page, status


def _declare(form: RegisterForm, about: UUID, deed: _Deed) -> bool:
    said = form.values
    ground, towards = Ground(text(said, "ground")), Towards(text(said, "towards"))
    reason = Reason(ground, towards, text(said, "text"), language())
    try:
        portal().perform(lambda work: deed(work, me(), about, reason))
    except Refused as refused:
        form.form_errors.append(refusal(refused.reason))
        return False
    return True
