"""A form whose fields are checked one by one, and whose answers are read only after that."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum

from flask_babel import gettext
from flask_babel.speaklater import LazyString
from wtforms import Field

from wbportal import i18n
from wbportal.domain.texts import TextRefused, clean_line, clean_text
from wbportal.web.current import portal
from wbportal.web.forms import Form, problem_sentence
from wbportal.web.locale import language

MOST_LINE_CHARS = 200


_SHAPES = {
    "TextAreaField": "area",
    "RadioField": "choices",
    "SelectField": "options",
    "BooleanField": "choice",
}


class CheckedForm(Form):
    """Checks that say beside a field what is wrong, and remember what was read."""

    def __init__(self, values: Mapping[str, object] | None = None) -> None:
        super().__init__(values)
        self.texts: dict[str, str] = {}
        self.days: dict[str, date] = {}

    def inputs(self) -> list[Field]:
        """Return the fields that somebody fills in, in order."""
        return [field for field in self if field.type != "CSRFTokenField"]

    @staticmethod
    def shape(field: Field) -> str:
        """Say with which macro a page draws a field."""
        return _SHAPES.get(field.type, "line")

    def check(self) -> bool:
        """Check the token and every field, and say beside each what is wrong."""
        return self.accepted()

    def complain(self, name: str, message: str) -> None:
        """Say what is wrong beside a field, or above the form if there is no such field."""
        field = self._fields.get(name)
        if field is None:
            self.form_errors.append(message)
        else:
            field.errors = [*field.errors, message]

    def check_text(self, name: str, *, needed: bool = True) -> None:
        """Check a text of several lines."""
        self._check_typed(name, clean_text, portal().limits.max_text_chars, needed=needed)

    def check_line(self, name: str, *, needed: bool = True) -> None:
        """Check a single line."""
        self._check_typed(name, clean_line, MOST_LINE_CHARS, needed=needed)

    def check_choice(self, name: str, choices: type[StrEnum]) -> None:
        """Check that one of the choices was chosen."""
        if self[name].data not in set(choices):
            self.complain(name, gettext("Please choose one of the answers in the list."))

    def check_day(self, name: str) -> None:
        """Check a whole day, as people write it."""
        day = i18n.read_date(str(self[name].data or ""), language()).exact
        if day is None:
            self.complain(name, gettext("Please write a whole date, such as 12 March 2569."))
        else:
            self.days[name] = day

    def lines(self, name: str) -> tuple[str, ...]:
        """Return the lines of a text that was checked, without empty ones."""
        return tuple(one.strip() for one in self.texts[name].splitlines() if one.strip())

    def _check_typed(
        self, name: str, clean: Callable[[object, int], str], most: int, *, needed: bool
    ) -> None:
        try:
            self.texts[name] = clean(self[name].data, most)
        except TextRefused as refused:
            self.texts[name] = ""
            self.complain(name, problem_sentence(refused.problem, most))
            return
        if needed and not self.texts[name]:
            label = self[name].label.text
            self.complain(name, gettext("%(field)s: please fill this in.", field=label))


def choices_of(words: Mapping[str, LazyString]) -> Callable[[], dict[str, str]]:
    """Return what WTForms asks for the choices of a field, in the language of the page."""
    return lambda: {str(key): str(said) for key, said in words.items()}
