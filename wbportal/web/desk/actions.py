"""Doing something to a case: one address for each action of the rules."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from uuid import UUID

from flask import abort, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from wbportal.casework import desk, destruction, entering, outgoing
from wbportal.casework.assignment import PEOPLE
from wbportal.casework.casefile import CaseFile
from wbportal.casework.desk import Deed, Order
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.domain.rules import Action, NotPossible
from wbportal.portal import Overtaken, Work
from wbportal.web.attachments import Attached
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.case import Page, opening_in, page, read_case
from wbportal.web.desk.forms import FIELDS, OrderForm
from wbportal.web.desk.refusal_words import OBSTACLES, refusal
from wbportal.web.traits import Traits, declare


def _destroy(work: Work, who: Person, case_id: UUID, order: Order) -> None:
    destruction.destroy(work, who, [case_id], order.code, order.version)


_DEEDS: Mapping[Action, Deed] = MappingProxyType(
    {
        **desk.WORDS_AND_MOVES,
        **PEOPLE,
        Action.NEW_SLIP: entering.new_slip,
        Action.DESTROY: _destroy,
    }
)


@bp.post("/cases/<uuid:case_id>/<name>")
@declare(Traits(keeps_text=True, takes_files=True))
def act(case_id: UUID, name: str) -> Response | Page:
    """Do what a form of the case's page says; what was typed is never lost."""
    action = _action(name)
    # Read first: who was taken off the case while they wrote still gets their text back.
    attached, found = Attached.here(), read_case(case_id)
    form = OrderForm(action, found, sent=True)
    if "fill" in request.form and form.accepted():
        form.begin_with(opening_in(action, found, request.form["fill"]))
        return page(found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        found.allow(action)
        if not _is_good(form, attached):
            return page(found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        return _done(found, form, attached)
    except (NotPossible, Overtaken) as error:
        return page(read_case(case_id), form, HTTPStatus.CONFLICT, obstacle(error))
    except Refused as refused:
        form.complain(_BESIDE.get(action, ""), refusal(refused.reason))
        return page(read_case(case_id), form, HTTPStatus.UNPROCESSABLE_ENTITY)


@bp.post("/cases/<uuid:case_id>/destroy")
@declare(Traits(keeps_text=True, takes_files=True, needs_step_up=True))
def destroy_case(case_id: UUID) -> Response | Page:
    """Destroy a case: as any other action, after a second factor was shown again."""
    return act(case_id, Action.DESTROY.value)


_BESIDE = {
    Action.REPLY: "files",
    Action.REFER: "despite",
    Action.REOPEN: "new",
    Action.ASSIGN: "handler",
    Action.REVOKE: "handler",
}


def _action(name: str) -> Action:
    if name not in {action.value for action in FIELDS}:
        abort(HTTPStatus.NOT_FOUND)
    return Action(name)


def _is_good(form: OrderForm, attached: Attached) -> bool:
    for problem in attached.problems():
        form.complain("files", problem)
    return form.check(has_files=bool(attached.arrived))


def _done(found: CaseFile, form: OrderForm, attached: Attached) -> Response:
    order, deed, who = form.order(), _DEEDS[form.action], me()
    # Only a reply sends files; what came with another form is not kept.
    arrived = attached.arrived if form.action is Action.REPLY else ()
    with outgoing.prepared(portal(), arrived) as files:
        whole = order.with_files(files)
        portal().perform(lambda work: deed(work, who, found.case_id, whole))
    return redirect(_there(found, form.action), HTTPStatus.SEE_OTHER)


def _there(found: CaseFile, action: Action) -> str:
    """Return the address that comes after an action."""
    if action is Action.DESTROY:
        return url_for("desk.destroyed")
    there = "desk.slip" if action is Action.NEW_SLIP else "desk.case"
    return url_for(there, case_id=found.case_id)


def obstacle(error: NotPossible | Overtaken) -> str:
    """Say why something was not done, although it could have been before."""
    if isinstance(error, NotPossible):
        return str(OBSTACLES[error.why])
    return gettext("Somebody else changed this case while you were writing. Please look first.")
