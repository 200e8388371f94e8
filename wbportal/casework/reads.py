"""Who reads which case: entered into the trail, sealed for the office's auditors.

In the clear stand who read, and when; which case, and what of it, is sealed with the key of the
month, whose private half is wrapped for each auditor and for recovery, in an entry of its own.
There is another key as soon as another month begins, or others may open it: an auditor who left
opens nothing that was read afterwards.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from wbportal.casework import rosters
from wbportal.casework.audit import is_signed
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json, mapping_from
from wbportal.db import audit
from wbportal.db.audit import AuditEntry
from wbportal.db.cases import Case
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action
from wbportal.portal import AuditDraft, Work
from wbportal.vault.errors import Tampered, VaultError, WrongKey
from wbportal.vault.hashes import sha256
from wbportal.vault.keys import PrivateKey, PublicKey, WrappedKey
from wbportal.vault.reads import (
    Reading,
    open_found,
    open_reading,
    reads_key_id,
    seal_found,
    seal_reading,
    unwrap_reads_key,
    wrap_reads_key,
)

KEY_DEED, SHARED_DEED = "reads-key", "reads-shared"
SEARCHED_DEED = "searched"
_MARK_DIGITS = 16

Recipients = Mapping[UUID, PublicKey]
_Wraps = Mapping[str, Json]  # holder id → [mark of the public key, what is wrapped for it]


@dataclass(frozen=True, slots=True)
class Opener:
    """Somebody for whom keys of readings were wrapped: an auditor, or recovery."""

    holder_id: UUID
    keys: Sequence[PrivateKey] = field(repr=False)

    @classmethod
    def of(cls, who: Person) -> "Opener":
        return cls(who.id, [keys.kem for keys in who.all_keys])


class ReadsKeys:
    """The keys of an office's readings, as far as somebody can open them; each opened once."""

    def __init__(self, work: Work, office_id: UUID, opener: Opener) -> None:
        self._office_id = office_id
        self._opener = opener
        self._opened: dict[str, PrivateKey | None] = {}
        self.wraps: dict[str, dict[str, Json]] = {}
        for key_id, wraps in _wrapped(work, office_id):
            self.wraps.setdefault(key_id, {}).update(wraps)

    def get(self, key_id: str) -> PrivateKey | None:
        """Return a key, None if it was not wrapped for whoever opens."""
        if key_id not in self._opened:
            self._opened[key_id] = self._unwrapped(key_id)
        return self._opened[key_id]

    def _unwrapped(self, key_id: str) -> PrivateKey | None:
        match self.wraps.get(key_id, {}).get(str(self._opener.holder_id)):
            case [str(), str() as wrapped]:
                for keys in self._opener.keys:
                    try:
                        return unwrap_reads_key(
                            WrappedKey(b64decode(wrapped)),
                            bytes.fromhex(key_id),
                            keys,
                            self._office_id,
                            self._opener.holder_id,
                        )
                    except (WrongKey, Tampered):
                        continue
        return None


def enter(work: Work, who: Person, case: Case, reading: Reading) -> None:
    """Enter a reading into the trail of the case's office; 0.3 ms, a key more once a month."""
    public = _current(work, case.office_id)
    sealed = seal_reading(public, case.office_id, who.id, reading)
    detail: dict[str, Json] = {
        "key": reads_key_id(public).hex(),
        "sealed": b64encode(sealed).decode(),
    }
    work.audit(AuditDraft(case.office_id, who.id, Action.READ.value, detail=detail))


def enter_found(work: Work, who: Person, shown: Sequence[Case]) -> None:
    """Enter that somebody searched, with what one page showed of which cases; 0.3 ms.

    Of another office for which somebody stands in, an entry goes into the trail of that one.
    """
    for office_id in {who.office_id, *(case.office_id for case in shown)}:
        ids = [case.id for case in shown if case.office_id == office_id]
        detail: dict[str, Json] = {}
        if ids:
            public = _current(work, office_id)
            sealed = seal_found(public, office_id, who.id, ids)
            detail = {"key": reads_key_id(public).hex(), "sealed": b64encode(sealed).decode()}
        work.audit(AuditDraft(office_id, who.id, SEARCHED_DEED, detail=detail))


