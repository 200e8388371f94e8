"""Before one is vetted: declaring interests and training, and the paper with six words."""

from datetime import date
from http import HTTPStatus

from flask import render_template, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from wtforms import BooleanField, TextAreaField
from wtforms.validators import ValidationError

from wbportal.casework import account, declarations
from wbportal.casework.declarations import Declaration
from wbportal.domain.texts import TextRefused, clean_text
from wbportal.domain.vetting import Training
from wbportal.web.account import steps
from wbportal.web.account.blueprint import bp
from wbportal.web.account.steps import Page
from wbportal.web.current import me, portal
from wbportal.web.days import DayField, as_typed
from wbportal.web.forms import Form, later
from wbportal.web.training import TRAININGS
from wbportal.web.traits import Traits, declare

_MAX_CHARS = 10_000


class DeclarationForm(Form):
    """What somebody says of themselves, and which training they had on which day."""

    interests = TextAreaField(later(lazy_gettext("My interests")))
    nothing = BooleanField(later(lazy_gettext("I have none of these.")))
    confidentiality = DayField(later(TRAININGS[Training.CONFIDENTIALITY]))
    portal = DayField(later(TRAININGS[Training.PORTAL]))
    conflicts = DayField(later(TRAININGS[Training.CONFLICTS]))
    detriment = DayField(later(TRAININGS[Training.DETRIMENT]))

    def __init__(self, said: Declaration | None, today: date) -> None:
        """Begin with what was declared last."""
        self._today = today
        values: dict[str, object] = {}
        if said is not None:
            values = {"interests": said.interests, "nothing": not said.interests}
            values |= {key.value: as_typed(day) for key, day in said.training.items()}
        super().__init__(values)

    def trainings(self) -> dict[Training, DayField]:
        """Return the field of each training."""
        return {
            Training.CONFIDENTIALITY: self.confidentiality,
            Training.PORTAL: self.portal,
            Training.CONFLICTS: self.conflicts,
            Training.DETRIMENT: self.detriment,
        }

    def validate_interests(self, field: TextAreaField) -> None:
        """Ask for words, or that there are none: one of the two."""
        try:
            field.data = clean_text(field.data, _MAX_CHARS)
        except TextRefused as error:
            raise ValidationError(gettext("This cannot be read, or is too long.")) from error
        if not field.data and not self.nothing.data:
            raise ValidationError(gettext("Write what there is, or tick that there is nothing."))
        if field.data and self.nothing.data:
            problem = gettext("You have written something, and ticked that there is nothing.")
            raise ValidationError(problem)

    def accepted(self) -> bool:
        """Refuse a training that has not been yet, besides what every form refuses."""
        is_good = super().accepted()
        for field in self.trainings().values():
            if field.day is not None and field.day > self._today:
                field.errors = [gettext("This day has not come yet.")]
                is_good = False
        return is_good

    def said(self) -> Declaration:
        """Return what was typed."""
        given = {key: field.day for key, field in self.trainings().items()}
        training = {key: day for key, day in given.items() if day is not None}
        return Declaration(self.interests.data or "", training, self._today)


@bp.route("/declaration", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def declaration() -> Response | Page:
    """Declare interests and training; what was declared before is replaced."""
    with portal().work() as work:
        form = DeclarationForm(declarations.own(work, me()), work.today)
    if form.accepted():
        portal().perform(lambda work: declarations.declare(work, me(), form.said()))
        return redirect(url_for("account.home"), HTTPStatus.SEE_OTHER)
    return steps.page("account/declaration.html", form)


@bp.get("/paper")
def paper() -> str:
    """Show the paper that one brings to be vetted: name, six words, day, and nothing else."""
    with portal().work() as work:
        own = account.own_account(work, me())
        today = work.today
    return render_template("account/paper.html", own=own, today=today)
