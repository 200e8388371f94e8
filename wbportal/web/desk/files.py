"""Files of a case: a word of warning first, then a harmless copy, or the file as it came."""

from http import HTTPStatus
from io import BytesIO
from uuid import UUID

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from wbportal.casework import casefile, outgoing
from wbportal.casework.casefile import Copy
from wbportal.casework.errors import Refused
from wbportal.casework.records import FileSlip
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.refusal_words import refusal
from wbportal.web.desks import reading
from wbportal.web.downloads import attachment, whole_file

_PIECE_BYTES = 64 * 1024


@bp.get("/cases/<uuid:case_id>/files/<uuid:record_id>")
def file(case_id: UUID, record_id: UUID) -> str:
    """Say what a file is before it is taken."""
    return _page(case_id, record_id)


@bp.post("/cases/<uuid:case_id>/files/<uuid:record_id>")
def take(case_id: UUID, record_id: UUID) -> Response | tuple[str, HTTPStatus]:
    """Hand out a file; by a form, because the trail is told."""
    copy = _wanted()
    slip = reading(lambda work: casefile.fetch_file(work, me(), case_id, record_id, copy))
    try:
        return whole_file(slip) if copy is Copy.ORIGINAL else _cleaned(slip)
    except Refused as refused:
        words = refusal(refused.reason)
        return _page(case_id, record_id, words), HTTPStatus.UNPROCESSABLE_ENTITY


def _wanted() -> Copy:
    wanted = request.form.get("copy", "")
    if wanted not in set(Copy):
        abort(HTTPStatus.BAD_REQUEST)
    return Copy(wanted)


def _page(case_id: UUID, record_id: UUID, obstacle: str = "") -> str:
    found, line = reading(lambda work: casefile.find_file(work, me(), case_id, record_id))
    return render_template("desk/file.html", case=found, file=line, obstacle=obstacle)


def _cleaned(slip: FileSlip) -> Response:
    copy = outgoing.cleaned(portal(), slip)
    stream = BytesIO(copy.content)
    pieces = iter(lambda: stream.read(_PIECE_BYTES), b"")
    return attachment(pieces, copy.name, len(copy.content))
