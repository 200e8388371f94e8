"""One person to vet, to renew, or to take off the list: what a lead proposes of them."""

from http import HTTPStatus
from uuid import UUID

from flask import abort, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from wbportal.casework import proposals, vetting
from wbportal.casework.errors import Refused
from wbportal.casework.vetting import Candidate
from wbportal.web.current import me, portal
from wbportal.web.traits import Traits, declare
from wbportal.web.vetting.blueprint import bp
from wbportal.web.vetting.forms import LeaveForm, VetForm

Page = tuple[str, HTTPStatus]


@bp.route("/people/<uuid:account_id>", methods=["GET", "POST"])
@declare(Traits(keeps_text=True, needs_step_up=True))
def somebody(account_id: UUID) -> Response | Page:
    """Show somebody's declaration, and propose what the next list says of them."""
    found = _candidate(account_id)
    form = VetForm(found)
    wanted = form.vetting() if form.accepted() else None
    if wanted is not None:
        try:
            with portal().work() as work:
                proposals.propose(work, me(), wanted)
        except Refused as refused:
            if not form.refuse(refused.reason):
                abort(HTTPStatus.CONFLICT)
        else:
            return _proposed()
    return _page(found, form, LeaveForm())


@bp.post("/people/<uuid:account_id>/leave")
@declare(Traits(keeps_text=True, needs_step_up=True))
def leave(account_id: UUID) -> Response | Page:
    """Propose a list without somebody."""
    found, form = _candidate(account_id), LeaveForm()
    if form.accepted():
        try:
            with portal().work() as work:
                proposals.propose_leaving(work, me(), account_id)
        except Refused as refused:
            if not form.refuse(refused.reason):
                abort(HTTPStatus.CONFLICT)
        else:
            return _proposed()
    return _page(found, VetForm(found), form)


def _candidate(account_id: UUID) -> Candidate:
    try:
        with portal().work() as work:
            return vetting.candidate(work, me(), account_id)
    except Refused:
        abort(HTTPStatus.NOT_FOUND)


def _page(found: Candidate, form: VetForm, leaving: LeaveForm) -> Page:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    text = render_template("vetting/person.html", found=found, form=form, leaving=leaving)
    return text, status


def _proposed() -> Response:
    return redirect(url_for("vetting.proposed"), HTTPStatus.SEE_OTHER)
