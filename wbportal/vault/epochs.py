"""Keys of one compartment of one case, epoch after epoch, and the statements that vouch for them.

A statement names the commitment to its key; every unwrap checks it, because HPKE has no sender and
GCM commits to no key: without it, whoever writes to the database would choose the key.
"""

import secrets
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from wbportal.vault.derive import KEY_BYTES, expand
from wbportal.vault.encoding import join, split, u32, unversioned, versioned
from wbportal.vault.errors import Forged, Tampered
from wbportal.vault.hashes import HASH_BYTES, NOTHING_BEFORE, mac, same, sha256
from wbportal.vault.keys import (
    PUBLIC_KEY_BYTES,
    PrivateKey,
    PublicKey,
    SymmetricKey,
    WrappedKey,
)
from wbportal.vault.signatures import SigningKey, VerifyKey

FIRST_EPOCH = 1
_STATEMENT_LABEL = b"wbportal epoch v1"
_SUCCESSION_LABEL = b"wbportal succession v1"
_REPORTER_VERIFY_BYTES = 32


@dataclass(frozen=True, slots=True)
class EpochKey:
    """Seals what is written in one compartment during one epoch."""

    compartment_id: UUID
    epoch: int
    secret: bytes = field(repr=False)

    @classmethod
    def generate(cls, compartment_id: UUID, epoch: int) -> Self:
        return cls(compartment_id, epoch, secrets.token_bytes(KEY_BYTES))

    @classmethod
    def committed(cls, secret: bytes, compartment_id: UUID, epoch: int, commitment: bytes) -> Self:
        """Take `secret` for the key a statement committed to. Raises Tampered if it is not."""
        key = cls(compartment_id, epoch, secret)
        if len(secret) != KEY_BYTES or not same(key.commitment(), commitment):
            raise Tampered("not the key that was committed to")
        return key

    def commitment(self) -> bytes:
        """Return 32 bytes that fit no other key and say nothing about this one."""
        return expand(self.secret, b"commit")

    def link_key(self) -> bytes:
        """Return the key under which this epoch's records are chained."""
        return expand(self.secret, b"link")

    def statement_key(self) -> bytes:
        """Return the key under which the next epoch's statement is authenticated."""
        return expand(self.secret, b"statement")

    def inbox_key(self) -> PrivateKey:
        """Return the key pair to whose public half anybody seals for whoever has this key."""
        return PrivateKey(expand(self.secret, b"inbox"))

    def wrap(self, to: PublicKey, holder_id: UUID) -> WrappedKey:
        """Grant this key to one holder: 1,169 bytes, about 130 µs."""
        return to.wrap(self.secret, _grant_context(self.compartment_id, self.epoch, holder_id))

    def seal_previous(self, previous: "EpochKey") -> bytes:
        """Seal the key of the epoch before, so that one grant opens the past."""
        if (previous.compartment_id, previous.epoch) != (self.compartment_id, self.epoch - 1):
            raise ValueError("not the epoch before")
        return self._previous_key().seal(previous.secret, self._previous_context())

    def open_previous(self, sealed: bytes, commitment: bytes) -> Self:
        """Open the key of the epoch before, committed to in its statement. Raises Tampered."""
        secret = self._previous_key().open(sealed, self._previous_context())
        return self.committed(secret, self.compartment_id, self.epoch - 1, commitment)

    def _previous_key(self) -> SymmetricKey:
        return SymmetricKey(expand(self.secret, b"previous"))

    def _previous_context(self) -> bytes:
        return join(b"previous", self.compartment_id.bytes, u32(self.epoch - 1))


def unwrap_epoch(
    private: PrivateKey,
    wrapped: WrappedKey,
    compartment_id: UUID,
    epoch: int,
    holder_id: UUID,
    commitment: bytes,
) -> EpochKey:
    """Open a grant; about 80 µs.

    Raises WrongKey if it was not wrapped for this holder, compartment and epoch; Tampered if the
    key inside is not the one the statement committed to.
    """
    secret = private.unwrap(wrapped, _grant_context(compartment_id, epoch, holder_id))
    return EpochKey.committed(secret, compartment_id, epoch, commitment)


