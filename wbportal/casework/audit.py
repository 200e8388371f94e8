"""The trail of an office's deeds: reporters' enter it once a day, and anybody can check it.

A trail is verified in this order; the first thing that is wrong is what is said:

1. numbers run from 1 without a gap, and each entry names the hash of the one before;
2. each entry's hash is of what it says, and the deployment signed it;
3. each head that was kept outside the database, signed, is in the trail: a trail that ends before
   the last of them was rolled back, one that says something else there was rewritten;
4. what leads and auditors countersigned, as they signed in, is what stands there.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from wbportal.casework.countersigning import is_genuine, witnesses
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json, mapping_from
from wbportal.casework.staff import Names
from wbportal.db import audit
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
    NOT_COUNTERSIGNED = "not-countersigned"  # somebody signed for another past than this


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

    Raises HeadsDamaged if the file of heads cannot be read, RosterRefused if nobody can say whose
    countersignatures count.
    """
    heads = _heads(work, office_id)
    keys = witnesses(work, office_id)
    hashes: list[bytes] = []  # 32 bytes an entry: countersignatures name earlier ones
    for entry in audit.entries(work.db, office_id):
        wrong = _wrong(work, entry, hashes, heads.get(entry.number, ()))
        if wrong is None and not is_genuine(entry, hashes, keys):
            wrong = Finding.NOT_COUNTERSIGNED
        if wrong is not None:
            return Verdict(wrong, len(hashes) + 1)
        hashes.append(entry.entry_hash)
    if max(heads, default=0) > len(hashes):
        return Verdict(Finding.ROLLED_BACK, len(hashes))
    return Verdict(Finding.INTACT, len(hashes))


def contains(work: Work, office_id: UUID, hashed: bytes) -> int | None:
    """Return the number of the entry with this hash, as a digest names it; None if there is none.

    A trail in which a hash that somebody was sent is missing was rolled back or rewritten.
    """
    found = (e.number for e in audit.entries(work.db, office_id) if e.entry_hash == hashed)
    return next(found, None)


def page(work: Work, who: Person, before: int | None = None) -> list[Deed]:
    """List deeds of the person's own office, newest first; reading the trail enters it too."""
    work.audit(AuditDraft(who.office_id, who.id, "audit-read"))
    names = Names(work, ())  # of whoever acted: leads of another office may have stood in
    found = audit.page(work.db, who.office_id, before, PAGE_ENTRIES)
    return [_as_deed(entry, names) for entry in found]


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


def _heads(work: Work, office_id: UUID) -> dict[int, list[AuditHead]]:
    """Return the heads kept, by number: two of one number mean that the trail was rewritten."""
    found: dict[int, list[AuditHead]] = {}
    for head in work.heads.audit(office_id):
        found.setdefault(head.number, []).append(head)
    return found


def _wrong(
    work: Work, entry: AuditEntry, hashes: Sequence[bytes], heads: Sequence[AuditHead]
) -> Finding | None:
    before = hashes[-1] if hashes else NOTHING_BEFORE
    if entry.number != len(hashes) + 1 or entry.previous_hash != before:
        return Finding.GAP
    if not _is_signed(work, entry):
        return Finding.CHANGED
    found = (_against(work, head, entry.entry_hash) for head in heads)
    return next((one for one in found if one is not None), None)


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


def _as_deed(entry: AuditEntry, names: Names) -> Deed:
    return Deed(
        number=entry.number,
        at=entry.at,
        day=entry.day,
        actor=names[entry.actor_id] if entry.actor_id else "",
        deed=entry.deed,
        case_id=entry.case_id,
        detail=mapping_from(entry.detail.encode()),
    )
