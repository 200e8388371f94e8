"""The short questionnaire beside the report, as data: every question may be left empty.

Labels and hints stand in the data, in every language, so that wording changes need no code. An
answer keeps the number of the version that asked it.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType

from wbportal.domain.areas import AREAS
from wbportal.domain.texts import Problem, TextRefused, clean_line, clean_text

__all__ = [
    "LANGUAGES",
    "QUESTIONNAIRE",
    "Answer",
    "Choice",
    "Kind",
    "Problem",
    "Question",
    "Questionnaire",
    "is_urgent",
    "people_not_to_tell",
    "validate",
]

LANGUAGES = ("th", "en")

Answer = str | tuple[str, ...]
"""One text or key; the keys of several people for a question of kind PEOPLE."""

_MAX_KEY_CHARS = 100


class Kind(StrEnum):
    """What sort of answer a question takes."""

    LINE = "line"
    TEXT = "text"
    DATE = "date"  # as written; nothing is refused for not being a date
    CHOICE = "choice"
    AREA = "area"
    PEOPLE = "people"  # several, from the office's list


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers offered."""

    key: str
    label: Mapping[str, str]
    urgent: bool = False  # a report with this answer is read first


@dataclass(frozen=True, slots=True)
class Question:
    """One question, in every language."""

    key: str  # also the name of its form field
    kind: Kind
    label: Mapping[str, str]
    hint: Mapping[str, str]
    choices: tuple[Choice, ...] = ()
    max_chars: int = _MAX_KEY_CHARS
    follows: str | None = None  # the question that this one goes on from

    def choice(self, key: str) -> Choice | None:
        """Return the choice with this key, or None."""
        return next((choice for choice in self.choices if choice.key == key), None)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All questions, in the order they are asked."""

    version: int
    questions: tuple[Question, ...]

    def question(self, key: str) -> Question:
        """Return the question with this key. Raises KeyError if there is none."""
        for question in self.questions:
            if question.key == key:
                return question
        raise KeyError(key)


def validate(
    answers: Mapping[str, object], people: Collection[str] = ()
) -> tuple[dict[str, Answer], dict[str, Problem]]:
    """Return the answers that can be kept, and what is wrong with each of the others, by key.

    `answers` is whatever arrived, of any type; keys that are no question's are passed over, and
    empty answers left out. `people` are the keys that may be chosen where people are asked for.
    """
    clean: dict[str, Answer] = {}
    problems: dict[str, Problem] = {}
    for question in QUESTIONNAIRE.questions:
        try:
            answer = _answer(question, answers.get(question.key), people)
        except TextRefused as refused:
            problems[question.key] = refused.problem
        else:
            if answer:
                clean[question.key] = answer
    return clean, problems


def is_urgent(answers: Mapping[str, Answer]) -> bool:
    """Return whether one of the choices made says that the report is to be read first."""
    chosen = (
        question.choice(answer)
        for question in QUESTIONNAIRE.questions
        if isinstance(answer := answers.get(question.key), str)
    )
    return any(choice is not None and choice.urgent for choice in chosen)


def people_not_to_tell(answers: Mapping[str, Answer]) -> tuple[tuple[str, ...], str]:
    """Return the people chosen from the list who must not see the report, and the free text."""
    listed = answers.get("must_not_see", ())
    written = answers.get("must_not_see_text", "")
    return (
        listed if isinstance(listed, tuple) else (listed,),
        written if isinstance(written, str) else "\n".join(written),
    )


def _answer(question: Question, typed: object, people: Collection[str]) -> Answer:
    match question.kind:
        case Kind.TEXT:
            return clean_text(typed, question.max_chars)
        case Kind.LINE | Kind.DATE:
            return clean_line(typed, question.max_chars)
        case Kind.CHOICE:
            return _chosen(typed, [choice.key for choice in question.choices])
        case Kind.AREA:
            return _chosen(typed, AREAS)
        case Kind.PEOPLE:
            return tuple(dict.fromkeys(_chosen(one, people) for one in _several(typed) if one))


def _several(typed: object) -> Sequence[object]:
    if typed is None:
        return ()
    return typed if isinstance(typed, list | tuple) else (typed,)


def _chosen(typed: object, keys: Collection[str]) -> str:
    if typed is None or typed == "":
        return ""
    if not isinstance(typed, str) or typed not in keys:
        raise TextRefused(Problem.NOT_A_CHOICE)
    return typed


def _load() -> Questionnaire:
    text = files("wbportal.domain").joinpath("data/questionnaire.json").read_text("utf-8")
    written = json.loads(text)
    return Questionnaire(
        version=written["version"],
        questions=tuple(
            Question(
                key=question["key"],
                kind=Kind(question["kind"]),
                label=MappingProxyType(question["label"]),
                hint=MappingProxyType(question["hint"]),
                choices=tuple(
                    Choice(
                        choice["key"],
                        MappingProxyType(choice["label"]),
                        choice.get("urgent", False),
                    )
                    for choice in question.get("choices", ())
                ),
                max_chars=question.get("max_chars", _MAX_KEY_CHARS),
                follows=question.get("follows"),
            )
            for question in written["questions"]
        ),
    )


QUESTIONNAIRE = _load()
"""The questionnaire in use."""
