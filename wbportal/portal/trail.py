"""The audit trail's entries: what of each is hashed and signed, and how one follows another."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wbportal.db import audit
from wbportal.db.audit import AuditEntry
from wbportal.db.offices import Office
from wbportal.portal.changes import AuditDraft, Json
from wbportal.vault.encoding import join, u64
from wbportal.vault.hashes import NOTHING_BEFORE, sha256
from wbportal.vault.signatures import SigningKey, VerifyKey

_HASH_LABEL = b"wbportal audit entry v1"
_SIGN_LABEL = b"wbportal audit entry signature v1"


def append(
    db: Session, drafts: list[AuditDraft], key: SigningKey, now: datetime, today: date
) -> list[AuditEntry]:
    """Add signed entries to the offices' trails; under the lock, about 0.2 ms each."""
    last: dict[UUID, tuple[int, bytes]] = {}
    entries = []
    for draft in drafts:
        if draft.office_id not in last:
            last[draft.office_id] = _head(db, draft.office_id)
        number, before = last[draft.office_id]
        entry = AuditEntry(
            office_id=draft.office_id,
            number=number + 1,
            at=None if draft.day else now,
            day=draft.day or today,
            actor_id=draft.actor_id,
            deed=draft.deed,
            case_id=draft.case_id,
            detail=canonical(draft.detail),
            previous_hash=before,
            entry_hash=b"",
            signature=b"",
        )
        entry.entry_hash = entry_hash(entry)
        entry.signature = key.sign(_signed(entry.entry_hash))
        db.add(entry)
        entries.append(entry)
        last[draft.office_id] = (entry.number, entry.entry_hash)
    return entries


def entry_hash(entry: AuditEntry) -> bytes:
    """Return the hash over all that an entry says, and the hash of the one before it."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds") if entry.at else ""
    return sha256(
        join(
            _HASH_LABEL,
            entry.office_id.bytes,
            u64(entry.number),
            at.encode(),
            entry.day.isoformat().encode(),
            entry.actor_id.bytes if entry.actor_id else b"",
            entry.deed.encode(),
            entry.case_id.bytes if entry.case_id else b"",
            entry.detail.encode(),
            entry.previous_hash,
        )
    )


def verify_entry(entry: AuditEntry, key: VerifyKey) -> None:
    """Check that the deployment signed an entry's hash. Raises Forged, UnknownVersion."""
    key.verify(entry.signature, _signed(entry.entry_hash))


def canonical(detail: Mapping[str, Json]) -> str:
    """Write JSON in the one way that is hashed: keys sorted, no white space."""
    return json.dumps(dict(detail), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _head(db: Session, office_id: UUID) -> tuple[int, bytes]:
    # Where there is no lock on the whole database, this row stands for the trail.
    db.execute(select(Office.id).where(Office.id == office_id).with_for_update())
    entry = audit.last(db, office_id)
    return (0, NOTHING_BEFORE) if entry is None else (entry.number, entry.entry_hash)


def _signed(hashed: bytes) -> bytes:
    return join(_SIGN_LABEL, hashed)
