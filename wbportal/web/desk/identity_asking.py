"""Asking for the reporter's name: why, and whether they are told before it is opened."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response
from wtforms import RadioField, StringField, TextAreaField

from wbportal import i18n
from wbportal.casework import identity_asking, identity_requests, settings
from wbportal.casework.dossier import Cover
from wbportal.casework.errors import Refused
from wbportal.casework.identity_asking import Wish
from wbportal.domain.prior_notices import Prior
from wbportal.domain.reasons import Reason
from wbportal.domain.rules import Action, NotAllowed, may_ever
from wbportal.domain.terms import TERMS, Term, read_days
from wbportal.portal import Work
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.checked_form import CheckedForm, choices_of
from wbportal.web.desk.reason_words import REASONS
from wbportal.web.desk.refusal_words import refusal
from wbportal.web.desks import reading
from wbportal.web.forms import later
from wbportal.web.locale import language
from wbportal.web.traits import Traits, declare

_REASONS = (Reason.PROTECT_REPORTER, Reason.REACH_REPORTER)
_BESIDE = {"not-a-reason": "reason", "why-untold": "why_untold", "not-so-many-days": "answer_days"}

PRIORS: Mapping[str, LazyString] = MappingProxyType(
    {
        Prior.TOLD: lazy_gettext("Tell the reporter first; the keepers wait for the answer"),
        Prior.DANGER: lazy_gettext("Not: it would put somebody in danger"),
        Prior.LAW: lazy_gettext("Not: a law forbids to tell"),
        Prior.URGENT: lazy_gettext("Not: waiting would come too late"),
    }
)


class AskForm(CheckedForm):
    """Why somebody asks for a name, and what the reporter hears of it before."""

    reason = RadioField(
        later(lazy_gettext("Reason")),
        choices=lambda: {one.value: str(REASONS[one]) for one in _REASONS},
        validate_choice=False,
    )
    text = TextAreaField(later(lazy_gettext("Why, and why nothing less will do")))
    prior = RadioField(
        later(lazy_gettext("Is the reporter told first?")),
        choices=choices_of(PRIORS),
        default=Prior.TOLD.value,
        validate_choice=False,
    )
    answer_days = StringField(later(lazy_gettext("If so: how many days to answer")))
    told = TextAreaField(later(lazy_gettext("If so: what the reporter reads")))
    why_untold = TextAreaField(later(lazy_gettext("If not: why not")))

    @property
    def tells(self) -> bool:
        return bool(self.prior.data == Prior.TOLD)

    def days_to_answer(self) -> int | None:
        """Return how many days were typed, None if there may not be so many."""
        return read_days(self.answer_days.data or "", Term.IDENTITY)

    def check(self) -> bool:
        """Check the token and every field, and say beside each what is wrong."""
        good = self.accepted()
        self.choice("reason")
        self.words("text", needed=True)
        self.choice("prior")
        self.words("told", needed=self.tells)
        self.words("why_untold", needed=not self.tells)
        if self.tells and self.days_to_answer() is None:
            self.complain("answer_days", days_problem())
        return good and not self.errors

    def said(self) -> Wish:
        """Return what was checked."""
        return Wish(
            code=self.reason.data,
            text=self.texts["text"],
            lang=language(),
            prior=Prior(self.prior.data),
            days=read_days(self.answer_days.data or "", Term.IDENTITY)
            or TERMS[Term.IDENTITY].usual,
            told=self.texts["told"],
            why_untold=self.texts["why_untold"],
        )


@bp.route("/cases/<uuid:case_id>/identity/ask", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def ask_identity(case_id: UUID) -> Response | tuple[str, HTTPStatus]:
    """Ask the keepers to open the reporter's name."""
    case, days = reading(lambda work: _look(work, case_id))
    form = AskForm({"answer_days": str(days)})
    if request.method == "GET":
        return _page(case, form), HTTPStatus.OK
    if form.check():
        try:
            portal().perform(lambda work: identity_asking.request(work, me(), case_id, form.said()))
            return redirect(url_for("desk.identity_of", case_id=case_id), HTTPStatus.SEE_OTHER)
        except Refused as refused:
            form.complain(_BESIDE.get(refused.reason, ""), refusal(refused.reason))
    return _page(case, form), HTTPStatus.UNPROCESSABLE_ENTITY


def days_problem() -> str:
    """Say how many days there may be."""
    bounds = TERMS[Term.IDENTITY]
    return gettext(
        "Please write a whole number from %(least)s to %(most)s.",
        least=i18n.number(bounds.least, language()),
        most=i18n.number(bounds.most, language()),
    )


def prior_words(prior: Prior) -> LazyString:
    """Say whether a reporter is told first, or why not."""
    return PRIORS[prior]


bp.add_app_template_filter(prior_words)


def _look(work: Work, case_id: UUID) -> tuple[Cover, int]:
    case, _ = identity_requests.ledger(work, me(), case_id)
    if not may_ever(Action.REQUEST_IDENTITY, case.role):
        raise NotAllowed(Action.REQUEST_IDENTITY, case.role)
    return case, settings.days_given(work, me().office_id, Term.IDENTITY)


def _page(case: Cover, form: AskForm) -> str:
    return render_template(
        "desk/identity-ask.html", case=case, form=form, action=Action.REQUEST_IDENTITY
    )
