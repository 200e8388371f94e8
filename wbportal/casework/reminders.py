"""Reminders of the house clocks, as entries of the trail: the office was told, and when.

They reach people by the desk, where what is soon due stands first, and by the digest, which says
every working day to sign in and look. No mail ever names a case. The entries are what an auditor
has to go by: on each warning day of a clock, and on the day after it was missed. The same days of
somebody's vetting are entered too.
"""

from uuid import UUID

from wbportal.casework import rosters
from wbportal.db import cases, offices
from wbportal.db.cases import Case
from wbportal.domain import clocks
from wbportal.domain.clocks import CaseDays, Clock
from wbportal.domain.vetting import WARN_DAYS
from wbportal.portal import AuditDraft, Work
from wbportal.vault.roster import RosterEntry

_MISSED = -1  # days left on the day after the last


def enter_reminders(work: Work) -> int:
    """Enter today's reminders into the offices' trails; return how many. Meant for once a day."""
    found = [
        _as_draft(work, case, clock)
        for office in offices.all_offices(work.db)
        for case in cases.open_cases(work.db, office.id)
        for clock in clocks.running(case.state, _days(case))
        if _is_told(work, clock)
    ]
    found += [
        _of_vetting(office.id, entry)
        for office in offices.all_offices(work.db)
        if (known := rosters.current_or_none(work, office.id)) is not None
        for entry in known.current.entries
        if (entry.valid_until - work.today).days in {*WARN_DAYS, _MISSED}
    ]
    for draft in found:
        work.audit(draft)
    return len(found)


def _is_told(work: Work, clock: Clock) -> bool:
    left = clocks.days_left(clock, work.today)
    return left == _MISSED or left in clock.warn_days_before


def _as_draft(work: Work, case: Case, clock: Clock) -> AuditDraft:
    left = clocks.days_left(clock, work.today)
    return AuditDraft(
        office_id=case.office_id,
        actor_id=None,
        deed="missed" if left == _MISSED else "remind",
        case_id=case.id,
        detail={"clock": clock.key, "due": clock.due.isoformat()},
    )


def _of_vetting(office_id: UUID, entry: RosterEntry) -> AuditDraft:
    detail = {"account": str(entry.holder_id), "until": entry.valid_until.isoformat()}
    return AuditDraft(office_id, None, "vetting-ends", detail=detail)


def _days(case: Case) -> CaseDays:
    return CaseDays(
        received_on=case.received_on,
        ack_due=case.ack_due,
        feedback_due=case.feedback_due,
        acknowledged_on=case.acknowledged_on,
        awaiting_until=case.awaiting_until,
        closed_on=case.concluded_on,
    )
