"""What a reporter can do besides writing, in plain words: one table, and fixed numbers.

The numbers stand in addresses, which a device remembers: they say nothing, and never change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.casework.prior_notices import NO, YES
from wbportal.casework.records import Json, text_of
from wbportal.domain.aftercare import Answer
from wbportal.domain.rules import Action


@dataclass(frozen=True, slots=True)
class ActWords:
    """One act: its number, what its row and its page say, and its buttons."""

    number: int
    title: LazyString
    hint: LazyString  # under its row in the list
    tells: tuple[LazyString, ...]  # on its page, before the form
    after: LazyString  # what happens next
    button: LazyString
    undo: LazyString | None = None  # the button that takes it back
    done: LazyString | None = None  # what stands on the case's page while it counts
    repeats: bool = True  # may be done again while it counts


ACTS: Mapping[Action, ActWords] = MappingProxyType(
    {
        Action.REPORT_DETRIMENT: ActWords(
            number=5,
            title=lazy_gettext("I am being punished for reporting"),
            hint=lazy_gettext("Threats, pressure, lost pay or work. Also when all is finished."),
            tells=(
                lazy_gettext("In danger now? Go where people are and call 191."),
                lazy_gettext(
                    "Tell us what is done to you. It does not matter whether they know that it"
                    " was you."
                ),
            ),
            after=lazy_gettext(
                "Only those whose task is to protect you can read it, not everybody who works on"
                " your report. Their answer stands first on the page of your report. Please look"
                " again in a few days."
            ),
            button=lazy_gettext("Send"),
        ),
        Action.CHECK_IN: ActWords(
            number=9,
            title=lazy_gettext("How have things been since?"),
            hint=lazy_gettext("Say whether anything happened to you. One tap is enough."),
            tells=(
                lazy_gettext(
                    "Your report is finished. We still want to know whether anybody makes you pay"
                    " for it."
                ),
            ),
            after=lazy_gettext(
                "Only those whose task is to protect you can read it. If something happened, they"
                " answer you here. We ask again later, and you can write at any time."
            ),
            button=lazy_gettext("Send"),
        ),
        Action.CORRECT: ActWords(
            number=1,
            title=lazy_gettext("Change or add answers"),
            hint=lazy_gettext("You remember more, or something was not right."),
            tells=(lazy_gettext("These are your answers so far. Change only what you want."),),
            after=lazy_gettext(
                "The office sees your new answers, and what they were before. Nothing is deleted."
            ),
            button=lazy_gettext("Send the changes"),
        ),
        Action.ASK_REVIEW: ActWords(
            number=4,
            title=lazy_gettext("Ask the office to look again"),
            hint=lazy_gettext("You think that the decision is wrong."),
            tells=(
                lazy_gettext("Say what was overlooked, or what is new. You need no proof for it."),
            ),
            after=lazy_gettext(
                "It becomes a task of the office: to take it up again, or to write to you why not."
                " If it can, somebody decides who did not decide before. You can ask again."
            ),
            button=lazy_gettext("Ask to look again"),
            done=lazy_gettext(
                "You asked to look again. Somebody does, and writes to you here what comes of it."
            ),
        ),
        Action.IDENTIFY: ActWords(
            number=2,
            title=lazy_gettext("Say who I am"),
            hint=lazy_gettext("Only if you want to. It is kept apart, and can be taken back."),
            tells=(
                lazy_gettext("You don’t have to. Your report counts just as much without a name."),
                lazy_gettext(
                    "It is locked away from your report, and nobody can open it alone: two keepers"
                    " of names must do it together. They need a reason, to protect you or to reach"
                    " you, and it has to be written down. The office’s emergency key, on paper in"
                    " several hands, opens it too."
                ),
                lazy_gettext("It is not shown on this page again, not even to you."),
            ),
            after=lazy_gettext(
                "You can replace it or take it back. Then it is deleted here at once. Copies for"
                " emergencies keep it, locked, for 30 days at most. If it was opened before, people"
                " know what they read."
            ),
            button=lazy_gettext("Lock it away"),
            undo=lazy_gettext("Take my name back"),
            done=lazy_gettext("Your name is locked away, apart from your report."),
        ),
        Action.OBJECT: ActWords(
            number=6,
            title=lazy_gettext("Do not pass my report on"),
            hint=lazy_gettext("To another office, or to any other office."),
            tells=(
                lazy_gettext(
                    "You can say so at any time, also after it was passed on. Tell us whom you do"
                    " not trust, if you can."
                ),
            ),
            after=lazy_gettext(
                "The office sees it. If it passes your report on all the same, it has to tell you"
                " why, unless somebody is in danger."
            ),
            button=lazy_gettext("I object"),
            undo=lazy_gettext("You may pass it on"),
            done=lazy_gettext("You said that you do not want your report to be passed on."),
            repeats=False,
        ),
        Action.AGREE_REFERRAL: ActWords(
            number=10,
            title=lazy_gettext("You may pass it on now"),
            hint=lazy_gettext("The office need not wait any longer."),
            tells=(
                lazy_gettext(
                    "The office told you to whom it wants to pass your report on, and what of it."
                    " You need not answer: it waits until the day it told you."
                ),
            ),
            after=lazy_gettext(
                "The office may pass it on from now on. It tells you here when it has. Your report"
                " itself goes nowhere."
            ),
            button=lazy_gettext("I agree"),
        ),
        Action.ANSWER_NOTICE: ActWords(
            number=11,
            title=lazy_gettext("May the office open your name?"),
            hint=lazy_gettext("Somebody asks for it. You can say yes or no."),
            tells=(
                lazy_gettext(
                    "The office has to ask two keepers of names, and they read your answer before"
                    " they decide. You need not answer. Saying nothing is not a yes."
                ),
                lazy_gettext("If you gave no name here, there is nothing to open."),
            ),
            after=lazy_gettext(
                "The keepers read it, and those who work on your report. If you say no, they can"
                " still decide to open it, for a strong reason, knowing what you said. Until they"
                " have decided, you can answer again."
            ),
            button=lazy_gettext("Send my answer"),
        ),
        Action.WAIVE: ActWords(
            number=3,
            title=lazy_gettext("I need no note that it was read"),
            hint=lazy_gettext("Then the first message is about your report itself."),
            tells=(
                lazy_gettext(
                    "The office must tell you that somebody has read your report. If you do not"
                    " want that, say so here."
                ),
            ),
            after=lazy_gettext(
                "No such note is sent. You still get answers, and hear what the office does."
            ),
            button=lazy_gettext("Send me no such note"),
            undo=lazy_gettext("Send me one after all"),
            done=lazy_gettext("You asked for no note that your report was read."),
            repeats=False,
        ),
        Action.WITHDRAW: ActWords(
            number=7,
            title=lazy_gettext("I want to take my report back"),
            hint=lazy_gettext("The office may have to go on. Read first what happens."),
            tells=(
                lazy_gettext(
                    "You may say so at any time, and need no reason. But the office may have to go"
                    " on: what was reported may hurt other people. Nothing changes by itself."
                ),
            ),
            after=lazy_gettext(
                "The office sees your wish and answers in your conversation. Whether somebody"
                " forces you is read only by those who protect you, and is not shown here again."
                " You can change your mind here."
            ),
            button=lazy_gettext("I want to take it back"),
            undo=lazy_gettext("I do not want that any more"),
            done=lazy_gettext("You said that you want to take your report back."),
            repeats=False,
        ),
        Action.CLEAR_VIEW: ActWords(
            number=8,
            title=lazy_gettext("Hide what I have read"),
            hint=lazy_gettext("If somebody could look over your shoulder."),
            tells=(
                lazy_gettext(
                    "All that stands in your conversation so far is no longer shown to you. An open"
                    " question stays."
                ),
            ),
            after=lazy_gettext(
                "Nothing is deleted: the office still has all of it. You can show it again here."
            ),
            button=lazy_gettext("Hide it"),
            undo=lazy_gettext("Show it all again"),
            done=lazy_gettext("Earlier messages are hidden here. The office still has them."),
        ),
    }
)
"""Each act, in the order of the list."""

BY_NUMBER: Mapping[int, Action] = MappingProxyType(
    {words.number: action for action, words in ACTS.items()}
)

_SAID: Mapping[Action, LazyString] = MappingProxyType(
    {
        Action.REPORT_DETRIMENT: lazy_gettext("You are being punished for it"),
        Action.CHECK_IN: lazy_gettext("You said how things have been"),
        Action.CORRECT: lazy_gettext("You changed your answers"),
        Action.ASK_REVIEW: lazy_gettext("You asked to look again"),
        Action.OBJECT: lazy_gettext("You object to passing it on"),
        Action.AGREE_REFERRAL: lazy_gettext("You agree that it is passed on"),
        Action.ANSWER_NOTICE: lazy_gettext("You answered whether your name may be opened"),
        Action.WAIVE: lazy_gettext("You want no note that it was read"),
        Action.WITHDRAW: lazy_gettext("You want to take your report back"),
        Action.AGREE: lazy_gettext("You said that it is right"),
        Action.RECTIFY: lazy_gettext("You corrected it"),
    }
)
_TAKEN_BACK: Mapping[Action, LazyString] = MappingProxyType(
    {
        Action.OBJECT: lazy_gettext("You no longer object to passing it on"),
        Action.WAIVE: lazy_gettext("You want a note that it was read after all"),
        Action.WITHDRAW: lazy_gettext("You do not want to take it back any more"),
    }
)


def said_words(action: Action, *, undone: bool) -> str:
    """Say what a reporter did, as the heading of a turn in the conversation."""
    return str((_TAKEN_BACK if undone else _SAID).get(action, ""))


def told_in_act(details: Mapping[str, Json]) -> Iterator[str]:
    """Yield the short answers of an act, each after its question."""
    for key, question in _QUESTIONS.items():
        answer = text_of(details, key, "")
        if answer:
            yield f"{question} {CHOICES.get(key, {}).get(answer, answer)}"


_QUESTIONS: Mapping[str, LazyString] = MappingProxyType(
    {
        "how": lazy_gettext("Has anything happened to you?"),
        "who": lazy_gettext("Who did it?"),
        "when": lazy_gettext("When?"),
        "safe": lazy_gettext("Are you safe now?"),
        "agrees": lazy_gettext("May your name be opened?"),
    }
)
CHOICES: Mapping[str, Mapping[str, LazyString]] = MappingProxyType(
    {
        "how": {
            Answer.NOTHING: lazy_gettext("No, nothing happened"),
            Answer.SOMETHING: lazy_gettext("Yes, something happened"),
            Answer.UNSAID: lazy_gettext("I would rather not say"),
        },
        "safe": {
            "yes": lazy_gettext("Yes, I am safe"),
            "no": lazy_gettext("No, I am not safe"),
            "unsure": lazy_gettext("I am not sure"),
        },
        "agrees": {
            YES: lazy_gettext("Yes, they may open it"),
            NO: lazy_gettext("No, I do not want that"),
        },
        "forced": {
            "yes": lazy_gettext("Yes, somebody forces me"),
            "no": lazy_gettext("No, nobody forces me"),
            "unsure": lazy_gettext("I am not sure"),
        },
    }
)
"""The short answers of each question that has buttons."""
