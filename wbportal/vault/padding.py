"""Sizes that say little: at least 1 KiB, then Padmé.

Padmé: Nikitin and others, "Reducing Metadata Leakage from Encrypted Files and Communication with
PURBs" (PETS 2019) §4: at most 12 % more, and O(log log L) bits of the length remain.
"""

from wbportal.vault.encoding import u32
from wbportal.vault.errors import Tampered

LEAST_BYTES = 1024
_LENGTH_BYTES = 4


def padme(length: int) -> int:
    """Return the padded length of something `length` bytes long."""
    if length < 2:  # noqa: PLR2004 - the logarithm of the logarithm needs two
        return length
    exponent = length.bit_length() - 1
    zero_bits = exponent - exponent.bit_length()
    mask = (1 << zero_bits) - 1
    return (length + mask) & ~mask


def pad(text: bytes, least: int = LEAST_BYTES) -> bytes:
    """Put the length before `text` and zeros after it, at least `least` bytes together."""
    padded_length = padme(max(least, _LENGTH_BYTES + len(text)))
    return (u32(len(text)) + text).ljust(padded_length, b"\0")


def unpad(padded: bytes, least: int = LEAST_BYTES) -> bytes:
    """Take off what `pad` added with the same `least`. Raises Tampered."""
    end = _LENGTH_BYTES + int.from_bytes(padded[:_LENGTH_BYTES], "big")
    text = padded[_LENGTH_BYTES:end]
    if pad(text, least) != padded:
        raise Tampered("not padded")
    return text
