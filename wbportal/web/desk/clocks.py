"""The clocks of a case: why each is due, and the legal dates that they count from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from wbportal.casework import clocks as deeds
from wbportal.casework import why
from wbportal.casework.errors import Refused
from wbportal.casework.legal_dates import Ended
from wbportal.casework.why import Asked
from wbportal.domain.dates import read_date
from wbportal.domain.lawpacks import ClockRule, Start
from wbportal.domain.legal_dates import (
    ALLEGATION_FORM,
    CHANGE_FORM,
    END_FORM,
    START_FORM,
    Allegation,
    Document,
    Ending,
    LegalDate,
)
from wbportal.domain.register_fields import Values, day, text
from wbportal.domain.rules import Action
from wbportal.portal import StaleRow, Work
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.clock_words import (
    ALLEGATION_WORDS,
    DOCUMENTS,
    END_WORDS,
    ENDINGS,
    WARNINGS,
    change_words,
    start_words,
)
from wbportal.web.desk.refusal_words import refusal
from wbportal.web.desks import reading
from wbportal.web.locale import language
from wbportal.web.register_forms import RegisterForm
from wbportal.web.traits import Traits, declare

Page = tuple[str, HTTPStatus]
_KEEPS_TEXT = Traits(keeps_text=True)
_WORDS = {"documents": DOCUMENTS, "endings": ENDINGS, "old_matters": WARNINGS}


@bp.get("/cases/<uuid:case_id>/clocks/")
def clocks_of(case_id: UUID) -> str:
    """List what runs in a case, what can be started, and what is over."""
    found = reading(lambda work: why.all_clocks(work, me(), case_id))
    return render_template("desk/clocks.html", clocks=found, **_WORDS)


@bp.get("/cases/<uuid:case_id>/clocks/<uuid:clock_id>")
def why_of_law(case_id: UUID, clock_id: UUID) -> str:
    """Say why a clock of the law is due when it is."""
    found = reading(lambda work: why.of_law(work, me(), case_id, clock_id))
    return render_template("desk/clock-why.html", why=found, **_WORDS)


@bp.get("/cases/<uuid:case_id>/clocks/own/<clock>")
def why_of_own(case_id: UUID, clock: str) -> str:
    """Say why a clock of the office’s own is due when it is."""
    found = reading(lambda work: why.of_own(work, me(), case_id, clock))
    return render_template("desk/clock-why.html", why=found, **_WORDS)


@bp.route("/cases/<uuid:case_id>/clocks/start/<clock>", methods=["GET", "POST"])
@declare(_KEEPS_TEXT)
def start_clock(case_id: UUID, clock: str) -> Response | Page:
    """Start a clock of the law at its legal date."""
    asked = _asked(case_id, Action.START_CLOCK)
    rule = next((one for one in asked.startable if one.key == clock), None)
    if rule is None:
        abort(HTTPStatus.NOT_FOUND)
    form = RegisterForm(START_FORM, start_words(rule.starts))
    here = _Here(asked, rule, url_for("desk.clocks_of", case_id=case_id))
    return _answer(form, here, lambda work: deeds.start(work, me(), case_id, clock, _date(form)))


@bp.route("/cases/<uuid:case_id>/clocks/<uuid:clock_id>/change", methods=["GET", "POST"])
@declare(_KEEPS_TEXT)
def change_clock(case_id: UUID, clock_id: UUID) -> Response | Page:
    """Let a clock count from another legal date."""
    asked = _asked(case_id, Action.CHANGE_BASE, clock_id)
    if asked.clock is None:
        abort(HTTPStatus.NOT_FOUND)
    rule = asked.clock.rule
    form = RegisterForm(CHANGE_FORM, change_words(rule.starts), values=_values(asked.clock.base))
    there = url_for("desk.why_of_law", case_id=case_id, clock_id=clock_id)
    place = (case_id, clock_id, _seen())
    return _answer(
        form,
        _Here(asked, rule, there),
        lambda work: deeds.change_base(work, me(), place, _date(form), _reason(form)),
    )


@bp.route("/cases/<uuid:case_id>/clocks/<uuid:clock_id>/end", methods=["GET", "POST"])
@declare(_KEEPS_TEXT)
def end_clock(case_id: UUID, clock_id: UUID) -> Response | Page:
    """Say that what was due was done, or does not apply: of a clock, or of a prescription."""
    asked = _asked(case_id, Action.END_CLOCK, clock_id)
    form = RegisterForm(END_FORM, END_WORDS)
    place = (case_id, clock_id, _seen())
    deed = deeds.end_prescription if asked.clock is None else deeds.end_clock
    here = _Here(
        asked,
        None if asked.clock is None else asked.clock.rule,
        url_for("desk.clocks_of", case_id=case_id),
    )
    return _answer(form, here, lambda work: deed(work, me(), place, _ended(form)))


@bp.route("/cases/<uuid:case_id>/clocks/received", methods=["GET", "POST"])
@declare(_KEEPS_TEXT)
def change_received(case_id: UUID) -> Response | Page:
    """Say anew when the report was received."""
    asked = _asked(case_id, Action.CHANGE_BASE)
    form = RegisterForm(CHANGE_FORM, change_words(Start.RECEIVED), values=_values(asked.received))
    here = _Here(asked, None, url_for("desk.clocks_of", case_id=case_id))
    return _answer(
        form,
        here,
        lambda work: deeds.change_received(work, me(), case_id, _date(form), _reason(form)),
    )


@bp.route("/cases/<uuid:case_id>/clocks/prescription", methods=["GET", "POST"])
@declare(_KEEPS_TEXT)
def prescribe(case_id: UUID) -> Response | Page:
    """Write an allegation down with the day on which it is prescribed."""
    asked = _asked(case_id, Action.PRESCRIBE)
    form = RegisterForm(ALLEGATION_FORM, ALLEGATION_WORDS)
    here = _Here(asked, None, url_for("desk.clocks_of", case_id=case_id))
    return _answer(
        form,
        here,
        lambda work: deeds.prescribe(work, me(), case_id, _allegation(form), language()),
    )


@bp.route("/cases/<uuid:case_id>/clocks/prescription/<uuid:clock_id>", methods=["GET", "POST"])
@declare(_KEEPS_TEXT)
def change_prescription(case_id: UUID, clock_id: UUID) -> Response | Page:
    """Write an allegation anew."""
    asked = _asked(case_id, Action.CHANGE_BASE, clock_id)
    if asked.allegation is None:
        abort(HTTPStatus.NOT_FOUND)
    values = _values_of(asked.allegation.said)
    form = RegisterForm(ALLEGATION_FORM, ALLEGATION_WORDS, values=values)
    place = (case_id, clock_id, _seen())
    here = _Here(asked, None, url_for("desk.clocks_of", case_id=case_id))
    return _answer(
        form,
        here,
        lambda work: deeds.change_prescription(work, me(), place, _allegation(form), language()),
    )


@dataclass(frozen=True, slots=True)
class _Here:
    """What a form is about, and where it leads."""

    asked: Asked
    rule: ClockRule | None
    there: str


def _asked(case_id: UUID, action: Action, clock_id: UUID | None = None) -> Asked:
    return reading(lambda work: why.for_form(work, me(), case_id, action, clock_id))


def _answer(form: RegisterForm, here: _Here, deed: Callable[[Work], object]) -> Response | Page:
    """Do what a form says and lead on, or show it with what is wrong."""
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.check(here.asked.today):
            try:
                portal().perform(deed)
            except Refused as refused:
                form.complain("day", refusal(refused.reason))
            except StaleRow:
                status = HTTPStatus.CONFLICT
                form.form_errors.append(_changed_meanwhile())
            else:
                return redirect(here.there, HTTPStatus.SEE_OTHER)
    page = render_template(
        "desk/clock-form.html",
        form=form,
        cover=here.asked.cover,
        rule=here.rule,
        allegation=here.asked.allegation,
        versions=here.asked.versions,
    )
    return page, status


def _changed_meanwhile() -> str:
    return gettext("Somebody else changed this case while you were writing. Please look first.")


def _seen() -> int:
    return request.form.get("seen", -1, type=int)


def _date(form: RegisterForm) -> LegalDate:
    values = form.values
    when = day(values, "day") or date.min
    return LegalDate(when, Document(text(values, "document")), text(values, "number"))


def _ended(form: RegisterForm) -> Ended:
    return Ended(Ending(text(form.values, "how")), _date(form))


def _reason(form: RegisterForm) -> tuple[str, str]:
    return text(form.values, "reason"), language()


def _allegation(form: RegisterForm) -> Allegation:
    values = form.values
    return Allegation(
        offence=text(values, "offence"),
        act=read_date(text(values, "act")),
        prescribed_on=day(values, "prescribed_on") or date.max,
        basis=text(values, "basis"),
        left_office=read_date(text(values, "left_office")),
    )


def _values(base: LegalDate) -> Values:
    document = "" if base.document is Document.PORTAL else base.document.value
    return {"day": base.day.isoformat(), "document": document, "number": base.number}


def _values_of(said: Allegation) -> Values:
    return {
        "offence": said.offence,
        "act": said.act.text,
        "prescribed_on": said.prescribed_on.isoformat(),
        "basis": said.basis,
        "left_office": said.left_office.text,
    }