def decoy_wrap(
    compartment_id: UUID, epoch: int, holder_id: UUID, length: int = KEY_BYTES
) -> WrappedKey:
    """Make a grant that nobody can open, for a holder behind a wall.

    It has the length of a real one: `length` is that of what the others were given.
    """
    nobody, nothing = PrivateKey.generate().public(), secrets.token_bytes(length)
    return nobody.wrap(nothing, _grant_context(compartment_id, epoch, holder_id))


@dataclass(frozen=True, slots=True)
class EpochStatement:
    """Says which key an epoch of a compartment has, and in its first epoch who the reporter is."""

    case_id: UUID
    office_id: UUID
    compartment_id: UUID
    kind: str
    epoch: int
    commitment: bytes
    previous_hash: bytes  # of the signed statement before; zeros in the first epoch
    author_id: UUID
    reporter_kem: bytes = b""
    reporter_verify: bytes = b""

    def sign(self, signing: SigningKey, previous: EpochKey | None) -> bytes:
        """Sign as the author and, from epoch 2 on, prove that the author had the key before.

        About 50 µs. Raises ValueError if there is a key before the first epoch, or none later.
        """
        _check_statement(self)
        payload = self.payload()
        signature = signing.sign(payload)
        return versioned(join(payload, signature, self._proof(payload, signature, previous)))

    def payload(self) -> bytes:
        """Return what is signed."""
        return join(
            _STATEMENT_LABEL,
            self.case_id.bytes,
            self.office_id.bytes,
            self.compartment_id.bytes,
            self.kind.encode(),
            u32(self.epoch),
            self.commitment,
            self.previous_hash,
            self.author_id.bytes,
            self.reporter_kem,
            self.reporter_verify,
        )

    def _proof(self, payload: bytes, signature: bytes, previous: EpochKey | None) -> bytes:
        if self.epoch == FIRST_EPOCH and previous is None:
            return b""
        if previous is None or not self._comes_after(previous):
            raise ValueError("not the key of the epoch before")
        return mac(previous.statement_key(), join(payload, signature))

    def _comes_after(self, previous: EpochKey) -> bool:
        before = (self.compartment_id, self.epoch - 1)
        return (previous.compartment_id, previous.epoch) == before


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """A statement as it was stored; nothing in it counts before `verify`."""

    statement: EpochStatement
    signature: bytes
    proof: bytes
    hash: bytes  # SHA-256 of the stored bytes: what the next statement names

    def verify(self, author: VerifyKey, previous: EpochKey | None) -> None:
        """Check the author's signature, then that the author had the key before.

        Raises Forged if the signature is not `author`'s, Tampered if the proof does not hold.
        """
        author.verify(self.signature, self.statement.payload())
        if self.statement.epoch > FIRST_EPOCH:
            if previous is None:
                raise Tampered("the key before is needed")
            self.check_mac(previous)

    def is_by(self, author: VerifyKey) -> bool:
        """Say whether `author` signed this; about 70 µs."""
        return _verifies(author, self.signature, self.statement.payload())

    def check_mac(self, previous: EpochKey) -> None:
        """Check that whoever wrote this had the key of the epoch before. Raises Tampered."""
        proven = join(self.statement.payload(), self.signature)
        before = (self.statement.compartment_id, self.statement.epoch - 1)
        if (previous.compartment_id, previous.epoch) != before or not same(
            self.proof, mac(previous.statement_key(), proven)
        ):
            raise Tampered("made without the key before")

    def check_follows(self, previous: "SignedStatement") -> None:
        """Check that this is the next statement of the same compartment. Raises Tampered."""
        said, before = self.statement, previous.statement
        here = (said.case_id, said.office_id, said.compartment_id, said.kind, said.epoch - 1)
        there = (
            before.case_id,
            before.office_id,
            before.compartment_id,
            before.kind,
            before.epoch,
        )
        if here != there or not same(said.previous_hash, previous.hash):
            raise Tampered("not the next statement")


