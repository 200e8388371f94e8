"""The audit trail of one's own office, for its auditors: deeds without content, and their proof."""

from http import HTTPStatus

from flask import Blueprint, abort, render_template, request

from wbportal.casework import exports, readings, trail
from wbportal.casework.keyholders import Person
from wbportal.web import current
from wbportal.web.admin import trail_filter
from wbportal.web.admin.deed_groups import GROUPS
from wbportal.web.admin.deeds import FINDINGS, READ_WORDS, deed_words, detail_words
from wbportal.web.admin.trail_filter import Asked, before
from wbportal.web.current import portal

Page = tuple[str, HTTPStatus]
_CHECK = 'wbportal audit verify-export FILE --key "{}"'
bp = Blueprint("trail", __name__, url_prefix="/admin/audit")


@bp.get("/")
def deeds() -> Page:
    """List deeds, the newest day first; that they were read enters the trail."""
    with portal().work() as work:
        asked = trail_filter.asked(work, me().office_id, request.args)
    return page(asked)


def page(asked: Asked, status: HTTPStatus = HTTPStatus.OK) -> Page:
    """Render what a filter leaves."""
    with portal().work() as work:
        found = [] if asked.errors else trail.page(work, me(), before(), asked.wanted)
        people = trail.people(work, me().office_id)
    more = len(found) == trail.PAGE_ENTRIES
    rendered = render_template(
        "admin/trail.html",
        deeds=found,
        asked=asked,
        people=people,
        groups=GROUPS,
        older=asked.address(found[-1].number) if more else None,
        command=_CHECK.format(exports.key_words(portal().keys.audit.public())),
        deed_words=deed_words,
        detail_words=detail_words,
    )
    return rendered, HTTPStatus.UNPROCESSABLE_ENTITY if asked.errors else status


@bp.get("/<int:number>")
def entry(number: int) -> str:
    """Show one entry with its hash, its signature and who vouched for it."""
    with portal().work() as work:
        found = trail.entry(work, me(), trail_filter.within(number))
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return render_template(
        "admin/entry.html",
        entry=found,
        finding=FINDINGS[found.finding],
        deed_words=deed_words,
        detail_words=detail_words,
    )


@bp.get("/reads")
def reads() -> Page:
    """Open who read which case; that somebody looked enters the trail."""
    with portal().work() as work:
        asked = trail_filter.asked(work, me().office_id, request.args)
        found = None if asked.errors else readings.look(work, me(), asked.wanted, before())
        people = trail.people(work, me().office_id)
    older = None if found is None else found.older
    rendered = render_template(
        "admin/reads.html",
        found=found,
        asked=asked,
        people=people,
        older=None if older is None else asked.address(older, "trail.reads"),
        what_words=READ_WORDS,
    )
    return rendered, HTTPStatus.UNPROCESSABLE_ENTITY if asked.errors else HTTPStatus.OK


def me() -> Person:
    """Return who is signed in: the audience keeps visitors out before this."""
    person = current.person()
    if person is None:
        abort(HTTPStatus.NOT_FOUND)
    return person
