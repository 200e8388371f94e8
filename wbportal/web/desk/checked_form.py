"""A form whose fields are read, and complained about, one by one, by what each asks for."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeAlias

from flask import request
from flask_babel import gettext
from flask_babel.speaklater import LazyString
from wtforms import Field, RadioField, SelectField
from wtforms.fields.core import UnboundField

from wbportal.domain.texts import TextRefused, clean_line, clean_text
from wbportal.web.current import portal
from wbportal.web.days import DayField
from wbportal.web.forms import Form, problem_sentence

_MOST_LINE_CHARS = 300
# In quotes, because it is generic only for the type checker. One that no form has yet.
Made: TypeAlias = "UnboundField[Field]"
_SHAPES = {
    "TextAreaField": "area",
    "RadioField": "choices",
    "SelectField": "options",
    "BooleanField": "choice",
}


class CheckedForm(Form):
    """Fields that its class declares, or that are added; what was read of them is remembered."""

    def __init__(
        self, values: Mapping[str, object] | None = None, *, sent: bool = True, prefix: str = ""
    ) -> None:
        """Fill in what the class declares; added fields are filled in if the form was `sent`."""
        super().__init__(values)
        self.texts: dict[str, str] = {}
        self.days: dict[str, date] = {}
        self._given = request.form if sent and request.method == "POST" else None
        self._prefix = prefix  # of ids, where several forms stand on one page

    def add(self, name: str, made: Made, value: object = None) -> None:
        """Make a field; `value` stands in it until something is sent."""
        field = made.bind(self, name, id=f"{self._prefix}{name}")
        self._fields[name] = field
        field.process(self._given, data=value)

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

    def line(self, name: str, *, needed: bool = False) -> str:
        """Return what was typed on one line, or say beside the field what is wrong."""
        return self._typed(name, clean_line, _MOST_LINE_CHARS, needed=needed)

    def words(self, name: str, *, needed: bool = False) -> str:
        """Return a text, or say beside its field what is wrong."""
        return self._typed(name, clean_text, portal().limits.max_text_chars, needed=needed)

    def day(self, name: str, *, needed: bool = False, latest: date | None = None) -> date | None:
        """Return a day, or say beside its field what is wrong."""
        field = self._fields[name]
        found = field.day if isinstance(field, DayField) else None
        if found is None and needed and not field.errors:
            self.complain(name, gettext("Please write a whole date, such as 12 March 2569."))
        if found is not None and latest is not None and found > latest:
            self.complain(name, gettext("This day is still to come."))
        if found is not None:
            self.days[name] = found
        return found

    def choice(self, name: str) -> str:
        """Return what was chosen; "" if it is none of the choices, and says so."""
        field = self._fields[name]
        choices = field.iter_choices() if isinstance(field, SelectField) else ()
        if field.data and field.data in {str(value) for value, *_ in choices}:
            return str(field.data)
        message = gettext("%(field)s: please choose one from the list.", field=field.label.text)
        self.complain(name, message)
        return ""

    def ticked(self, name: str) -> bool:
        """Tell whether a box is there, and ticked."""
        return name in self and bool(self[name].data)

    def lines(self, name: str) -> tuple[str, ...]:
        """Return the lines of a text that was read, without empty ones."""
        return tuple(one.strip() for one in self.texts[name].splitlines() if one.strip())

    def _typed(
        self, name: str, clean: Callable[[object, int], str], most: int, *, needed: bool
    ) -> str:
        self.texts[name] = ""
        try:
            self.texts[name] = clean(self[name].data, most)
        except TextRefused as refused:
            self.complain(name, problem_sentence(refused.problem, most))
            return ""
        if needed and not self.texts[name]:
            label = self[name].label.text
            self.complain(name, gettext("%(field)s: please fill this in.", field=label))
        return self.texts[name]


def choices_of(words: Mapping[str, LazyString]) -> Callable[[], dict[str, str]]:
    """Return what WTForms asks for the choices of a field, in the language of the page."""
    return lambda: {str(key): str(said) for key, said in words.items()}


def radio(label: str, choices: Mapping[str, LazyString]) -> Made:
    """Return buttons of which one can be chosen."""
    return UnboundField(RadioField, label, choices=choices_of(choices), validate_choice=False)


def select(label: str, choices: Mapping[str, LazyString | str]) -> Made:
    """Return a list of which one can be chosen."""
    words = {value: str(said) for value, said in choices.items()}
    return UnboundField(SelectField, label, choices=words, validate_choice=False)
