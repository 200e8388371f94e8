"""What every form shares."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import Field

from wbportal import i18n
from wbportal.domain.texts import Problem
from wbportal.web.locale import language

BOUND_TO = "csrf_token"


class Form(FlaskForm):
    """A form with its token; the typed door to Flask-WTF."""

    def __init__(self, values: Mapping[str, object] | None = None) -> None:
        """Fill the form from the request if it was sent, else from `values`."""
        super().__init__(data=dict(values or {}))

    def accepted(self) -> bool:
        """Tell whether this request sent the form, with a good token and valid fields."""
        return bool(self.validate_on_submit())

    def problems(self) -> list[tuple[str, str]]:
        """Return (id of the field, message) of everything wrong, in the order of the fields."""
        found = [(field.id, str(text)) for field in self for text in _texts(field)]
        return [("", text) for text in map(str, self.form_errors)] + found


def _texts(field: Field) -> list[str]:
    if field.name != BOUND_TO:
        return [str(error) for error in field.errors]
    # The library's own sentence about its token helps nobody who wrote a report.
    return [token_problem()] if field.errors else []


def token_problem() -> str:
    """Say what to do when a form came back without the cookie it was given."""
    return gettext(
        "Nothing was sent yet: this page was open for too long, or the browser refused our"
        " cookie. What you wrote is still here. Please send it once more."
    )


def later(words: LazyString) -> str:
    """Let WTForms, which declares `str`, have words that wait for the language of the page."""
    return words  # type: ignore[return-value]  # it only ever takes their str()


def problem_sentence(problem: Problem, max_chars: int) -> str:
    """Say what is wrong with something that was typed."""
    match problem:
        case Problem.TOO_LONG:
            most = i18n.number(max_chars, language())
            return gettext("This is too long: at most %(count)s letters.", count=most)
        case Problem.UNREADABLE:
            return gettext("There are characters in it that cannot be read. Please type it again.")
        case Problem.MISSING:
            return gettext("Please fill this in.")
        case Problem.NOT_A_CHOICE:
            return gettext("Please choose one of the answers in the list.")
