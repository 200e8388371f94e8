"""Inviting somebody, and the page with the code, to be printed and handed over."""

from http import HTTPStatus
from io import BytesIO
from uuid import UUID

import segno
from flask import Response as FlaskResponse
from flask import abort, render_template, request, url_for
from flask_babel import gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from wbportal.casework import invitations
from wbportal.casework.errors import Refused
from wbportal.casework.invitations import Unfit
from wbportal.jobs.queue import enqueue
from wbportal.web import hosts
from wbportal.web.admin.blueprint import bp
from wbportal.web.admin.forms import InviteForm, MailForm
from wbportal.web.admin.members import me
from wbportal.web.current import portal
from wbportal.web.traits import Traits, declare

Page = tuple[str, HTTPStatus]
_QR_SCALE = 4


@bp.route("/invite", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def invite() -> Response | Page:
    """Invite somebody; the roles are a wish until the root signs them."""
    form = InviteForm()
    if form.accepted():
        try:
            with portal().work() as work:
                made = invitations.invite(work, me().office_id, form.invitee(), me())
        except Refused as refused:
            form.refuse(refused.reason)
        else:
            return _shown(made.id)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render_template("admin/invite.html", form=form), status


@bp.get("/invitations/<uuid:invitation_id>")
def invitation(invitation_id: UUID) -> Page:
    """Show an invitation; its code only to whoever made it, and while it is good."""
    return _page(invitation_id, None)


@bp.post("/invitations/<uuid:invitation_id>/mail")
@declare(Traits(keeps_text=True))
def mail_invitation(invitation_id: UUID) -> Response | Page:
    """Send half of the code by mail; the other half is told."""
    form = MailForm()
    if form.accepted():
        try:
            with portal().work() as work:
                address = form.email.data or ""
                to, half = invitations.address_to(work, me(), invitation_id, address)
                enqueue(work, "invitation-mail", work.now, {"account": str(to), "half": half})
        except Refused as refused:
            _raise_for(refused)
            form.email.errors = [*form.email.errors, gettext("This is not an e-mail address.")]
        else:
            return _shown(invitation_id)
    return _page(invitation_id, form)


@bp.post("/invitations/<uuid:invitation_id>/withdraw")
def withdraw(invitation_id: UUID) -> Response:
    """Take an invitation back."""
    try:
        with portal().work() as work:
            invitations.withdraw(work, me(), invitation_id)
    except Refused as refused:
        _raise_for(refused)
    return redirect(url_for("admin.everybody"), HTTPStatus.SEE_OTHER)


@bp.post("/people/<uuid:account_id>/invite")
def renew_invitation(account_id: UUID) -> Response:
    """Make a new code for somebody who has not joined; it is printed or mailed as the first."""
    try:
        with portal().work() as work:
            made = invitations.renew(work, me(), account_id)
    except Refused as refused:
        _raise_for(refused)
        raise
    return _shown(made.id)


@bp.get("/join.svg")
def join_picture() -> FlaskResponse:
    """Draw the address where people join: no code is in it, so that no camera keeps one."""
    picture = BytesIO()
    segno.make(_address(), error="m").save(
        picture, kind="svg", scale=_QR_SCALE, dark="#000", light="#fff", xmldecl=False
    )
    return FlaskResponse(picture.getvalue(), mimetype="image/svg+xml")


def _page(invitation_id: UUID, form: MailForm | None) -> Page:
    with portal().work() as work:
        found = invitations.shown_again(work, me(), invitation_id)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    page = render_template(
        "admin/invitation.html",
        invited=found,
        id=invitation_id,
        address=_address(),
        form=form or MailForm({"email": found.email}),
    )
    return page, HTTPStatus.OK if form is None else HTTPStatus.UNPROCESSABLE_ENTITY


def _raise_for(refused: Refused) -> None:
    if refused.reason == Unfit.NO_INVITATION:
        abort(HTTPStatus.NOT_FOUND)
    if refused.reason == Unfit.OVER:
        abort(HTTPStatus.CONFLICT)


def _shown(invitation_id: UUID) -> Response:
    to = url_for("admin.invitation", invitation_id=invitation_id)
    return redirect(to, HTTPStatus.SEE_OTHER)


def _address() -> str:
    return hosts.hosts().urls[0].origin + url_for("account.join", lang=None)
