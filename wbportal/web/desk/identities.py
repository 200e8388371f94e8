"""Requests for reporters' names, for the keepers of their shares."""

from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from wbportal.casework import identity, identity_requests
from wbportal.casework.errors import Refused
from wbportal.casework.identity_requests import Request
from wbportal.domain.roles import Role
from wbportal.domain.texts import TextRefused, clean_text
from wbportal.portal import Work
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.refusal_words import refusal
from wbportal.web.desks import reading
from wbportal.web.forms import Form, later, problem_sentence
from wbportal.web.traits import Traits, declare

_MAX_WORDS_CHARS = 2000


class AnswerForm(Form):
    """What a keeper says to a request."""

    words = TextAreaField(later(lazy_gettext("Your reasons")))

    def check(self, *, approved: bool) -> str | None:
        """Return the words, or say on the form what is wrong; whoever refuses says why."""
        if not self.accepted():
            return None
        try:
            words = clean_text(self.words.data, _MAX_WORDS_CHARS)
        except TextRefused as refused:
            self.words.errors = [problem_sentence(refused.problem, _MAX_WORDS_CHARS)]
            return None
        if not words and not approved:
            self.words.errors = [gettext("Please say why: whoever asked reads it.")]
            return None
        return words


@bp.get("/identities/")
def identities() -> str:
    """List the requests that wait for this keeper, and those that ended."""
    found = reading(lambda work: identity_requests.to_answer(work, me()))
    return render_template("desk/identities.html", requests=found, waits=_waits_for(found))


@bp.route("/identities/<uuid:opening_id>", methods=["GET", "POST"])
@declare(Traits(keeps_text=True, needs_step_up=True))
def answer_identity(opening_id: UUID) -> Response | tuple[str, HTTPStatus]:
    """Show a request, and lend one's share for it or refuse."""
    found, may_lend = reading(lambda work: _look(work, opening_id))
    form = AnswerForm()
    if request.method == "GET":
        return _page(found, form, may_lend=may_lend), HTTPStatus.OK
    approved = request.form.get("do") == "approve"
    words = form.check(approved=approved)
    if words is not None:
        try:
            portal().perform(
                lambda work: identity.answer(work, me(), opening_id, words, approved=approved)
            )
            return redirect(url_for("desk.identities"), HTTPStatus.SEE_OTHER)
        except Refused as refused:
            form.form_errors.append(refusal(refused.reason))
    return _page(found, form, may_lend=may_lend), HTTPStatus.UNPROCESSABLE_ENTITY


def _look(work: Work, opening_id: UUID) -> tuple[Request, bool]:
    found = identity_requests.find_to_answer(work, me(), opening_id)
    return found, found.may_lend(work.today)


def _page(found: Request, form: AnswerForm, *, may_lend: bool) -> str:
    waits = bool(_waits_for((found,)))
    return render_template(
        "desk/identity-request.html",
        found=found,
        form=form,
        waits=waits,
        opens_cases=Role.LEAD in me().roles,
        may_lend=may_lend,
    )


def _waits_for(found: tuple[Request, ...]) -> frozenset[UUID]:
    """Return the requests that this keeper has yet to answer."""
    return frozenset(
        one.id
        for one in found
        if one.is_waiting and all(said.keeper_id != me().id for said in one.answers)
    )
