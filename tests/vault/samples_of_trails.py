"""A fixed trail of seven entries, and exports of it, of which vectors are made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from tests.vault.samples import (
    CASE,
    HANDLER,
    LEAD,
    OFFICE,
    PEOPLE,
    PUBLIC,
    SECOND_LEAD,
    TODAY,
    secret,
)
from wbportal.casework.exports import FORMAT, entry_line, signed, written
from wbportal.db.audit import AuditEntry
from wbportal.portal.heads import sign_head
from wbportal.portal.trail import canonical, entry_hash
from wbportal.vault.encoding import join, u64
from wbportal.vault.hashes import NOTHING_BEFORE, sha256
from wbportal.vault.signatures import HybridKey, SigningKey

AUDIT, ENTRY = HybridKey(secret("audit")), SigningKey(secret("audit entry"))
WITNESSES = {LEAD: "สมชาย ใจดี", SECOND_LEAD: 'Somying "Ying"'}
FORMER = SigningKey(secret("former key")).verify_key().raw
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Deed:
    deed: str
    actor: UUID | None = None
    case: UUID | None = None
    detail: str = "{}"
    is_timed: bool = True


def entry_of(deed: Deed, number: int, before: bytes) -> AuditEntry:
    entry = AuditEntry(
        office_id=OFFICE,
        number=number,
        at=AT.replace(microsecond=number) if deed.is_timed else None,
        day=TODAY,
        actor_id=deed.actor,
        deed=deed.deed,
        case_id=deed.case,
        detail=deed.detail,
        previous_hash=before,
        entry_hash=b"",
        signature=b"",
    )
    entry.entry_hash = entry_hash(entry)
    signing = join(b"wbportal audit entry signature v1", entry.entry_hash)
    entry.signature = ENTRY.sign(signing)
    return entry


def countersigned(who: UUID, vouched: AuditEntry, number: int | None = None) -> str:
    """The detail of a sign-in that vouches for an entry."""
    at = vouched.number if number is None else number
    label = b"wbportal trail countersignature v1"
    message = join(label, OFFICE.bytes, u64(at), vouched.entry_hash)
    return canonical({"countersigned": [at, PEOPLE[who].signing.sign(message).hex()]})


def trail() -> list[AuditEntry]:
    """Seven entries; 2 countersigns 1, 6 countersigns 4, and 7, which is no sign-in, 5."""
    entries: list[AuditEntry] = []

    def add(deed: Deed) -> None:
        before = entries[-1].entry_hash if entries else NOTHING_BEFORE
        entries.append(entry_of(deed, len(entries) + 1, before))

    add(Deed("founded"))
    add(Deed("sign-in", LEAD, detail=countersigned(LEAD, entries[0])))
    add(Deed("report", case=CASE, is_timed=False))
    add(Deed("note", HANDLER, CASE, canonical({"ว่า": 'a "b" \\ \x07 \t ก'})))
    add(Deed("reply", LEAD, CASE))
    add(Deed("sign-in", SECOND_LEAD, detail=countersigned(SECOND_LEAD, entries[3])))
    add(Deed("audit-export", SECOND_LEAD, detail=countersigned(SECOND_LEAD, entries[4])))
    return entries


def export_of(
    entries: Sequence[AuditEntry], left_out: Iterable[int] = (), heads: Iterable[int] = ()
) -> list[str]:
    """The lines of an export; the entries left out follow each other."""
    first = entries[0].number
    kept = [sign_head(AUDIT, OFFICE, one, entries[one - first].entry_hash) for one in heads]
    hidden = [one for one in entries if one.number in left_out]
    lines = [
        written(
            {
                "format": FORMAT,
                "office": str(OFFICE),
                "day": TODAY.isoformat(),
                "first": first,
                "last": entries[-1].number,
                "audit_key": AUDIT.public().raw.hex(),
                "entry_key": ENTRY.verify_key().raw.hex(),
                "heads": [[one.number, one.entry_hash.hex(), one.signature.hex()] for one in kept],
                "people": {
                    str(who): [name, FORMER.hex(), PUBLIC[who].verify.raw[:32].hex()]
                    for who, name in WITNESSES.items()
                },
            }
        )
    ]
    for entry in entries:
        if entry not in hidden:
            lines.append(entry_line(entry))
        elif entry is hidden[0]:
            hashes = b"".join(one.entry_hash for one in hidden)
            numbers: list[str | int] = [hidden[0].number, hidden[-1].number]
            lines.append(written({"left_out": [*numbers], "hashes": hashes.hex()}))
    hashed = sha256(b"".join(lines))
    end = {
        "entries": len(entries) - len(hidden),
        "left_out": len(hidden),
        "sha256": hashed.hex(),
        "signature": AUDIT.sign(signed(hashed)).hex(),
    }
    return [line.decode() for line in [*lines, written({**end})]]
