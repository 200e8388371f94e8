"""Conflicts of interest in a case: declaring one, entering an objection, deciding."""

from collections.abc import Callable, Sequence
from datetime import date
from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import conflicts
from wbportal.casework.conflicts import Conflicts, Decided, Raised
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.staff import Colleague
from wbportal.domain.conflicts import (
    DECISION,
    DECLARATION,
    OBJECTION,
    OWN,
    Ground,
    Origin,
    Towards,
    Verdict,
)
from wbportal.domain.register_fields import Values, day, text
from wbportal.domain.roles import Role
from wbportal.portal import Work
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.conflict_words import DECIDING, DECLARING, OBJECTING
from wbportal.web.desk.refusal_words import refusal
from wbportal.web.desks import reading
from wbportal.web.locale import language
from wbportal.web.register_forms import RegisterForm
from wbportal.web.traits import Traits, declare

_Page = tuple[str, HTTPStatus]
_Deed = Callable[[Work, Person, UUID, Raised], None]
_TEXT = Traits(keeps_text=True)


@bp.get("/conflicts/")
def own_conflicts() -> str:
    """List what whoever asks declared themselves; of the cases nothing but the day."""
    found = reading(lambda work: conflicts.own(work, me()))
    return render_template("desk/conflicts-own.html", found=found)


@bp.get("/cases/<uuid:case_id>/conflict/")
def conflicts_of(case_id: UUID) -> str:
    """List the conflicts of a case, and what can be done about them."""
    return render_template("desk/conflicts.html", found=_look(case_id))


@bp.route("/cases/<uuid:case_id>/conflict/declare", methods=["GET", "POST"])
@declare(_TEXT)
def declare_conflict(case_id: UUID) -> Response | _Page:
    """Declare a conflict: for oneself, or as a lead for somebody else."""
    found = _look(case_id)
    is_lead = found.case.role is Role.LEAD
    offers = {"holder": _named(found.reportable)} if is_lead else {}
    form = RegisterForm(DECLARATION if is_lead else OWN, DECLARING, offers)
    return _sent(found, form, "desk/conflict-declare.html", conflicts.declare)


@bp.route("/cases/<uuid:case_id>/conflict/object", methods=["GET", "POST"])
@declare(_TEXT)
def enter_objection(case_id: UUID) -> Response | _Page:
    """Enter that somebody outside objects to an officer."""
    found = _look(case_id)
    form = RegisterForm(OBJECTION, OBJECTING, {"holder": _named(found.people)})
    return _sent(found, form, "desk/conflict-object.html", conflicts.enter_objection)


@bp.route("/cases/<uuid:case_id>/conflict/<uuid:conflict_id>", methods=["GET", "POST"])
@declare(_TEXT)
def decide_conflict(case_id: UUID, conflict_id: UUID) -> Response | _Page:
    """Decide a conflict that somebody else brought up."""
    case, found = reading(lambda work: conflicts.find(work, me(), case_id, conflict_id))
    form, status = RegisterForm(DECISION, DECIDING), HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.check(_today()) and _decide(case_id, conflict_id, form):
            there = url_for("desk.conflicts_of", case_id=case_id)
            return redirect(there, HTTPStatus.SEE_OTHER)
    page = render_template("desk/conflict-decide.html", case=case, one=found, form=form)
    return page, status


def _look(case_id: UUID) -> Conflicts:
    return reading(lambda work: conflicts.look(work, me(), case_id))


def _sent(found: Conflicts, form: RegisterForm, template: str, deed: _Deed) -> Response | _Page:
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.check(_today()) and _raise(found.case.case_id, form, deed):
            return redirect(_after(found, form.values), HTTPStatus.SEE_OTHER)
    return render_template(template, found=found, form=form), status


def _raise(case_id: UUID, form: RegisterForm, deed: _Deed) -> bool:
    raised = _raised(form.values)
    try:
        portal().perform(lambda work: deed(work, me(), case_id, raised))
    except Refused as refused:
        form.form_errors.append(refusal(refused.reason))
        return False
    return True


def _decide(case_id: UUID, conflict_id: UUID, form: RegisterForm) -> bool:
    verdict = Verdict(text(form.values, "verdict"))
    decided = Decided(verdict, "", _today(), text(form.values, "words"), language())
    try:
        portal().perform(lambda work: conflicts.decide(work, me(), case_id, conflict_id, decided))
    except Refused as refused:
        form.form_errors.append(refusal(refused.reason))
        return False
    return True


def _raised(values: Values) -> Raised:
    origin = text(values, "origin")
    return Raised(
        holder_id=_holder(values),
        ground=Ground(text(values, "ground")),
        towards=Towards(text(values, "towards")),
        origin=Origin(origin) if origin else Origin.DECLARED,
        on=day(values, "on") or _today(),
        known_on=day(values, "known_on"),
        document=text(values, "document"),
        text=text(values, "text"),
        lang=language(),
    )


def _holder(values: Values) -> UUID:
    said = text(values, "holder")
    return UUID(said) if said else me().id


def _after(found: Conflicts, values: Values) -> str:
    """Return where one is led: whoever declared for themselves finds the case no more."""
    if _holder(values) == me().id:
        return url_for("desk.own_conflicts")
    return url_for("desk.conflicts_of", case_id=found.case.case_id)


def _named(people: Sequence[Colleague]) -> dict[str, str]:
    return {str(one.id): f"{one.name} · {one.position}".strip(" ·") for one in people}


def _today() -> date:
    with portal().work() as work:
        return work.today
