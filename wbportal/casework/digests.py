"""The mail that people of an office get each working day: the same words, whatever happened.

It names the end of the office's trail, so that a mailbox can show later that the trail was rolled
back. That a digest goes out enters the trail first: the end is another one every day, and a mail
does not show whether anything happened.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from wbportal.casework import rosters
from wbportal.db import accounts, audit, offices
from wbportal.domain.roles import CONTENT
from wbportal.portal import AuditDraft, Work


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to write to, and the end of their office's trail: it shows a later rollback."""

    address: str = field(repr=False)
    language: str
    trail_head: str  # 64 hex digits; zeros before the first entry


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
    return Recipient(
        address=account.email,
        language=account.language or office.default_locale,
        trail_head=(head.entry_hash if head is not None else bytes(32)).hex(),
    )
