"""Key pairs that wrap keys for one holder, and symmetric keys that seal bytes.

Wrapping is HPKE in base mode (RFC 9180) with X-Wing: ML-KEM-768 together with X25519
(draft-connolly-cfrg-xwing-kem, KEM id 0x647A), HKDF-SHA256 and AES-256-GCM.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NewType, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from wbportal.vault.derive import KEY_BYTES, expand
from wbportal.vault.encoding import join, unversioned, versioned
from wbportal.vault.errors import Tampered, WrongKey

_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_WRAP_LABEL = b"wbportal wrap v1"
_SEAL_LABEL = b"wbportal seal v1"
_EXPANDED_BYTES = 96  # draft-connolly-cfrg-xwing-kem §5.2
_MLKEM_SEED_BYTES = 64
_MLKEM_PUBLIC_BYTES = 1184
PUBLIC_KEY_BYTES = 1216
NONCE_BYTES = 12

WrappedKey = NewType("WrappedKey", bytes)
"""Version byte, 1,120 bytes of encapsulation, the secret (32 bytes unless it is a share), tag."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The half of a key pair that wraps; safe to store in the clear."""

    raw: bytes  # ML-KEM-768 public key, then X25519 public key

    def wrap(self, secret: bytes, context: bytes) -> WrappedKey:
        """Encrypt `secret` so that only the holder of the private half can use it.

        It unwraps only under the same `context`. About 130 µs. Raises Tampered if this is no
        public key.
        """
        if len(self.raw) != PUBLIC_KEY_BYTES:
            raise Tampered("not a public key")
        try:
            key = _read(self.raw)
            # pyca's Suite takes no associated data, so the context is bound through HPKE's info.
            return WrappedKey(versioned(_SUITE.encrypt(secret, key, join(_WRAP_LABEL, context))))
        except ValueError as error:
            raise Tampered("not a public key") from error


# Each report is wrapped for the same few people, and reading a key is a third of wrapping for it.
@lru_cache(maxsize=64)
def _read(raw: bytes) -> MLKEM768X25519PublicKey:
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_PUBLIC_BYTES]),
        X25519PublicKey.from_public_bytes(raw[_MLKEM_PUBLIC_BYTES:]),
    )


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """The half of a key pair that unwraps: a 32-byte X-Wing seed."""

    seed: bytes = field(repr=False)
    # Expanding a seed costs 120 µs and opening a queue unwraps often, so the expanded key is kept,
    # in this object and nowhere else: it must not outlive the person's request.
    _halves: list[tuple[MLKEM768PrivateKey, X25519PrivateKey]] = field(
        default_factory=list, init=False, repr=False, compare=False
    )
    _shown: list[PublicKey] = field(default_factory=list, init=False, repr=False, compare=False)

    @classmethod
    def generate(cls) -> Self:
        return cls(secrets.token_bytes(KEY_BYTES))

    def public(self) -> PublicKey:
        """Return the half that may be shown; about 150 µs the first time."""
        if not self._shown:
            mlkem, x25519 = self._expanded()
            raw = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
            self._shown.append(PublicKey(raw))
        return self._shown[0]

    def unwrap(self, wrapped: WrappedKey, context: bytes) -> bytes:
        """Recover the secret that was wrapped to our public half under `context`.

        About 70 µs, and 120 more the first time. Raises WrongKey, UnknownVersion.
        """
        body = unversioned(wrapped)
        key = MLKEM768X25519PrivateKey(*self._expanded())
        try:
            return _SUITE.decrypt(body, key, join(_WRAP_LABEL, context))
        except (InvalidTag, ValueError) as error:
            # X-Wing rejects implicitly: a wrong key only shows when the AEAD opens.
            raise WrongKey from error

    def _expanded(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        if not self._halves:
            # Seed expansion: draft-connolly-cfrg-xwing-kem §5.2.
            expanded = hashlib.shake_256(self.seed).digest(_EXPANDED_BYTES)
            mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_BYTES])
            x25519 = X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_BYTES:])
            self._halves.append((mlkem, x25519))
        return self._halves[0]


@dataclass(frozen=True, slots=True)
class SymmetricKey:
    """Seals bytes for whoever has the same 32 bytes, and gives birth to other keys."""

    secret: bytes = field(repr=False)
    # A search opens thousands of memories with one key: it is made ready once, in this object.
    _ready: list[AESGCM] = field(default_factory=list, init=False, repr=False, compare=False)

    @classmethod
    def generate(cls) -> Self:
        return cls(secrets.token_bytes(KEY_BYTES))

    def seal(self, plaintext: bytes, context: bytes) -> bytes:
        """Encrypt `plaintext`; it opens only under the same `context`. 29 bytes longer."""
        # The nonce is random because a key seals far fewer than 2³² texts (NIST SP 800-38D §8.3).
        nonce = secrets.token_bytes(NONCE_BYTES)
        bound = join(_SEAL_LABEL, context)
        return versioned(nonce + self._cipher().encrypt(nonce, plaintext, bound))

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """Decrypt what `seal` made. Raises Tampered, also if the key is another one."""
        body = unversioned(sealed)
        nonce, ciphertext = body[:NONCE_BYTES], body[NONCE_BYTES:]
        try:
            bound = join(_SEAL_LABEL, context)
            return self._cipher().decrypt(nonce, ciphertext, bound)
        except (InvalidTag, ValueError) as error:
            raise Tampered from error

    def derive(self, label: bytes) -> "SymmetricKey":
        """Return the key of that name below this one."""
        return SymmetricKey(expand(self.secret, join(b"wbportal derive v1", label)))

    def _cipher(self) -> AESGCM:
        if not self._ready:
            # Never the secret itself, which also derives other keys.
            self._ready.append(AESGCM(expand(self.secret, _SEAL_LABEL)))
        return self._ready[0]
