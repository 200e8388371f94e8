"""Inviting somebody, and the page with the code, to be printed and handed over."""

from http import HTTPStatus
from uuid import UUID

from flask import abort, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from wbportal.casework import invitations
from wbportal.casework.errors import Refused
from wbportal.web import hosts
from wbportal.web.admin.blueprint import bp
from wbportal.web.admin.forms import InviteForm
from wbportal.web.admin.members import me
from wbportal.web.current import portal
from wbportal.web.traits import Traits, declare


@bp.route("/invite", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def invite() -> Response | tuple[str, HTTPStatus]:
    """Invite somebody; the roles are a wish until the root signs them."""
    form = InviteForm()
    if form.accepted():
        try:
            with portal().work() as work:
                made = invitations.invite(work, me().office_id, form.invitee(), me())
        except Refused as refused:
            form.refuse(refused.reason)
        else:
            to = url_for("admin.invitation", invitation_id=made.id)
            return redirect(to, HTTPStatus.SEE_OTHER)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render_template("admin/invite.html", form=form), status


@bp.get("/invitations/<uuid:invitation_id>")
def invitation(invitation_id: UUID) -> str:
    """Show an invitation; its code only to whoever made it, and while it is good."""
    with portal().work() as work:
        found = invitations.shown_again(work, me(), invitation_id)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    address = hosts.hosts().urls[0].origin + url_for("account.join", lang=None)
    return render_template("admin/invitation.html", invited=found, address=address)
