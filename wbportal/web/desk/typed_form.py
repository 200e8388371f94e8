"""A form whose fields are made one by one, each read, and complained about, by what it asks for."""

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
from wbportal.web.desk.forms import text_problem
from wbportal.web.forms import Form

_MOST_LINE_CHARS = 300
# In quotes, because it is generic only for the type checker. One that no form has yet.
Made: TypeAlias = "UnboundField[Field]"


class TypedForm(Form):
    """The fields of one form; filled in from the request if it was `sent`."""

    def __init__(self, *, sent: bool = True, prefix: str = "") -> None:
        super().__init__()
        self._given = request.form if sent and request.method == "POST" else None
        self._prefix = prefix  # of ids, where several forms stand on one page

    def add(self, name: str, made: Made, value: object = None) -> None:
        """Make a field; `value` stands in it until something is sent."""
        field = made.bind(self, name, id=f"{self._prefix}{name}")
        self._fields[name] = field
        field.process(self._given, data=value)

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
        return bool(self._fields[name].data)

    def complain(self, name: str, message: str) -> None:
        """Say what is wrong beside a field."""
        field = self._fields[name]
        field.errors = [*field.errors, message]

    def _typed(
        self, name: str, clean: Callable[[object, int], str], most: int, *, needed: bool
    ) -> str:
        try:
            typed = clean(self._fields[name].data, most)
        except TextRefused as refused:
            self.complain(name, text_problem(refused.problem, most))
            return ""
        if needed and not typed:
            label = self._fields[name].label.text
            self.complain(name, gettext("%(field)s: please fill this in.", field=label))
        return typed


def radio(label: str, choices: Mapping[str, LazyString]) -> Made:
    """Return buttons of which one can be chosen."""
    words = {value: str(said) for value, said in choices.items()}
    return UnboundField(RadioField, label, choices=words, validate_choice=False)


def select(label: str, choices: Mapping[str, LazyString | str]) -> Made:
    """Return a list of which one can be chosen."""
    words = {value: str(said) for value, said in choices.items()}
    return UnboundField(SelectField, label, choices=words, validate_choice=False)
