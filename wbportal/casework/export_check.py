"""A signed part of a trail, checked from the file alone: no portal, database or network.

In this order; the first thing that is wrong is what is said, and of which entry:

1. the first line says what the file is, and the key in it is the one that was named;
2. entry by entry: none is missing, each follows from the one before, says what was hashed, and was
   signed by the portal;
3. heads that were kept outside the database agree, and so does what people countersigned;
4. the last line counts what is there, and signs the hash of every byte before it.
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
from wbportal.casework.exports import FORMAT, key_words, signed
from wbportal.casework.records import Json
from wbportal.db.audit import AuditEntry
from wbportal.portal.heads import AuditHead
from wbportal.portal.trail import canonical, entry_hash, verify_entry
from wbportal.vault.errors import VaultError
from wbportal.vault.hashes import HASH_BYTES, NOTHING_BEFORE
from wbportal.vault.signatures import HybridPublic, VerifyKey

_Line = Mapping[str, Json]
_Value = TypeVar("_Value", str, int)


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
    if reading is None or end is None:
        raise ExportRefused(Wrong.NOT_WHOLE if reading else Wrong.NO_EXPORT)
    _check_end(end, reading, hashed.digest())
    return reading.checked


def _read(line: bytes, reading: _Reading | None, key: str) -> _Reading:
    if reading is None:
        return _read_head(line, key)
    number = reading.next_number
    try:
        said = _parsed(line)
        if "left_out" in said:
            _read_left_out(said, reading)
        else:
            _read_entry(_entry(said, reading.checked.office_id), reading)
    except (ValueError, KeyError, TypeError) as error:
        raise ExportRefused(Wrong.UNREADABLE, number) from error
    return reading


def _read_head(line: bytes, key: str) -> _Reading:
    try:
        said = _parsed(line)
        if said["format"] != FORMAT:
            raise ExportRefused(Wrong.NO_EXPORT)
        audit_key = HybridPublic(_hex(said["audit_key"]))
        office_id = UUID(_of(str, said["office"]))
        checked = Checked(
            office_id,
            date.fromisoformat(_of(str, said["day"])),
            _of(int, said["first"]),
            _of(int, said["last"]),
        )
        reading = _Reading(
            checked,
            audit_key,
            VerifyKey(_hex(said["entry_key"])),
            dict(_heads(said["heads"], office_id)),
            dict(_people(said["people"])),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ExportRefused(Wrong.NO_EXPORT) from error
    if not is_named(audit_key, key):
        raise ExportRefused(Wrong.OTHER_KEY)
    return reading


def _read_left_out(said: _Line, reading: _Reading) -> None:
    match said:
        case {"left_out": [int() as first, int() as last], "hashes": str() as hashes}:
            found = _hex(hashes)
        case _:
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
        said = _parsed(line)
        signature = _hex(said["signature"])
        is_whole = said == {
            "entries": checked.entries,
            "left_out": checked.left_out,
            "sha256": hashed.hex(),
            "signature": signature.hex(),
        }
        reading.audit_key.verify(signature, signed(hashed))
    except (ValueError, KeyError, TypeError, VaultError) as error:
        raise ExportRefused(Wrong.NOT_WHOLE, number) from error
    if not is_whole or number != checked.last + 1 or reading.heads:
        raise ExportRefused(Wrong.NOT_WHOLE, number)


def _parsed(line: bytes) -> _Line:
    """Read a line. Raises ValueError unless it is the only way to write what it says."""
    said = json.loads(line)
    if not isinstance(said, dict) or canonical(said).encode() + b"\n" != line:
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
        previous_hash=_hex(said["before"]),
        entry_hash=_hex(said["hash"]),
        signature=_hex(said["signature"]),
    )


def _heads(said: Json, office_id: UUID) -> Iterator[tuple[int, list[AuditHead]]]:
    found: dict[int, list[AuditHead]] = {}
    for one in _of_list(said):
        match one:
            case [int() as number, str() as hashed, str() as signature]:
                head = AuditHead(office_id, number, _hex(hashed), _hex(signature))
                found.setdefault(number, []).append(head)
            case _:
                raise ValueError
    yield from found.items()


def _people(said: Json) -> Iterator[tuple[UUID, tuple[VerifyKey, ...]]]:
    if not isinstance(said, dict):
        raise TypeError
    for holder_id, (_, *keys) in said.items():
        yield UUID(holder_id), tuple(VerifyKey(_hex(key)) for key in keys)


def is_named(key: HybridPublic, typed: str) -> bool:
    digits = "".join(typed.split()).lower()
    words = " ".join(typed.replace("-", " ").lower().split())
    return digits == key.fingerprint().hex() or words == key_words(key).replace("-", " ")


def _hex(said: Json) -> bytes:
    written = _of(str, said)
    found = bytes.fromhex(written)
    if found.hex() != written:
        raise ValueError
    return found


def _of(kind: type[_Value], said: Json) -> _Value:
    if not isinstance(said, kind):
        raise TypeError
    return said


def _of_list(said: Json) -> list[Json]:
    if not isinstance(said, list):
        raise TypeError
    return said
