"""A part of an office's trail as a signed file, which anybody can check without the portal.

One line of JSON each: a head that says what it is, whose, and with which keys it is checked; the
entries, with everything that is hashed; for entries that were left out their hashes alone, so that
the chain can be followed past them, and a whole trail be compared later; and at the end a hash of
all lines before, signed with the key that signs the heads of trails.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date
from uuid import UUID

from wbportal.casework.countersigning import witnesses
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json
from wbportal.casework.staff import Names
from wbportal.db import audit
from wbportal.db.audit import AuditEntry, Wanted
from wbportal.portal import AuditDraft, Portal, Work
from wbportal.portal.trail import canonical
from wbportal.vault.encoding import join
from wbportal.vault.signatures import HybridPublic
from wbportal.vault.words import saying

FORMAT = "wbportal audit export v1"
_FINGERPRINT_WORDS = 6  # 77 bits, as for people
_AT_ONCE = 1_000
_ED25519_BYTES = 32


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be written: the first line, and which entries follow it."""

    office_id: UUID
    wanted: Wanted
    first: int
    last: int
    day: date
    head: bytes = field(repr=False)


def begin(work: Work, who: Person, wanted: Wanted) -> Export:
    """Begin an export for an auditor; that it was made enters the trail.

    Raises Refused("nothing") if no entry is like this.
    """
    begun = _begun(work, who.office_id, wanted)
    said: dict[str, Json] = {"first": begun.first, "last": begun.last}
    work.audit(AuditDraft(who.office_id, who.id, "audit-export", detail=said))
    return begun


def of_case(work: Work, office_id: UUID, case_id: UUID) -> Export:
    """Return what of an office's trail is about one case, for whoever may export the case."""
    return _begun(work, office_id, Wanted(cases=(case_id, case_id)))


def lines(portal: Portal, export: Export) -> Iterator[bytes]:
    """Yield the file, line by line; a thousand entries are in memory at once."""
    hashed = hashlib.sha256()
    entries = left_out = 0
    for line, is_entry, count in _lines(portal, export):
        hashed.update(line)
        entries, left_out = entries + count * is_entry, left_out + count * (not is_entry)
        yield line
    said: dict[str, Json] = {
        "entries": entries,
        "left_out": left_out,
        "sha256": hashed.hexdigest(),
        "signature": portal.keys.audit.sign(signed(hashed.digest())).hex(),
    }
    yield written(said)


def written(said: Mapping[str, Json]) -> bytes:
    """Write one line in the only way in which it counts."""
    return canonical(said).encode() + b"\n"


def entry_line(entry: AuditEntry) -> bytes:
    """Write the line of an entry."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds") if entry.at else ""
    return written(
        {
            "entry": entry.number,
            "at": at,
            "day": entry.day.isoformat(),
            "actor": str(entry.actor_id) if entry.actor_id else "",
            "deed": entry.deed,
            "case": str(entry.case_id) if entry.case_id else "",
            "detail": entry.detail,
            "before": entry.previous_hash.hex(),
            "hash": entry.entry_hash.hex(),
            "signature": entry.signature.hex(),
        }
    )


def signed(hashed: bytes) -> bytes:
    """Return what the last line signs."""
    return join(FORMAT.encode(), hashed)


def key_words(key: HybridPublic) -> str:
    """Return the six words in which the key that signs exports is said."""
    return " ".join(saying(key.fingerprint(), _FINGERPRINT_WORDS))


def _begun(work: Work, office_id: UUID, wanted: Wanted) -> Export:
    ends = audit.ends(work.db, office_id, wanted)
    if ends is None:
        raise Refused("nothing")
    head = written(_head(work, office_id, ends))
    return Export(office_id, wanted, *ends, work.today, head)


def _head(work: Work, office_id: UUID, ends: tuple[int, int]) -> Mapping[str, Json]:
    first, last = ends
    names = Names(work, (office_id,))
    heads = [one for one in work.heads.audit(office_id) if first <= one.number <= last]
    return {
        "format": FORMAT,
        "office": str(office_id),
        "day": work.today.isoformat(),
        "first": first,
        "last": last,
        "audit_key": work.keys.audit.public().raw.hex(),
        "entry_key": work.keys.audit_entry.verify_key().raw.hex(),
        "heads": [[one.number, one.entry_hash.hex(), one.signature.hex()] for one in heads],
        "people": {
            str(one): [names[one], *(key.raw[:_ED25519_BYTES].hex() for key in keys)]
            for one, keys in witnesses(work, office_id).items()
        },
    }


def _lines(portal: Portal, export: Export) -> Iterator[tuple[bytes, bool, int]]:
    """Yield lines, whether each is an entry, and how many it stands for."""
    yield export.head, True, 0
    left_out: list[AuditEntry] = []
    for entry in _entries(portal, export):
        if not audit.matches(entry, export.wanted):
            left_out.append(entry)
            if len(left_out) < _AT_ONCE:
                continue
        if left_out:
            yield written(_left_out(left_out)), False, len(left_out)
            left_out = []
        if audit.matches(entry, export.wanted):
            yield entry_line(entry), True, 1


def _entries(portal: Portal, export: Export) -> Iterator[AuditEntry]:
    after = export.first - 1
    while after < export.last:
        # A transaction for each thousand: a slow download holds none open.
        with portal.work() as work:
            found = audit.between(work.db, export.office_id, after, export.last, _AT_ONCE)
        if not found:
            return
        yield from found
        after = found[-1].number


def _left_out(entries: list[AuditEntry]) -> Mapping[str, Json]:
    return {
        "left_out": [entries[0].number, entries[-1].number],
        "hashes": b"".join(entry.entry_hash for entry in entries).hex(),
    }
