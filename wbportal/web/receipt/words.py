"""What a reporter is told about a case, in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.casework.conversation import Conversation, FileView, Said
from wbportal.casework.records import EntryType, Json
from wbportal.domain.clocks import ComeBack, NextDate
from wbportal.domain.questionnaire import Answer, recorded
from wbportal.domain.states import State
from wbportal.web.answers import in_words
from wbportal.web.receipt.decisions import told


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands: a few words, and what they mean."""

    words: str
    meaning: str
    manner: str  # calm, warn, good: only repeats the words


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side said in one go, with its files."""

    mine: bool
    kind: str
    day: date
    lang: str
    text: str = field(repr=False)
    told: tuple[str, ...] = field(default=(), repr=False)  # what was decided
    answers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    files: tuple[FileView, ...] = field(default=(), repr=False)


_STANDINGS: Mapping[State, tuple[LazyString, LazyString, str]] = MappingProxyType(
    {
        State.RECEIVED: (
            lazy_gettext("It has arrived"),
            lazy_gettext("Your report is here. Nobody has begun to work on it yet."),
            "calm",
        ),
        State.ASSESSING: (
            lazy_gettext("Somebody looks at it"),
            lazy_gettext("Somebody reads your report and decides what can be done."),
            "calm",
        ),
        State.ADDRESSING: (
            lazy_gettext("Somebody works on it"),
            lazy_gettext("The office looks into what you reported."),
            "good",
        ),
        State.AWAITING_REPORTER: (
            lazy_gettext("There is a question for you"),
            lazy_gettext("The office goes on when you answer, or when the date above has passed."),
            "warn",
        ),
        State.REFERRED: (
            lazy_gettext("It was passed on"),
            lazy_gettext("Another body was told. What was said to you about it stands below."),
            "calm",
        ),
        State.DECLINED: (
            lazy_gettext("It was not taken up"),
            lazy_gettext("The reason stands below. You can still write here."),
            "warn",
        ),
        State.CONCLUDED: (
            lazy_gettext("It is finished"),
            lazy_gettext("What came of it stands below. You can still write here."),
            "good",
        ),
        State.DESTROYED: (
            lazy_gettext("It is gone"),
            lazy_gettext("It was deleted for good."),
            "warn",
        ),
    }
)


_WHY_COME_BACK: Mapping[ComeBack, LazyString] = MappingProxyType(
    {
        ComeBack.ACKNOWLEDGEMENT: lazy_gettext(
            "By then the office tells you that somebody has read your report."
        ),
        ComeBack.ACKNOWLEDGEMENT_LATE: lazy_gettext(
            "The office should have told you by now that somebody has read your report. It is"
            " late. Please look again on this day."
        ),
        ComeBack.ANSWER_US: lazy_gettext(
            "Please answer before this day. The question stands below."
        ),
        ComeBack.FEEDBACK: lazy_gettext(
            "By then the office tells you what it does, or what it has done."
        ),
        ComeBack.FEEDBACK_LATE: lazy_gettext(
            "The office should have told you by now what it does. It is late. Please look"
            " again on this day."
        ),
        ComeBack.CHECK_IN: lazy_gettext(
            "Tell us then how things have been since. You can write before, too."
        ),
    }
)


def standing(state: State) -> Standing:
    """Say where a case stands."""
    words, meaning, manner = _STANDINGS[state]
    return Standing(str(words), str(meaning), manner)


def come_back(next_date: NextDate | None) -> tuple[date, str] | None:
    """Return the day to come back on, and why."""
    return None if next_date is None else (next_date.day, str(_WHY_COME_BACK[next_date.why]))


def turns(found: Conversation) -> tuple[Turn, ...]:
    """Return the conversation, each file beside the words that it came with."""
    made: list[Turn] = []
    for said in found.said:
        if said.file is not None and made and _belong_together(made[-1], said):
            made[-1] = replace(made[-1], files=(*made[-1].files, said.file))
        else:
            made.append(_turn(said))
    return tuple(made)


def _belong_together(turn: Turn, said: Said) -> bool:
    return (turn.mine, turn.day) == (said.mine, said.day)


def _turn(said: Said) -> Turn:
    return Turn(
        mine=said.mine,
        kind=_kind(said.type),
        day=said.day,
        lang=said.lang,
        text=said.text,
        answers=tuple(in_words(_answers(said.details.get("answers")))),
        told=tuple(told(said.details)) if said.type is EntryType.DECISION else (),
        files=() if said.file is None else (said.file,),
    )


def _kind(entry_type: EntryType) -> str:
    names = {
        EntryType.REPORT: gettext("Your report"),
        EntryType.QUESTION: gettext("A question"),
        EntryType.DECISION: gettext("News"),
    }
    return names.get(entry_type, "")


def _answers(value: Json) -> Mapping[str, Answer]:
    return recorded(value) if isinstance(value, dict) else {}
