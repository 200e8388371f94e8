"""The list of cases whose protection somebody looks after: who waits stands first."""

from flask import render_template, request, url_for

from wbportal.casework import protection_list, queue
from wbportal.domain.roles import Role
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
        address=lambda number: url_for("protection.overview", page=number),
    )
