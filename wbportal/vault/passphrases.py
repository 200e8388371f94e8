"""Private seeds under a passphrase, and under a pepper that rotates without it.

locked = AEAD(pepper, AEAD(Argon2id(passphrase), seed)), Argon2id as in RFC 9106.
"""

import secrets
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from wbportal.vault.derive import KEY_BYTES, expand
from wbportal.vault.encoding import join, u32, unversioned, versioned
from wbportal.vault.errors import Tampered, WrongKey
from wbportal.vault.keys import NONCE_BYTES

_LABEL = b"wbportal locked v1"
_PEPPER_LABEL = b"wbportal pepper v1"
_SALT_BYTES = 16
_HEADER_BYTES = 8 + _SALT_BYTES  # memory in KiB, iterations, salt
_MAX_MEMORY_KIB = 1024 * 1024
_MAX_ITERATIONS = 32
_MIN_MEMORY_KIB = 8  # RFC 9106 §3.1: 8 KiB for each lane


@dataclass(frozen=True, slots=True)
class Cost:
    """What one stretching costs; with one lane, because more lanes were not faster."""

    memory_kib: int
    iterations: int


PASSPHRASE_COST = Cost(64 * 1024, 3)  # about 155 ms; RFC 9106 §4, second recommended option


def stretch(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    """Run Argon2id once: 32 bytes. The interpreter lock is released meanwhile."""
    kdf = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.iterations,
        lanes=1,
        memory_cost=cost.memory_kib,
    )
    return kdf.derive(secret)


def lock(
    seed: bytes,
    passphrase: str,
    pepper: bytes,
    cost: Cost = PASSPHRASE_COST,
    context: bytes = b"",
) -> bytes:
    """Lock a 32-byte `seed`; it unlocks only under the same passphrase, pepper and `context`.

    Takes one stretching at `cost`. The cost and a fresh salt stand in the result, 113 bytes.
    """
    header = _fresh_header(cost)
    inner_key = _stretched(passphrase, header)
    return _outer(_seal(inner_key, seed, header, context), header, pepper, context)


def unlock(locked: bytes, passphrase: str, pepper: bytes, context: bytes = b"") -> bytes:
    """Recover the seed; takes one stretching at the cost that `locked` names.

    Raises WrongKey if the passphrase is another one; Tampered, before any stretching, if the
    pepper, the context or the bytes are not those of `lock`, or name a cost beyond all reason.
    """
    header, inner = _peel(locked, pepper, context)
    try:
        return _open(_stretched(passphrase, header), inner, header, context)
    except InvalidTag as error:
        raise WrongKey from error


def repepper(locked: bytes, old: bytes, new: bytes, context: bytes = b"") -> bytes:
    """Exchange the pepper; nobody's passphrase is needed. Raises Tampered."""
    header, inner = _peel(locked, old, context)
    return _outer(inner, header, new, context)


def is_peppered(locked: bytes, pepper: bytes, context: bytes = b"") -> bool:
    """Say whether `locked` is under this pepper; microseconds, whatever the passphrase."""
    try:
        _peel(locked, pepper, context)
    except Tampered:
        return False
    return True


def decoy_lock(pepper: bytes, cost: Cost = PASSPHRASE_COST, context: bytes = b"") -> bytes:
    """Lock nothing under nothing: what an unknown username gets instead of a locked seed.

    `unlock` takes as long over it as over a real one and always raises WrongKey.
    """
    header = _fresh_header(cost)
    nobody, nothing = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES)
    return _outer(_seal(nobody, nothing, header, context), header, pepper, context)


def _fresh_header(cost: Cost) -> bytes:
    return u32(cost.memory_kib) + u32(cost.iterations) + secrets.token_bytes(_SALT_BYTES)


def _stretched(passphrase: str, header: bytes) -> bytes:
    # Two keyboards may compose the same Thai or accented letter differently (Unicode NFKC).
    typed = unicodedata.normalize("NFKC", passphrase).encode()
    return stretch(typed, header[8:], _cost(header))


def _cost(header: bytes) -> Cost:
    cost = Cost(int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big"))
    reasonable = (
        _MIN_MEMORY_KIB <= cost.memory_kib <= _MAX_MEMORY_KIB
        and 1 <= cost.iterations <= _MAX_ITERATIONS
    )
    if not reasonable:
        raise Tampered("a cost beyond all reason")
    return cost


def _outer(inner: bytes, header: bytes, pepper: bytes, context: bytes) -> bytes:
    return versioned(header + _seal(expand(pepper, _PEPPER_LABEL), inner, header, context))


def _peel(locked: bytes, pepper: bytes, context: bytes) -> tuple[bytes, bytes]:
    body = unversioned(locked)
    header, sealed = body[:_HEADER_BYTES], body[_HEADER_BYTES:]
    try:
        inner = _open(expand(pepper, _PEPPER_LABEL), sealed, header, context)
    except InvalidTag as error:
        raise Tampered("not under this pepper") from error
    _cost(header)
    return header, inner


def _seal(key: bytes, content: bytes, header: bytes, context: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, join(_LABEL, header, context))


def _open(key: bytes, sealed: bytes, header: bytes, context: bytes) -> bytes:
    nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, join(_LABEL, header, context))
    except ValueError as error:
        raise Tampered("cut short") from error
