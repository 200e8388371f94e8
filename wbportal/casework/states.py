"""What one holder remembers of one case, sealed so that nobody else can read it.

Opened keys make the next opening cheap; the last heads seen make a message that was removed,
reordered, cut off or rolled back show; how far somebody has read is nobody else's knowledge.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self
from uuid import UUID

from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json, canonical, mapping_from, number_of, text_of
from wbportal.db import holder_states
from wbportal.db.holder_states import HolderState
from wbportal.domain.compartments import Compartment
from wbportal.portal import Work
from wbportal.vault.chain import Head
from wbportal.vault.encoding import join
from wbportal.vault.epochs import EpochKey
from wbportal.vault.errors import Tampered
from wbportal.vault.people import PersonKeys

_LABEL = b"wbportal holder state v1"
# One size for an open case, a walled one and one never read. A row over 2,009 bytes would take a
# page of 8 KiB of its own.
_LEAST_BYTES = 1920


@dataclass(frozen=True, slots=True)
class Remembered:
    """One holder's memory of one case."""

    walled: bool = False
    keys: Mapping[Compartment, EpochKey] = field(default_factory=dict, repr=False)
    heads: Mapping[Compartment, Head] = field(default_factory=dict, repr=False)
    read_to: int = 0  # number of the newest entry of the thread that was shown
    title: str = field(default="", repr=False)  # the report's first words, for the queue
    care: Mapping[str, Json] = field(default_factory=dict, repr=False)  # what protection asks for
    slip: str = field(default="", repr=False)  # the code that whoever wrote the report down gave
    reply_due: date | None = field(default=None, repr=False)  # the first, to a letter

    def to_bytes(self) -> bytes:
        value: dict[str, Json] = {
            "walled": self.walled,
            "read_to": self.read_to,
            "title": self.title,
            "keys": {
                kind.value: [str(key.compartment_id), key.epoch, key.secret.hex()]
                for kind, key in self.keys.items()
            },
            "heads": {
                kind.value: [head.number, head.link.hex()] for kind, head in self.heads.items()
            },
        }
        if self.care:
            value["care"] = dict(self.care)
        if self.slip:
            value["slip"] = self.slip
        if self.reply_due is not None:
            value["reply_due"] = self.reply_due.isoformat()
        return canonical(value)

    @classmethod
    def from_bytes(cls, body: bytes) -> Self:
        """Read what `to_bytes` made. Raises Damaged."""
        value = mapping_from(body)
        care = value.get("care")
        return cls(
            care=care if isinstance(care, dict) else {},
            walled=value.get("walled") is True,
            keys={Compartment(k): _key(v) for k, v in _items(value, "keys")},
            heads={Compartment(k): _head(v) for k, v in _items(value, "heads")},
            read_to=number_of(value, "read_to", 0),
            title=text_of(value, "title", ""),
            slip=text_of(value, "slip", ""),
            reply_due=date.fromisoformat(day) if (day := text_of(value, "reply_due", "")) else None,
        )


def load(work: Work, who: Person, case_id: UUID) -> Remembered | None:
    """Return what `who` remembers of a case, or None if it was never opened. Raises WrongKey."""
    row = holder_states.one(work.db, who.id, case_id)
    return None if row is None else _opened(who, row)


def load_many(work: Work, who: Person, case_ids: Sequence[UUID]) -> dict[UUID, Remembered]:
    """Open the memories of several cases at once; about 20 µs each."""
    rows = holder_states.of(work.db, who.id, case_ids)
    return {row.case_id: _opened(who, row) for row in rows}


def key_reader(who: Person, kind: Compartment) -> Callable[[UUID, bytes], EpochKey | None]:
    """Return what reads one key from the memory of a case that no wall keeps from `who`; 7 µs.

    Only this is read of a memory: to read all of it takes three times as long, for thousands.
    """
    # A quote in a title stands behind a backslash, so nothing that was typed looks like this.
    pattern = re.compile(rb'"%s":\["([0-9a-f-]{36})",(\d+),"([0-9a-f]{64})"\]' % kind.encode())

    def read(case_id: UUID, sealed_state: bytes) -> EpochKey | None:
        found = pattern.search(opened(who, case_id, sealed_state))
        if found is None:
            return None
        compartment_id, epoch, secret = (part.decode() for part in found.groups())
        return EpochKey(UUID(compartment_id), int(epoch), bytes.fromhex(secret))

    return read


