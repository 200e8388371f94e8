"""Passing a report on to the leads, for whoever receives reports."""

from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import passing_on
from wbportal.casework.errors import Refused
from wbportal.casework.passing_on import PassingOn
from wbportal.domain.assessments import Matter, Priority
from wbportal.domain.passing_on import PASSING_ON
from wbportal.domain.register_fields import Values, day, several, text
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.pass_on_words import PASSING_ON_WORDS
from wbportal.web.desk.refusal_words import refusal
from wbportal.web.desks import reading
from wbportal.web.locale import language
from wbportal.web.register_forms import RegisterForm
from wbportal.web.traits import Traits, declare


@bp.route("/cases/<uuid:case_id>/pass-on", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def pass_on(case_id: UUID) -> Response | tuple[str, HTTPStatus]:
    """Say what a report is, and pass it on: whoever does so finds it no more."""
    cover = reading(lambda work: passing_on.look(work, me(), case_id))
    form, status = RegisterForm(PASSING_ON, PASSING_ON_WORDS), HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        with portal().work() as work:
            today = work.today
        if form.check(today) and _passed_on(case_id, form):
            return redirect(url_for("desk.queue"), HTTPStatus.SEE_OTHER)
    return render_template("desk/pass-on.html", case=cover, form=form), status


def _passed_on(case_id: UUID, form: RegisterForm) -> bool:
    said = _said(form.values)
    try:
        portal().perform(lambda work: passing_on.pass_on(work, me(), case_id, said))
    except Refused as refused:
        form.complain("alike", refusal(refused.reason))
        return False
    return True


def _said(values: Values) -> PassingOn:
    return PassingOn(
        matter=Matter(text(values, "matter")),
        priority=Priority(text(values, "priority")),
        number=text(values, "number"),
        numbered_on=day(values, "numbered_on"),
        alike=several(values, "alike"),
        text=text(values, "text"),
        lang=language(),
    )
