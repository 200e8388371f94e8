"""The audit trail of one's own office, for its auditors: deeds without content, and their proof."""

from http import HTTPStatus

from flask import Blueprint, abort, render_template, request

from wbportal.casework import audit
from wbportal.casework.keyholders import Person
from wbportal.web import current
from wbportal.web.admin.deeds import FINDINGS, deed_words, figure_words
from wbportal.web.current import portal

_MAX_NUMBER = 2**63 - 1  # what a database can count to
bp = Blueprint("trail", __name__, url_prefix="/admin/audit")


@bp.get("/")
def deeds() -> str:
    """List deeds, newest first; that they were read enters the trail."""
    with portal().work() as work:
        found = audit.page(work, _me(), _before())
    older = found[-1].number if len(found) == audit.PAGE_ENTRIES else None
    return render_template(
        "admin/trail.html",
        deeds=found,
        older=older,
        deed_words=deed_words,
        figure_words=figure_words,
    )


@bp.get("/check")
def check() -> str:
    """Verify the whole trail; about 0.1 ms an entry."""
    with portal().work() as work:
        verdict = audit.verify(work, _me().office_id)
    title, meaning, manner = FINDINGS[verdict.finding]
    return render_template(
        "admin/check.html", verdict=verdict, title=title, meaning=meaning, manner=manner
    )


def _before() -> int | None:
    number = request.args.get("before", type=int)
    return None if number is None else max(0, min(number, _MAX_NUMBER))


def _me() -> Person:
    person = current.person()
    if person is None:
        abort(HTTPStatus.NOT_FOUND)  # the audience keeps visitors out before this
    return person
