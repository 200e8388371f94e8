"""Sealed records: what is written in a compartment, padded, signed inside, bound to its place."""

import secrets
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wbportal.vault.derive import expand
from wbportal.vault.encoding import join, split, u32, unversioned, versioned
from wbportal.vault.epochs import EpochKey
from wbportal.vault.errors import Forged, Tampered
from wbportal.vault.keys import NONCE_BYTES
from wbportal.vault.padding import pad, unpad
from wbportal.vault.signatures import SigningKey, VerifyKey

_LABEL = b"wbportal record v1"


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where a record belongs; it opens nowhere else."""

    case_id: UUID
    compartment_id: UUID
    epoch: int
    kind: str
    record_id: UUID  # every version of a text has an id of its own

    def to_bytes(self) -> bytes:
        """Return the place as records are bound to it."""
        return join(
            _LABEL,
            self.case_id.bytes,
            self.compartment_id.bytes,
            u32(self.epoch),
            self.kind.encode(),
            self.record_id.bytes,
        )


@dataclass(frozen=True, slots=True)
class SignedBody:
    """An opened record; whose it is counts only after `verify`."""

    author_id: UUID
    body: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    place: RecordPlace

    def verify(self, author: VerifyKey) -> None:
        """Check that the author wrote this, here; about 70 µs. Raises Forged."""
        author.verify(self.signature, _signed(self.place, self.author_id, self.body))

    def is_by(self, author: VerifyKey) -> bool:
        """Say whether `author` wrote this, here."""
        try:
            self.verify(author)
        except Forged:
            return False
        return True


def seal_record(
    key: EpochKey, place: RecordPlace, author_id: UUID, signing: SigningKey, body: bytes
) -> bytes:
    """Sign, pad and seal `body`; about 80 µs for a short one."""
    _check_epoch(key, place)
    signature = signing.sign(_signed(place, author_id, body))
    nonce = secrets.token_bytes(NONCE_BYTES)
    padded = pad(join(author_id.bytes, signature, body))
    sealed = AESGCM(_record_key(key, place)).encrypt(nonce, padded, place.to_bytes())
    return versioned(nonce + sealed)


def open_record(key: EpochKey, place: RecordPlace, sealed: bytes) -> SignedBody:
    """Open what `seal_record` made for this place; about 10 µs. Raises Tampered."""
    _check_epoch(key, place)
    body = unversioned(sealed)
    nonce, ciphertext = body[:NONCE_BYTES], body[NONCE_BYTES:]
    try:
        padded = AESGCM(_record_key(key, place)).decrypt(nonce, ciphertext, place.to_bytes())
        author_id, signature, text = split(unpad(padded), 3)
        return SignedBody(UUID(bytes=author_id), text, signature, place)
    except (InvalidTag, ValueError) as error:
        raise Tampered from error


def _check_epoch(key: EpochKey, place: RecordPlace) -> None:
    if (key.compartment_id, key.epoch) != (place.compartment_id, place.epoch):
        raise Tampered("a key of another compartment or epoch")


def _record_key(key: EpochKey, place: RecordPlace) -> bytes:
    return expand(key.secret, _LABEL + place.record_id.bytes)


def _signed(place: RecordPlace, author_id: UUID, body: bytes) -> bytes:
    return join(place.to_bytes(), author_id.bytes, body)
