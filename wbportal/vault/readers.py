"""Texts for several readers: signed by whoever wrote them, and sealed for each who may read.

A fresh key seals the text and is wrapped for each reader; the author's signature stands inside.
What a text is, and where it belongs, is its context: it opens under no other.
"""

from collections.abc import Mapping
from uuid import UUID

from wbportal.vault.encoding import join, split, unversioned, versioned
from wbportal.vault.errors import WrongKey
from wbportal.vault.keys import PrivateKey, PublicKey, SymmetricKey, WrappedKey
from wbportal.vault.padding import pad, unpad
from wbportal.vault.signatures import SigningKey, VerifyKey

_ID_BYTES = 16


def seal_for(
    context: bytes, signing: SigningKey, body: bytes, readers: Mapping[UUID, PublicKey]
) -> bytes:
    """Sign, pad and seal `body` for its readers; about 130 µs each."""
    key = SymmetricKey.generate()
    signed = join(signing.sign(join(context, body)), body)
    wraps = join(
        *(
            reader_id.bytes + public.wrap(key.secret, _wrapping(context, reader_id))
            for reader_id, public in sorted(readers.items())
        )
    )
    return versioned(join(key.seal(pad(signed), _sealing(context, wraps)), wraps))


def open_for(
    context: bytes, sealed: bytes, reader: tuple[UUID, PrivateKey], author: VerifyKey
) -> bytes:
    """Return what the author wrote; about 250 µs.

    Raises WrongKey for whom it was not sealed, Tampered, and Forged if another wrote it.
    """
    part, wraps = split(unversioned(sealed), 2)
    reader_id, private = reader
    mine = next((one for one in split(wraps) if one[:_ID_BYTES] == reader_id.bytes), None)
    if mine is None:
        raise WrongKey
    key = private.unwrap(WrappedKey(mine[_ID_BYTES:]), _wrapping(context, reader_id))
    padded = SymmetricKey(key).open(part, _sealing(context, wraps))
    signature, body = split(unpad(padded), 2)
    author.verify(signature, join(context, body))
    return body


def _wrapping(context: bytes, reader_id: UUID) -> bytes:
    return join(context, reader_id.bytes)


def _sealing(context: bytes, wraps: bytes) -> bytes:
    # So that nobody takes a reader off, or puts another on, without its showing.
    return join(context, wraps)
