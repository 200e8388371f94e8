"""One case's protection on its page, and answering its reporter."""

from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from wbportal.casework import protecting, protection
from wbportal.casework.protecting import MAX_ANSWER_CHARS
from wbportal.casework.protection import Item, ProtectedView
from wbportal.domain.registers import Register
from wbportal.domain.texts import TextRefused, clean_text
from wbportal.web.current import portal
from wbportal.web.desks import reading
from wbportal.web.forms import Form, later, problem_sentence
from wbportal.web.locale import language
from wbportal.web.protection.blueprint import bp, me
from wbportal.web.protection.words import lines_of
from wbportal.web.traits import Traits, declare


class AnswerForm(Form):
    """What is written to the reporter."""

    text = TextAreaField(later(lazy_gettext("Your answer")))

    def check(self) -> str | None:
        """Return the text; None, with the reason beside the field, if it can't be sent."""
        if not self.accepted():
            return None
        try:
            text = clean_text(self.text.data, MAX_ANSWER_CHARS)
        except TextRefused as refused:
            self._complain(problem_sentence(refused.problem, MAX_ANSWER_CHARS))
            return None
        if not text:
            self._complain(gettext("Please fill this in."))
            return None
        return text

    def _complain(self, message: str) -> None:
        self.text.errors = [*self.text.errors, message]


@bp.get("/<uuid:case_id>/")
def case(case_id: UUID) -> str:
    """Show what concerns the protection of a case's reporter."""
    found = reading(lambda work: protection.look(work, me(), case_id))
    return _page(found, AnswerForm())


@bp.post("/<uuid:case_id>/answer")
@declare(Traits(keeps_text=True))
def answer(case_id: UUID) -> Response | tuple[str, HTTPStatus]:
    """Write to the reporter."""
    found = reading(lambda work: protection.look(work, me(), case_id))
    form = AnswerForm()
    text = form.check()
    if text is None:
        return _page(found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    portal().perform(lambda work: protecting.answer(work, me(), case_id, text, language()))
    return redirect(url_for("protection.case", case_id=case_id), HTTPStatus.SEE_OTHER)


def _page(found: ProtectedView, form: AnswerForm) -> str:
    def lines(register: Register, items: tuple[Item, ...]) -> list[tuple[Item, object]]:
        return [(one, lines_of(register, one.values)) for one in items]

    return render_template(
        "protection/case.html",
        case=found,
        form=form,
        risk=None if found.risk is None else lines_of(Register.RISK, found.risk.values),
        measures=lines(Register.SAFETY, found.measures),
        requests=lines(Register.PROTECTION, found.requests),
    )
