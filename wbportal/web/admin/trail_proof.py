"""Checking the trail of one's own office on a page, and taking a part of it along as a file."""

from collections.abc import Iterator
from http import HTTPStatus

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import checking, exports
from wbportal.casework.checking import Progress
from wbportal.casework.errors import Refused
from wbportal.vault.errors import Tampered
from wbportal.web.admin import trail_filter
from wbportal.web.admin.deeds import COUNT_FINDINGS, FINDINGS
from wbportal.web.admin.trail import bp, me, page
from wbportal.web.current import portal
from wbportal.web.downloads import attachment
from wbportal.web.traits import Traits, declare

__all__ = ["bp"]


@bp.get("/check")
def check() -> Response | str:
    """Check the next entries of the trail; the browser asks for those after them by itself."""
    token = request.args.get("go_on", "")
    with portal().work() as work:
        try:
            found = (
                checking.go_on(work, me(), token)
                if token
                else checking.begin(work, me(), from_vouched=request.args.get("from") == "vouched")
            )
        except Tampered:
            abort(HTTPStatus.NOT_FOUND)
    return _progress(found) if found.verdict is None else _verdict(found)


@bp.post("/export")
@declare(Traits(keeps_text=True, needs_step_up=True))
def export() -> Response | tuple[str, HTTPStatus]:
    """Hand out what a filter leaves of the trail as a signed file; by a form: the trail is told."""
    with portal().work() as work:
        asked = trail_filter.asked(work, me().office_id, request.form)
        try:
            begun = None if asked.errors else exports.begin(work, me(), asked.wanted)
        except Refused:
            begun = None
    if begun is None:
        return page(asked, HTTPStatus.UNPROCESSABLE_ENTITY)
    pieces: Iterator[bytes] = exports.lines(portal(), begun)
    return attachment(pieces, f"audit-{begun.day}.jsonl")


def _progress(found: Progress) -> Response:
    following = url_for("trail.check", go_on=found.go_on)
    answer = Response(
        render_template("admin/checking.html", found=found, following=following),
        mimetype="text/html",
    )
    # Without a script, and at once: a page a second, and nobody has to press anything.
    answer.headers["Refresh"] = f"0; url={following}"
    return answer


def _verdict(found: Progress) -> str:
    verdict, counted = found.verdict, found.counted
    return render_template(
        "admin/check.html",
        found=found,
        finding=FINDINGS[verdict.finding] if verdict else None,
        counted=counted,
        count_finding=COUNT_FINDINGS[counted.finding] if counted else None,
    )
