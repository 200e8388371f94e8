"""SHA-256 and HMAC-SHA-256, by the names that the formats use."""

import hashlib
import hmac

HASH_BYTES = 32
NOTHING_BEFORE = bytes(HASH_BYTES)  # stands where the first of a chain has nothing before it


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def mac(key: bytes, message: bytes) -> bytes:
    """Return HMAC-SHA-256 (RFC 2104), 32 bytes."""
    return hmac.digest(key, message, "sha256")


def same(one: bytes, other: bytes) -> bool:
    """Compare in a time that says nothing about where the two differ."""
    return hmac.compare_digest(one, other)
