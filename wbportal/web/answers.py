"""What was answered to the questionnaire, in the words of the reader's language."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from flask_babel import gettext

from wbportal import i18n
from wbportal.domain.areas import AREAS
from wbportal.domain.questionnaire import QUESTIONNAIRE, UNKNOWN, Answer, Kind, Question
from wbportal.web.locale import language


def in_words(answers: Mapping[str, Answer]) -> Iterator[tuple[str, str]]:
    """Yield each question that was answered with its answer, in the order of the questions."""
    for question in QUESTIONNAIRE.questions:
        answer = answers.get(question.key, "")
        if answer:
            yield gettext(question.label), answer_in_words(question, answer)


def changes_in_words(
    changed: Mapping[str, tuple[Answer, Answer]],
) -> Iterator[tuple[str, str, str]]:
    """Yield each question whose answer changed: in words, as it was before, as it is now."""
    before = dict(in_words({key: old for key, (old, _) in changed.items()}))
    now = dict(in_words({key: new for key, (_, new) in changed.items()}))
    for question in QUESTIONNAIRE.questions:
        if question.key in changed:
            label = gettext(question.label)
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
            return answer if choice is None else gettext(choice.label)
        case Kind.AREA:
            return AREAS[answer].name(language()) if answer in AREAS else answer
        case Kind.DATE:
            return _date(answer)
        case Kind.LINE | Kind.TEXT | Kind.PEOPLE:
            return answer


def _date(written: str) -> str:
    read = i18n.written_date(i18n.read_date(written, language()), language())
    if read is None or read == written:
        return written
    return gettext("%(written)s (we read this as: %(read)s)", written=written, read=read)
