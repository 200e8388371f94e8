"""The short questionnaire beside the report, as data: every question may be left empty.

Labels and hints stand in the data, in English, and are translated like every other sentence.
There, too, stands on which page a question is asked where they are asked one by one, and when. An
answer keeps the number of the version that asked it. *I don't know* is an answer like others:
chosen from a list, or written in such words, it is recorded as UNKNOWN.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from importlib.resources import files
from typing import Final

from wbportal.domain.areas import AREAS, SOMEWHERE_ELSE
from wbportal.domain.texts import Problem, TextRefused, clean_line, clean_text
from wbportal.domain.wording import NOTHING, Words

__all__ = [
    "QUESTIONNAIRE",
    "UNKNOWN",
    "Answer",
    "Choice",
    "Condition",
    "Kind",
    "Problem",
    "Question",
    "Questionnaire",
    "Unknown",
    "is_urgent",
    "people_not_to_tell",
    "recorded",
    "validate",
    "version_in",
]


class Unknown(Enum):
    """The type of an answer that says *I don't know*; nothing that is typed can equal it."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN

Answer = str | tuple[str, ...] | Unknown
"""One text or key; the keys of several people for a question of kind PEOPLE; or UNKNOWN."""

_MAX_KEY_CHARS = 100
# What the field of an area sends for "I don't know": no area's code.
_UNKNOWN_AREA = UNKNOWN.value
# Every area, offered or not: an office may offer fewer while somebody writes.
_AREA_KEYS = frozenset({*AREAS, SOMEWHERE_ELSE})
# What people add to a short answer, and what stands between its words. Not \W: Thai vowels and
# tones are no letters to it.
_PARTICLES = re.compile(r"(?:ครับผม|ครับ|คับ|ค่ะ|คะ|ค่า|จ้า|จ้ะ|นะ)+$")
_BETWEEN = re.compile(r"[\s\u200b\"'‘’“”.,!?…()-]+")


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
    label: str  # English, for the catalogues; empty where the office has words of its own
    words: Words = NOTHING
    urgent: bool = False  # a report with this answer is read first
    unknown: bool = False  # says "I don't know"


@dataclass(frozen=True, slots=True)
class Condition:
    """When a question is asked: another one, asked before it, was answered in a certain way."""

    question: str
    any_of: frozenset[str] = frozenset()  # none: any answer but "I don't know"

    def holds(self, answers: Mapping[str, Answer]) -> bool:
        """Whether it was answered so."""
        answer = answers.get(self.question, UNKNOWN)
        if not self.any_of:
            return answer is not UNKNOWN
        return isinstance(answer, str) and answer in self.any_of

    def fails(self, answers: Mapping[str, Answer]) -> bool:
        """Whether it was answered, and in another way."""
        return self.question in answers and not self.holds(answers)


