"""The second implementation's part for declarations: docs/VAULT.md, section 20."""

from tests.vault.reader import (
    Tampered,
    WrongKey,
    body_of,
    join,
    open_sealed,
    padme,
    split,
    unwrap,
    verify,
)


def read_declaration(declaration, place, reader, verify_key):
    """Returns the body, once the author's signature was checked."""
    reader_id, seed = reader
    sealed, wraps = split(body_of(declaration), 2)
    mine = [one[16:] for one in split(wraps) if one[:16] == reader_id]
    if not mine:
        raise WrongKey
    key = unwrap(seed, mine[0], join(place, reader_id))
    padded = open_sealed(key, sealed, join(place, wraps))
    length = int.from_bytes(padded[:4], "big")
    if len(padded) != padme(max(1024, 4 + length)) or any(padded[4 + length :]):
        raise Tampered
    signature, body = split(padded[4 : 4 + length], 2)
    verify(verify_key, signature, join(place, body))
    return body
