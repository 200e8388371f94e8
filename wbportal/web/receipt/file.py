"""Files of a case, for its reporter."""

from http import HTTPStatus
from uuid import UUID

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import conversation, visits
from wbportal.casework.errors import CodeNeeded
from wbportal.casework.records import FileSlip
from wbportal.portal import Work
from wbportal.web.downloads import whole_file
from wbportal.web.receipt.blueprint import bp
from wbportal.web.reporter import perform, visit_secret


@bp.post("/receipt/file")
def file() -> Response:
    """Hand out one file of the case; asked for by a form, so that no address names it."""
    try:
        slip = perform(lambda work: _find(work, _asked_for()))
    except CodeNeeded:
        return redirect(url_for("receipt.present"), HTTPStatus.SEE_OTHER)
    return whole_file(slip)


def _asked_for() -> UUID:
    try:
        return UUID(request.form.get("file", ""))
    except ValueError:
        abort(HTTPStatus.NOT_FOUND)


def _find(work: Work, record_id: UUID) -> FileSlip:
    secret = visit_secret()
    visit = None if secret is None else visits.find(work, secret)
    if visit is None:
        raise CodeNeeded
    return conversation.find_file(work, visit, record_id)
