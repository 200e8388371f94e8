"""Declarations of interests: sealed for those who vet, and for whoever makes them.

A fresh key seals the text and is wrapped for each reader; the author's signature stands inside.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from wbportal.vault.encoding import join, split, unversioned, versioned
from wbportal.vault.errors import WrongKey
from wbportal.vault.keys import PrivateKey, PublicKey, SymmetricKey, WrappedKey
from wbportal.vault.padding import pad, unpad
from wbportal.vault.signatures import SigningKey, VerifyKey

_LABEL = b"wbportal declaration v1"
_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class DeclarationPlace:
    """Whose declaration it is, and in which office; it opens nowhere else."""

    office_id: UUID
    author_id: UUID

    def to_bytes(self) -> bytes:
        """Return the place as declarations are bound to it."""
        return join(_LABEL, self.office_id.bytes, self.author_id.bytes)


def seal_declaration(
    place: DeclarationPlace, signing: SigningKey, body: bytes, readers: Mapping[UUID, PublicKey]
) -> bytes:
    """Sign, pad and seal `body` for its readers; about 130 µs each."""
    key = SymmetricKey.generate()
    signed = join(signing.sign(join(place.to_bytes(), body)), body)
    wraps = join(
        *(
            reader_id.bytes + public.wrap(key.secret, _wrapping(place, reader_id))
            for reader_id, public in sorted(readers.items())
        )
    )
    return versioned(join(key.seal(pad(signed), _sealing(place, wraps)), wraps))


def open_declaration(
    place: DeclarationPlace, sealed: bytes, reader: tuple[UUID, PrivateKey], author: VerifyKey
) -> bytes:
    """Return what the author wrote; about 250 µs.

    Raises WrongKey for whom it was not sealed, Tampered, and Forged if another wrote it.
    """
    part, wraps = split(unversioned(sealed), 2)
    reader_id, private = reader
    mine = next((one for one in split(wraps) if _is_for(one, reader_id)), None)
    if mine is None:
        raise WrongKey
    key = private.unwrap(WrappedKey(mine[_ID_BYTES:]), _wrapping(place, reader_id))
    padded = SymmetricKey(key).open(part, _sealing(place, wraps))
    signature, body = split(unpad(padded), 2)
    author.verify(signature, join(place.to_bytes(), body))
    return body


def _is_for(wrap: bytes, reader_id: UUID) -> bool:
    return wrap[:_ID_BYTES] == reader_id.bytes


def _wrapping(place: DeclarationPlace, reader_id: UUID) -> bytes:
    return join(place.to_bytes(), reader_id.bytes)


def _sealing(place: DeclarationPlace, wraps: bytes) -> bytes:
    # So that nobody takes a reader off, or puts another on, without its showing.
    return join(place.to_bytes(), wraps)
