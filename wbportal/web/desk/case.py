"""One case on its page, with the form of every action that it offers now."""

from http import HTTPStatus
from uuid import UUID

from flask import render_template
from flask_babel import gettext

from wbportal import i18n
from wbportal.casework import casefile, settings
from wbportal.casework.casefile import CaseFile
from wbportal.casework.cleaning import MAX_BYTES
from wbportal.domain.clocks import FEEDBACK
from wbportal.domain.rules import Action
from wbportal.domain.settings import Topic
from wbportal.domain.wording import NOTHING, Words, filled_in
from wbportal.web.answers import in_words
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.forms import FIELDS, OrderForm
from wbportal.web.desks import reading
from wbportal.web.locale import language

Page = tuple[str, HTTPStatus]
_OPENINGS = {
    Action.ACKNOWLEDGE: "acknowledge",
    Action.ASK: "ask",
    Action.REPLY: "feedback",
    Action.DECLINE: "close",
    Action.CONCLUDE: "close",
}


@bp.get("/cases/<uuid:case_id>")
def case(case_id: UUID) -> str:
    """Show a case to somebody who may open it."""
    return page(read_case(case_id))[0]


def read_case(case_id: UUID) -> CaseFile:
    """Open a case for its page. Raises CaseNotFound."""
    return reading(lambda work: casefile.look(work, me(), case_id))


def page(
    found: CaseFile,
    sent: OrderForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    obstacle: str = "",
) -> Page:
    """Render a case; `sent` is the form that was not accepted, with all that was typed.

    A form whose action is no longer offered stands there all the same: its text is not lost.
    """
    made = [OrderForm(action, found) for action in found.actions if action in FIELDS]
    forms = {form.action: form for form in made if not form.has_nobody}
    if sent is not None:
        forms[sent.action] = sent
    text = render_template(
        "desk/case.html",
        case=found,
        answers=list(in_words(found.answers, found.asked)),
        forms=forms,
        sent=sent,
        obstacle=obstacle,
        limits=_limits(),
        openings={action: opening_of(action) for action in forms},
    )
    return text, status


def opening_of(action: Action) -> Words:
    """Return the text with which the office lets a form of this action begin."""
    slot = _OPENINGS.get(action)
    if slot is None:
        return NOTHING
    with portal().work() as work:
        return settings.texts(work, me().office_id, Topic.TEMPLATES)[slot]


def opening_in(action: Action, found: CaseFile, speaks: str) -> str:
    """Return the office's text in one language, with what it says of the case filled in."""
    feedback = next((one.due for one in found.clocks if one.key == FEEDBACK), None)
    return filled_in(
        opening_of(action).of(speaks),
        {
            "reference": found.reference,
            "received": i18n.long_date(found.received_on, speaks),
            "feedback": "" if feedback is None else i18n.long_date(feedback, speaks),
        },
    )


def _limits() -> str:
    limits = portal().limits
    return gettext(
        "At most %(count)s files, %(size)s each: pictures, PDFs or plain text.",
        count=limits.max_files,
        size=i18n.size(min(MAX_BYTES, limits.max_upload_bytes), language()),
    )
