"""The dates on a reporter's page: why each is that day, and what the reporter has a right to.

Of the law only what the office approved is told, and nothing that was not read in the law itself.
When a reporter first opened a notice is kept nowhere: a right that counts from that day is told
as it would be if they were reading the notice for the first time today.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from wbportal.casework import conversation, law, prior_notices
from wbportal.casework.access import open_case
from wbportal.casework.conversation import Conversation
from wbportal.casework.offices import office_of
from wbportal.casework.prior_notices import Noticed
from wbportal.casework.records import EntryType
from wbportal.casework.visits import Visit
from wbportal.db.cases import Case
from wbportal.domain import clocks
from wbportal.domain.clocks import (
    ACKNOWLEDGE,
    ANSWER,
    FEEDBACK,
    HOUSE,
    REVIEW,
    ComeBack,
    NextDate,
)
from wbportal.domain.dates import read_date
from wbportal.domain.lawpacks import LIBRARY, ClockRule, LawPack, Start
from wbportal.domain.offices import OfficeKind
from wbportal.domain.reckoning import Reckoned, reckon
from wbportal.domain.states import State
from wbportal.portal import Work

ORDERED = "th.nacc.ordered"
_WAS_ORDERED = "ordered"

_KEYS: Mapping[ComeBack, str] = MappingProxyType(
    {
        ComeBack.ACKNOWLEDGEMENT: ACKNOWLEDGE,
        ComeBack.ACKNOWLEDGEMENT_LATE: ACKNOWLEDGE,
        ComeBack.ANSWER_US: ANSWER,
        ComeBack.FEEDBACK: FEEDBACK,
        ComeBack.FEEDBACK_LATE: FEEDBACK,
        ComeBack.REVIEW: REVIEW,
        ComeBack.REVIEW_LATE: REVIEW,
    }
)


@dataclass(frozen=True, slots=True)
class Right:
    """Something that the reporter can do, and until when."""

    rule: ClockRule
    reckoned: Reckoned | None  # None where the day that it counts from is not known
    is_elsewhere: bool  # towards another body: telling this office does not do it


@dataclass(frozen=True, slots=True)
class Dates:
    """Why a reporter's next date is that one, and what they have a right to."""

    office_id: UUID
    next_date: NextDate | None
    promise: Reckoned | None  # what the office promised; its steps lead to the date
    is_moved: bool  # the date on the page is another one than was promised first
    quotes: bool  # the office approved what it rests on
    rights: tuple[Right, ...]
    asked: Noticed | None = None  # a request for their name, of which the date is the last day


def dates(work: Work, visit: Visit) -> Dates:
    """Return the dates of a visit's case. Raises CaseNotFound, CodeNeeded."""
    found = conversation.look(work, visit)
    case = open_case(work, visit.visitor, visit.case_id).case
    told = {one.key: one for one in law.shown(work, case.office_id, case.received_on)}
    promise = _promise(found, case)
    return Dates(
        office_id=case.office_id,
        next_date=found.next_date,
        promise=promise,
        is_moved=promise is not None and found.next_date != _day_of(promise, found),
        quotes=promise is not None and promise.rule.key in told,
        rights=tuple(_rights(work, found, case, told)),
        asked=_asked(work, found),
    )


def _day_of(promise: Reckoned, found: Conversation) -> NextDate | None:
    return None if found.next_date is None else NextDate(promise.due, found.next_date.why)


def _promise(found: Conversation, case: Case) -> Reckoned | None:
    if found.next_date is None or found.next_date.why is ComeBack.NAME:
        return None  # the second is no promise of the office
    pack = LIBRARY.for_case(HOUSE.name, case.received_on)
    if found.next_date.why is ComeBack.CHECK_IN:
        return _check_in(pack, found.next_date.day, case)
    key = _KEYS[found.next_date.why]
    latest = clocks.acknowledgement(case.received_on).due
    asked = [one.day for one in found.said if one.type is EntryType.QUESTION]
    bases = {
        ACKNOWLEDGE: case.received_on,
        FEEDBACK: min(case.acknowledged_on or latest, latest),
        ANSWER: max(asked, default=case.received_on),
        REVIEW: found.wishes.reviews_since or case.received_on,
    }
    given = case.review_due or found.next_date.day
    return reckon(clocks.as_given(pack.clocks[key], bases[key], given), bases[key])


def _asked(work: Work, found: Conversation) -> Noticed | None:
    is_date = found.next_date is not None and found.next_date.why is ComeBack.NAME
    return prior_notices.unanswered(found.prior, work.today) if is_date else None


def _check_in(pack: LawPack, day: date, case: Case) -> Reckoned | None:
    """Return the check-in that falls on a day; None for one whose month the office set itself."""
    closed_on = case.concluded_on or case.received_on
    rules = (rule for rule in pack.clocks.values() if rule.starts is Start.CLOSED)
    every = (reckon(rule, closed_on) for rule in rules)
    return next((one for one in every if one.due == day), None)


def _rights(
    work: Work, found: Conversation, case: Case, told: Mapping[str, ClockRule]
) -> Iterator[Right]:
    kind = office_of(work, case.office_id).kind
    for rule in told.values():
        if rule.starts is Start.REFUSAL_NOTIFIED and _is_refused(found, kind, rule):
            yield Right(rule, reckon(rule, work.today), is_elsewhere=False)
    if found.answers.get(_WAS_ORDERED) == _WAS_ORDERED and ORDERED in told:
        rule = told[ORDERED]
        act = read_date(str(found.answers.get("when", ""))).exact
        reckoned = None if act is None else reckon(rule, act)
        # Never that it is too late: whether it is, somebody who knows the law has to say.
        is_ahead = reckoned is not None and reckoned.due >= work.today
        is_elsewhere = kind is not OfficeKind.NACC
        yield Right(rule, reckoned if is_ahead else None, is_elsewhere=is_elsewhere)


def _is_refused(found: Conversation, kind: OfficeKind, rule: ClockRule) -> bool:
    return found.state is State.DECLINED and kind in rule.binds and found.wishes.review is None
