"""Searching: words never stand in an address, so every page of results is asked for by a form."""

from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from wbportal.casework import queue, search, views
from wbportal.casework.errors import Refused
from wbportal.casework.search import Found
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.search_form import SearchForm
from wbportal.web.desks import reading
from wbportal.web.traits import Traits, declare

_MAX_PAGE = 1000


@bp.route("/search/", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def find() -> tuple[str, HTTPStatus]:
    """Search, and show a page of what was found as the answer itself: no address may tell it."""
    form = _form()
    if request.method == "GET" or not form.accepted():
        return _page(form)
    number = min(request.form.get("page", 1, type=int), _MAX_PAGE)
    asked = form.asked(number)
    if asked is None:
        return _page(form)
    are_more = reading(lambda work: queue.open_new(work, me()))
    return _page(form, search.look(portal(), me(), asked), are_more=are_more)


@bp.post("/search/keep")
@declare(Traits(keeps_text=True))
def keep_view() -> Response | tuple[str, HTTPStatus]:
    """Save a search under a name."""
    form = SearchForm()
    asked = form.asked(1) if form.accepted() else None
    name = form.view_name() if asked else ""
    if not name:
        return _page(form)
    try:
        portal().perform(lambda work: views.keep(work, me(), name, form.told))
    except Refused:
        form.form_errors.append(
            gettext("You have as many views as can be kept. Let one of them go first.")
        )
        return _page(form)
    return redirect(url_for("desk.find"), HTTPStatus.SEE_OTHER)


@bp.post("/search/forget/<uuid:view_id>")
def forget_view(view_id: UUID) -> Response:
    """Let a saved view go."""
    portal().perform(lambda work: views.forget(work, me(), view_id))
    return redirect(url_for("desk.find"), HTTPStatus.SEE_OTHER)


def _form() -> SearchForm:
    """Return the form as it was sent, or as the view that was pressed was saved."""
    wanted = request.form.get("view", type=UUID)
    form = SearchForm()
    view = reading(lambda work: views.find(work, me(), wanted)) if wanted else None
    if view is not None:
        for field in form:
            if field.name != "csrf_token":
                field.data = view.fields.get(field.name, "")
    return form


def _page(
    form: SearchForm, found: Found | None = None, *, are_more: bool = False
) -> tuple[str, HTTPStatus]:
    is_wrong = request.method == "POST" and found is None
    page = render_template(
        "desk/search.html",
        form=form,
        found=found,
        views=reading(lambda work: views.kept(work, me())),
        are_more=are_more,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
