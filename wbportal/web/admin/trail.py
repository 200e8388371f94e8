"""The audit trail of one's own office, for its auditors: deeds without content, and their proof."""

from http import HTTPStatus

from flask import Blueprint, abort, render_template, request

from wbportal.casework import audit
from wbportal.casework.keyholders import Person
from wbportal.web import current
from wbportal.web.admin.deeds import FINDINGS, deed_words
from wbportal.web.current import portal

bp = Blueprint("trail", __name__, url_prefix="/admin/audit")


@bp.get("/")
def deeds() -> str:
    """List deeds, newest first; that they were read enters the trail."""
    before = request.args.get("before", type=int)
    with portal().work() as work:
        found = audit.page(work, _me(), before)
    older = found[-1].number if len(found) == audit.PAGE_ENTRIES else None
    return render_template("admin/trail.html", deeds=found, older=older, deed_words=deed_words)


@bp.get("/check")
def check() -> str:
    """Verify the whole trail; about 0.1 ms an entry."""
    with portal().work() as work:
        verdict = audit.verify(work, _me().office_id)
    title, meaning, manner = FINDINGS[verdict.finding]
    return render_template(
        "admin/check.html", verdict=verdict, title=title, meaning=meaning, manner=manner
    )


def _me() -> Person:
    person = current.person()
    if person is None:
        abort(HTTPStatus.NOT_FOUND)  # the audience keeps visitors out before this
    return person
