"""The reporter's name in a case: what was asked for, and reading what the keepers opened."""

from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import identity, identity_requests
from wbportal.casework.errors import Refused
from wbportal.casework.identity_requests import Request
from wbportal.domain.retention import IDENTITY_SEEN
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.refusal_words import refusal
from wbportal.web.desks import reading
from wbportal.web.forms import Form
from wbportal.web.traits import Traits, declare


@bp.get("/cases/<uuid:case_id>/identity")
def identity_of(case_id: UUID) -> str:
    """List who asked for the name in a case, what the keepers said, and what was opened."""
    case, requests = reading(lambda work: identity_requests.ledger(work, me(), case_id))
    may_ask = not any(one.is_mine and one.is_waiting for one in requests)
    return render_template("desk/identity.html", case=case, requests=requests, may_ask=may_ask)


@bp.route("/cases/<uuid:case_id>/identity/<uuid:opening_id>", methods=["GET", "POST"])
@declare(Traits(keeps_text=True, needs_step_up=True))
def opened_identity(case_id: UUID, opening_id: UUID) -> Response | tuple[str, HTTPStatus]:
    """Open the name that the keepers let one read; show it for as long as it may be read."""
    found = reading(lambda work: identity_requests.find_own(work, me(), case_id, opening_id))
    form = Form()
    if found.opened_at is None:
        return _ask(found, form) if not form.accepted() else _answered(found, form)
    who = portal().perform(lambda work: identity.read_again(work, me(), case_id, opening_id))
    page = render_template("desk/identity-read.html", found=found, who=who)
    return page, HTTPStatus.OK


def _answered(found: Request, form: Form) -> Response | tuple[str, HTTPStatus]:
    if request.form.get("do") != "withdraw":
        return _open(found, form)
    portal().perform(lambda work: identity.withdraw(work, me(), found.case_id, found.id))
    return redirect(url_for("desk.identity_of", case_id=found.case_id), HTTPStatus.SEE_OTHER)


def _open(found: Request, form: Form) -> Response | tuple[str, HTTPStatus]:
    try:
        portal().perform(lambda work: identity.open_identity(work, me(), found.case_id, found.id))
    except Refused as refused:
        form.form_errors.append(refusal(refused.reason))
        return _ask(found, form)
    here = url_for("desk.opened_identity", case_id=found.case_id, opening_id=found.id)
    return redirect(here, HTTPStatus.SEE_OTHER)


def _ask(found: Request, form: Form) -> tuple[str, HTTPStatus]:
    is_sent = request.method == "POST"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_sent else HTTPStatus.OK
    hours = IDENTITY_SEEN.days * 24
    return render_template("desk/identity-open.html", found=found, form=form, hours=hours), status
