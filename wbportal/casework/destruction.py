"""Destroying a case: its keys first, so that whatever is left of it anywhere opens nothing.

What stays is a tombstone: the reference, the days, that it was destroyed and when. Its code then
means no more than any code that was never given out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from wbportal.casework import states
from wbportal.casework.access import OpenCase, open_case
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.db import blobs, holder_states
from wbportal.db.erasure import everything_of
from wbportal.domain.reasons import Reason
from wbportal.domain.retention import BACKUP
from wbportal.domain.rules import Action, Facts, decide
from wbportal.domain.states import State
from wbportal.portal import AuditDraft, StaleRow, Work

MOST_AT_ONCE = 100
"""Cases that can be destroyed by one order."""

_REASONS = frozenset({Reason.SPAM, Reason.TEST})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case about to be destroyed, as the question names it."""

    case_id: UUID
    reference: str
    title: str = field(repr=False)


def destroy(
    work: Work, who: Person, case_ids: Sequence[UUID], reason: str, version: int | None = None
) -> date:
    """Destroy cases that are spam or tests; return the day by which no backup has them either.

    All of them or none; about 3 ms each. Their sealed files are deleted once the work has
    committed. Raises CaseNotFound, RuleError, StaleRow, or Refused for another reason.
    """
    if reason not in _REASONS or not 0 < len(case_ids) <= MOST_AT_ONCE:
        raise Refused("not-a-reason")
    for case_id in dict.fromkeys(case_ids):
        opened = open_case(work, who, case_id)
        to = decide(Action.DESTROY, opened.role, opened.case.state, Facts())
        if version not in {None, opened.case.version}:
            raise StaleRow
        erase(work, opened, to)
        draft = AuditDraft(
            office_id=opened.case.office_id,
            actor_id=who.id,
            deed=Action.DESTROY.value,
            case_id=case_id,
            detail={"reason": reason},
        )
        work.audit(draft)
    return gone_everywhere_by(work.today)


def candidates(work: Work, who: Person, case_ids: Sequence[UUID]) -> tuple[Candidate, ...]:
    """Name the cases that somebody has chosen. Raises CaseNotFound or RuleError."""
    found = []
    for case_id in dict.fromkeys(case_ids):
        opened = open_case(work, who, case_id)
        decide(Action.DESTROY, opened.role, opened.case.state, Facts())
        memory = states.load(work, who, case_id)
        title = "" if memory is None else memory.title
        found.append(Candidate(case_id, opened.case.reference, title))
    return tuple(found)


def gone_everywhere_by(today: date) -> date:
    """Return the day by which the last backup that holds what is destroyed today has expired."""
    return today + BACKUP


def erase(work: Work, opened: OpenCase, to: State) -> None:
    """Leave nothing of a case but its tombstone; files go once the work has committed."""
    case = opened.case
    for blob in blobs.of_case(work.db, case.id):
        work.forget(blob.name)
    holder_states.keep_nothing(work.db, case.id)
    for statement in everything_of(case.id):
        work.later(statement)
    case.state, case.state_before, case.awaiting_until = to, None, None
    case.receipt_lookup = None
    case.category = case.area = case.outcome = None
    case.risk_assessed_on = case.plan_made_on = case.review_due = None
    case.urgent = False
