"""Files of a case: a picture of it and a cleaned copy first; the file as it came for a reason."""

from http import HTTPStatus
from io import BytesIO
from uuid import UUID

from flask import abort, render_template, request
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import SelectField, TextAreaField

from wbportal.casework import casefile, outgoing, taking
from wbportal.casework.errors import Refused
from wbportal.casework.records import FileSlip
from wbportal.casework.taking import Copy, Wanted
from wbportal.domain.offices import OfficeKind
from wbportal.domain.reasons import reasons
from wbportal.domain.rules import Action, Facts
from wbportal.domain.texts import clean_text
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.export_form import typed
from wbportal.web.desk.reason_words import REASONS
from wbportal.web.desk.refusal_words import refusal
from wbportal.web.desks import reading
from wbportal.web.downloads import attachment, picture, whole_file
from wbportal.web.forms import Form, later
from wbportal.web.locale import language
from wbportal.web.traits import Traits, declare

_PIECE_BYTES = 64 * 1024
_MOST_WORDS_CHARS = 1000
# The same in an office of any kind, and whatever was asked.
_REASONS = reasons(Action.DOWNLOAD, OfficeKind.CSO, Facts())


class OriginalForm(Form):
    """Why a file is taken as it came."""

    reason = SelectField(
        later(lazy_gettext("Reason")),
        choices=lambda: {one.value: str(REASONS[one]) for one in _REASONS},
        validate_choice=False,
    )
    words = TextAreaField(
        later(lazy_gettext("In your words")),
        [typed(clean_text, _MOST_WORDS_CHARS, is_optional=True)],
    )


@bp.get("/cases/<uuid:case_id>/files/<uuid:record_id>")
def file(case_id: UUID, record_id: UUID) -> str:
    """Say what a file is before it is taken, and show a picture of it if there is one."""
    return _page(case_id, record_id, OriginalForm())


@bp.get("/cases/<uuid:case_id>/files/<uuid:record_id>/preview")
def preview(case_id: UUID, record_id: UUID) -> Response:
    """Show a small picture of a file, drawn anew in the sandbox; the trail is told, sealed."""
    slip = reading(lambda work: taking.take(work, me(), case_id, record_id))
    try:
        return picture(outgoing.shown(portal(), slip))
    except Refused:
        abort(HTTPStatus.NOT_FOUND)


@bp.post("/cases/<uuid:case_id>/files/<uuid:record_id>")
@declare(Traits(keeps_text=True))
def take(case_id: UUID, record_id: UUID) -> Response | tuple[str, HTTPStatus]:
    """Hand out a file; by a form, because the trail is told."""
    copy, form = _wanted(), OriginalForm()
    try:
        if not form.accepted():
            return _page(case_id, record_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
        wanted = Wanted(copy, form.reason.data or "", form.words.data or "", language())
        slip = reading(lambda work: taking.take(work, me(), case_id, record_id, wanted))
        return whole_file(slip) if copy is Copy.ORIGINAL else _cleaned(slip)
    except Refused as refused:
        words = refusal(refused.reason)
        if copy is Copy.ORIGINAL:
            form.words.errors = [words]
            words = ""
        return _page(case_id, record_id, form, words), HTTPStatus.UNPROCESSABLE_ENTITY


def _wanted() -> Copy:
    wanted = request.form.get("copy", "")
    if wanted not in set(Copy):
        abort(HTTPStatus.BAD_REQUEST)
    return Copy(wanted)


def _page(case_id: UUID, record_id: UUID, form: OriginalForm, obstacle: str = "") -> str:
    found, line, slip = reading(lambda work: casefile.find_file(work, me(), case_id, record_id))
    return render_template(
        "desk/file.html",
        case=found,
        file=line,
        form=form,
        obstacle=obstacle,
        # What shows who the reporter is stays shut until somebody takes it.
        is_shown=not line.shows_identity and outgoing.can_be_shown(portal(), slip),
    )


def _cleaned(slip: FileSlip) -> Response:
    copy = outgoing.cleaned_for_desk(portal(), slip)
    stream = BytesIO(copy.content)
    pieces = iter(lambda: stream.read(_PIECE_BYTES), b"")
    return attachment(pieces, copy.name, len(copy.content))