def opened(entry: AuditEntry, keys: ReadsKeys) -> tuple[Reading, ...] | None:
    """Open the readings of an entry; None if they were not sealed for whoever opens, or damaged."""
    if entry.actor_id is None:
        return None
    is_search = entry.deed == SEARCHED_DEED
    match mapping_from(entry.detail.encode()):
        case {"key": str() as key_id, "sealed": str() as sealed}:
            key = keys.get(key_id)
            if key is None:
                return None
            try:
                place = (key, entry.office_id, entry.actor_id, b64decode(sealed))
                return open_found(*place) if is_search else (open_reading(*place),)
            except (VaultError, ValueError):
                return None
        case _:
            return None


def share(work: Work, office_id: UUID, opener: Opener) -> int:
    """Wrap every key that somebody opens for those who may, and lack it; return how many.

    So an auditor who came later reads what was read before, and one with new keys goes on.
    """
    to, keys = recipients(work, office_id), ReadsKeys(work, office_id, opener)
    given: dict[str, Json] = {}
    for key_id, wraps in keys.wraps.items():
        lacking = {one: kem for one, kem in to.items() if not _has(wraps, one, kem)}
        key = keys.get(key_id) if lacking else None
        if key is not None:
            given[key_id] = _wrap(key, office_id, lacking)
    if given:
        work.audit(AuditDraft(office_id, _actor(opener, office_id), SHARED_DEED, detail=given))
    return len(given)


def recipients(work: Work, office_id: UUID) -> Recipients:
    """Return those for whom readings are sealed: the auditors of today, and recovery."""
    known = rosters.current_or_none(work, office_id)
    if known is None:
        return {}
    auditors = known.with_role(Role.AUDITOR, work.today)
    to = {entry.holder_id: PublicKey(entry.kem) for entry in auditors}
    recovery = known.current.recovery_kem
    return to if recovery is None else {**to, office_id: PublicKey(recovery)}


def _current(work: Work, office_id: UUID) -> PublicKey:
    """Return the key of this month, made now if there is none for those who may open it."""
    to = recipients(work, office_id)
    found = next(audit.of_deed(work.db, office_id, KEY_DEED, newest_first=True), None)
    if found is not None and (found.day.year, found.day.month) == (
        work.today.year,
        work.today.month,
    ):
        public = _public(work, found, to)
        if public is not None:
            return public
    key = PrivateKey.generate()
    detail: dict[str, Json] = {
        "key": reads_key_id(key.public()).hex(),
        "public": b64encode(key.public().raw).decode(),
        "for": _wrap(key, office_id, to),
    }
    work.audit(AuditDraft(office_id, None, KEY_DEED, detail=detail))
    return key.public()


def _public(work: Work, entry: AuditEntry, to: Recipients) -> PublicKey | None:
    """Return the key that an entry names, if it is the portal's own and for exactly these."""
    # Whoever only writes to the database could name a key of their own, and read along.
    if not is_signed(work, entry):
        return None
    match mapping_from(entry.detail.encode()):
        case {"public": str() as public, "for": dict() as wraps}:
            is_for_these = set(wraps) == set(map(str, to)) and all(
                _has(wraps, one, kem) for one, kem in to.items()
            )
            return PublicKey(b64decode(public)) if is_for_these else None
        case _:
            return None


def _wrapped(work: Work, office_id: UUID) -> Iterator[tuple[str, _Wraps]]:
    """Yield which keys were wrapped for whom, the first ones first."""
    for entry in audit.of_deed(work.db, office_id, KEY_DEED):
        match mapping_from(entry.detail.encode()):
            case {"key": str() as key_id, "for": dict() as wraps}:
                yield key_id, wraps
    for entry in audit.of_deed(work.db, office_id, SHARED_DEED):
        for key_id, given in mapping_from(entry.detail.encode()).items():
            if isinstance(given, dict):
                yield key_id, given


def _wrap(key: PrivateKey, office_id: UUID, to: Recipients) -> dict[str, Json]:
    return {
        str(one): [_mark(kem), b64encode(wrap_reads_key(key, kem, office_id, one)).decode()]
        for one, kem in to.items()
    }


def _has(wraps: _Wraps, holder_id: UUID, kem: PublicKey) -> bool:
    match wraps.get(str(holder_id)):
        case [str() as mark, str()]:
            return mark == _mark(kem)
        case _:
            return False


def _mark(kem: PublicKey) -> str:
    """Tell a holder's keys apart, so that new ones are noticed."""
    return sha256(kem.raw).hex()[:_MARK_DIGITS]


def _actor(opener: Opener, office_id: UUID) -> UUID | None:
    return None if opener.holder_id == office_id else opener.holder_id
