"""Who read which case: sealed for an office's auditors, and of one size whatever was read.

A key pair of its own seals the readings of a month. Its private half is wrapped for everybody who
may open them as soon as it is made, and kept nowhere else: the portal can seal, and not open.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Self
from uuid import UUID

from wbportal.vault.encoding import join
from wbportal.vault.errors import Tampered
from wbportal.vault.hashes import sha256
from wbportal.vault.keys import PrivateKey, PublicKey, WrappedKey

_KEY_LABEL = b"reads key"
_READ_LABEL = b"reading"
_FOUND_LABEL = b"readings found"
FOUND_AT_ONCE = 25  # cases on one page of a search
_ID_BYTES = 16
_READING_BYTES = 33
_NONE = UUID(int=0)


class What(Enum):
    """What of a case was read."""

    PAGE = 1
    CLEANED_FILE = 2
    ORIGINAL_FILE = 3
    EXPORT = 4
    # A file as it came, by the reason that was given for it
    ORIGINAL_AS_EVIDENCE = 5
    ORIGINAL_FOR_UNREADABLE_COPY = 6
    ORIGINAL_FOR_WANT_OF_A_COPY = 7
    ORIGINAL_FOR_ANOTHER_REASON = 8
    FOUND = 9  # its first words, and those around what was searched for


@dataclass(frozen=True, slots=True)
class Reading:
    """A case, and what of it was read."""

    case_id: UUID = field(repr=False)
    what: What
    record_id: UUID | None = field(default=None, repr=False)  # of a file

    def to_bytes(self) -> bytes:
        """Return 33 bytes, whatever was read."""
        record_id = self.record_id or _NONE
        return bytes([self.what.value]) + self.case_id.bytes + record_id.bytes

    @classmethod
    def from_bytes(cls, written: bytes) -> Self:
        """Read what `to_bytes` made. Raises Tampered."""
        if len(written) != _READING_BYTES:
            raise Tampered("not a reading")
        try:
            what = What(written[0])
        except ValueError as error:
            raise Tampered("not a reading") from error
        case_id, record_id = UUID(bytes=written[1:17]), UUID(bytes=written[17:])
        return cls(case_id, what, None if record_id == _NONE else record_id)


def reads_key_id(public: PublicKey) -> bytes:
    """Return the 16 bytes by which readings name the key that sealed them."""
    return sha256(public.raw)[:_ID_BYTES]


def wrap_reads_key(key: PrivateKey, to: PublicKey, office_id: UUID, holder_id: UUID) -> WrappedKey:
    """Let a holder open the readings of a key; recovery's holder id is the office's."""
    return to.wrap(key.seed, _key_context(reads_key_id(key.public()), office_id, holder_id))


def unwrap_reads_key(
    wrapped: WrappedKey, key_id: bytes, keys: PrivateKey, office_id: UUID, holder_id: UUID
) -> PrivateKey:
    """Open what `wrap_reads_key` made. Raises WrongKey, Tampered if it is another key."""
    found = PrivateKey(keys.unwrap(wrapped, _key_context(key_id, office_id, holder_id)))
    if reads_key_id(found.public()) != key_id:
        raise Tampered("another key than the one that was named")
    return found


def seal_reading(public: PublicKey, office_id: UUID, reader_id: UUID, reading: Reading) -> bytes:
    """Seal a reading so that it opens only as this reader's; 1,170 bytes, about 130 µs."""
    return public.wrap(reading.to_bytes(), _context(public, office_id, reader_id))


def open_reading(key: PrivateKey, office_id: UUID, reader_id: UUID, sealed: bytes) -> Reading:
    """Open what `seal_reading` made; about 70 µs. Raises WrongKey, Tampered."""
    context = _context(key.public(), office_id, reader_id)
    return Reading.from_bytes(key.unwrap(WrappedKey(sealed), context))


def seal_found(
    public: PublicKey, office_id: UUID, reader_id: UUID, case_ids: Sequence[UUID]
) -> bytes:
    """Seal which cases one page of a search showed, at most 25; 1,537 bytes, about 130 µs."""
    body = b"".join(case_id.bytes for case_id in case_ids)
    padded = body.ljust(FOUND_AT_ONCE * _ID_BYTES, b"\0")
    return public.wrap(padded, _context(public, office_id, reader_id, _FOUND_LABEL))


def open_found(
    key: PrivateKey, office_id: UUID, reader_id: UUID, sealed: bytes
) -> tuple[Reading, ...]:
    """Open what `seal_found` made; about 70 µs. Raises WrongKey, Tampered."""
    context = _context(key.public(), office_id, reader_id, _FOUND_LABEL)
    body = key.unwrap(WrappedKey(sealed), context)
    if len(body) != FOUND_AT_ONCE * _ID_BYTES:
        raise Tampered("not a page of a search")
    ids = (UUID(bytes=body[n : n + _ID_BYTES]) for n in range(0, len(body), _ID_BYTES))
    return tuple(Reading(one, What.FOUND) for one in ids if one != _NONE)


def _key_context(key_id: bytes, office_id: UUID, holder_id: UUID) -> bytes:
    return join(_KEY_LABEL, office_id.bytes, key_id, holder_id.bytes)


def _context(
    public: PublicKey, office_id: UUID, reader_id: UUID, label: bytes = _READ_LABEL
) -> bytes:
    return join(label, office_id.bytes, reads_key_id(public), reader_id.bytes)
