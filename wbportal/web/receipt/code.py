"""The page that shows a code until it is noted."""

from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import receipt
from wbportal.casework.errors import CodeGone
from wbportal.casework.offices import office_of
from wbportal.casework.receipt import ShownCode
from wbportal.portal import Work
from wbportal.vault.sessions import SessionSecret
from wbportal.web.current import portal
from wbportal.web.floods import floods
from wbportal.web.noting import GroupsForm, words_of
from wbportal.web.office import present
from wbportal.web.receipt.arrived import arrived_or_gone, gone
from wbportal.web.receipt.blueprint import bp
from wbportal.web.receipt.words import come_back
from wbportal.web.reporter import draft_secret, hand_out, perform
from wbportal.web.session import Cookie
from wbportal.web.traits import Traits, declare

_Page = tuple[str, HTTPStatus]
# What the first of the two buttons says: pressed twice in haste, it still only asks.
_ASK = "ask"


@bp.route("/receipt/new", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def new() -> Response | _Page:
    """Show a code as often as it is wanted, and take it for noted when two groups fit."""
    secret = draft_secret()
    if secret is None:
        return gone()
    try:
        if request.method == "POST":
            return _answered(secret)
        found = perform(lambda work: receipt.show_again(work, secret))
    except CodeGone:
        return arrived_or_gone(secret)
    return _page(found, GroupsForm(found.groups), HTTPStatus.OK, show_code=True)


def _answered(secret: SessionSecret) -> Response | _Page:
    with portal().work() as work:
        found = receipt.shown(work, secret, request.form.get("form"))
    form = GroupsForm(found.groups)
    if not form.accepted():
        return _page(found, form, HTTPStatus.UNPROCESSABLE_ENTITY, show_code=True)
    if "give_up" in request.form:
        return _given_up(secret, found)
    visit = SessionSecret.generate()
    with floods().codes.enter():
        wrong = perform(lambda work: _note(work, secret, found, form.typed(), visit))
    if wrong:
        return _missed(secret, found, wrong)
    return hand_out(_to("receipt.case"), Cookie.REPORTER, visit)


def _note(
    work: Work,
    secret: SessionSecret,
    found: ShownCode,
    typed: dict[int, str],
    visit: SessionSecret,
) -> frozenset[int]:
    now = receipt.shown(work, secret, found.form.name)
    return receipt.note(work, now, typed, visit)


def _given_up(secret: SessionSecret, found: ShownCode) -> Response | _Page:
    is_sure = request.form["give_up"] != _ASK
    if perform(lambda work: _give_up(work, secret, found, is_sure=is_sure)):
        return _to("receipt.new")
    return _page(found, GroupsForm(found.groups), HTTPStatus.UNPROCESSABLE_ENTITY, giving_up=True)


def _give_up(work: Work, secret: SessionSecret, found: ShownCode, *, is_sure: bool) -> bool:
    now = receipt.shown(work, secret, found.form.name)
    return receipt.give_up(work, now, is_sure=is_sure)


def _missed(secret: SessionSecret, before: ShownCode, wrong: frozenset[int]) -> _Page:
    with portal().work() as work:
        found = receipt.shown(work, secret, before.form.name)
    form = GroupsForm(found.groups)
    form.complain(wrong)
    return _page(found, form, HTTPStatus.UNPROCESSABLE_ENTITY)


def _page(found: ShownCode, form: GroupsForm, status: HTTPStatus, **said: object) -> _Page:
    with portal().work() as work:
        office = office_of(work, found.office_id)
    present(office)
    page = render_template(
        "receipt/new.html",
        found=found,
        form=form,
        groups=found.code.groups(),
        words=words_of(found.code),
        fields=form.fields(),
        ask=_ASK,
        come_back=come_back(found.next_date),
        **said,
    )
    return page, status


def _to(endpoint: str) -> Response:
    return redirect(url_for(endpoint), HTTPStatus.SEE_OTHER)
