"""The alarms of one's own office, for administrators and auditors; never which case."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import ValidationError

from wbportal import i18n
from wbportal.casework import alarms
from wbportal.casework.errors import Refused
from wbportal.domain.alarms import THRESHOLDS, Alarm, fits
from wbportal.domain.numbers import fold_digits
from wbportal.web.admin.members import me
from wbportal.web.admin.saving import Page, plain_line, status_here
from wbportal.web.current import portal
from wbportal.web.forms import Form, later
from wbportal.web.locale import language
from wbportal.web.traits import Traits, declare

bp = Blueprint("alarms", __name__, url_prefix="/admin/alarms")

WORDS = {
    Alarm.FAILURES: lazy_gettext("Wrong passphrases or codes at one account within an hour"),
    Alarm.ALL_FAILURES: lazy_gettext("Wrong passphrases or codes at all accounts within an hour"),
    Alarm.DENIED: lazy_gettext("One person was refused pages within an hour"),
    Alarm.READING_HOUR: lazy_gettext("One person read different cases within an hour"),
    Alarm.READING_DAY: lazy_gettext("One person read different cases within a day"),
    Alarm.NEW_DEVICE: lazy_gettext("Somebody who holds keys signed in from a new browser"),
    Alarm.JOINED: lazy_gettext("An invitation was used"),
    Alarm.FACTOR_RESET: lazy_gettext("A second factor was taken away"),
}
_MAX_DIGITS = 6


class AnswerForm(Form):
    """What was done about an alarm."""

    answer = StringField(
        later(lazy_gettext("What did you find, and what was done?")),
        [plain_line(alarms.ANSWER_CHARS, required=True)],
    )


class LimitField(StringField):
    """A whole number, in Thai digits or others."""

    @property
    def kind(self) -> Alarm:
        return Alarm(self.name.replace("_", "-"))

    def pre_validate(self, _: object) -> None:
        """Refuse what is no number within the bounds."""
        if self.number() is None:
            usual = THRESHOLDS[self.kind]
            raise ValidationError(
                gettext(
                    "Please write a whole number from %(least)s to %(most)s.",
                    least=i18n.number(usual.least, language()),
                    most=i18n.number(usual.most, language()),
                )
            )

    def number(self) -> int | None:
        typed = fold_digits((self.data or "").strip())
        is_number = typed.isascii() and typed.isdigit() and len(typed) <= _MAX_DIGITS
        return int(typed) if is_number and fits(self.kind, int(typed)) else None


class LimitsForm(Form):
    """Above which numbers the office is alarmed."""

    failures = LimitField(later(WORDS[Alarm.FAILURES]))
    all_failures = LimitField(later(WORDS[Alarm.ALL_FAILURES]))
    denied = LimitField(later(WORDS[Alarm.DENIED]))
    reading_hour = LimitField(later(WORDS[Alarm.READING_HOUR]))
    reading_day = LimitField(later(WORDS[Alarm.READING_DAY]))

    def wanted(self) -> dict[Alarm, int]:
        found = ((field.kind, field.number()) for field in self if isinstance(field, LimitField))
        return {kind: number for kind, number in found if number is not None}


@bp.get("/")
def listed() -> Page:
    """List the alarms: those that wait for an answer, then the newest."""
    return _page(None, AnswerForm())


@bp.post("/<uuid:alarm_id>/answer")
@declare(Traits(keeps_text=True))
def answer(alarm_id: UUID) -> Response | Page:
    """Keep what somebody found out about an alarm; it is open no more."""
    form = AnswerForm()
    if not form.accepted():
        return _page(alarm_id, form)
    try:
        with portal().work() as work:
            alarms.answer(work, me(), alarm_id, form.answer.data or "")
    except Refused:
        abort(HTTPStatus.NOT_FOUND)
    return redirect(url_for("alarms.listed"), HTTPStatus.SEE_OTHER)


@bp.route("/limits", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def limits() -> Response | Page:
    """Show above which numbers the office is alarmed, or change them."""
    with portal().work() as work:
        now = alarms.limits(work, me().office_id)
    form = LimitsForm({kind.name.lower(): str(number) for kind, number in now.items()})
    if form.accepted():
        with portal().work() as work:
            alarms.set_limits(work, me(), form.wanted())
        return redirect(url_for("alarms.listed"), HTTPStatus.SEE_OTHER)
    return render_template("admin/alarm-limits.html", form=form, usual=THRESHOLDS), status_here()


def _page(answering: UUID | None, form: AnswerForm) -> Page:
    with portal().work() as work:
        found = alarms.listed(work, me())
    if answering is not None and answering not in {one.id for one in found if not one.answer}:
        abort(HTTPStatus.NOT_FOUND)
    page = render_template(
        "admin/alarms.html", alarms=found, words=WORDS, form=form, answering=answering
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
