"""The open proposal: what it changes in plain words, and the second signature."""

from http import HTTPStatus

from flask import abort, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from wbportal.casework import proposals, vetting
from wbportal.casework.errors import Refused
from wbportal.casework.proposals import OtherWords
from wbportal.casework.vetting import Look
from wbportal.web.current import me, portal
from wbportal.web.traits import Traits, declare
from wbportal.web.vetting.blueprint import bp
from wbportal.web.vetting.forms import SignForm
from wbportal.web.vetting.words import OBSTACLES

Page = tuple[str, HTTPStatus]


@bp.get("/proposal")
def proposed() -> Page:
    """Show the open proposal, or say that there is none."""
    look = _look()
    return _page(look, SignForm(look) if look is not None else None)


@bp.post("/proposal/sign")
@declare(Traits(keeps_text=True, needs_step_up=True))
def sign() -> Response | Page:
    """Sign the proposal that was looked at; from then on it is the list that counts."""
    look = _look()
    if look is None:
        abort(HTTPStatus.CONFLICT)
    form = SignForm(look)
    if form.accepted():
        people = [change.holder_id for change in look.bringing]
        typed = dict(zip(people, form.words.data, strict=False))
        try:
            with portal().work() as work:
                proposals.sign(work, me(), _seen(form), typed)
        except OtherWords as refused:
            for holder_id, entry in zip(people, form.words.entries, strict=False):
                if holder_id in refused.whose:
                    entry.errors = [str(OBSTACLES[refused.reason])]
        except Refused:
            abort(HTTPStatus.CONFLICT)
        else:
            return redirect(url_for("vetting.everybody"), HTTPStatus.SEE_OTHER)
    return _page(look, form)


@bp.post("/proposal/withdraw")
def withdraw() -> Response:
    """Take the proposal back that was looked at."""
    try:
        with portal().work() as work:
            proposals.withdraw(work, me(), _bytes(request.form.get("seen", "")))
    except Refused:
        abort(HTTPStatus.CONFLICT)
    return redirect(url_for("vetting.everybody"), HTTPStatus.SEE_OTHER)


def _look() -> Look | None:
    with portal().work() as work:
        return vetting.look(work, me())


def _page(look: Look | None, form: SignForm | None) -> Page:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render_template("vetting/proposal.html", look=look, form=form), status


def _seen(form: SignForm) -> bytes:
    return _bytes(form.seen.data or "")


def _bytes(typed: str) -> bytes:
    try:
        return bytes.fromhex(typed)
    except ValueError:
        return b""
