"""Destroying several cases at once that are spam or tests."""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired

from wbportal.casework import destruction
from wbportal.casework.destruction import MOST_AT_ONCE, Candidate
from wbportal.casework.errors import CaseNotFound
from wbportal.domain.reasons import Reason
from wbportal.domain.rules import Action
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.reason_words import REASONS
from wbportal.web.desks import reading
from wbportal.web.forms import Form, later
from wbportal.web.traits import Traits, declare


class DestroyForm(Form):
    """Why, and whether it is meant."""

    reason = SelectField(
        later(lazy_gettext("Reason")),
        choices=lambda: {one.value: str(REASONS[one]) for one in (Reason.SPAM, Reason.TEST)},
    )
    sure = BooleanField(
        later(lazy_gettext("Yes, destroy all of them for good")),
        validators=[InputRequired(later(lazy_gettext("Please confirm: it cannot be undone.")))],
    )


@bp.post("/destroy")
@declare(Traits(keeps_text=True, needs_step_up=True))
def destroy() -> Response | tuple[str, HTTPStatus]:
    """Ask whether the chosen cases are to be destroyed, and destroy them once that is said.

    The question is rendered without a redirect, because no address names the cases.
    """
    form, chosen = DestroyForm(), _chosen()
    found = reading(lambda work: destruction.candidates(work, me(), chosen))
    if "asked" in request.form and form.accepted() and found:
        reason = form.reason.data
        portal().perform(lambda work: destruction.destroy(work, me(), chosen, reason))
        return redirect(url_for("desk.destroyed"), HTTPStatus.SEE_OTHER)
    return _question(form, found)


@bp.get("/destroyed")
def destroyed() -> str:
    """Say what was done, and by when no backup has it any more."""
    by = reading(lambda work: destruction.gone_everywhere_by(work.today))
    return render_template("desk/destroyed.html", by=by)


def _question(form: DestroyForm, found: Sequence[Candidate]) -> tuple[str, HTTPStatus]:
    text = render_template(
        "desk/destroy.html", form=form, cases=found, most=MOST_AT_ONCE, action=Action.DESTROY
    )
    return text, HTTPStatus.UNPROCESSABLE_ENTITY


def _chosen() -> list[UUID]:
    try:
        return [UUID(one) for one in request.form.getlist("case")[:MOST_AT_ONCE]]
    except ValueError as error:
        raise CaseNotFound from error
