"""The form of an office's own question."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext, lazy_gettext
from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from wbportal.domain.own_questions import (
    KINDS,
    MAX_CHOICE,
    MAX_CHOICES,
    MAX_HINT,
    MAX_LABEL,
    Plan,
    own_question,
    with_choices,
)
from wbportal.domain.questionnaire import Condition, Kind, Question
from wbportal.domain.wording import LANGUAGES, Words
from wbportal.web.admin.saving import VersionedForm, plain_line, plain_text
from wbportal.web.answers import choice_label, label_of
from wbportal.web.forms import later

KIND_WORDS = {
    Kind.CHOICE: lazy_gettext("One answer of several"),
    Kind.LINE: lazy_gettext("A few words"),
    Kind.TEXT: lazy_gettext("A text"),
    Kind.DATE: lazy_gettext("A date, as people write it"),
    Kind.AREA: lazy_gettext("An area"),
    Kind.PEOPLE: lazy_gettext("People of the office"),
}
_CHOICES_CHARS = MAX_CHOICES * (MAX_CHOICE + 1)


class QuestionForm(VersionedForm):
    """One question in both languages; nobody has to answer it, so nothing says so."""

    label_th = StringField(later(lazy_gettext("Question in Thai")), [plain_line(MAX_LABEL)])
    label_en = StringField(later(lazy_gettext("Question in English")), [plain_line(MAX_LABEL)])
    hint_th = StringField(later(lazy_gettext("Hint in Thai")), [plain_line(MAX_HINT)])
    hint_en = StringField(later(lazy_gettext("Hint in English")), [plain_line(MAX_HINT)])
    kind = SelectField(later(lazy_gettext("What sort of answer")))
    choices_th = TextAreaField(
        later(lazy_gettext("Answers in Thai, one on each line")), [plain_text(_CHOICES_CHARS)]
    )
    choices_en = TextAreaField(
        later(lazy_gettext("Answers in English, one on each line")), [plain_text(_CHOICES_CHARS)]
    )
    asked_if = SelectField(later(lazy_gettext("Asked")))

    def __init__(self, number: int, plan: Plan, question: Question | None) -> None:
        """Fill in a question that there is; an empty form for a new one."""
        super().__init__(number, {} if question is None else _values(question))
        self._plan, self._question = plan, question
        self.kind.choices = {kind.value: str(KIND_WORDS[kind]) for kind in KINDS}
        triggers = plan.triggers(but="" if question is None else question.key)
        self.asked_if.choices = {"": gettext("Always")} | dict(_conditions(triggers))

    def validate_label_en(self, field: Field) -> None:
        """Ask for the question in at least one language."""
        if not (field.data or self.label_th.data):
            raise ValidationError(gettext("Please write the question in at least one language."))

    def validate_choices_en(self, field: Field) -> None:
        """Ask for answers in as many lines in both languages, or in one language alone."""
        if self.kind.data != Kind.CHOICE:
            return
        thai, english = _lines(self.choices_th.data), _lines(field.data)
        if not (thai or english):
            raise ValidationError(gettext("Please write the answers to choose from."))
        if thai and english and len(thai) != len(english):
            raise ValidationError(
                gettext("Please write as many answers in one language as in the other.")
            )
        if max(len(thai), len(english)) > MAX_CHOICES:
            raise ValidationError(gettext("At most %(count)s answers.", count=MAX_CHOICES))
        if any(len(one) > MAX_CHOICE for one in (*thai, *english)):
            raise ValidationError(
                gettext("An answer is too long: at most %(count)s letters.", count=MAX_CHOICE)
            )

    def question(self) -> Question:
        """Return what was typed, checked."""
        before = self._question
        place = self._plan.new_place() if before is None else (before.key, before.page)
        label = Words(self.label_th.data or "", self.label_en.data or "")
        hint = Words(self.hint_th.data or "", self.hint_en.data or "")
        said = tuple(_paired(_lines(self.choices_th.data), _lines(self.choices_en.data)))
        choices = with_choices(() if before is None else before.choices, said)
        named, _, answer = (self.asked_if.data or "").partition("=")
        condition = Condition(named, frozenset({answer})) if named else None
        return own_question(place, Kind(self.kind.data), (label, hint), choices, condition)


def _values(question: Question) -> dict[str, object]:
    own = [choice.words for choice in question.choices if choice.words]
    values: dict[str, object] = {"kind": question.kind.value}
    for one in LANGUAGES:
        values[f"label_{one}"] = question.words.of(one)
        values[f"hint_{one}"] = question.hint_words.of(one)
        values[f"choices_{one}"] = "\n".join(words.of(one) for words in own).strip()
    if question.show_if is not None:
        values["asked_if"] = f"{question.show_if.question}={min(question.show_if.any_of)}"
    return values


def _conditions(triggers: Sequence[Question]) -> Iterator[tuple[str, str]]:
    for question in triggers:
        for choice in question.choices:
            words = gettext(
                "only if “%(question)s” is answered “%(answer)s”",
                question=label_of(question),
                answer=choice_label(choice),
            )
            yield f"{question.key}={choice.key}", words


def _lines(typed: str | None) -> list[str]:
    return [clean for line in (typed or "").splitlines() if (clean := " ".join(line.split()))]


def _paired(thai: Sequence[str], english: Sequence[str]) -> Iterator[Words]:
    for place in range(max(len(thai), len(english))):
        yield Words(
            thai[place] if place < len(thai) else "",
            english[place] if place < len(english) else "",
        )
