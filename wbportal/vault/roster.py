"""The signed roster of an office: who is vetted, for what, until when, and with which keys.

Vetting is a signature and absence is revocation. A roster is signed by the office's root, or by
two leads of the roster before it; in both cases with Ed25519 and ML-DSA-65.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wbportal.vault.encoding import join, split, u32, unversioned, versioned
from wbportal.vault.errors import Forged, RosterRefused, Tampered
from wbportal.vault.hashes import HASH_BYTES, NOTHING_BEFORE, same, sha256
from wbportal.vault.keys import PUBLIC_KEY_BYTES
from wbportal.vault.signatures import (
    PERSON_VERIFY_BYTES,
    HybridPublic,
    RootKey,
    RootPublic,
    SigningKey,
    VerifyKey,
)

LEAD = "lead"
_LEADS_NEEDED = 2
_LABEL = b"wbportal roster v1"
_ROOT = b""  # stands as the signer's id where the root signed


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One vetted person."""

    holder_id: UUID
    name: str
    position: str
    aliases: tuple[str, ...]
    kem: bytes
    verify: bytes  # 2,016 bytes: who is on a roster may countersign the next one
    roles: frozenset[str]
    first_reader: bool
    valid_until: date

    def to_bytes(self) -> bytes:
        """Return the one serialisation of this entry."""
        return join(
            self.holder_id.bytes,
            self.name.encode(),
            self.position.encode(),
            join(*(alias.encode() for alias in self.aliases)),
            self.kem,
            self.verify,
            join(*(role.encode() for role in sorted(self.roles))),
            bytes([self.first_reader]),
            self.valid_until.isoformat().encode(),
        )

    @classmethod
    def from_bytes(cls, serialised: bytes) -> "RosterEntry":
        """Read an entry back. Raises Tampered or ValueError."""
        holder_id, name, position, aliases, kem, verify, roles, first, until = split(serialised, 9)
        return cls(
            holder_id=UUID(bytes=holder_id),
            name=name.decode(),
            position=position.decode(),
            aliases=tuple(alias.decode() for alias in split(aliases)),
            kem=kem,
            verify=verify,
            roles=frozenset(role.decode() for role in split(roles)),
            first_reader=first == b"\x01",
            valid_until=date.fromisoformat(until.decode()),
        )


@dataclass(frozen=True, slots=True)
class Roster:
    """One version of an office's roster; it counts only if `verify_roster` returned it."""

    office_id: UUID
    version: int  # from 1
    previous_hash: bytes  # `hash()` of the version before, zeros in the first
    entries: tuple[RosterEntry, ...]
    recovery_kem: bytes | None  # None: the office declined recovery
    root: bytes
    issued_on: date

    def payload(self) -> bytes:
        """Return what is signed; entries in the order of their holders' ids."""
        entries = sorted(self.entries, key=lambda entry: entry.holder_id.bytes)
        return join(
            _LABEL,
            self.office_id.bytes,
            u32(self.version),
            self.previous_hash,
            self.issued_on.isoformat().encode(),
            self.root,
            self.recovery_kem or b"",
            *(entry.to_bytes() for entry in entries),
        )

    def hash(self) -> bytes:
        """Return the SHA-256 of the payload: what the next version names."""
        return sha256(self.payload())

    def entry(self, holder_id: UUID) -> RosterEntry | None:
        """Return what is said of one holder, or None: they are not vetted."""
        return next((entry for entry in self.entries if entry.holder_id == holder_id), None)

    def leads(self, on: date) -> list[RosterEntry]:
        """Return the leads whose vetting has not run out on that day."""
        return [e for e in self.entries if LEAD in e.roles and e.valid_until >= on]


@dataclass(frozen=True, slots=True)
class SignedRoster:
    """A roster with its signatures, which nobody has checked yet."""

    roster: Roster
    signatures: tuple[bytes, ...]  # as `sign_with_root` and `cosign` return them

    def to_bytes(self) -> bytes:
        """Return what is stored."""
        return versioned(join(self.roster.payload(), *self.signatures))

    @classmethod
    def from_bytes(cls, signed: bytes) -> "SignedRoster":
        """Read what was stored. Raises RosterRefused."""
        try:
            payload, *signatures = split(unversioned(signed))
            roster = _read_payload(payload)
        except (Tampered, ValueError) as error:
            raise RosterRefused("not a roster") from error
        if roster.payload() != payload:
            raise RosterRefused("not a roster")
        return cls(roster, tuple(signatures))


@dataclass(frozen=True, slots=True)
class Proposal:
    """The exact bytes of a next roster, and the leads who signed it so far."""

    signed: SignedRoster
    signers: frozenset[UUID]

    @property
    def roster(self) -> Roster:
        return self.signed.roster

    def and_by(self, holder_id: UUID, signing: SigningKey) -> SignedRoster:
        """Return it signed by one more lead; about 1 ms."""
        part = cosign(self.roster, holder_id, signing)
        return SignedRoster(self.roster, (*self.signed.signatures, part))


