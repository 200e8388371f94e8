"""Destroying a case that was worked on: proposed on its page by one lead, confirmed by another."""

from http import HTTPStatus
from typing import TypeAlias
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response
from wtforms import BooleanField, RadioField, TextAreaField

from wbportal.casework import destroying
from wbportal.casework.destroying import Destruction
from wbportal.casework.destructions import Wish
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.domain.reasons import Reason
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.checked_form import CheckedForm
from wbportal.web.desk.reason_words import REASONS
from wbportal.web.desk.refusal_words import refusal
from wbportal.web.desks import reading
from wbportal.web.forms import Form, later
from wbportal.web.locale import language
from wbportal.web.traits import Traits, declare

Page: TypeAlias = tuple[str, HTTPStatus]
_REASONS = (
    Reason.RETENTION_ENDED,
    Reason.DESTRUCTION_WISHED,
    Reason.DESTRUCTION_ORDERED,
)
_OFFICER = later(lazy_gettext("I asked the protection officer: nothing is open for this reporter"))


class ProposalForm(CheckedForm):
    """Why a case shall be destroyed."""

    reason = RadioField(
        later(lazy_gettext("Reason")),
        choices=lambda: {one.value: str(REASONS[one]) for one in _REASONS},
        validate_choice=False,
    )
    text = TextAreaField(later(lazy_gettext("Why, and what you looked at")))
    officer_asked = BooleanField(_OFFICER)

    def __init__(self, found: Destruction) -> None:
        """Ask about the officer only where they keep what this lead can't see."""
        super().__init__()
        if not found.hindrances.is_sealed:
            del self.officer_asked

    def check(self) -> bool:
        """Check the token and every field, and say beside each what is wrong."""
        good = self.accepted()
        self.choice("reason")
        self.words("text", needed=True)
        return good and not self.errors

    def said(self) -> Wish:
        """Return what was checked."""
        asked = self.ticked("officer_asked")
        return Wish(Reason(self.reason.data), self.texts["text"], language(), asked)


class ConfirmForm(CheckedForm):
    """Whether it is meant."""

    officer_asked = BooleanField(_OFFICER)
    sure = BooleanField(later(lazy_gettext("Yes, I have read the case. Destroy it for good")))

    def __init__(self, found: Destruction) -> None:
        """Ask about the officer only where they keep what this lead can't see."""
        super().__init__()
        if not found.hindrances.is_sealed:
            del self.officer_asked

    def check(self) -> bool:
        """Check the token and every field, and say beside each what is wrong."""
        good = self.accepted()
        if not self.sure.data:
            self.complain("sure", gettext("Please confirm: it cannot be undone."))
        return good and not self.errors

    @property
    def is_officer_asked(self) -> bool:
        return self.ticked("officer_asked")


@bp.route("/cases/<uuid:case_id>/destruction/", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def destruction_of(case_id: UUID) -> Response | Page:
    """Say whether a closed case can be destroyed, and propose it."""
    found = _found(case_id)
    form = ProposalForm(found)
    if request.method != "POST":
        return _page(found, form, HTTPStatus.OK)
    if form.check():
        try:
            portal().perform(lambda work: destroying.propose(work, me(), case_id, form.said()))
            return _here(case_id)
        except Refused as refused:
            is_officers = refused.reason == "ask-the-officer"
            form.complain("officer_asked" if is_officers else "reason", refusal(refused.reason))
    return _page(found, form, HTTPStatus.UNPROCESSABLE_ENTITY)


@bp.post("/cases/<uuid:case_id>/destruction/confirm")
@declare(Traits(keeps_text=True, needs_step_up=True))
def confirm_destruction(case_id: UUID) -> Response | Page:
    """Destroy a case as another lead proposed it, after a second factor was shown again."""
    found = _found(case_id)
    form = ConfirmForm(found)
    if form.check():
        asked = form.is_officer_asked
        try:
            portal().perform(
                lambda work: destroying.confirm(
                    work, me(), case_id, _proposal(), officer_asked=asked
                )
            )
            return redirect(url_for("desk.destroyed"), HTTPStatus.SEE_OTHER)
        except Refused as refused:
            is_officers = refused.reason == "ask-the-officer"
            form.complain("officer_asked" if is_officers else "sure", refusal(refused.reason))
    return _page(found, form, HTTPStatus.UNPROCESSABLE_ENTITY)


@bp.post("/cases/<uuid:case_id>/destruction/withdraw")
def withdraw_destruction(case_id: UUID) -> Response:
    """Take a proposal back: the case stays."""
    if Form().accepted():
        portal().perform(lambda work: destroying.withdraw(work, me(), case_id))
    return _here(case_id)


def _found(case_id: UUID) -> Destruction:
    return reading(lambda work: destroying.look(work, me(), case_id))


def _proposal() -> UUID:
    try:
        return UUID(request.form.get("proposal", ""))
    except ValueError as error:
        raise CaseNotFound from error


def _page(found: Destruction, form: CheckedForm, status: HTTPStatus) -> Page:
    """Show the page; whichever form was not sent is a fresh one."""
    if found.standing is not None and not isinstance(form, ConfirmForm):
        problems, form = form, ConfirmForm(found)
        form.form_errors.extend(message for _, message in problems.problems())
    text = render_template("desk/destruction.html", case=found.cover, found=found, form=form)
    return text, status


def _here(case_id: UUID) -> Response:
    return redirect(url_for("desk.destruction_of", case_id=case_id), HTTPStatus.SEE_OTHER)
