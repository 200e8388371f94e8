"""The one way in which several values become one run of bytes, and back."""

from wbportal.vault.errors import Tampered, UnknownVersion

VERSION = 1  # of every format in this package; a second one gets a number of its own
_LENGTH_BYTES = 4


def u32(number: int) -> bytes:
    """Return `number` as 4 bytes, big-endian."""
    return number.to_bytes(4, "big")


def u64(number: int) -> bytes:
    """Return `number` as 8 bytes, big-endian."""
    return number.to_bytes(8, "big")


def join(*parts: bytes) -> bytes:
    """Join `parts`, each after its length (`u32`), so that no two lists give the same bytes."""
    # Written out, because a search does this for thousands of cases: half of the time.
    return b"".join([len(part).to_bytes(_LENGTH_BYTES, "big") + part for part in parts])


def split(joined: bytes, count: int | None = None) -> list[bytes]:
    """Take apart what `join` made, all of it.

    Raises Tampered if it was not made by `join`, or of another number of parts than `count`.
    """
    parts, position = [], 0
    while position < len(joined):
        start = position + _LENGTH_BYTES
        end = start + int.from_bytes(joined[position:start], "big")
        if start > len(joined) or end > len(joined):
            raise Tampered("cut short")
        parts.append(joined[start:end])
        position = end
    if count is not None and len(parts) != count:
        raise Tampered("another number of parts")
    return parts


def versioned(body: bytes) -> bytes:
    """Put the version byte before `body`."""
    return bytes([VERSION]) + body


def unversioned(sealed: bytes) -> bytes:
    """Take the version byte off. Raises UnknownVersion."""
    if sealed[:1] != bytes([VERSION]):
        raise UnknownVersion(sealed[0] if sealed else None)
    return sealed[1:]
