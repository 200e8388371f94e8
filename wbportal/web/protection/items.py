"""The risk, the measures of the plan, and the requests: one form for an item of each."""

from http import HTTPStatus
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import protecting, protection
from wbportal.casework.protection import Item, ProtectedView
from wbportal.domain.protection import REGISTERS
from wbportal.domain.registers import Register
from wbportal.portal import Work
from wbportal.web.current import portal
from wbportal.web.desks import reading
from wbportal.web.protection.blueprint import bp, me
from wbportal.web.protection.words import PARTS
from wbportal.web.protection_words import WORDS
from wbportal.web.register_forms import RegisterForm
from wbportal.web.traits import Traits, declare

Page = Response | tuple[str, HTTPStatus]


@bp.route("/<uuid:case_id>/<part>/", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def add(case_id: UUID, part: str) -> Page:
    """Write a new item, or the one assessment of the risk anew."""
    found = _look(case_id)
    register = PARTS.get(part) or abort(HTTPStatus.NOT_FOUND)
    return _written(found, register, found.risk if register is Register.RISK else None)


@bp.route("/<uuid:case_id>/entry/<uuid:entry_id>/", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def change(case_id: UUID, entry_id: UUID) -> Page:
    """Write a new version of a measure or request; the ones before are kept."""
    found = _look(case_id)
    items = [(Register.SAFETY, one) for one in found.measures]
    items += [(Register.PROTECTION, one) for one in found.requests]
    chosen = next((pair for pair in items if pair[1].id == entry_id), None)
    return _written(found, *(chosen or abort(HTTPStatus.NOT_FOUND)))


def _look(case_id: UUID) -> ProtectedView:
    return reading(lambda work: protection.look(work, me(), case_id))


def _written(found: ProtectedView, register: Register, item: Item | None) -> Page:
    words, is_sent = WORDS[register], request.method == "POST"
    form = RegisterForm(REGISTERS[register], words, values=None if item is None else item.values)
    with portal().work() as work:
        today = work.today
    if is_sent and form.check(today):
        portal().perform(lambda work: _keep(work, found, register, form, item))
        back = url_for("protection.case", case_id=found.case_id)
        return redirect(back, HTTPStatus.SEE_OTHER)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_sent else HTTPStatus.OK
    page = render_template(
        "protection/item.html", case=found, form=form, words=words, item=item, register=register
    )
    return page, status


def _keep(
    work: Work, found: ProtectedView, register: Register, form: RegisterForm, item: Item | None
) -> None:
    item_id = None if item is None else item.id
    protecting.keep_item(work, me(), found.case_id, register, form.values, item_id)
