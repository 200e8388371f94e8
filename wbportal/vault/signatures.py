"""Signatures: Ed25519 for people's records, Ed25519 together with ML-DSA-65 for what must last.

A hybrid signature counts only if both of its halves do (RFC 8032, FIPS 204).
"""

import secrets
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey

from wbportal.vault.derive import KEY_BYTES, expand
from wbportal.vault.encoding import join, unversioned, versioned
from wbportal.vault.errors import Forged
from wbportal.vault.hashes import sha256

_LABEL = b"wbportal sign v1"
_HYBRID_LABEL = b"wbportal hybrid sign v1"
_ED25519_BYTES = 32
_ED25519_SIGNATURE_BYTES = 64
_MLDSA_BYTES = 1952
HYBRID_PUBLIC_BYTES = _ED25519_BYTES + _MLDSA_BYTES
PERSON_VERIFY_BYTES = _ED25519_BYTES + HYBRID_PUBLIC_BYTES


@dataclass(frozen=True, slots=True)
class HybridPublic:
    """The half of a hybrid key that verifies: Ed25519 (32 bytes), then ML-DSA-65 (1,952)."""

    raw: bytes

    def verify(self, signature: bytes, message: bytes) -> None:
        """Check both halves of `signature`; about 220 µs. Raises Forged, UnknownVersion."""
        body = unversioned(signature)
        signed = join(_HYBRID_LABEL, message)
        try:
            classical = Ed25519PublicKey.from_public_bytes(self.raw[:_ED25519_BYTES])
            classical.verify(body[:_ED25519_SIGNATURE_BYTES], signed)
            lasting = MLDSA65PublicKey.from_public_bytes(self.raw[_ED25519_BYTES:])
            lasting.verify(body[_ED25519_SIGNATURE_BYTES:], signed)
        except (InvalidSignature, ValueError) as error:
            raise Forged from error

    def fingerprint(self) -> bytes:
        """Return the SHA-256 of the key, by which it is pinned outside the database."""
        return sha256(self.raw)


@dataclass(frozen=True, slots=True)
class HybridKey:
    """Signs with Ed25519 and with ML-DSA-65, from one 32-byte seed."""

    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        return cls(secrets.token_bytes(KEY_BYTES))

    def sign(self, message: bytes) -> bytes:
        """Return version byte, Ed25519 and ML-DSA-65 signature: 3,374 bytes, about 0.8 ms."""
        classical, lasting = self._halves()
        signed = join(_HYBRID_LABEL, message)
        return versioned(classical.sign(signed) + lasting.sign(signed))

    def public(self) -> HybridPublic:
        classical, lasting = self._halves()
        return HybridPublic(
            classical.public_key().public_bytes_raw() + lasting.public_key().public_bytes_raw()
        )

    def _halves(self) -> tuple[Ed25519PrivateKey, MLDSA65PrivateKey]:
        return (
            Ed25519PrivateKey.from_private_bytes(expand(self.seed, b"ed25519-seed")),
            MLDSA65PrivateKey.from_seed_bytes(expand(self.seed, b"mldsa65-seed")),
        )


# An office's root is a hybrid key whose seed lies on paper and whose fingerprint is pinned.
RootKey = HybridKey
RootPublic = HybridPublic


@dataclass(frozen=True, slots=True)
class VerifyKey:
    """The half of a signing key that verifies: Ed25519, and for people a hybrid key after it.

    32 bytes for a reporter; 2,016 for a person, who may have to countersign a roster.
    """

    raw: bytes

    def verify(self, signature: bytes, message: bytes) -> None:
        """Check an Ed25519 signature; about 70 µs. Raises Forged, UnknownVersion."""
        body = unversioned(signature)
        try:
            key = Ed25519PublicKey.from_public_bytes(self.raw[:_ED25519_BYTES])
            key.verify(body, join(_LABEL, message))
        except (InvalidSignature, ValueError) as error:
            raise Forged from error

    def cosigner(self) -> HybridPublic:
        """Return the hybrid key with which this person countersigns rosters. Raises Forged."""
        if len(self.raw) != PERSON_VERIFY_BYTES:
            raise Forged("this key countersigns nothing")
        return HybridPublic(self.raw[_ED25519_BYTES:])


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Signs records and statements with Ed25519, from a 32-byte seed."""

    seed: bytes = field(repr=False)
    # A report is signed eight times, and reading the seed costs as much as signing: the key is
    # kept, in this object and nowhere else.
    _keys: list[Ed25519PrivateKey] = field(
        default_factory=list, init=False, repr=False, compare=False
    )

    @classmethod
    def generate(cls) -> Self:
        return cls(secrets.token_bytes(KEY_BYTES))

    def sign(self, message: bytes) -> bytes:
        """Return version byte and signature: 65 bytes, about 50 µs."""
        return versioned(self._key().sign(join(_LABEL, message)))

    def verify_key(self) -> VerifyKey:
        """Return the 32-byte key that verifies `sign`."""
        return VerifyKey(self._key().public_key().public_bytes_raw())

    def cosigning(self) -> HybridKey:
        """Return the hybrid key with which this person countersigns rosters."""
        return HybridKey(expand(self.seed, b"cosign-seed"))

    def person_verify_key(self) -> VerifyKey:
        """Return the 2,016-byte key that verifies `sign` and `cosigning`; about 0.2 ms."""
        return VerifyKey(self.verify_key().raw + self.cosigning().public().raw)

    def _key(self) -> Ed25519PrivateKey:
        if not self._keys:
            self._keys.append(Ed25519PrivateKey.from_private_bytes(self.seed))
        return self._keys[0]
