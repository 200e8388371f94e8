"""What assessments, opinions, meetings and referrals are called at the desk."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.domain.assessments import Found, Jurisdiction, Matter, Priority
from wbportal.domain.completeness import Piece
from wbportal.domain.opinions import Course, Flaw, Step
from wbportal.domain.referrals import Notice
from wbportal.web.desk.blueprint import bp

JURISDICTIONS: Mapping[str, LazyString] = MappingProxyType(
    {
        Jurisdiction.OURS: lazy_gettext("Ours"),
        Jurisdiction.OTHERS: lazy_gettext("Somebody else’s"),
        Jurisdiction.BOTH: lazy_gettext("Both ours and somebody else’s"),
    }
)
PRIORITIES: Mapping[str, LazyString] = MappingProxyType(
    {
        Priority.ORDINARY: lazy_gettext("Ordinary"),
        Priority.SOON: lazy_gettext("Soon"),
        Priority.URGENT: lazy_gettext("Urgent: it goes on top of everybody’s list"),
    }
)
MATTERS: Mapping[str, LazyString] = MappingProxyType(
    {
        Matter.CORRUPTION: lazy_gettext("Corruption, or other wrongdoing"),
        Matter.COMPLAINT: lazy_gettext("A general complaint"),
        Matter.NOT_OURS: lazy_gettext("Not for this office"),
    }
)
FOUND: Mapping[str, LazyString] = MappingProxyType(
    {
        Found.THERE: lazy_gettext("There"),
        Found.UNCLEAR: lazy_gettext("Unclear"),
        Found.MISSING: lazy_gettext("Missing"),
    }
)
PIECES: Mapping[str, LazyString] = MappingProxyType(
    {
        Piece.WHO: lazy_gettext("Who: a name, or a position"),
        Piece.WHAT: lazy_gettext("What was done"),
        Piece.WHERE: lazy_gettext("Where"),
        Piece.WHEN: lazy_gettext("When"),
        Piece.EVIDENCE: lazy_gettext("Evidence, or where it is"),
    }
)
STEP_NAMES: Mapping[str, LazyString] = MappingProxyType(
    {
        Step.OFFICER: lazy_gettext("Officer’s opinion"),
        Step.HEAD: lazy_gettext("Head’s opinion"),
        Step.COMMITTEE: lazy_gettext("Committee’s advice"),
        Step.DECISION: lazy_gettext("Decision"),
        Step.BACK: lazy_gettext("Sent back to the officer"),
    }
)
COURSES: Mapping[str, LazyString] = MappingProxyType(
    {
        Course.ADDRESS: lazy_gettext("Act on it"),
        Course.ASK: lazy_gettext("Ask the reporter first"),
        Course.REFER: lazy_gettext("Refer it to another body"),
        Course.DECLINE: lazy_gettext("Do not take it up"),
        Course.CONCLUDE: lazy_gettext("Conclude it"),
        Course.GO_ON: lazy_gettext("Go on as before"),
    }
)
FLAWS: Mapping[str, LazyString] = MappingProxyType(
    {
        Flaw.DOC_INCOMPLETE: lazy_gettext("Documents are missing"),
        Flaw.FACT_UNCLEAR: lazy_gettext("The facts are not clear"),
        Flaw.LAW_DISAGREE: lazy_gettext("The law is seen differently"),
        Flaw.WRONG_FORM: lazy_gettext("It is not in the right form"),
        Flaw.WRONG_ROUTE: lazy_gettext("It came the wrong way"),
    }
)
NOTICES: Mapping[str, LazyString] = MappingProxyType(
    {
        Notice.TOLD: lazy_gettext("Tell the reporter now; they have time to object"),
        Notice.LAW: lazy_gettext("A law forbids to tell beforehand"),
        Notice.DANGER: lazy_gettext("Somebody would be in danger"),
    }
)
WORDS: Mapping[type[StrEnum], Mapping[str, LazyString]] = MappingProxyType(
    {
        Jurisdiction: JURISDICTIONS,
        Priority: PRIORITIES,
        Matter: MATTERS,
        Found: FOUND,
        Piece: PIECES,
        Step: STEP_NAMES,
        Course: COURSES,
        Flaw: FLAWS,
        Notice: NOTICES,
    }
)
"""The words of each enumeration, all of its members."""


def chosen_words(chosen: StrEnum) -> LazyString:
    """Say what was chosen, or found."""
    return WORDS[type(chosen)][chosen]


bp.add_app_template_filter(chosen_words)
