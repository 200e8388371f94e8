"""Keys from keys: HKDF-Expand with SHA-256 (RFC 5869 §2.3)."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

KEY_BYTES = 32  # 256 bits everywhere: seeds, AES keys, HMAC keys


def expand(secret: bytes, label: bytes, length: int = KEY_BYTES) -> bytes:
    """Derive `length` bytes from a uniformly random `secret`; about 2 µs."""
    return HKDFExpand(SHA256(), length, label).derive(secret)
