"""A signed part of a trail, checked from the file alone: no portal, database or network.

In this order; the first thing that is wrong is what is said, and of which entry:

1. the first line says what the file is, and the key in it is the one that was named;
2. entry by entry: none is missing, each follows from the one before, says what was hashed, and was
   signed by the portal;
3. heads that were kept outside the database agree, and so does what people countersigned;
4. the last line counts what is there, and signs the hash of every byte before it.

No line counts that is not written as a portal writes it, byte for byte.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from wbportal.casework.countersigning import Unknown, countersigns, is_genuine
from wbportal.casework.errors import Damaged
from wbportal.casework.exports import FORMAT, entry_line, key_words, signed, written
from wbportal.casework.records import Json
from wbportal.db.audit import AuditEntry
from wbportal.portal.heads import AuditHead
from wbportal.portal.trail import entry_hash, verify_entry
from wbportal.vault.errors import VaultError
from wbportal.vault.hashes import HASH_BYTES, NOTHING_BEFORE
from wbportal.vault.signatures import HybridPublic, VerifyKey
from wbportal.vault.words import spelling

_Line = Mapping[str, Json]
_Value = TypeVar("_Value", str, int)
_HEAD = frozenset(
    {"format", "office", "day", "first", "last", "audit_key", "entry_key", "heads", "people"}
)
_MOST_NUMBERS = 2**63 - 1
_ED25519_BYTES = 32
_NO_LINE = (ValueError, KeyError, TypeError, OverflowError, RecursionError, Damaged)
"""What comes of reading a line that no portal writes."""


class Wrong(StrEnum):
    """What can be wrong with a file."""

    NO_EXPORT = "no-export"  # the first line does not say that it is one
    OTHER_KEY = "other-key"  # it is of another portal, or nobody's
    UNREADABLE = "unreadable"  # a line is not what a portal writes
    GAP = "gap"  # an entry is missing, stands elsewhere, or was put in
    CHANGED = "changed"  # an entry does not say what was signed
    REWRITTEN = "rewritten"  # another entry than one whose head was kept
    NOT_COUNTERSIGNED = "not-countersigned"  # somebody vouched for another past
    NOT_WHOLE = "not-whole"  # it was cut off, or does not end as it was signed


class ExportRefused(Exception):
    """A file is not what a portal signed; `number` is the entry to blame, 0 for none."""

    def __init__(self, wrong: Wrong, number: int = 0) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong
        self.number = number


@dataclass(slots=True)
class Checked:
    """What a genuine file holds."""

    office_id: UUID
    day: date
    first: int
    last: int
    entries: int = 0
    left_out: int = 0
    heads: int = 0
    countersigned: int = 0
    not_at_hand: int = 0  # countersignatures of entries before the first one


@dataclass(slots=True)
class _Reading:
    """What is known while a file is read."""

    checked: Checked
    audit_key: HybridPublic
    entry_key: VerifyKey
    heads: dict[int, list[AuditHead]]
    people: dict[UUID, tuple[VerifyKey, ...]]
    hashes: bytearray = field(default_factory=bytearray)  # of each entry from the first on

    @property
    def next_number(self) -> int:
        return self.checked.first + len(self.hashes) // HASH_BYTES

    def hash_of(self, number: int) -> bytes | None:
        start = (number - self.checked.first) * HASH_BYTES
        return bytes(self.hashes[start : start + HASH_BYTES]) if start >= 0 else None


def check(lines: Iterable[bytes], key: str) -> Checked:
    """Check a file, line by line; `key` is the fingerprint, in words or digits.

    Raises ExportRefused.
    """
    hashed = hashlib.sha256()
    reading: _Reading | None = None
    end: bytes | None = None
    for line in lines:
        if end is not None:
            hashed.update(end)
            reading = _read(end, reading, key)
        end = line
    if end is None:
        raise ExportRefused(Wrong.NO_EXPORT)
    if reading is None:
        raise ExportRefused(Wrong.NOT_WHOLE, _read_head(end, key).next_number)
    _check_end(end, reading, hashed.digest())
    return reading.checked


def _read(line: bytes, reading: _Reading | None, key: str) -> _Reading:
    if reading is None:
        return _read_head(line, key)
    number = reading.next_number
    try:
        said = _parsed(line)
        if "left_out" in said:
            _read_left_out(said, line, reading)
            return reading
        entry = _entry(said, reading.checked.office_id)
        if entry_line(entry) != line:
            raise ValueError
        _read_entry(entry, reading)
    except _NO_LINE as error:
        raise ExportRefused(Wrong.UNREADABLE, number) from error
    return reading


def _read_head(line: bytes, key: str) -> _Reading:
    try:
        said = _parsed(line)
        first, last = _of(int, said["first"]), _of(int, said["last"])
        if (
            said["format"] != FORMAT
            or said.keys() != _HEAD
            or not 1 <= first <= last <= _MOST_NUMBERS
        ):
            raise ValueError
        audit_key = HybridPublic(hex_of(said["audit_key"]))
        office_id = _id(said["office"])
        reading = _Reading(
            Checked(office_id, _day(said["day"]), first, last),
            audit_key,
            _verify_key(said["entry_key"]),
            dict(_heads(said["heads"], office_id)),
            dict(_people(said["people"])),
        )
    except _NO_LINE as error:
        raise ExportRefused(Wrong.NO_EXPORT) from error
    if not is_named(audit_key, key):
        raise ExportRefused(Wrong.OTHER_KEY)
    return reading


def _read_left_out(said: _Line, line: bytes, reading: _Reading) -> None:
    first, last = (_of(int, one) for one in _of_list(said["left_out"]))
    found = hex_of(said["hashes"])
    if written({"left_out": [first, last], "hashes": found.hex()}) != line:
        raise ValueError
    if first != reading.next_number or len(found) != (last - first + 1) * HASH_BYTES or not found:
        raise ExportRefused(Wrong.GAP, reading.next_number)
    reading.hashes += found
    reading.checked.left_out += last - first + 1
    for number in range(first, last + 1):
        _check_heads(number, reading)


def _read_entry(entry: AuditEntry, reading: _Reading) -> None:
    number = reading.next_number
    before = reading.hash_of(number - 1) if reading.hashes else None
    if entry.number != number or (before is not None and entry.previous_hash != before):
        raise ExportRefused(Wrong.GAP, number)
    if number == 1 and entry.previous_hash != NOTHING_BEFORE:
        raise ExportRefused(Wrong.GAP, number)
    try:
        verify_entry(entry, reading.entry_key)
    except VaultError as error:
        raise ExportRefused(Wrong.CHANGED, number) from error
    if entry_hash(entry) != entry.entry_hash:
        raise ExportRefused(Wrong.CHANGED, number)
    reading.hashes += entry.entry_hash
    reading.checked.entries += 1
    _check_heads(number, reading)
    _check_countersignature(entry, reading)


def _check_heads(number: int, reading: _Reading) -> None:
    for head in reading.heads.pop(number, ()):
        try:
            head.verify(reading.audit_key)
        except VaultError as error:
            raise ExportRefused(Wrong.REWRITTEN, number) from error
        if head.entry_hash != reading.hash_of(number):
            raise ExportRefused(Wrong.REWRITTEN, number)
        reading.checked.heads += 1


def _check_countersignature(entry: AuditEntry, reading: _Reading) -> None:
    if not countersigns(entry):
        return
    number = entry.number

    def hash_of(one: int) -> bytes | None:
        return entry.previous_hash if one == number - 1 else reading.hash_of(one)

    try:
        if not is_genuine(entry, hash_of, reading.people):
            raise ExportRefused(Wrong.NOT_COUNTERSIGNED, number)
    except Unknown:
        reading.checked.not_at_hand += 1
    else:
        reading.checked.countersigned += 1


def _check_end(line: bytes, reading: _Reading, hashed: bytes) -> None:
    checked = reading.checked
    number = reading.next_number
    try:
        signature = hex_of(_parsed(line)["signature"])
        reading.audit_key.verify(signature, signed(hashed))
    except (*_NO_LINE, VaultError) as error:
        raise ExportRefused(Wrong.NOT_WHOLE, number) from error
    # Compared as bytes: 1 and 1.0 and true are the same to Python, and not the same line.
    whole = written(
        {
            "entries": checked.entries,
            "left_out": checked.left_out,
            "sha256": hashed.hex(),
            "signature": signature.hex(),
        }
    )
    if line != whole or number != checked.last + 1 or reading.heads:
        raise ExportRefused(Wrong.NOT_WHOLE, number)


def _parsed(line: bytes) -> _Line:
    """Read a line. Raises ValueError unless it is the only way to write what it says."""
    said = json.loads(line)
    if not isinstance(said, dict) or written(said) != line:
        raise ValueError
    return said


def _entry(said: _Line, office_id: UUID) -> AuditEntry:
    at, actor, case = (_of(str, said[name]) for name in ("at", "actor", "case"))
    return AuditEntry(
        office_id=office_id,
        number=_of(int, said["entry"]),
        at=datetime.fromisoformat(at) if at else None,
        day=date.fromisoformat(_of(str, said["day"])),
        actor_id=UUID(actor) if actor else None,
        deed=_of(str, said["deed"]),
        case_id=UUID(case) if case else None,
        detail=_of(str, said["detail"]),
        previous_hash=hex_of(said["before"]),
        entry_hash=hex_of(said["hash"]),
        signature=hex_of(said["signature"]),
    )


def _heads(said: Json, office_id: UUID) -> Iterator[tuple[int, list[AuditHead]]]:
    found: dict[int, list[AuditHead]] = {}
    for one in _of_list(said):
        number, hashed, signature = _of_list(one)
        head = AuditHead(office_id, _of(int, number), hex_of(hashed), hex_of(signature))
        found.setdefault(head.number, []).append(head)
    yield from found.items()


def _people(said: Json) -> Iterator[tuple[UUID, tuple[VerifyKey, ...]]]:
    if not isinstance(said, dict):
        raise TypeError
    for holder_id, one in said.items():
        name, *keys = _of_list(one)
        _of(str, name)
        yield _id(holder_id), tuple(_verify_key(key) for key in keys)


def is_named(key: HybridPublic, typed: str) -> bool:
    """Say whether a key is the one whose fingerprint was typed, in words or digits."""
    return spelling(typed) in {key.fingerprint().hex(), spelling(key_words(key))}


def _id(said: Json) -> UUID:
    found = UUID(_of(str, said))
    if str(found) != said:
        raise ValueError
    return found


def _day(said: Json) -> date:
    found = date.fromisoformat(_of(str, said))
    if found.isoformat() != said:
        raise ValueError
    return found


def _verify_key(said: Json) -> VerifyKey:
    found = VerifyKey(hex_of(said))
    if len(found.raw) != _ED25519_BYTES:
        raise ValueError
    return found


def hex_of(said: Json) -> bytes:
    """Read bytes in the one form in which they are written. Raises TypeError or ValueError."""
    written = _of(str, said)
    found = bytes.fromhex(written)
    if found.hex() != written:
        raise ValueError
    return found


def _of(kind: type[_Value], said: Json) -> _Value:
    if not isinstance(said, kind) or isinstance(said, bool):
        raise TypeError
    return said


def _of_list(said: Json) -> list[Json]:
    if not isinstance(said, list):
        raise TypeError
    return said
