"""The trail of an office's deeds: reporters' enter it once a day, and anybody can check it.

A trail is verified in this order; the first thing that is wrong is what is said:

1. numbers run from 1 without a gap, and each entry names the hash of the one before;
2. each entry's hash is of what it says, and the deployment signed it;
3. each head that was kept outside the database, signed, is in the trail: a trail that ends before
   the last of them was rolled back, one that says something else there was rewritten.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json, mapping_from
from wbportal.db import accounts, audit
from wbportal.db.audit import AuditEntry, ReporterEvent
from wbportal.portal import AuditDraft, Work
from wbportal.portal.heads import AuditHead
from wbportal.portal.trail import entry_hash, verify_entry
from wbportal.vault.errors import VaultError
from wbportal.vault.hashes import NOTHING_BEFORE

PAGE_ENTRIES = 50

# The order in which reporters did things must not show, also not from the state of a generator.
_shuffler = random.SystemRandom()


class Finding(StrEnum):
    """What a check of a trail comes to."""

    INTACT = "intact"
    GAP = "gap"  # an entry is missing, or two changed places
    CHANGED = "changed"  # an entry does not say what was signed
    ROLLED_BACK = "rolled-back"  # it ends before a head that was kept outside the database
    REWRITTEN = "rewritten"  # it says something else than a head that was kept outside
    HEAD_FORGED = "head-forged"  # the file outside the database was changed


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a check, and the number of the entry that it is about."""

    finding: Finding
    number: int


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry of the trail, for somebody who may read it; it never has any content."""

    number: int
    at: datetime | None
    day: date
    actor: str  # a display name; empty for reporters and the clock
    deed: str
    case_id: UUID | None
    detail: Json


def enter_reporter_events(work: Work) -> int:
    """Move what reporters did before today into their offices' trails, shuffled; return how many.

    Neither the order nor a time finer than the day is kept.
    """
    events = list(audit.events_before(work.db, work.today))
    for day in sorted({event.day for event in events}):
        of_day = [event for event in events if event.day == day]
        _shuffler.shuffle(of_day)
        for event in of_day:
            work.audit(_as_draft(event))
            work.db.delete(event)
    return len(events)


def verify(work: Work, office_id: UUID) -> Verdict:
    """Check an office's whole trail, against itself and the heads outside; 0.1 ms an entry.

    Raises HeadsDamaged if the file of heads cannot be read.
    """
    # Two heads may be of one number: then the trail was rewritten, and both have to be looked at.
    heads: dict[int, list[AuditHead]] = {}
    for head in work.heads.audit(office_id):
        heads.setdefault(head.number, []).append(head)
    number, before = 0, NOTHING_BEFORE
    for entry in audit.entries(work.db, office_id):
        if entry.number != number + 1 or entry.previous_hash != before:
            return Verdict(Finding.GAP, number + 1)
        if not _is_signed(work, entry):
            return Verdict(Finding.CHANGED, entry.number)
        for head in heads.get(entry.number, ()):
            wrong = _against(work, head, entry.entry_hash)
            if wrong is not None:
                return Verdict(wrong, entry.number)
        number, before = entry.number, entry.entry_hash
    if max(heads, default=0) > number:
        return Verdict(Finding.ROLLED_BACK, number)
    return Verdict(Finding.INTACT, number)


def contains(work: Work, office_id: UUID, hashed: bytes) -> int | None:
    """Return the number of the entry with this hash, as a digest names it; None if there is none.

    A trail in which a hash that somebody was sent is missing was rolled back or rewritten.
    """
    found = (e.number for e in audit.entries(work.db, office_id) if e.entry_hash == hashed)
    return next(found, None)


def page(work: Work, who: Person, before: int | None = None) -> list[Deed]:
    """List deeds of the person's own office, newest first; reading the trail enters it too."""
    work.audit(AuditDraft(who.office_id, who.id, "audit-read"))
    names = {one.id: one.display_name for one in accounts.of_office(work.db, who.office_id)}
    found = audit.page(work.db, who.office_id, before, PAGE_ENTRIES)
    return [_as_deed(entry, names) for entry in found]


def of_case(work: Work, case_id: UUID, names: dict[UUID, str]) -> list[Deed]:
    """List what was done in a case, the first deed first, for somebody who has it open."""
    return [_as_deed(entry, names) for entry in audit.of_case(work.db, case_id)]


def _as_draft(event: ReporterEvent) -> AuditDraft:
    heads = mapping_from(event.heads.encode())
    return AuditDraft(
        office_id=event.office_id,
        actor_id=None,
        deed=event.deed,
        case_id=event.case_id,
        detail={"heads": dict(heads)},
        day=event.day,
    )


def _is_signed(work: Work, entry: AuditEntry) -> bool:
    if entry_hash(entry) != entry.entry_hash:
        return False
    try:
        verify_entry(entry, work.keys.audit_entry.verify_key())
    except VaultError:
        return False
    return True


def _against(work: Work, head: AuditHead, found: bytes) -> Finding | None:
    try:
        head.verify(work.keys.audit.public())
    except VaultError:
        return Finding.HEAD_FORGED
    return None if head.entry_hash == found else Finding.REWRITTEN


def _as_deed(entry: AuditEntry, names: dict[UUID, str]) -> Deed:
    return Deed(
        number=entry.number,
        at=entry.at,
        day=entry.day,
        actor=names.get(entry.actor_id, "") if entry.actor_id else "",
        deed=entry.deed,
        case_id=entry.case_id,
        detail=mapping_from(entry.detail.encode()),
    )
