"""The chain of opinions on a case: officer, head, committee, decision; and sending a file back.

Each one is somebody's, signed. What a committee advises is advice, whatever its majority; only a
decision ends a round, and the next opinion begins another one.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from wbportal.domain.actions import Action
from wbportal.domain.numbers import fold_digits


class Step(StrEnum):
    """Who speaks, in the order in which a file goes round."""

    OFFICER = "officer"
    HEAD = "head"
    COMMITTEE = "committee"  # a sub-committee: advice
    DECISION = "decision"
    BACK = "back"  # to the officer who wrote it


class Course(StrEnum):
    """What somebody thinks should be done."""

    ADDRESS = "address"
    ASK = "ask"
    REFER = "refer"
    DECLINE = "decline"
    CONCLUDE = "conclude"
    GO_ON = "go-on"


class Flaw(StrEnum):
    """Why a file goes back to its officer."""

    DOC_INCOMPLETE = "doc-incomplete"
    FACT_UNCLEAR = "fact-unclear"
    LAW_DISAGREE = "law-disagree"
    WRONG_FORM = "wrong-form"
    WRONG_ROUTE = "wrong-route"


STEPS: Mapping[Action, Step] = MappingProxyType(
    {
        Action.OPINE: Step.OFFICER,
        Action.ENDORSE: Step.HEAD,
        Action.SEND_BACK: Step.BACK,
        Action.ADVISE: Step.COMMITTEE,
        Action.RESOLVE: Step.DECISION,
    }
)
"""The step that each action of the rules is."""

_MEETING = re.compile(r"(?P<number>\d{1,4})\s*/\s*(?P<year>\d{4})(?!\d)")


def read_meeting(typed: str) -> str | None:
    """Return the number of a meeting, as 12/2569, from *ครั้งที่ ๑๒/๒๕๖๙*; None if there is none."""
    found = _MEETING.search(fold_digits(typed))
    return None if found is None else f"{int(found['number'])}/{found['year']}"
