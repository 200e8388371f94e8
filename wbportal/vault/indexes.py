"""Sealed indexes: what a search reads of one compartment, cut into pieces of one size."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wbportal.vault.derive import expand
from wbportal.vault.encoding import join, u32, u64, unversioned, versioned
from wbportal.vault.epochs import EpochKey
from wbportal.vault.errors import Tampered
from wbportal.vault.keys import NONCE_BYTES

# Only how many pieces there are says how much was written. A row over 2,009 bytes would take a
# page of the database of its own.
PIECE_BYTES = 1920

_LABEL = b"wbportal index v1"
_LENGTH_BYTES = 4
_AROUND_BYTES = 1 + NONCE_BYTES + 16  # version, nonce, tag


@dataclass(frozen=True, slots=True)
class IndexPlace:
    """Whose index it is, and up to which record it reaches; it opens for no other."""

    case_id: UUID
    compartment_id: UUID
    epoch: int
    number: int

    def to_bytes(self) -> bytes:
        place = (self.case_id.bytes, self.compartment_id.bytes, u32(self.epoch), u64(self.number))
        return join(_LABEL, *place)


def seal_index(key: EpochKey, place: IndexPlace, body: bytes) -> tuple[bytes, ...]:
    """Seal an index with the key of its compartment; about 10 µs."""
    # The nonce is random because a key seals far fewer than 2³² indexes (NIST SP 800-38D §8.3).
    nonce = secrets.token_bytes(NONCE_BYTES)
    pieces = -(-(_AROUND_BYTES + _LENGTH_BYTES + len(body)) // PIECE_BYTES)
    padded = (u32(len(body)) + body).ljust(pieces * PIECE_BYTES - _AROUND_BYTES, b"\0")
    sealed = versioned(nonce + AESGCM(_index_key(key)).encrypt(nonce, padded, place.to_bytes()))
    return tuple(sealed[at : at + PIECE_BYTES] for at in range(0, len(sealed), PIECE_BYTES))


def open_index(key: EpochKey, place: IndexPlace, pieces: Sequence[bytes]) -> bytes:
    """Open what `seal_index` made, from all its pieces; about 10 µs. Raises Tampered."""
    if (key.compartment_id, key.epoch) != (place.compartment_id, place.epoch):
        raise Tampered("a key of another compartment or epoch")
    body = unversioned(b"".join(pieces))
    nonce, ciphertext = body[:NONCE_BYTES], body[NONCE_BYTES:]
    try:
        padded = AESGCM(_index_key(key)).decrypt(nonce, ciphertext, place.to_bytes())
    except (InvalidTag, ValueError) as error:
        raise Tampered from error
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + int.from_bytes(padded[:_LENGTH_BYTES], "big")]


def _index_key(key: EpochKey) -> bytes:
    return expand(key.secret, _LABEL)
