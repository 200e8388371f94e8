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
from enum import StrEnum
from itertools import islice
from uuid import UUID

from wbportal.casework.countersigning import Keys, is_known, witnesses
from wbportal.casework.records import mapping_from
from wbportal.db import audit
from wbportal.db.audit import AuditEntry, ReporterEvent
from wbportal.portal import AuditDraft, Work
from wbportal.portal.heads import AuditHead
from wbportal.portal.trail import entry_hash, verify_entry
from wbportal.vault.errors import VaultError
from wbportal.vault.hashes import NOTHING_BEFORE

_AT_ONCE = 10_000  # entries of a check; about a second

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
class Reached:
    """How far a check has come, and from where it goes on."""

    number: int = 0
    entry_hash: bytes = NOTHING_BEFORE


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a check; with a verdict it is the last one."""

    reached: Reached
    verdict: Verdict | None


_BEGINNING = Reached()


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


def verify(work: Work, office_id: UUID, reached: Reached = _BEGINNING) -> Verdict:
    """Check an office's whole trail, against itself and the heads outside; 0.1 ms an entry.

    Raises HeadsDamaged if the file of heads cannot be read, RosterRefused if nobody can say whose
    countersignatures count.
    """
    while (step := check_on(work, office_id, reached, _AT_ONCE)).verdict is None:
        reached = step.reached
    return step.verdict


def check_on(work: Work, office_id: UUID, reached: Reached, at_most: int) -> Step:
    """Check the next `at_most` entries of a trail after what was `reached`. Raises as `verify`."""
    heads = _heads(work, office_id)
    keys = witnesses(work, office_id)
    found = islice(audit.entries(work.db, office_id, reached.number), at_most)
    last = reached.number + at_most
    for entry in found:
        wrong = _wrong(work, entry, reached, heads.get(entry.number, ()))
        if wrong is None and not _is_vouched(work, entry, keys):
            wrong = Finding.NOT_COUNTERSIGNED
        if wrong is not None:
            return Step(reached, Verdict(wrong, reached.number + 1))
        reached = Reached(entry.number, entry.entry_hash)
    if reached.number == last:
        return Step(reached, None)
    cut_off = max(heads, default=0) > reached.number
    finding = Finding.ROLLED_BACK if cut_off else Finding.INTACT
    return Step(reached, Verdict(finding, reached.number))


def finding_of(work: Work, entry: AuditEntry) -> Finding:
    """Check one entry, and its link to the one before. Raises as `verify`."""
    before = audit.by_number(work.db, entry.office_id, entry.number - 1)
    reached = Reached() if before is None else Reached(before.number, before.entry_hash)
    heads = _heads(work, entry.office_id).get(entry.number, ())
    wrong = _wrong(work, entry, reached, heads)
    if wrong is None and not _is_vouched(work, entry, witnesses(work, entry.office_id)):
        wrong = Finding.NOT_COUNTERSIGNED
    return wrong or Finding.INTACT


def is_signed(work: Work, entry: AuditEntry) -> bool:
    """Say whether an entry says what the deployment signed; about 0.1 ms."""
    if entry_hash(entry) != entry.entry_hash:
        return False
    try:
        verify_entry(entry, work.keys.audit_entry.verify_key())
    except VaultError:
        return False
    return True


def contains(work: Work, office_id: UUID, hashed: bytes) -> int | None:
    """Return the number of the entry with this hash, as a digest names it; None if there is none.

    A trail in which a hash that somebody was sent is missing was rolled back or rewritten.
    """
    found = (e.number for e in audit.entries(work.db, office_id) if e.entry_hash == hashed)
    return next(found, None)


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


def _is_vouched(work: Work, entry: AuditEntry, keys: Keys) -> bool:
    def hash_of(number: int) -> bytes | None:
        if number == entry.number - 1:  # as nearly always: what the link to it holds fast
            return entry.previous_hash
        row = audit.by_number(work.db, entry.office_id, number)
        return None if row is None else row.entry_hash

    return is_known(entry, hash_of, keys)


def _wrong(
    work: Work, entry: AuditEntry, reached: Reached, heads: Sequence[AuditHead]
) -> Finding | None:
    if (entry.number, entry.previous_hash) != (reached.number + 1, reached.entry_hash):
        return Finding.GAP
    if not is_signed(work, entry):
        return Finding.CHANGED
    found = (_against(work, head, entry.entry_hash) for head in heads)
    return next((one for one in found if one is not None), None)


def _against(work: Work, head: AuditHead, found: bytes) -> Finding | None:
    try:
        head.verify(work.keys.audit.public())
    except VaultError:
        return Finding.HEAD_FORGED
    return None if head.entry_hash == found else Finding.REWRITTEN
