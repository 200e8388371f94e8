"""An office's own questionnaire: the portal's questions in an order of its own, and more.

What is stored names the portal's questions by their keys, so that their words keep coming from the
catalogues, and holds the office's own in full. Nothing here is ever deleted: a question that is
not asked any more stays where earlier versions are read.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from wbportal.domain.questionnaire import (
    QUESTIONNAIRE,
    Choice,
    Condition,
    Kind,
    Question,
    Questionnaire,
)
from wbportal.domain.texts import clean_line
from wbportal.domain.wording import Words, read_words

MAX_OWN = 12
MAX_CHOICES = 12
MAX_LABEL, MAX_HINT, MAX_CHOICE = 150, 300, 100
KINDS = (Kind.CHOICE, Kind.LINE, Kind.TEXT, Kind.DATE)
"""What an office can ask for; areas and people are asked once, by the portal."""

ALWAYS_ASKED = frozenset(
    {
        # Rules go by these …
        "category", "area", "ordered", "ordered_text", "urgency", "urgency_text",
        "must_not_see", "must_not_see_text",
        # … and these are what the completeness of a report is told by.
        "who", "place", "when", "evidence",
    }
)  # fmt: skip
"""What can be moved, and not left out."""

_FIRST_PAGE = 100  # the office's own; below stand the portal's, now and in time to come
_PREFIX = "own_"
_ANSWER_CHARS = {Kind.LINE: 300, Kind.TEXT: 4000, Kind.DATE: 200}
_NOT_SURE = Choice(
    key="not_sure", label="I don’t know, or I am not sure", unknown=True
)  # the catalogues have it: the portal's own choices say the same


class Unsound(StrEnum):
    """Why a questionnaire cannot be used: a key that a page turns into a sentence."""

    UNKNOWN = "unknown"  # it names a question that there is not
    LEFT_OUT = "left-out"  # a question that is always asked
    CONDITION = "condition"  # a question stands before the one whose answer it depends on
    TOO_MANY = "too-many"
    TOGETHER = "together"  # questions of one page do not stand together


class QuestionnaireRefused(Exception):
    """The questionnaire cannot be used as it is; `why` says why."""

    def __init__(self, why: Unsound) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Plan:
    """A questionnaire as an office arranges it."""

    order: tuple[str, ...] = tuple(question.key for question in QUESTIONNAIRE.questions)
    own: tuple[Question, ...] = ()  # asked or not
    count: int = 0  # of own questions ever made: no key is used twice

    def questions(self) -> dict[str, Question]:
        """Return every question that could be asked, by key."""
        return {one.key: one for one in (*QUESTIONNAIRE.questions, *self.own)}

    def left_out(self) -> tuple[Question, ...]:
        """Return what is not asked at present."""
        return tuple(one for key, one in self.questions().items() if key not in self.order)

    def blocks(self) -> tuple[tuple[Question, ...], ...]:
        """Return what is asked, page by page: what stands on one page moves together."""
        known = self.questions()
        found: dict[int, list[Question]] = {}
        for key in self.order:
            found.setdefault(known[key].page, []).append(known[key])
        return tuple(tuple(block) for block in found.values())

    def moved(self, page: int, by: int) -> "Plan":
        """Return the plan with one page earlier (-1) or later (1). Raises QuestionnaireRefused."""
        blocks = list(self.blocks())
        at = next((i for i, block in enumerate(blocks) if block[0].page == page), None)
        if at is None:
            raise QuestionnaireRefused(Unsound.UNKNOWN)
        to = min(max(at + by, 0), len(blocks) - 1)
        blocks.insert(to, blocks.pop(at))
        return _sound(self, tuple(one.key for block in blocks for one in block))

    def without(self, page: int) -> "Plan":
        """Return the plan with a page left out. Raises QuestionnaireRefused."""
        gone = {one.key for block in self.blocks() if block[0].page == page for one in block}
        if gone & ALWAYS_ASKED or not gone:
            raise QuestionnaireRefused(Unsound.LEFT_OUT)
        return _sound(self, tuple(key for key in self.order if key not in gone))

    def with_again(self, page: int) -> "Plan":
        """Return the plan with a page asked again, at the end. Raises QuestionnaireRefused."""
        back = tuple(one.key for one in self.left_out() if one.page == page)
        if not back:
            raise QuestionnaireRefused(Unsound.UNKNOWN)
        return _sound(self, self._before_people(back))

    def with_own(self, question: Question) -> "Plan":
        """Return the plan with an own question in it, new or in place of the one with its key."""
        known = {one.key for one in self.own}
        own = tuple(question if one.key == question.key else one for one in self.own)
        if question.key in known:
            return _sound(replace(self, own=own), self.order)
        plan = replace(self, own=(*self.own, question), count=self.count + 1)
        return _sound(plan, self._before_people((question.key,)))

    def new_place(self) -> tuple[str, int]:
        """Return the key and the page of the next own question."""
        return f"{_PREFIX}{self.count + 1}", _FIRST_PAGE + self.count + 1

    def triggers(self, but: str = "") -> tuple[Question, ...]:
        """Return the questions on whose answers another one may depend."""
        known = self.questions()
        asked = (known[key] for key in self.order if key != but)
        return tuple(one for one in asked if one.kind is Kind.CHOICE and one.show_if is None)

    def _before_people(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        # Who must not see it comes last: by then everything is said that one may be named in.
        at = self.order.index("must_not_see")
        return (*self.order[:at], *keys, *self.order[at:])


def questionnaire(plan: Plan, version: str) -> Questionnaire:
    """Return what is asked under a plan; what the portal asks no more is passed over."""
    known = plan.questions()
    questions = tuple(known[key] for key in plan.order if key in known)
    return replace(QUESTIONNAIRE, version=version, questions=questions)


def read_plan(stored: Mapping[str, object]) -> Plan:
    """Return a plan as it was stored. Raises QuestionnaireRefused or TextRefused."""
    order, own, count = stored.get("order"), stored.get("own"), stored.get("count")
    if not (isinstance(order, list) and isinstance(own, list) and isinstance(count, int)):
        raise QuestionnaireRefused(Unsound.UNKNOWN)
    read = tuple(_read(one) for one in own if isinstance(one, Mapping))
    return Plan(tuple(map(str, order)), read, count)


def stored(plan: Plan) -> dict[str, object]:
    """Return a plan as it is stored; `read_plan` reads it."""
    return {
        "order": [*plan.order],
        "own": [_stored(one) for one in plan.own],
        "count": plan.count,
    }


def with_choices(before: Sequence[Choice], said: Sequence[Words]) -> tuple[Choice, ...]:
    """Return choices with these words: moved or reworded, one that was there keeps its key."""
    were = [one for one in before if one.words]
    keys = {one.words: one.key for one in were if one.words in said}
    numbers = itertools.count(max((int(one.key[1:]) for one in were), default=0) + 1)
    made = []
    for place, words in enumerate(said):
        reworded = were[place].key if place < len(were) else ""
        key = keys.get(words) or (reworded if reworded not in keys.values() else "")
        made.append(Choice(key or f"c{next(numbers)}", "", words))
    return (*made, _NOT_SURE) if made else ()


def own_question(
    place: tuple[str, int],
    kind: Kind,
    words: tuple[Words, Words],
    choices: tuple[Choice, ...] = (),
    show_if: Condition | None = None,
) -> Question:
    """Return an office's own question; `words` are its label and its hint."""
    key, page = place
    return Question(
        key=key,
        kind=kind,
        page=page,
        label="",
        hint="",
        words=words[0],
        hint_words=words[1],
        choices=choices if kind is Kind.CHOICE else (),
        max_chars=_ANSWER_CHARS.get(kind, MAX_CHOICE),
        show_if=show_if,
    )


