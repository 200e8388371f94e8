"""What a reporter is told about a case, in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.casework.conversation import APART, Conversation, FileView, Said
from wbportal.casework.records import EntryType, Json, text_of
from wbportal.domain.clocks import ComeBack, NextDate
from wbportal.domain.questionnaire import Answer, Questionnaire, recorded
from wbportal.domain.rules import Action
from wbportal.domain.states import State
from wbportal.i18n import long_date
from wbportal.web.answers import in_words
from wbportal.web.locale import language
from wbportal.web.receipt.act_words import ACTS, said_words, told_in_act
from wbportal.web.receipt.decisions import told


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands: a few words, what they mean, and what happens next."""

    words: str
    meaning: str
    next: str
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


_STANDINGS: Mapping[State, tuple[LazyString, LazyString, LazyString, str]] = MappingProxyType(
    {
        State.RECEIVED: (
            lazy_gettext("It has arrived"),
            lazy_gettext("Your report is here. Nobody has begun to work on it yet."),
            lazy_gettext("Next, somebody reads it and decides whether this office can act on it."),
            "calm",
        ),
        State.ASSESSING: (
            lazy_gettext("Somebody looks at it"),
            lazy_gettext("Somebody reads your report and decides what can be done."),
            lazy_gettext(
                "Next, the office acts on it, passes it on, or tells you why it does not."
            ),
            "calm",
        ),
        State.ADDRESSING: (
            lazy_gettext("Somebody works on it"),
            lazy_gettext("The office looks into what you reported."),
            lazy_gettext("Next, the office tells you what it found and what it did."),
            "good",
        ),
        State.AWAITING_REPORTER: (
            lazy_gettext("There is a question for you"),
            lazy_gettext("The office goes on when you answer, or when the date above has passed."),
            lazy_gettext("If you do not answer, that is never held against you."),
            "warn",
        ),
        State.REFERRED: (
            lazy_gettext("It was passed on"),
            lazy_gettext("Another body was told. What was said to you about it stands below."),
            lazy_gettext("Next, it comes back here, or the office tells you what came of it."),
            "calm",
        ),
        State.DECLINED: (
            lazy_gettext("It was not taken up"),
            lazy_gettext("The reason stands below. You can still write here."),
            lazy_gettext("If you think that this is wrong, ask the office to look again."),
            "warn",
        ),
        State.CONCLUDED: (
            lazy_gettext("It is finished"),
            lazy_gettext("What came of it stands below. You can still write here."),
            lazy_gettext("If somebody makes you suffer for it, or something is new, say so here."),
            "good",
        ),
        State.DESTROYED: (
            lazy_gettext("It is gone"),
            lazy_gettext("It was deleted for good."),
            lazy_gettext("Nothing more happens."),
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
        ComeBack.REVIEW: lazy_gettext("By then the office tells you what came of looking again."),
        ComeBack.REVIEW_LATE: lazy_gettext(
            "The office should have told you by now what came of looking again. It is late. Please"
            " look again on this day."
        ),
        ComeBack.CHECK_IN: lazy_gettext(
            "Tell us then how things have been since. You can write before, too."
        ),
        ComeBack.NAME: lazy_gettext(
            "Somebody asks for your name. That is the last day to say yes or no."
        ),
    }
)

# What a page of a case holds of its conversation, so that it stays light.
_MOST_TURNS, _MOST_CHARS = 20, 4000
_CHARS_AROUND = 100  # of each turn: who, when, its frame
_BYTES_AROUND = 250  # the same, in Thai


def standing(state: State) -> Standing:
    """Say where a case stands."""
    words, meaning, following, manner = _STANDINGS[state]
    return Standing(str(words), str(meaning), str(following), manner)


def come_back(next_date: NextDate | None) -> tuple[date, str] | None:
    """Return the day to come back on, and why."""
    return None if next_date is None else (next_date.day, str(_WHY_COME_BACK[next_date.why]))


def counting(found: Conversation) -> frozenset[Action]:
    """Return the acts of a reporter that count now."""
    wishes = found.wishes
    standing = {
        Action.WAIVE: wishes.waived,
        Action.OBJECT: wishes.objection is not None,
        Action.WITHDRAW: wishes.withdrawal is not None,
        Action.ASK_REVIEW: wishes.review is not None,
        Action.IDENTIFY: found.is_identified,
        Action.CLEAR_VIEW: found.hidden > 0,
    }
    return frozenset(action for action, counts in standing.items() if counts)


def counting_words(found: Conversation) -> list[tuple[str, int]]:
    """Say what counts now, each with the number of the act that changes it."""
    now = counting(found) & (frozenset(found.offered) | {Action.CLEAR_VIEW})
    until = found.next_date
    return [(_done(one, until), words.number) for one, words in ACTS.items() if one in now]


def _done(action: Action, until: NextDate | None) -> str:
    """Say what counts, and until when the office answers, if it does."""
    words = str(ACTS[action].done)
    if action is not Action.ASK_REVIEW or until is None or until.why is not ComeBack.REVIEW:
        return words
    day = gettext("At the latest on %(day)s.", day=long_date(until.day, language()))
    return f"{words} {day}"


def turns(found: Conversation) -> tuple[Turn, ...]:
    """Return the conversation, each file beside the words that it came with."""
    made: list[Turn] = []
    for said in found.said:
        if said.file is not None and made and _belong_together(made[-1], said):
            made[-1] = replace(made[-1], files=(*made[-1].files, said.file))
        else:
            made.append(_turn(said, found.asked))
    return tuple(made)


def newest(all_turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Return the last turns of a conversation: as many as make a light page, and at least one."""
    taken = chars = 0
    for turn in reversed(all_turns):
        chars += len(turn.text) + _CHARS_AROUND
        if taken == _MOST_TURNS or (taken and chars > _MOST_CHARS):
            break
        taken += 1
    return all_turns[len(all_turns) - taken :]


def fewer(shown: tuple[Turn, ...], bytes_over: int) -> tuple[Turn, ...]:
    """Leave out so many of the oldest turns that a page is lighter by that, but not the last."""
    for number, turn in enumerate(shown[:-1], start=1):
        bytes_over -= len(turn.text.encode()) + _BYTES_AROUND
        if bytes_over <= 0:
            return shown[number:]
    return shown[-1:]


def _belong_together(turn: Turn, said: Said) -> bool:
    return (turn.mine, turn.day) == (said.mine, said.day)


def _turn(said: Said, asked: Questionnaire) -> Turn:
    return Turn(
        mine=said.mine,
        kind=_kind(said),
        day=said.day,
        lang=said.lang,
        text=said.text,
        answers=tuple(in_words(_answers(said.details.get("answers")), asked)),
        told=_told(said),
        files=() if said.file is None else (said.file,),
    )


def _told(said: Said) -> tuple[str, ...]:
    if said.type is EntryType.DECISION:
        return tuple(told(said.details))
    if said.type is EntryType.ACT:
        return tuple(told_in_act(said.details))
    return ()


def _kind(said: Said) -> str:
    if said.details.get(APART) is True:
        return gettext("About your protection")
    if said.type in {EntryType.ACT, EntryType.CHECKED}:
        action = Action(text_of(said.details, "action"))
        return said_words(action, undone=said.details.get("undone") is True)
    names = {
        EntryType.REPORT: gettext("Your report"),
        EntryType.RECORD: gettext("Written down for you"),
        EntryType.QUESTION: gettext("A question"),
        EntryType.DECISION: gettext("News"),
        EntryType.ITEM: gettext("Written down for you"),  # a transcript: no other item is shown
    }
    return names.get(said.type, "")


def _answers(value: Json) -> Mapping[str, Answer]:
    return recorded(value) if isinstance(value, dict) else {}
