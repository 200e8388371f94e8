"""Reminders of clocks, as entries of the trail: the office was told, and when.

They reach people by the desk, where what is soon due stands first, and by the digest, which says
every working day to sign in and look. No mail ever names a case. The entries are what an auditor
has to go by: on each warning day of a clock, and on the day after it was missed. The same days of
somebody's vetting are entered too.
"""

from datetime import date, timedelta
from uuid import UUID

from wbportal.casework import rosters
from wbportal.db import clocks as rows
from wbportal.db import offices
from wbportal.db.clocks import ClockRow
from wbportal.domain.legal_dates import ALL_WARN_DAYS, warn_days
from wbportal.domain.vetting import WARN_DAYS
from wbportal.portal import AuditDraft, Work
from wbportal.vault.roster import RosterEntry

_MISSED = -1  # days left on the day after the last


def enter_reminders(work: Work) -> int:
    """Enter today's reminders into the offices' trails; return how many. Meant for once a day."""
    found = [
        _as_draft(work, row)
        for office in offices.all_offices(work.db)
        for row in rows.due_on(work.db, office.id, _days(work.today))
        if _is_told(work, row)
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


def _days(today: date) -> list[date]:
    """Return the days on which anything could be due of which the office is told today."""
    return [today + timedelta(days=left) for left in (*ALL_WARN_DAYS, _MISSED)]


def _is_told(work: Work, row: ClockRow) -> bool:
    left = (row.due - work.today).days
    return left in warn_days(row.key) or (left == _MISSED and bool(warn_days(row.key)))


def _as_draft(work: Work, row: ClockRow) -> AuditDraft:
    return AuditDraft(
        office_id=row.office_id,
        actor_id=None,
        deed="missed" if row.due < work.today else "remind",
        case_id=row.case_id,
        detail={"clock": row.key, "due": row.due.isoformat()},
    )


def _of_vetting(office_id: UUID, entry: RosterEntry) -> AuditDraft:
    detail = {"account": str(entry.holder_id), "until": entry.valid_until.isoformat()}
    return AuditDraft(office_id, None, "vetting-ends", detail=detail)