def read_statement(signed: bytes) -> SignedStatement:
    """Take a stored statement apart; it still has to be verified. Raises Tampered."""
    payload, signature, proof = split(unversioned(signed), 3)
    fields = split(payload, 11)
    ids = [fields[position] for position in (1, 2, 3, 8)]
    try:
        case_id, office_id, compartment_id, author_id = (UUID(bytes=raw) for raw in ids)
        statement = EpochStatement(
            case_id,
            office_id,
            compartment_id,
            kind=fields[4].decode(),
            epoch=int.from_bytes(fields[5], "big"),
            commitment=fields[6],
            previous_hash=fields[7],
            author_id=author_id,
            reporter_kem=fields[9],
            reporter_verify=fields[10],
        )
        _check_statement(statement)
        proven = len(proof) == (0 if statement.epoch == FIRST_EPOCH else HASH_BYTES)
        same_again = proven and statement.payload() == payload
    except (ValueError, OverflowError) as error:
        raise Tampered("not a statement") from error
    if not same_again:
        raise Tampered("not a statement")
    return SignedStatement(statement, signature, proof, sha256(signed))


@dataclass(frozen=True, slots=True)
class ReporterSuccession:
    """Says which keys a reporter has from now on, because the receipt code was changed."""

    case_id: UUID
    generation: int  # the first code is generation 1, so this is 2 or more
    kem: bytes
    verify: bytes

    def sign(self, old: SigningKey) -> bytes:
        """Sign with the key of the code before."""
        payload = self.payload()
        return versioned(join(payload, old.sign(payload)))

    def payload(self) -> bytes:
        """Return what is signed."""
        generation = u32(self.generation)
        return join(_SUCCESSION_LABEL, self.case_id.bytes, generation, self.kem, self.verify)


@dataclass(frozen=True, slots=True)
class SignedSuccession(ReporterSuccession):
    """A succession as it was stored; nothing in it counts before `check`."""

    signature: bytes

    def check(self, old: VerifyKey) -> None:
        """Check that the code before signed this. Raises Forged."""
        old.verify(self.signature, self.payload())


def read_succession(signed: bytes) -> SignedSuccession:
    """Take a stored succession apart; it still has to be checked. Raises Tampered."""
    payload, signature = split(unversioned(signed), 2)
    _, case_id, generation, kem, verify = split(payload, 5)
    if (len(kem), len(verify)) != _REPORTER_LENGTHS:
        raise Tampered("not a succession")
    try:
        number = int.from_bytes(generation, "big")
        read = SignedSuccession(UUID(bytes=case_id), number, kem, verify, signature)
        same_again = read.payload() == payload
    except (ValueError, OverflowError) as error:
        raise Tampered("not a succession") from error
    if read.generation <= 1 or not same_again:
        raise Tampered("not a succession")
    return read


_REPORTER_LENGTHS = (PUBLIC_KEY_BYTES, _REPORTER_VERIFY_BYTES)


def _check_statement(statement: EpochStatement) -> None:
    first = statement.epoch == FIRST_EPOCH
    lengths = (len(statement.reporter_kem), len(statement.reporter_verify))
    well_formed = (
        statement.epoch >= FIRST_EPOCH
        and len(statement.commitment) == len(statement.previous_hash) == HASH_BYTES
        and first == (statement.previous_hash == NOTHING_BEFORE)
        and lengths in (_REPORTER_LENGTHS, (0, 0))
    )
    if not well_formed:
        raise ValueError("not a statement")


def _verifies(key: VerifyKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message)
    except Forged:
        return False
    return True


def _grant_context(compartment_id: UUID, epoch: int, holder_id: UUID) -> bytes:
    return join(b"grant", compartment_id.bytes, u32(epoch), holder_id.bytes)