@dataclass(frozen=True, slots=True)
class Question:
    """One question; its words are English, for the catalogues to translate, or the office's."""

    key: str  # also the name of its form field
    kind: Kind
    page: int  # where it is asked if every page asks one thing; never changes
    label: str
    hint: str
    words: Words = NOTHING  # an office's own question has these instead of `label` …
    hint_words: Words = NOTHING  # … and of `hint`
    choices: tuple[Choice, ...] = ()
    max_chars: int = _MAX_KEY_CHARS
    follows: str | None = None  # the question that this one goes on from
    show_if: Condition | None = None
    # Says in words what `show_if` is, where all questions stand on one page.
    only_if: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the office asks it, and not the portal."""
        return bool(self.words)

    def is_asked(self, answers: Mapping[str, Answer]) -> bool:
        """Whether somebody who gave these answers is asked this where pages ask one by one."""
        return self.show_if is None or self.show_if.holds(answers)

    def is_ruled_out(self, answers: Mapping[str, Answer]) -> bool:
        """Whether these answers say that it does not apply: then what was typed here is ignored.

        Unlike a question that is merely not asked: somebody who sees all questions on one page
        may answer this one alone, and that counts.
        """
        return self.show_if is not None and self.show_if.fails(answers)

    @property
    def unknown(self) -> str:
        """Return what its field holds if somebody does not know; "" if that can't be said."""
        match self.kind:
            case Kind.LINE | Kind.TEXT | Kind.DATE:
                return QUESTIONNAIRE.unknown_label
            case Kind.CHOICE:
                return next((choice.key for choice in self.choices if choice.unknown), "")
            case Kind.AREA:
                return _UNKNOWN_AREA
            case Kind.PEOPLE:
                return ""

    def choice(self, key: str) -> Choice | None:
        """Return the choice with this key, or None."""
        return next((choice for choice in self.choices if choice.key == key), None)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All questions, in the order they are asked."""

    version: str  # an answer keeps it
    text_page: int  # where the report itself is written
    files_page: int
    unknown_label: str
    unknown_words: frozenset[str]  # folded; more than the label, where people write
    questions: tuple[Question, ...]

    def question(self, key: str) -> Question:
        """Return the question with this key. Raises KeyError if there is none."""
        for question in self.questions:
            if question.key == key:
                return question
        raise KeyError(key)


def validate(
    answers: Mapping[str, object],
    people: Collection[str] = (),
    asked: Questionnaire | None = None,
) -> tuple[dict[str, Answer], dict[str, Problem]]:
    """Return the answers that can be kept, and what is wrong with each of the others, by key.

    `answers` is whatever arrived, of any type; keys that are no question's are passed over, empty
    answers left out, and so is what was typed where other answers say that it does not apply.
    `people` are the keys that may be chosen where people are asked for; `asked` is the
    questionnaire that is answered, if not the portal's own.
    """
    clean: dict[str, Answer] = {}
    problems: dict[str, Problem] = {}
    for question in (asked or QUESTIONNAIRE).questions:
        if question.is_ruled_out(clean):
            continue
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
        listed if isinstance(listed, tuple) else (),
        written if isinstance(written, str) else "",
    )


def version_in(answers: Mapping[str, Answer]) -> str:
    """Return the version of the questionnaire that recorded answers were given to."""
    version = answers.get("version", "")
    return version if isinstance(version, str) else ""


def recorded(answers: Mapping[str, object]) -> dict[str, Answer]:
    """Return answers as they are kept in a case: there, null stands for UNKNOWN."""
    found: dict[str, Answer] = {}
    for key, value in answers.items():
        if value is None:
            found[key] = UNKNOWN
        elif isinstance(value, str):
            found[key] = value
        elif isinstance(value, list):
            found[key] = tuple(part for part in value if isinstance(part, str))
    return found


def _answer(question: Question, typed: object, people: Collection[str]) -> Answer:
    if typed is UNKNOWN:
        return UNKNOWN
    match question.kind:
        case Kind.TEXT:
            return _written(clean_text(typed, question.max_chars))
        case Kind.LINE | Kind.DATE:
            return _written(clean_line(typed, question.max_chars))
        case Kind.CHOICE:
            return _chosen(typed, [choice.key for choice in question.choices])
        case Kind.AREA:
            return UNKNOWN if typed == _UNKNOWN_AREA else _chosen(typed, _AREA_KEYS)
        case Kind.PEOPLE:
            return tuple(dict.fromkeys(_chosen(one, people) for one in _several(typed) if one))


def _written(text: str) -> Answer:
    return UNKNOWN if _folded(text) in QUESTIONNAIRE.unknown_words else text


def _folded(text: str) -> str:
    """Return a short answer without blanks, points and particles, which differ by person."""
    if len(text) > _MAX_KEY_CHARS:
        return text  # nobody says in a long text that they know nothing
    return _PARTICLES.sub("", _BETWEEN.sub("", text.casefold()))


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
    unknown = written["unknown"]
    return Questionnaire(
        version=str(written["version"]),
        text_page=written["text_page"],
        files_page=written["files_page"],
        unknown_label=unknown["label"],
        unknown_words=frozenset(_folded(one) for said in unknown["words"].values() for one in said),
        questions=tuple(
            Question(
                key=question["key"],
                kind=Kind(question["kind"]),
                page=question["page"],
                label=question["label"],
                hint=question["hint"],
                choices=tuple(
                    Choice(
                        key=choice["key"],
                        label=choice["label"],
                        urgent=choice.get("urgent", False),
                        unknown=choice.get("unknown", False),
                    )
                    for choice in question.get("choices", ())
                ),
                max_chars=question.get("max_chars", _MAX_KEY_CHARS),
                follows=question.get("follows"),
                show_if=Condition(shown["question"], frozenset(shown.get("any_of", ())))
                if (shown := question.get("show_if"))
                else None,
                only_if=question.get("only_if", ""),
            )
            for question in written["questions"]
        ),
    )


QUESTIONNAIRE = _load()
"""The portal's own questionnaire: what an office asks that has not published another."""
