"""The reason an action gives: codes, as the kind of the office allows them.

That a report is anonymous is deliberately no reason for anything. *Insufficient detail* exists
only after an item-by-item check, and after the reporter was asked. The words for a code are the
pages' business.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from wbportal.domain.offices import OfficeKind
from wbportal.domain.rules import Action, Facts


class Reason(StrEnum):
    """Every code that an action may give as its reason, or a conclusion as its outcome."""

    # What is asked
    MORE_ABOUT_WHAT = "more-about-what"
    MORE_ABOUT_WHO = "more-about-who"
    MORE_ABOUT_WHERE = "more-about-where"
    MORE_ABOUT_WHEN = "more-about-when"
    MORE_EVIDENCE = "more-evidence"
    ARE_YOU_SAFE = "are-you-safe"
    AGREE_TO_REFERRAL = "agree-to-referral"
    SOMETHING_ELSE = "something-else"
    # Why it is referred
    OTHER_BODY_COMPETENT = "other-body-competent"
    POWERS_WE_LACK = "powers-we-lack"
    PART_OF_THEIR_INQUIRY = "part-of-their-inquiry"
    SOMEBODY_IN_DANGER = "somebody-in-danger"
    # Why it is declined
    NOT_OURS = "not-ours"
    NOT_WRONGDOING = "not-wrongdoing"
    GENERAL_COMPLAINT = "general-complaint"
    ALREADY_DECIDED = "already-decided"
    HANDLED_ELSEWHERE = "handled-elsewhere"
    INSUFFICIENT_DETAIL = "insufficient-detail"
    REPORTER_ASKED_TO_STOP = "reporter-asked-to-stop"
    # Outcomes
    GROUNDS_FOUND = "grounds-found"  # ชี้มูล: only a commission with that power says so
    NO_GROUNDS = "no-grounds"  # ข้อกล่าวหาไม่มีมูล
    FAULT_FOUND = "fault-found"
    FAULT_FOUND_IN_PART = "fault-found-in-part"
    NO_FAULT_FOUND = "no-fault-found"
    CONFIRMED = "confirmed"
    CONFIRMED_IN_PART = "confirmed-in-part"
    NOT_CONFIRMED = "not-confirmed"
    MADE_PUBLIC = "made-public"
    PUT_RIGHT = "put-right"
    HANDED_OVER = "handed-over"
    COULD_NOT_BE_SETTLED = "could-not-be-settled"
    # Why it is reopened
    NEW_EVIDENCE = "new-evidence"
    REVIEW_ASKED = "review-asked"
    CAME_BACK = "came-back"
    DECIDED_IN_ERROR = "decided-in-error"
    # Why it is destroyed unread by the inquiry
    SPAM = "spam"
    TEST = "test"
    # Why it is destroyed after it was worked on
    RETENTION_ENDED = "retention-ended"
    DESTRUCTION_WISHED = "destruction-wished"  # by its reporter
    DESTRUCTION_ORDERED = "destruction-ordered"  # by a court or a law
    # Why an identity is asked for: to reach the reporter or to protect them, and for nothing else
    PROTECT_REPORTER = "protect-reporter"
    REACH_REPORTER = "reach-reporter"
    # Why a file is taken as it came, although a cleaned copy was offered first
    COUNTS_AS_EVIDENCE = "counts-as-evidence"
    COPY_UNREADABLE = "copy-unreadable"
    NO_COPY = "no-copy"
    ORIGINAL_NEEDED = "original-needed"


class NotAReason(Exception):
    """The code is not one that this action may give, in this office, on these facts."""


_BY_ACTION: Mapping[Action, tuple[Reason, ...]] = MappingProxyType(
    {
        Action.ASK: (
            Reason.MORE_ABOUT_WHAT,
            Reason.MORE_ABOUT_WHO,
            Reason.MORE_ABOUT_WHERE,
            Reason.MORE_ABOUT_WHEN,
            Reason.MORE_EVIDENCE,
            Reason.ARE_YOU_SAFE,
            Reason.AGREE_TO_REFERRAL,
            Reason.SOMETHING_ELSE,
        ),
        Action.REFER: (
            Reason.OTHER_BODY_COMPETENT,
            Reason.POWERS_WE_LACK,
            Reason.PART_OF_THEIR_INQUIRY,
            Reason.SOMEBODY_IN_DANGER,
        ),
        Action.DECLINE: (
            Reason.NOT_OURS,
            Reason.NOT_WRONGDOING,
            Reason.GENERAL_COMPLAINT,
            Reason.ALREADY_DECIDED,
            Reason.HANDLED_ELSEWHERE,
            Reason.REPORTER_ASKED_TO_STOP,
            Reason.INSUFFICIENT_DETAIL,
        ),
        Action.REOPEN: (
            Reason.NEW_EVIDENCE,
            Reason.REVIEW_ASKED,
            Reason.CAME_BACK,
            Reason.DECIDED_IN_ERROR,
        ),
        Action.DESTROY: (Reason.SPAM, Reason.TEST),
        Action.PROPOSE_DESTRUCTION: (
            Reason.RETENTION_ENDED,
            Reason.DESTRUCTION_WISHED,
            Reason.DESTRUCTION_ORDERED,
        ),
        Action.REQUEST_IDENTITY: (Reason.PROTECT_REPORTER, Reason.REACH_REPORTER),
        Action.DOWNLOAD: (
            Reason.COUNTS_AS_EVIDENCE,
            Reason.COPY_UNREADABLE,
            Reason.NO_COPY,
            Reason.ORIGINAL_NEEDED,
        ),
    }
)

_COMMISSION = (Reason.GROUNDS_FOUND, Reason.NO_GROUNDS)
_EMPLOYER = (Reason.FAULT_FOUND, Reason.FAULT_FOUND_IN_PART, Reason.NO_FAULT_FOUND)
_OBSERVER = (
    Reason.CONFIRMED,
    Reason.CONFIRMED_IN_PART,
    Reason.NOT_CONFIRMED,
    Reason.MADE_PUBLIC,
)
_ANYBODY = (Reason.PUT_RIGHT, Reason.HANDED_OVER, Reason.COULD_NOT_BE_SETTLED)


def reasons(action: Action, kind: OfficeKind, facts: Facts) -> tuple[Reason, ...]:
    """Return the codes that `action` may give, in the order to offer them; none if it needs none.

    *Insufficient detail* is no reason before somebody checked item by item what is missing, and
    the reporter was asked.
    """
    if action is Action.CONCLUDE:
        return (*_outcomes(kind), *_ANYBODY)
    may_lack = facts.asked and facts.incomplete
    withheld = frozenset() if may_lack else frozenset({Reason.INSUFFICIENT_DETAIL})
    return tuple(code for code in _BY_ACTION.get(action, ()) if code not in withheld)


def read_reason(code: str, action: Action, kind: OfficeKind, facts: Facts) -> Reason:
    """Return the reason that `code` stands for.

    Raises NotAReason if `action` may not give it in an office of this kind, on these facts.
    """
    for reason in reasons(action, kind, facts):
        if reason.value == code:
            return reason
    raise NotAReason(f"not a reason to {action} here")


def _outcomes(kind: OfficeKind) -> tuple[Reason, ...]:
    """Return the words of the office's kind: only a commission finds grounds in law."""
    match kind:
        case OfficeKind.NACC | OfficeKind.PACC:
            return _COMMISSION
        case OfficeKind.AGENCY | OfficeKind.COMPANY:
            return _EMPLOYER
        case OfficeKind.CSO:
            return _OBSERVER
