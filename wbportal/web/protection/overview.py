"""The list of cases whose protection somebody looks after: who waits stands first."""

from flask import render_template, request, url_for

from wbportal.casework import protection_list, queue
from wbportal.domain.roles import Role
from wbportal.portal import Work
from wbportal.web.desks import reading
from wbportal.web.protection.blueprint import bp, me

_MAX_PAGE = 100_000


@bp.get("/")
def overview() -> str:
    """List them."""
    are_more = reading(_refresh)
    number = min(request.args.get("page", 1, type=int), _MAX_PAGE)
    page = reading(lambda work: protection_list.look(work, me(), number))
    return render_template(
        "protection/list.html",
        page=page,
        are_more=are_more,
        stands_in=Role.LEAD in me().roles,
        address=lambda number: url_for("protection.overview", page=number),
    )


def _refresh(work: Work) -> bool:
    """Open what is new; of leads it is their queue that finds out what they may open."""
    if Role.LEAD in me().roles and queue.open_new(work, me()):
        return True
    return protection_list.refresh(work, me())
