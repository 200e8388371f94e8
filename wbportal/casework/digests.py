"""The mail that people of an office get each working day: the same words, whatever came in.

Some things are said in it besides, in fixed words and in a mail of the same size: that one's own
vetting runs out, to leads that people wait to be vetted, and to whoever is in charge of a case
that a date is near or was missed. It says so of no case that a wall may keep from its reader:
walls are known to those alone who hold keys, and whoever is in charge is behind none.

It names the end of the office's trail, so that a mailbox can show later that the trail was rolled
back. That a digest goes out enters the trail first: the end is another one every day, and a mail
does not show whether anything happened.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from wbportal.casework import rosters
from wbportal.casework.rosters import RunsOut
from wbportal.casework.vetting import Attention, attention
from wbportal.db import accounts, audit, clocks, offices
from wbportal.domain.legal_dates import PRESCRIPTION_WARNS, Pressing, pressing
from wbportal.domain.roles import CONTENT, Role
from wbportal.portal import AuditDraft, Work


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to write to, and the end of their office's trail: it shows a later rollback."""

    address: str = field(repr=False)
    language: str
    trail_head: str  # 64 hex digits; zeros before the first entry
    runs_out: RunsOut | None  # their vetting, soon
    attention: Attention  # of a lead
    pressing: Pressing  # the dates of the cases that they are in charge of


def enter_digest(work: Work) -> None:
    """Enter into every office's trail that a digest goes out today."""
    for office in offices.all_offices(work.db):
        work.audit(AuditDraft(office.id, None, "digest"))


def recipients(work: Work) -> Sequence[UUID]:
    """List the accounts that a digest goes to: whoever holds keys, can sign in, and has mail."""
    return [
        account.id
        for office in offices.all_offices(work.db)
        if (known := rosters.current_or_none(work, office.id)) is not None
        for account in accounts.of_office(work.db, office.id)
        if account.email
        and account.suspended_at is None
        and known.roles(account.id, work.today) & CONTENT
    ]


def recipient(work: Work, account_id: UUID) -> Recipient | None:
    """Return where a digest goes now, or None if the person has left meanwhile."""
    account = accounts.by_id(work.db, account_id)
    if account is None or not account.email or account.suspended_at is not None:
        return None
    office = offices.by_id(work.db, account.office_id)
    if office is None:
        return None
    head = audit.last(work.db, office.id)
    known = rosters.history(work, office.id)
    is_lead = Role.LEAD in known.roles(account.id, work.today)
    return Recipient(
        address=account.email,
        language=account.language or office.default_locale,
        trail_head=(head.entry_hash if head is not None else bytes(32)).hex(),
        runs_out=rosters.runs_out(known, account.id, work.today),
        pressing=_pressing(work, account.id),
        attention=attention(work, office.id, account.id) if is_lead else Attention(),
    )


def _pressing(work: Work, account_id: UUID) -> Pressing:
    farthest = work.today + timedelta(days=max(PRESCRIPTION_WARNS))
    days = clocks.in_charge_of(work.db, account_id, work.today, farthest)
    return pressing(days, work.today)
