"""What was answered to the questionnaire, in the words of the reader's language."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from flask import Flask
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal import i18n
from wbportal.domain.areas import AREAS, SOMEWHERE_ELSE, Offer
from wbportal.domain.questionnaire import (
    QUESTIONNAIRE,
    UNKNOWN,
    Answer,
    Choice,
    Kind,
    Question,
    Questionnaire,
)
from wbportal.domain.wording import Words
from wbportal.web.locale import language, office_language

REGION_WORDS: Mapping[str, LazyString] = MappingProxyType(
    {
        "central": lazy_gettext("Central"),
        "east": lazy_gettext("East"),
        "northeast": lazy_gettext("Northeast"),
        "north": lazy_gettext("North"),
        "south": lazy_gettext("South"),
        "west": lazy_gettext("West"),
    }
)


def register(app: Flask) -> None:
    """Give templates the words of questions and of the answers that are offered."""
    for words in (label_of, hint_of, hint_on_one_page, choice_label):
        app.add_template_global(words)


def label_of(question: Question) -> str:
    """Return what a question asks."""
    return _said(question.label, question.words)


def hint_of(question: Question) -> str:
    """Return what stands below a question."""
    return _said(question.hint, question.hint_words)


def hint_on_one_page(question: Question, asked: Questionnaire = QUESTIONNAIRE) -> str:
    """Return what stands below a question where all of them stand on one page.

    There it says in words when it applies.
    """
    condition = question.show_if
    if question.only_if or condition is None or not question.is_own:
        return _said(question.only_if or question.hint, question.hint_words)
    needed = asked.question(condition.question)
    answers = [choice_label(one) for one in needed.choices if one.key in condition.any_of]
    only = gettext(
        "Only if you answered “%(answer)s” to “%(question)s”.",
        answer=", ".join(answers),
        question=label_of(needed),
    )
    return f"{only} {hint_of(question)}".strip()


def choice_label(choice: Choice) -> str:
    """Return how an answer that is offered is said."""
    return _said(choice.label, choice.words)


def area_choices(offer: Offer) -> dict[str, str | dict[str, str]]:
    """Return the areas that an office offers, some under the name of their region."""
    speaks = language()
    found: dict[str, str | dict[str, str]] = {}
    for region, areas in offer.groups(speaks):
        names = {area.code: area.name(speaks) for area in areas}
        found |= {str(REGION_WORDS[region]): names} if region else names
    if offer.is_partial:
        found[SOMEWHERE_ELSE] = gettext("Somewhere else")
    return found


def area_in_words(code: str) -> str:
    """Return the name of an area, by what a case or an answer holds."""
    if code == SOMEWHERE_ELSE:
        return gettext("Somewhere else")
    return AREAS[code].name(language()) if code in AREAS else code


def in_words(
    answers: Mapping[str, Answer], asked: Questionnaire = QUESTIONNAIRE
) -> Iterator[tuple[str, str]]:
    """Yield each question that was answered with its answer, in the order of the questions."""
    for question in asked.questions:
        answer = answers.get(question.key, "")
        if answer:
            yield label_of(question), answer_in_words(question, answer)


def changes_in_words(
    changed: Mapping[str, tuple[Answer, Answer]], asked: Questionnaire = QUESTIONNAIRE
) -> Iterator[tuple[str, str, str]]:
    """Yield each question whose answer changed: in words, as it was before, as it is now."""
    before = dict(in_words({key: old for key, (old, _) in changed.items()}, asked))
    now = dict(in_words({key: new for key, (_, new) in changed.items()}, asked))
    for question in asked.questions:
        if question.key in changed:
            label = label_of(question)
            yield label, before.get(label, ""), now.get(label, "")


def answer_in_words(
    question: Question, answer: Answer, people: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return one answer; `people` are the words for those who can be chosen."""
    if answer is UNKNOWN:
        return gettext(QUESTIONNAIRE.unknown_label)
    several = (answer,) if isinstance(answer, str) else answer
    return ", ".join(people.get(one) or _one_in_words(question, one) for one in several)


def unknown_to(question: Question) -> str:
    """Return what the field of a question holds if its reader does not know; "" if nothing."""
    words = question.unknown
    return gettext(words) if words == QUESTIONNAIRE.unknown_label else words


def understood(typed: Mapping[str, object]) -> dict[str, object]:
    """Return what was typed, "I don't know" in the reader's language being UNKNOWN."""
    unknown = gettext(QUESTIONNAIRE.unknown_label)
    return {key: UNKNOWN if said == unknown else said for key, said in typed.items()}


def _one_in_words(question: Question, answer: str) -> str:
    match question.kind:
        case Kind.CHOICE:
            choice = question.choice(answer)
            return answer if choice is None else choice_label(choice)
        case Kind.AREA:
            return area_in_words(answer)
        case Kind.DATE:
            return _date(answer)
        case Kind.LINE | Kind.TEXT | Kind.PEOPLE:
            return answer


def _date(written: str) -> str:
    read = i18n.written_date(i18n.read_date(written, language()), language())
    if read is None or read == written:
        return written
    return gettext("%(written)s (we read this as: %(read)s)", written=written, read=read)


def _said(built_in: str, words: Words) -> str:
    """Say it in the reader's language: from a catalogue, or as the office wrote it."""
    if words:
        return words.read_in(language(), office_language())
    return gettext(built_in) if built_in else ""
