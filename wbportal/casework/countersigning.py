"""Countersigning a trail: leads and auditors vouch, as they sign in, for where it stands.

The server signs every entry with keys of its own, so whoever takes the whole server could write
another past. They cannot write one that agrees with what somebody signed with a key that only
their passphrase unlocks.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json, mapping_from
from wbportal.casework.rosters import current_or_none
from wbportal.db import audit
from wbportal.db.audit import AuditEntry
from wbportal.domain.roles import Role
from wbportal.portal import Work
from wbportal.vault.encoding import join, u64
from wbportal.vault.errors import VaultError
from wbportal.vault.signatures import VerifyKey

_LABEL = b"wbportal trail countersignature v1"
_KEY = "countersigned"
_WITNESSES = frozenset({Role.LEAD, Role.AUDITOR})


def countersignature(work: Work, who: Person) -> Mapping[str, Json]:
    """Return what the entry of somebody's sign-in says of the trail's end; 50 µs.

    Nothing, for those who are neither lead nor auditor.
    """
    head = audit.last(work.db, who.office_id)
    if head is None or not who.roles & _WITNESSES:
        return {}
    message = _message(who.office_id, head.number, head.entry_hash)
    return {_KEY: [head.number, who.keys.signing.sign(message).hex()]}


def witnesses(work: Work, office_id: UUID) -> Mapping[UUID, tuple[VerifyKey, ...]]:
    """Return the keys of whoever stood on a roster of the office. Raises RosterRefused."""
    known = current_or_none(work, office_id)
    return {} if known is None else known.signing_keys


def is_genuine(
    entry: AuditEntry, hashes: Sequence[bytes], keys: Mapping[UUID, tuple[VerifyKey, ...]]
) -> bool:
    """Say whether what an entry countersigns is what stands there; `hashes` are those before it.

    An entry that countersigns nothing is genuine.
    """
    said = mapping_from(entry.detail.encode()).get(_KEY)
    if said is None:
        return True
    match said:
        case [int() as number, str() as signature] if 0 < number <= len(hashes):
            message = _message(entry.office_id, number, hashes[number - 1])
            of_actor = keys.get(entry.actor_id, ()) if entry.actor_id is not None else ()
            return any(_verifies(key, signature, message) for key in of_actor)
        case _:
            return False


def _verifies(key: VerifyKey, signature: str, message: bytes) -> bool:
    try:
        key.verify(bytes.fromhex(signature), message)
    except (VaultError, ValueError):
        return False
    return True


def _message(office_id: UUID, number: int, hashed: bytes) -> bytes:
    return join(_LABEL, office_id.bytes, u64(number), hashed)
