"""Countersigning a trail: leads and auditors vouch, as they sign in, for where it stands.

The server signs every entry with keys of its own, so whoever takes the whole server could write
another past. They cannot write one that agrees with what somebody signed with a key that only
their passphrase unlocks.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json, mapping_from
from wbportal.casework.rosters import current_or_none
from wbportal.casework.staff import Names
from wbportal.db import audit
from wbportal.db.audit import AuditEntry
from wbportal.domain.roles import Role
from wbportal.portal import Work
from wbportal.vault.encoding import join, u64
from wbportal.vault.errors import VaultError
from wbportal.vault.signatures import VerifyKey

_LABEL = b"wbportal trail countersignature v1"
_KEY = "countersigned"
_DEED = "sign-in"
_WITNESSES = frozenset({Role.LEAD, Role.AUDITOR})
_SHOWN = 3

Keys = Mapping[UUID, tuple[VerifyKey, ...]]
HashOf = Callable[[int], bytes | None]
"""Says which hash stands at a number; None if that is not known."""


@dataclass(frozen=True, slots=True)
class Voucher:
    """Somebody who signed for an entry, and with it for all that came before."""

    name: str
    at: datetime | None
    entry: int  # that says so
    vouched: int  # the entry that was signed


class Unknown(Exception):
    """What an entry countersigns is not at hand."""


def countersignature(work: Work, who: Person) -> Mapping[str, Json]:
    """Return what the entry of somebody's sign-in says of the trail's end; 50 µs.

    Nothing, for those who are neither lead nor auditor.
    """
    head = audit.last(work.db, who.office_id)
    if head is None or not who.roles & _WITNESSES:
        return {}
    message = _message(who.office_id, head.number, head.entry_hash)
    return {_KEY: [head.number, who.keys.signing.sign(message).hex()]}


def witnesses(work: Work, office_id: UUID) -> Keys:
    """Return the keys of whoever stood on a roster of the office. Raises RosterRefused."""
    known = current_or_none(work, office_id)
    return {} if known is None else known.signing_keys


def countersigns(entry: AuditEntry) -> bool:
    """Say whether an entry vouches for another one."""
    return _KEY in mapping_from(entry.detail.encode())


def is_genuine(entry: AuditEntry, hash_of: HashOf, keys: Keys) -> bool:
    """Say whether what an entry countersigns is what stands there.

    An entry that countersigns nothing is genuine. Raises Unknown if `hash_of` does not know.
    """
    said = mapping_from(entry.detail.encode())
    if _KEY not in said:
        return True
    match said[_KEY]:
        case [int() as number, str() as signature] if 0 < number < entry.number:
            hashed = hash_of(number)
            if hashed is None:
                raise Unknown
            message = _message(entry.office_id, number, hashed)
            of_actor = keys.get(entry.actor_id, ()) if entry.actor_id is not None else ()
            return any(_verifies(key, signature, message) for key in of_actor)
        case _:
            return False


def vouchers(work: Work, entry: AuditEntry, names: Names) -> tuple[Voucher, ...]:
    """List the first who vouched for an entry or a later one. Raises RosterRefused."""
    later = audit.of_deed(work.db, entry.office_id, _DEED, after=entry)
    found = _genuine(work, entry.office_id, later, names)
    return tuple(islice((one for one in found if one.vouched >= entry.number), _SHOWN))


def newest(work: Work, office_id: UUID) -> Voucher | None:
    """Find whoever vouched for the trail last. Raises RosterRefused."""
    latest = audit.of_deed(work.db, office_id, _DEED, newest_first=True)
    return next(_genuine(work, office_id, latest, Names(work, ())), None)


def _genuine(
    work: Work, office_id: UUID, entries: Iterator[AuditEntry], names: Names
) -> Iterator[Voucher]:
    keys = witnesses(work, office_id)

    def hash_of(number: int) -> bytes | None:
        row = audit.by_number(work.db, office_id, number)
        return None if row is None else row.entry_hash

    for entry in entries:
        match mapping_from(entry.detail.encode()).get(_KEY):
            case [int() as number, str()] if is_known(entry, hash_of, keys):
                name = names[entry.actor_id] if entry.actor_id is not None else ""
                yield Voucher(name, entry.at, entry.number, number)


def is_known(entry: AuditEntry, hash_of: HashOf, keys: Keys) -> bool:
    """Say whether what an entry countersigns is at hand, and is what stands there."""
    try:
        return is_genuine(entry, hash_of, keys)
    except Unknown:
        return False


def _verifies(key: VerifyKey, signature: str, message: bytes) -> bool:
    try:
        key.verify(bytes.fromhex(signature), message)
    except (VaultError, ValueError):
        return False
    return True


def _message(office_id: UUID, number: int, hashed: bytes) -> bytes:
    return join(_LABEL, office_id.bytes, u64(number), hashed)
