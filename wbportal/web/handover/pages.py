"""Planning hand-overs, and carrying them out step by step."""

from http import HTTPStatus
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from wbportal import i18n
from wbportal.casework import formerly, handing, handovers, queue
from wbportal.casework.errors import Refused
from wbportal.casework.staff import Colleague
from wbportal.domain.handovers import Kind
from wbportal.portal import Work
from wbportal.web.current import portal
from wbportal.web.desks import reading
from wbportal.web.handover.blueprint import bp, me
from wbportal.web.handover.forms import Choices, PlanForm
from wbportal.web.handover.words import KINDS
from wbportal.web.locale import language
from wbportal.web.traits import Traits, declare


@bp.get("/")
def home() -> str:
    """Show what is due today, what is planned, and what can be planned."""
    are_more = reading(lambda work: queue.open_new(work, me()))
    every = reading(lambda work: handovers.every(work, me()))
    return render_template(
        "handover/home.html",
        due=[one for one in every if one.is_due and one.is_mine],
        planned=[one for one in every if not one.is_due and one.is_open],
        over=[one for one in every if not one.is_due and not one.is_open],
        kinds=KINDS,
        are_more=are_more,
    )


@bp.route("/new/<kind>", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def plan(kind: str) -> Response | tuple[str, HTTPStatus]:
    """Plan a hand-over."""
    if kind not in set(Kind):
        abort(HTTPStatus.NOT_FOUND)
    reading(lambda work: queue.open_new(work, me()))  # what is not opened yet is in no count
    form = reading(lambda work: _form(work, Kind(kind)))
    if request.method == "POST" and form.check():
        try:
            made = portal().perform(lambda work: handovers.plan(work, me(), form.plan()))
        except Refused as refused:
            form.refuse(refused.reason)
        else:
            to = url_for("handover.one", handover_id=made)
            return redirect(to, HTTPStatus.SEE_OTHER)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render_template("handover/plan.html", form=form, words=KINDS[form.kind]), status


@bp.get("/<uuid:handover_id>")
def one(handover_id: UUID) -> str:
    """Show one hand-over, how far it is, and what is to be done next."""
    found = reading(lambda work: handovers.look(work, me(), handover_id))
    return render_template("handover/one.html", view=found)


@bp.post("/<uuid:handover_id>/go-on")
def go_on(handover_id: UUID) -> Response:
    """Do as many cases as five seconds allow; the page that follows has the same button."""
    handing.carry_on(portal(), me(), handover_id)
    return redirect(url_for("handover.one", handover_id=handover_id), HTTPStatus.SEE_OTHER)


@bp.post("/<uuid:handover_id>/call-off")
def call_off(handover_id: UUID) -> Response:
    """Let nothing more of it happen."""
    try:
        portal().perform(lambda work: handovers.call_off(work, me(), handover_id))
    except Refused:
        abort(HTTPStatus.CONFLICT)
    return redirect(url_for("handover.one", handover_id=handover_id), HTTPStatus.SEE_OTHER)


@bp.get("/people/<uuid:account_id>")
def could_read(account_id: UUID) -> str:
    """Say which cases somebody was taken off, and what they may have kept."""
    found = reading(lambda work: formerly.of_person(work, me(), account_id))
    return render_template("handover/could-read.html", person=found)


def _form(work: Work, kind: Kind) -> PlanForm:
    givers = [(one.id, _name(one)) for one in handovers.givers(work, me())]
    people = handovers.receivers(work, me(), kind)
    if kind is not Kind.KEYS:
        return PlanForm(kind, givers, [(one.id, _name(one)) for one in people])
    return PlanForm(kind, (), _with_gaps(work, people))


def _with_gaps(work: Work, people: tuple[Colleague, ...]) -> Choices:
    found = []
    for one in people:
        lacking, every = handovers.lacking(work, me(), one.id)
        words = gettext(
            "%(name)s: has no keys of %(lacking)s of your %(all)s cases",
            name=one.name,
            lacking=i18n.number(lacking, language()),
            all=i18n.number(every, language()),
        )
        found.append((one.id, words))
    return found


def _name(one: Colleague) -> str:
    return f"{one.name}, {one.position}" if one.position else one.name
