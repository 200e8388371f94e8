"""The people of one's own office: how they stand, and what can be done to their accounts."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from flask import abort, render_template, url_for
from flask_babel import lazy_gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from wbportal.casework import people, shares
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.people import Member, Standing
from wbportal.portal import Work
from wbportal.web import current
from wbportal.web.admin.blueprint import bp
from wbportal.web.current import portal

_STANDINGS = {
    Standing.INVITED: (lazy_gettext("Invited"), "calm"),
    Standing.INVITATION_OVER: (lazy_gettext("The invitation ran out"), "warn"),
    Standing.WAITING: (lazy_gettext("Waits to be vetted"), "warn"),
    Standing.VETTED: (lazy_gettext("Vetted"), "good"),
    Standing.LAPSED: (lazy_gettext("The vetting has run out"), "bad"),
    Standing.RETIRED: (lazy_gettext("No longer on the list"), "calm"),
    Standing.SUSPENDED: (lazy_gettext("Suspended"), "bad"),
}


@bp.get("/people/")
def everybody() -> str:
    """List everybody of the office, with the roles that the signed roster gives them."""
    with portal().work() as work:
        found = people.members(work, me().office_id)
        recovery = shares.standing(work, me().office_id)
    return render_template(
        "admin/people.html", members=found, standings=_STANDINGS, recovery=recovery
    )


@bp.get("/people/<uuid:account_id>")
def somebody(account_id: UUID) -> str:
    """Show one person's account, and what can be done to it."""
    with portal().work() as work:
        member = _member(work, account_id)
    is_me = member.id == me().id
    return render_template("admin/person.html", member=member, standings=_STANDINGS, is_me=is_me)


@bp.post("/people/<uuid:account_id>/suspend")
def suspend(account_id: UUID) -> Response:
    """Keep somebody out from their next request on."""
    return _done(people.suspend, account_id)


@bp.post("/people/<uuid:account_id>/unsuspend")
def unsuspend(account_id: UUID) -> Response:
    """Let somebody in again."""
    return _done(people.unsuspend, account_id)


@bp.post("/people/<uuid:account_id>/end-sessions")
def end_sessions(account_id: UUID) -> Response:
    """Sign somebody out everywhere."""
    return _done(people.end_sessions, account_id)


def me() -> Person:
    """Return the administrator who asks."""
    person = current.person()
    if person is None:
        abort(HTTPStatus.NOT_FOUND)  # the audience keeps visitors out before this
    return person


def _done(deed: Callable[[Work, UUID, UUID, Person], None], account_id: UUID) -> Response:
    try:
        with portal().work() as work:
            deed(work, me().office_id, account_id, me())
    except Refused as refused:
        status = HTTPStatus.CONFLICT
        if refused.reason == people.Obstacle.NO_PERSON:
            status = HTTPStatus.NOT_FOUND
        abort(status)
    return redirect(url_for("admin.somebody", account_id=account_id), HTTPStatus.SEE_OTHER)


def _member(work: Work, account_id: UUID) -> Member:
    found = people.members(work, me().office_id)
    member = next((one for one in found if one.id == account_id), None)
    if member is None:
        abort(HTTPStatus.NOT_FOUND)
    return member
