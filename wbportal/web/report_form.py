"""The form of a report: one text that must be there, and a questionnaire that need not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from flask import request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.core import UnboundField
from wtforms.widgets import CheckboxInput, ListWidget

from wbportal import i18n
from wbportal.casework.intake import Choosable, Report
from wbportal.casework.recipients import Named
from wbportal.casework.records import Json
from wbportal.domain import pages
from wbportal.domain.areas import EVERYWHERE, Offer
from wbportal.domain.questionnaire import (
    QUESTIONNAIRE,
    UNKNOWN,
    Answer,
    Kind,
    Question,
    Questionnaire,
    is_urgent,
    people_not_to_tell,
    validate,
)
from wbportal.domain.texts import TextRefused, clean_text
from wbportal.web.answers import area_choices, area_in_words, choice_label, label_of, understood
from wbportal.web.current import portal
from wbportal.web.forms import BOUND_TO, Form, problem_sentence
from wbportal.web.locale import language
from wbportal.web.widgets import QuickSelect, keep_offering

_PEOPLE = frozenset({"must_not_see", "must_not_see_text"})
_NO_CHOICE = ""
VERSION = "asked"
"""The field that says to which version of the questionnaire a page belongs."""
# In quotes, because it is generic only for the type checker. One that no form has yet.
Made: TypeAlias = "UnboundField[Field]"


@dataclass(frozen=True, slots=True)
class Asking:
    """What a form asks, and what it lets somebody choose from."""

    people: tuple[Choosable, ...] = ()
    asked: Questionnaire = QUESTIONNAIRE
    offer: Offer = EVERYWHERE


class ReportForm(Form):
    """A report as it is typed, or one page of it; whatever arrives is kept on the page."""

    def __init__(
        self,
        asking: Asking,
        kept: Mapping[str, Json] | None = None,
        page: int | None = None,
    ) -> None:
        """Fill from the request if it sent the form, else from what a draft has `kept`."""
        super().__init__()
        self.asked = asking.asked
        self._offer = asking.offer
        self._people = {one.key: one for one in asking.people}
        self._page = page
        self._answers: dict[str, Answer] = {}
        self._clean_text = ""
        sent = request.form if request.method == "POST" else None
        self._given = sent if kept is None else MultiDict(_lists(kept))
        if page in (None, pages.TEXT):
            self._add("text", UnboundField(TextAreaField, gettext("What happened?")))
        every = self.asked.questions if page is None else pages.questions_on(page, self.asked)
        for question in every:
            if question.kind is not Kind.PEOPLE or self._people:
                self._add(question.key, self._field(question))
        if page in (None, pages.FILES):
            self._add("files", UnboundField(MultipleFileField, gettext("Files")))

    def check(self) -> bool:
        """Check the token, the text and every answer, and say beside each what is wrong.

        One page may be left without its text; the whole may not.
        """
        token_is_good = self.accepted()
        if "text" in self._fields:
            self._check_text(self["text"])
        typed = {key: field.data for key, field in self._fields.items()}
        self._answers, problems = validate(understood(typed), self._people, self.asked)
        for key, problem in problems.items():
            _complain(self[key], problem_sentence(problem, self.asked.question(key).max_chars))
        return token_is_good and not self.errors

    def questions(self) -> list[tuple[Question, Field]]:
        """Return each question with its field, in order."""
        fields = self._fields
        return [(q, fields[q.key]) for q in self.asked.questions if q.key in fields]

    @property
    def names(self) -> frozenset[str]:
        """The fields whose content is kept in a draft."""
        return frozenset(self._fields) - {BOUND_TO, "files"} | {VERSION}

    @property
    def clean_text(self) -> str:
        """The text that was checked; nothing if it could not be taken."""
        return self._clean_text

    @property
    def answers(self) -> Mapping[str, Answer]:
        """The answers that were checked and apply."""
        return self._answers

    def named(self) -> Named:
        """Return who must not see it, of what was checked."""
        listed, typed = people_not_to_tell(self._answers)
        chosen = [self._people[key].holders for key in listed if key in self._people]
        return Named(frozenset().union(*chosen), typed)

    def add_problem(self, message: str) -> None:
        """Say what is wrong with the files, where they are chosen."""
        if "files" in self._fields:
            _complain(self["files"], message)

    def report(self) -> Report:
        """Return what was checked, without the files."""
        answers: dict[str, Json] = {
            key: _to_record(answer) for key, answer in self._answers.items() if key not in _PEOPLE
        }
        answers["version"] = self.asked.version
        return Report(
            text=self._clean_text,
            lang=language(),
            answers=answers,
            named=self.named(),
            category=_one(self._answers, "category"),
            area=_one(self._answers, "area"),
            urgent=is_urgent(self._answers),
        )

    def _check_text(self, field: Field) -> None:
        limit = portal().limits.max_text_chars
        try:
            self._clean_text = clean_text(field.data, limit)
        except TextRefused as refused:
            _complain(field, problem_sentence(refused.problem, limit))
        if self._page is None and not self._clean_text and not field.errors:
            _complain(field, gettext("Please write what happened. One sentence is enough."))

    def _add(self, name: str, made: Made) -> None:
        field = made.bind(self, name)
        self._fields[name] = field
        field.process(None if name == "files" else self._given)
        keep_offering(field, area_in_words)

    def _field(self, question: Question) -> Made:
        label = label_of(question)
        match question.kind:
            case Kind.LINE | Kind.DATE:
                return UnboundField(StringField, label)
            case Kind.TEXT:
                return UnboundField(TextAreaField, label)
            case Kind.CHOICE:
                choices = {one.key: choice_label(one) for one in question.choices}
                return _select(label, choices) if self._page is None else _radios(label, choices)
            case Kind.AREA:
                unknown = {question.unknown: gettext(QUESTIONNAIRE.unknown_label)}
                return _select(label, unknown | area_choices(self._offer))
            case Kind.PEOPLE:
                return UnboundField(
                    SelectMultipleField,
                    label,
                    id="see",  # short: it stands twice in the page for each of the office
                    choices={key: _how_many(one) for key, one in self._people.items()},
                    validate_choice=False,  # the questionnaire's own rules do
                    widget=ListWidget(prefix_label=False),
                    option_widget=CheckboxInput(),
                )


def _select(label: str, choices: Mapping[str, str | dict[str, str]]) -> Made:
    return UnboundField(
        SelectField,
        label,
        choices={**_nothing(), **choices},
        validate_choice=False,
        widget=QuickSelect(),
    )


def _radios(label: str, choices: dict[str, str]) -> Made:
    # Last, because it can also be left open; but a button once chosen can't be let go again.
    return UnboundField(RadioField, label, choices=choices | _nothing(), validate_choice=False)


def _nothing() -> dict[str, str]:
    return {_NO_CHOICE: gettext("I would rather not say")}


def _how_many(one: Choosable) -> str:
    count = len(one.holders)
    if count == 1:
        return one.label
    return gettext(
        "%(position)s (all %(count)s people)",
        position=one.label,
        count=i18n.number(count, language()),
    )


def _to_record(answer: Answer) -> Json:
    if answer is UNKNOWN:
        return None
    return answer if isinstance(answer, str) else [*answer]


def _one(answers: Mapping[str, Answer], key: str) -> str | None:
    answer = answers.get(key)
    return answer if isinstance(answer, str) else None


def _lists(kept: Mapping[str, Json]) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in kept.items()
        for value in (values if isinstance(values, list) else [])
        if isinstance(value, str)
    ]


def _complain(field: Field, message: str) -> None:
    field.errors = [*field.errors, message]