def _sound(plan: Plan, order: tuple[str, ...]) -> Plan:
    if not set(order) >= ALWAYS_ASKED:
        raise QuestionnaireRefused(Unsound.LEFT_OUT)
    plan = replace(plan, order=order)
    questions = questionnaire(plan, "").questions
    if sum(one.is_own for one in questions) > MAX_OWN:
        raise QuestionnaireRefused(Unsound.TOO_MANY)
    _check_order(questions)
    return plan


def _check_order(questions: tuple[Question, ...]) -> None:
    seen: dict[str, Question] = {}
    pages: list[int] = []
    for one in questions:
        if one.show_if is not None:
            needed = seen.get(one.show_if.question)
            offered = {choice.key for choice in needed.choices} if needed else set()
            if needed is None or not one.show_if.any_of <= offered:
                raise QuestionnaireRefused(Unsound.CONDITION)
        if one.follows is not None and one.follows not in seen:
            raise QuestionnaireRefused(Unsound.CONDITION)
        if one.page in pages[:-1] and pages[-1] != one.page:
            raise QuestionnaireRefused(Unsound.TOGETHER)
        seen[one.key] = one
        pages.append(one.page)


def _read(one: Mapping[str, object]) -> Question:
    key, shown, listed = str(one.get("key")), one.get("show_if"), one.get("choices")
    number = key.removeprefix(_PREFIX)
    if not number.isdigit() or one.get("kind") not in {kind.value for kind in KINDS}:
        raise QuestionnaireRefused(Unsound.UNKNOWN)
    words = read_words(one.get("label"), MAX_LABEL), read_words(one.get("hint"), MAX_HINT)
    condition = None
    if isinstance(shown, Mapping):
        any_of = shown.get("any_of")
        keys = frozenset(map(str, any_of if isinstance(any_of, list) else ()))
        condition = Condition(str(shown.get("question")), keys)
    made = tuple(_choices(listed if isinstance(listed, list) else []))
    choices = (*made, _NOT_SURE) if made else ()
    return own_question(
        (key, _FIRST_PAGE + int(number)), Kind(str(one["kind"])), words, choices, condition
    )


def _choices(listed: Sequence[object]) -> Iterator[Choice]:
    for one in listed[:MAX_CHOICES]:
        if isinstance(one, Mapping):
            yield Choice(
                clean_line(one.get("key"), 10), "", read_words(one.get("label"), MAX_CHOICE)
            )


def _stored(one: Question) -> dict[str, object]:
    kept: dict[str, object] = {"key": one.key, "kind": one.kind.value, "label": one.words.kept()}
    if one.hint_words:
        kept["hint"] = one.hint_words.kept()
    if one.choices:
        own = (choice for choice in one.choices if choice.words)
        kept["choices"] = [{"key": choice.key, "label": choice.words.kept()} for choice in own]
    if one.show_if is not None:
        kept["show_if"] = {"question": one.show_if.question, "any_of": sorted(one.show_if.any_of)}
    return kept
