"""The form and the reading of any register, made from its definition and its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

from flask import request
from flask_babel import gettext
from flask_babel.speaklater import LazyString
from wtforms import Field as FormField
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.core import UnboundField
from wtforms.widgets import CheckboxInput, ListWidget

from wbportal import i18n
from wbportal.domain import register_fields
from wbportal.domain.register_fields import (
    MOST_LINE_CHARS,
    MOST_LINES,
    MOST_TEXT_CHARS,
    OFFERED,
    Definition,
    Field,
    Kind,
    Trouble,
    Value,
    Values,
)
from wbportal.domain.texts import Problem
from wbportal.web.forms import Form, problem_sentence
from wbportal.web.locale import language

Offers = Mapping[str, Mapping[str, str]]  # name of a field → what may be chosen in it, with words
NO_OFFERS: Offers = MappingProxyType({})

# In quotes, because it is generic only for the type checker. One that no form has yet.
_Made: TypeAlias = "UnboundField[FormField]"


@dataclass(frozen=True, slots=True)
class FieldWords:
    """What a field is called, what it wants, and what its choices are called."""

    label: LazyString
    hint: LazyString | str = ""
    choices: Mapping[str, LazyString] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RegisterWords:
    """What a register and its fields are called."""

    title: LazyString  # of its page
    about: LazyString  # one sentence on what belongs in it
    add: LazyString  # the button, and the heading of the form
    fields: Mapping[str, FieldWords]


@dataclass(frozen=True, slots=True)
class Line:
    """One field of an item, as a page shows it."""

    name: str
    label: str
    texts: tuple[str, ...] = field(repr=False)
    is_text: bool = False  # it keeps its own line ends


class RegisterForm(Form):
    """The form of one item; filled from the request if it was sent, else from the item."""

    def __init__(
        self,
        definition: Definition,
        words: RegisterWords,
        offers: Offers = NO_OFFERS,
        values: Values | None = None,
        prefix: str = "",
    ) -> None:
        """Make a field for each of the definition's; a prefix keeps two registers apart."""
        super().__init__()
        self._prefix = prefix
        self.definition = definition
        self.words = words
        self._offers = offers
        self.values: Values = {}
        given = request.form if request.method == "POST" else None
        for one in definition.fields:
            made = _made(one, words.fields[one.name], self._offered(one))
            bound = made.bind(self, one.name, prefix=prefix)
            self._fields[one.name] = bound
            bound.process(given, data=_as_typed(one, values))

    def inputs(self) -> list[tuple[Field, FormField, str]]:
        """Return the fields in order, each with what it is and its hint."""
        return [
            (one, self._fields[one.name], str(self.words.fields[one.name].hint))
            for one in self.definition.fields
            if one.kind not in OFFERED or self._offered(one) or not one.optional
        ]

    def check(self, today: date) -> bool:
        """Check the token and every field, and say beside each what is wrong."""
        good = self.accepted()
        typed = {
            one.name: request.form.getlist(f"{self._prefix}{one.name}")
            for one in self.definition.fields
        }
        found = register_fields.check(self.definition, typed, today, self._offers)
        for name, problem in found.problems.items():
            self.complain(name, _sentence(self.definition.field(name), problem))
        self.values = found.values
        return good and not self.errors

    def complain(self, name: str, message: str) -> None:
        """Say what is wrong beside a field."""
        self._fields[name].errors = [*self._fields[name].errors, message]

    def _offered(self, one: Field) -> Mapping[str, str]:
        if one.kind is Kind.CHOICE:
            return {key: str(self.words.fields[one.name].choices[key]) for key in one.choices}
        return self._offers.get(one.name, {})


def in_words(
    definition: Definition, words: RegisterWords, values: Values, offers: Offers = NO_OFFERS
) -> list[Line]:
    """Return the fields of an item that hold something, in order, in words."""
    lines = []
    for one in definition.fields:
        value = values.get(one.name)
        if value:
            said = words.fields[one.name]
            known = offers.get(one.name) or said.choices
            texts = tuple(_text(one, each, known) for each in _each(value))
            lines.append(Line(one.name, str(said.label), texts, one.kind is Kind.TEXT))
    return lines


def title_of(definition: Definition, values: Values, words: RegisterWords) -> str:
    """Return what stands for an item in a list: the first line of the field that names it."""
    one = definition.field(definition.title)
    known = words.fields[one.name].choices
    return _text(one, register_fields.text(values, one.name), known).split("\n")[0]


def _each(value: Value) -> Sequence[str]:
    return (value,) if isinstance(value, str) else value


def _text(one: Field, value: str, known: Mapping[str, LazyString] | Mapping[str, str]) -> str:
    match one.kind:
        case Kind.DATE if value:
            return i18n.long_date(date.fromisoformat(value), language())
        case Kind.MONEY if value:
            return i18n.amount(value, language())
        case Kind.CHOICE | Kind.PERSON | Kind.ITEM | Kind.ITEMS:
            # Whoever has left the office, or a code of an older version, stays readable.
            return str(known.get(value, value))
        case _:
            return value


def _made(one: Field, words: FieldWords, offered: Mapping[str, str]) -> _Made:
    label = str(words.label)
    match one.kind:
        case Kind.TEXT | Kind.LINES:
            return UnboundField(TextAreaField, label)
        case Kind.ITEMS:
            return UnboundField(
                SelectMultipleField,
                label,
                choices=dict(offered),
                validate_choice=False,
                widget=ListWidget(prefix_label=False),
                option_widget=CheckboxInput(),
            )
        case Kind.CHOICE | Kind.PERSON | Kind.ITEM:
            is_begun = one.kind is Kind.CHOICE and not one.must_choose
            choices = ({} if is_begun else {"": gettext("Please choose")}) | dict(offered)
            return UnboundField(SelectField, label, choices=choices, validate_choice=False)
        case _:
            return UnboundField(StringField, label)


def _as_typed(one: Field, values: Values | None) -> str | list[str] | None:
    """Return a kept value as somebody could have typed it."""
    value = None if values is None else values.get(one.name)
    if value is None:
        return None if one.must_choose or not one.choices else one.choices[0]
    if one.kind is Kind.ITEMS:
        return list(_each(value))
    if isinstance(value, tuple):
        return "\n".join(value)
    return value if one.kind in OFFERED else _text(one, value, {})


def _sentence(one: Field, problem: Problem | Trouble) -> str:
    match problem:
        case Problem():
            return problem_sentence(
                problem, MOST_TEXT_CHARS if one.kind is Kind.TEXT else MOST_LINE_CHARS
            )
        case Trouble.NOT_A_DAY:
            return gettext("Please write a whole date, such as 12 March 2569.")
        case Trouble.STILL_TO_COME:
            return gettext("This day is still to come.")
        case Trouble.NOT_A_SUM:
            return gettext("Please write a sum, such as 1,250,000 or 1.25 million.")
        case Trouble.NOT_THIS_FORM:
            return gettext("This does not look like such a number. Please check it.")
        case Trouble.TOO_MANY:
            most = i18n.number(MOST_LINES, language())
            return gettext("At most %(count)s lines, please.", count=most)
