"""Sealed indexes: what a search reads of one case, cut into pieces of one size."""

import secrets
from collections.abc import Sequence
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wbportal.vault.derive import expand
from wbportal.vault.encoding import u32, unversioned, versioned
from wbportal.vault.epochs import EpochKey
from wbportal.vault.errors import Tampered
from wbportal.vault.keys import NONCE_BYTES

# Only how many pieces there are says how much was written. A row over 2,009 bytes would take a
# page of the database of its own.
PIECE_BYTES = 1920

_LABEL = b"wbportal index v1"
_LENGTH_BYTES = 4
_AROUND_BYTES = 1 + NONCE_BYTES + 16  # version, nonce, tag


def seal_index(key: EpochKey, case_id: UUID, body: bytes) -> tuple[bytes, ...]:
    """Seal an index with the key of the inquiry; about 10 µs."""
    # The nonce is random because a key seals far fewer than 2³² indexes (NIST SP 800-38D §8.3).
    nonce = secrets.token_bytes(NONCE_BYTES)
    pieces = -(-(_AROUND_BYTES + _LENGTH_BYTES + len(body)) // PIECE_BYTES)
    padded = (u32(len(body)) + body).ljust(pieces * PIECE_BYTES - _AROUND_BYTES, b"\0")
    sealed = versioned(
        nonce + AESGCM(_index_key(key)).encrypt(nonce, padded, _context(key, case_id))
    )
    return tuple(sealed[at : at + PIECE_BYTES] for at in range(0, len(sealed), PIECE_BYTES))


def open_index(key: EpochKey, case_id: UUID, pieces: Sequence[bytes]) -> bytes:
    """Open what `seal_index` made, from all its pieces; about 10 µs. Raises Tampered."""
    body = unversioned(b"".join(pieces))
    nonce, ciphertext = body[:NONCE_BYTES], body[NONCE_BYTES:]
    try:
        padded = AESGCM(_index_key(key)).decrypt(nonce, ciphertext, _context(key, case_id))
    except (InvalidTag, ValueError) as error:
        raise Tampered from error
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + int.from_bytes(padded[:_LENGTH_BYTES], "big")]


def _context(key: EpochKey, case_id: UUID) -> bytes:
    # Every field has one length, so nothing has to say where it ends.
    return _LABEL + case_id.bytes + key.compartment_id.bytes + u32(key.epoch)


def _index_key(key: EpochKey) -> bytes:
    return expand(key.secret, _LABEL)
