"""The form of each act of a reporter; all of them may ask for the code once more."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeAlias

from flask import request
from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.core import UnboundField

from wbportal.casework.records import Json
from wbportal.casework.reporter_acts import Said
from wbportal.casework.sheet import Identity
from wbportal.domain.areas import EVERYWHERE, Offer
from wbportal.domain.questionnaire import (
    QUESTIONNAIRE,
    UNKNOWN,
    Answer,
    Kind,
    Question,
    Questionnaire,
    is_urgent,
    validate,
)
from wbportal.domain.rules import Action
from wbportal.domain.texts import TextRefused, clean_line, clean_text
from wbportal.web.answers import (
    area_choices,
    area_in_words,
    choice_label,
    label_of,
    understood,
    unknown_to,
)
from wbportal.web.forms import Form, later, problem_sentence
from wbportal.web.locale import language
from wbportal.web.receipt.act_words import CHOICES
from wbportal.web.widgets import QuickSelect, keep_offering

# In quotes, because it is generic only for the type checker. One that no form has yet.
_Made: TypeAlias = "UnboundField[Field]"

_MOST_CHARS = {"text": 4000, "name": 200, "avoid": 500, "who": 300, "when": 200}
_LINES = frozenset({"name", "who", "when"})
_FIELDS: Mapping[Action, tuple[str, ...]] = MappingProxyType(
    {
        Action.REPORT_DETRIMENT: ("text", "who", "when", "safe"),
        Action.CHECK_IN: ("how", "text"),
        Action.CORRECT: (),
        Action.ASK_REVIEW: ("text",),
        Action.IDENTIFY: ("name", "text", "avoid"),
        Action.OBJECT: ("text",),
        Action.AGREE_REFERRAL: (),
        Action.ANSWER_NOTICE: ("agrees", "text"),
        Action.WAIVE: (),
        Action.WITHDRAW: ("forced", "text"),
        Action.CLEAR_VIEW: (),
    }
)
_MUST_BE_FILLED = frozenset(
    {
        (Action.REPORT_DETRIMENT, "text"),
        (Action.CHECK_IN, "how"),
        (Action.ASK_REVIEW, "text"),
        (Action.IDENTIFY, "name"),
        (Action.ANSWER_NOTICE, "agrees"),
    }
)
# Whom to keep out was decided before the first key was given: no answer changes it later.
_NOT_ASKED = frozenset({"must_not_see", "must_not_see_text"})
UNDO = "undo"


class ActForm(Form):
    """One act as it is typed; `answers` are those so far, where answers are changed."""

    code = StringField(later(lazy_gettext("Your code")))

    def __init__(
        self,
        action: Action,
        answers: Mapping[str, Answer],
        asked: Questionnaire = QUESTIONNAIRE,
        offer: Offer = EVERYWHERE,
    ) -> None:
        """Make the form of an act; `asked` is the questionnaire that was answered."""
        super().__init__()
        self.action = action
        self._asked = [one for one in asked.questions if one.key not in _NOT_ASKED]
        self._offer = offer
        self.asked = asked
        self._texts: dict[str, str] = {}
        self._answers: dict[str, Answer] = {}
        given = request.form if request.method == "POST" else None
        for name in _FIELDS[action]:
            self._add(name, _MAKERS[name](action), given)
        if action is Action.CORRECT:
            for question in self._asked:
                self._add(question.key, self._field(question), given)
                field = self[question.key]
                if given is None:
                    field.data = _typed(question, answers.get(question.key, ""))
                keep_offering(field, area_in_words)

    @property
    def undoes(self) -> bool:
        """Whether the button was pressed that takes an act back."""
        return request.form.get("do") == UNDO

    def inputs(self) -> list[Field]:
        """Return the fields that somebody fills in, in order."""
        return [self[name] for name in _FIELDS[self.action]]

    def questions(self) -> list[tuple[Question, Field]]:
        """Return each question with its field, where answers are changed."""
        if self.action is not Action.CORRECT:
            return []
        return [(question, self[question.key]) for question in self._asked]

    def is_optional(self, field: Field) -> bool:
        return (self.action, field.short_name) not in _MUST_BE_FILLED

    def check(self) -> bool:
        """Check the token and every field, and say beside each what is wrong."""
        good = self.accepted()
        if not self.undoes:
            for field in self.inputs():
                self._check(field)
            self._check_answers()
        return good and not self.errors

    def said(self, before: Mapping[str, Answer]) -> Said | None:
        """Return what was checked; None if nothing is said, `before` being the answers so far."""
        if self.undoes:
            return Said(self.action, undone=True, lang=language())
        texts = self._texts
        said = Said(self.action, text=texts.get("text", ""), lang=language())
        match self.action:
            case Action.CORRECT:
                return self._changes(before)
            case Action.IDENTIFY:
                who = Identity(texts["name"], texts.get("text", ""), texts.get("avoid", ""))
                return Said(self.action, identity=who)
            case Action.REPORT_DETRIMENT:
                told = self._told("who", "when", "safe")
                unsafe = told.get("safe") == "no"
                return Said(self.action, False, said.text, said.lang, told, urgent=unsafe)  # noqa: FBT003 - not undone
            case Action.WITHDRAW:
                apart = self._told("forced")
                return Said(self.action, text=said.text, lang=said.lang, apart=apart)
            case _:
                return replace(said, details=self._told("how", "agrees"))

    def complain(self, message: str) -> None:
        """Say what is wrong above the form."""
        self.form_errors.append(message)

    def _told(self, *names: str) -> dict[str, Json]:
        return {name: self._texts[name] for name in names if self._texts.get(name)}

    def _changes(self, before: Mapping[str, Answer]) -> Said | None:
        asked = [question.key for question in self._asked]
        changed: dict[str, Json] = {
            key: _to_record(self._answers.get(key, ""))
            for key in asked
            if self._answers.get(key, "") != before.get(key, "")
        }
        if not changed:
            return None
        answers: dict[str, Json] = {**changed, "version": self.asked.version}
        return Said(
            self.action,
            lang=language(),
            details={"answers": answers},
            urgent=is_urgent(self._answers) and not is_urgent(before),
        )

    def _check(self, field: Field) -> None:
        name = field.short_name
        if name in CHOICES:
            # Anything else was not one of the buttons.
            self._texts[name] = field.data if field.data in CHOICES[name] else ""
            if not self._texts[name] and not self.is_optional(field):
                _complain(field, gettext("Please choose one of the answers."))
            return
        clean, most = clean_line if name in _LINES else clean_text, _MOST_CHARS[name]
        try:
            self._texts[name] = clean(field.data, most)
        except TextRefused as refused:
            _complain(field, problem_sentence(refused.problem, most))
            return
        if not self._texts[name] and not self.is_optional(field):
            _complain(field, gettext("%(field)s: please fill this in.", field=field.label.text))

    def _check_answers(self) -> None:
        typed = {question.key: field.data for question, field in self.questions()}
        self._answers, problems = validate(understood(typed), asked=self.asked)
        for key, problem in problems.items():
            most = self.asked.question(key).max_chars
            if key in typed:
                _complain(self[key], problem_sentence(problem, most))

    def _field(self, question: Question) -> _Made:
        label = label_of(question)
        match question.kind:
            case Kind.TEXT:
                return UnboundField(TextAreaField, label)
            case Kind.CHOICE:
                return _select(label, {one.key: choice_label(one) for one in question.choices})
            case Kind.AREA:
                unknown = {question.unknown: gettext(QUESTIONNAIRE.unknown_label)}
                return _select(label, unknown | area_choices(self._offer))
            case Kind.LINE | Kind.DATE | Kind.PEOPLE:
                return UnboundField(StringField, label)

    def _add(self, name: str, made: _Made, given: MultiDict[str, str] | None) -> None:
        field = made.bind(self, name)
        self._fields[name] = field
        field.process(given)


def _select(label: str, choices: Mapping[str, str | dict[str, str]]) -> _Made:
    nothing = {"": gettext("I would rather not say")}
    return UnboundField(
        SelectField,
        label,
        choices={**nothing, **choices},
        validate_choice=False,
        widget=QuickSelect(),
    )


def _typed(question: Question, answer: Answer) -> str:
    if answer is UNKNOWN:
        return unknown_to(question)
    return answer if isinstance(answer, str) else ""


def _to_record(answer: Answer) -> Json:
    if answer is UNKNOWN:
        return None
    return answer if isinstance(answer, str) else [*answer]


def _text(action: Action) -> _Made:
    labels = {
        Action.REPORT_DETRIMENT: gettext("What happened to you?"),
        Action.IDENTIFY: gettext("How can we reach you safely?"),
        Action.CHECK_IN: gettext("What happened?"),
        Action.ASK_REVIEW: gettext("Why should we look again?"),
        Action.ANSWER_NOTICE: gettext("What should they know before they decide?"),
    }
    return UnboundField(TextAreaField, labels.get(action, gettext("Why?")))


def _name(_: Action) -> _Made:
    return UnboundField(StringField, gettext("Your name"))


def _avoid(_: Action) -> _Made:
    return UnboundField(TextAreaField, gettext("When, or how, should we not?"))


def _who(_: Action) -> _Made:
    return UnboundField(StringField, gettext("Who did it?"))


def _when(_: Action) -> _Made:
    return UnboundField(StringField, gettext("When?"))


def _safe(_: Action) -> _Made:
    return _radios("safe", gettext("Are you safe now?"))


def _forced(_: Action) -> _Made:
    return _radios("forced", gettext("Is anyone forcing you?"))


def _how(_: Action) -> _Made:
    choices = {key: str(words) for key, words in CHOICES["how"].items()}
    label = gettext("Has anything happened to you?")
    return UnboundField(RadioField, label, choices=choices, validate_choice=False)


def _agrees(_: Action) -> _Made:
    choices = {key: str(words) for key, words in CHOICES["agrees"].items()}
    label = gettext("May your name be opened?")
    return UnboundField(RadioField, label, choices=choices, validate_choice=False)


def _radios(name: str, label: str) -> _Made:
    nothing = {"": gettext("I would rather not say")}
    choices = {key: str(words) for key, words in CHOICES[name].items()} | nothing
    return UnboundField(RadioField, label, choices=choices, validate_choice=False)


def _complain(field: Field, message: str) -> None:
    field.errors = [*field.errors, message]


_MAKERS: Mapping[str, Callable[[Action], _Made]] = MappingProxyType(
    {
        "text": _text,
        "name": _name,
        "avoid": _avoid,
        "who": _who,
        "when": _when,
        "how": _how,
        "safe": _safe,
        "agrees": _agrees,
        "forced": _forced,
    }
)
