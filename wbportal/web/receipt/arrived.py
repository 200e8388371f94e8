"""What stands where a code would be shown, if there is none to show."""

from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import saving
from wbportal.casework.errors import CodeGone
from wbportal.casework.offices import office_of
from wbportal.casework.saving import Arrived
from wbportal.portal import Work
from wbportal.vault.sessions import SessionSecret
from wbportal.web.current import portal
from wbportal.web.forms import Form
from wbportal.web.office import present
from wbportal.web.reporter import hand_out, perform
from wbportal.web.session import Cookie

_Page = tuple[str, HTTPStatus]


def arrived_or_gone(secret: SessionSecret) -> Response | _Page:
    """Lead to a report that was sent under a code noted before, or say that no code is shown."""
    try:
        return _entered(secret) if request.method == "POST" else _page(_find(secret))
    except CodeGone:
        return gone()


def gone() -> _Page:
    """Say that there is no code to show."""
    return render_template("receipt/gone.html"), HTTPStatus.GONE


def _entered(secret: SessionSecret) -> Response | _Page:
    name = request.form.get("form")
    form, visit = Form(), SessionSecret.generate()
    if not form.accepted():
        return _page(_find(secret, name), HTTPStatus.UNPROCESSABLE_ENTITY)
    perform(lambda work: _enter(work, secret, name, visit))
    page = redirect(url_for("receipt.case"), HTTPStatus.SEE_OTHER)
    return hand_out(page, Cookie.REPORTER, visit)


def _enter(work: Work, secret: SessionSecret, name: str | None, visit: SessionSecret) -> None:
    saving.enter(work, saving.arrived(work, secret, name), visit)


def _find(secret: SessionSecret, name: str | None = None) -> Arrived:
    with portal().work() as work:
        return saving.arrived(work, secret, name)


def _page(found: Arrived, status: HTTPStatus = HTTPStatus.OK) -> _Page:
    with portal().work() as work:
        office = office_of(work, found.office_id)
    present(office)
    return render_template("receipt/arrived.html", found=found), status