def sign_with_root(roster: Roster, root: RootKey) -> bytes:
    """Return the root's signature of `roster`; about 1 ms."""
    return join(_ROOT, root.sign(roster.payload()))


def cosign(roster: Roster, holder_id: UUID, signing: SigningKey) -> bytes:
    """Return a lead's signature of `roster`; about 1 ms."""
    return join(holder_id.bytes, signing.cosigning().sign(roster.payload()))


def verify_roster(
    signed: bytes,
    previous: Roster | None,
    pinned_root_fingerprint: bytes,
    today: date | None = None,
) -> Roster:
    """Check a stored roster against the one before it, in this order; about 1 ms.

    1. it is well formed, and its serialisation is the only one;
    2. it names the root that the configuration pins;
    3. it is the next version of the same office, or the first, and not from the future;
    4. the root signed it, or two different leads did who stood on the version before and whose
       vetting had not run out when it was issued. With fewer than two leads only the root can.

    Raises RosterRefused.
    """
    read = _checked(signed, previous, pinned_root_fingerprint, today)  # 1 to 3
    signers = set(_signers(read, previous))  # 4
    if _ROOT not in signers and len(signers) < _LEADS_NEEDED:
        raise RosterRefused("signed neither by the root nor by two leads")
    return read.roster


def verify_proposal(
    signed: bytes, previous: Roster, pinned_root_fingerprint: bytes, today: date
) -> Proposal:
    """Check what would be the next roster, had one more lead signed it; about 0.5 ms.

    In the order of `verify_roster`, but one lead's signature is enough. It counts for nothing.
    Raises RosterRefused.
    """
    read = _checked(signed, previous, pinned_root_fingerprint, today)
    signers = frozenset(_signers(read, previous)) - {_ROOT}
    if not signers:
        raise RosterRefused("signed by no lead")
    return Proposal(read, frozenset(UUID(bytes=signer) for signer in signers))


def _checked(
    signed: bytes, previous: Roster | None, pinned_root_fingerprint: bytes, today: date | None
) -> SignedRoster:
    read = SignedRoster.from_bytes(signed)
    if not same(RootPublic(read.roster.root).fingerprint(), pinned_root_fingerprint):
        raise RosterRefused("another root than the configuration names")
    _check_order(read.roster, previous, today)
    return read


def _check_order(roster: Roster, previous: Roster | None, today: date | None) -> None:
    if today is not None and roster.issued_on > today:
        raise RosterRefused("issued in the future")
    if previous is None:
        if roster.version != 1 or roster.previous_hash != NOTHING_BEFORE:
            raise RosterRefused("not the first version")
        return
    follows = (
        roster.office_id == previous.office_id
        and roster.version == previous.version + 1
        and roster.issued_on >= previous.issued_on
        and same(roster.previous_hash, previous.hash())
    )
    if not follows:
        raise RosterRefused("not the next version")


def _signers(read: SignedRoster, previous: Roster | None) -> Iterable[bytes]:
    payload, root = read.roster.payload(), RootPublic(read.roster.root)
    leads = previous.leads(read.roster.issued_on) if previous is not None else []
    keys = {lead.holder_id.bytes: VerifyKey(lead.verify) for lead in leads}
    for part in read.signatures:
        signer, signature = _read_signature(part)
        if signer == _ROOT and _signed_by(root, signature, payload):
            yield _ROOT
        if signer in keys and _signed_by(keys[signer].cosigner(), signature, payload):
            yield signer


def _read_signature(part: bytes) -> tuple[bytes, bytes]:
    try:
        signer, signature = split(part, 2)
    except Tampered as error:
        raise RosterRefused("not a signature") from error
    return signer, signature


def _signed_by(key: HybridPublic, signature: bytes, payload: bytes) -> bool:
    try:
        key.verify(signature, payload)
    except Tampered:
        return False
    return True


def _read_payload(payload: bytes) -> Roster:
    label, office_id, version, before, issued_on, root, recovery, *entries = split(payload)
    roster = Roster(
        office_id=UUID(bytes=office_id),
        version=int.from_bytes(version, "big"),
        previous_hash=before,
        entries=tuple(RosterEntry.from_bytes(entry) for entry in entries),
        recovery_kem=recovery or None,
        root=root,
        issued_on=date.fromisoformat(issued_on.decode()),
    )
    well_formed = (
        label == _LABEL
        and len(before) == HASH_BYTES
        and len(recovery) in {0, PUBLIC_KEY_BYTES}
        # One person is one entry: nobody may be two leads.
        and len({entry.holder_id for entry in roster.entries}) == len(entries)
        and len({entry.verify for entry in roster.entries}) == len(entries)
        and len({entry.kem for entry in roster.entries}) == len(entries)
        and all(_keys_have_length(entry) for entry in roster.entries)
    )
    if not well_formed:
        raise Forged("not a roster")
    return roster


def _keys_have_length(entry: RosterEntry) -> bool:
    lengths = (PUBLIC_KEY_BYTES, PERSON_VERIFY_BYTES)
    return (len(entry.kem), len(entry.verify)) == lengths
