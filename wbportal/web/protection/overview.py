"""The list of cases whose protection somebody looks after: who waits stands first."""

from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import officers, protection_list, queue
from wbportal.domain.roles import Role
from wbportal.web.current import portal
from wbportal.web.desks import reading
from wbportal.web.protection.blueprint import bp, me

_MAX_PAGE = 100_000


@bp.get("/")
def overview() -> str:
    """List them."""
    # Of leads it is their queue that finds out what they may open.
    untried = Role.LEAD in me().roles and reading(lambda work: queue.open_new(work, me()))
    number = min(request.args.get("page", 1, type=int), _MAX_PAGE)
    page = reading(lambda work: protection_list.look(work, me(), number))
    return render_template(
        "protection/list.html",
        page=page,
        are_more=page.are_more or untried,
        stands_in=Role.LEAD in me().roles,
        lacking=reading(lambda work: officers.lacking(work, me())),
        address=lambda number: url_for("protection.overview", page=number),
    )


@bp.post("/keys/<uuid:account_id>")
def hand_in(account_id: UUID) -> Response:
    """Hand in keys for a colleague, as many as five seconds allow; the list has the button."""
    officers.carry_on(portal(), me(), account_id)
    return redirect(url_for("protection.overview"), HTTPStatus.SEE_OTHER)