def opened(who: Person, case_id: UUID, sealed_state: bytes) -> bytes:
    """Open one memory, as the bytes that `Remembered` is read from; 5 µs. Raises Tampered."""
    keys = _keys_under(who, case_id, sealed_state)
    return keys.state.open(sealed_state, _context(who.id, case_id))


def load_all(work: Work, who: Person) -> dict[UUID, Remembered]:
    """Open everything that `who` remembers; about 20 µs a case."""
    return {row.case_id: _opened(who, row) for row in holder_states.of_holder(work.db, who.id)}


def keep(work: Work, who: Person, case_id: UUID, memory: Remembered) -> None:
    """Seal a memory in place of the one before; written only if it differs."""
    row = holder_states.one(work.db, who.id, case_id)
    if row is not None and _opened(who, row) == memory:
        return
    if row is None:
        after = sealed(who, case_id, memory)
        work.db.add(HolderState(holder_id=who.id, case_id=case_id, sealed_state=after))
    else:
        # Under the keys that it lay under: a rotation knows by that what it has yet to come to.
        row.sealed_state = _sealed(_keys_of(who, row), who, case_id, memory)


def is_moved(work: Work, who: Person, case_id: UUID) -> bool:
    """Say whether there is a memory under the keys in force."""
    row = holder_states.one(work.db, who.id, case_id)
    return row is not None and _keys_of(who, row) is who.keys


def move(work: Work, who: Person, case_id: UUID, memory: Remembered) -> None:
    """Put a memory under the keys in force."""
    row = holder_states.one(work.db, who.id, case_id)
    after = sealed(who, case_id, memory)
    if row is None:
        work.db.add(HolderState(holder_id=who.id, case_id=case_id, sealed_state=after))
    else:
        row.sealed_state = after


def sealed(who: Person, case_id: UUID, memory: Remembered) -> bytes:
    """Return a memory as its row holds it, always of one size."""
    return _sealed(who.keys, who, case_id, memory)


def with_keys(memory: Remembered | None, keys: Mapping[Compartment, EpochKey]) -> Remembered:
    return replace(memory or Remembered(), keys=dict(keys))


def _sealed(keys: PersonKeys, who: Person, case_id: UUID, memory: Remembered) -> bytes:
    return keys.state.seal(_padded(memory.to_bytes()), _context(who.id, case_id))


def _opened(who: Person, row: HolderState) -> Remembered:
    return Remembered.from_bytes(opened(who, row.case_id, row.sealed_state))


def _keys_of(who: Person, row: HolderState) -> PersonKeys:
    return _keys_under(who, row.case_id, row.sealed_state)


def _keys_under(who: Person, case_id: UUID, sealed_state: bytes) -> PersonKeys:
    """Return the keys under which a memory lies; those in force unless others are being left."""
    if who.former is not None:
        try:
            who.former.state.open(sealed_state, _context(who.id, case_id))
        except Tampered:
            return who.keys
        return who.former
    return who.keys


def _padded(body: bytes) -> bytes:
    # JSON may be followed by white space, so nothing has to say where it ends.
    return body.ljust(_LEAST_BYTES)


def _context(holder_id: UUID, case_id: UUID) -> bytes:
    return join(_LABEL, holder_id.bytes, case_id.bytes)


def _items(value: Mapping[str, Json], key: str) -> list[tuple[str, Json]]:
    found = value.get(key)
    return list(found.items()) if isinstance(found, dict) else []


def _key(value: Json) -> EpochKey:
    match value:
        case [str() as compartment_id, int() as epoch, str() as secret]:
            return EpochKey(UUID(compartment_id), epoch, bytes.fromhex(secret))
    raise TypeError


def _head(value: Json) -> Head:
    match value:
        case [int() as number, str() as link]:
            return Head(number, bytes.fromhex(link))
    raise TypeError
