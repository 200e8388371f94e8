"""The second implementation's part for readings (docs/VAULT.md, section 17) and passkeys (21)."""

from tests.vault.reader import (
    Tampered,
    WrongKey,
    expand,
    join,
    key_pair,
    open_sealed,
    sha256,
    unwrap,
)

_READING_BYTES = 33
_KINDS = range(1, 9)


def read_reading(seed, office_id, actor_id, sealed):
    """Returns what was read, of which case, and the record id."""
    context = join(b"reading", office_id, key_id_of(seed), actor_id)
    reading = unwrap(seed, sealed, context)
    if len(reading) != _READING_BYTES or reading[0] not in _KINDS:
        raise Tampered
    return reading[0], reading[1:17], reading[17:]


def read_found(seed, office_id, actor_id, sealed):
    """Returns the ids of the cases that one page of a search showed."""
    found = unwrap(seed, sealed, join(b"readings found", office_id, key_id_of(seed), actor_id))
    if len(found) != 25 * 16:
        raise Tampered
    return [found[n : n + 16] for n in range(0, len(found), 16) if any(found[n : n + 16])]


def open_reads_key(seed, wrapped, key_id, office_id, holder_id):
    found = unwrap(seed, wrapped, join(b"reads key", office_id, key_id, holder_id))
    if key_id_of(found) != key_id:
        raise Tampered
    return found


def key_id_of(seed):
    return sha256(key_pair(seed).public)[:16]


def unlock_by_passkey(locked, said, pepper, account_id, passkey_id):
    if len(said) != 32:
        raise WrongKey
    place = join(
        b"wbportal passkey lock v1",
        join(b"wbportal passkey seed v1", account_id, passkey_id),
    )
    wrapped = open_sealed(expand(pepper, b"wbportal passkey pepper v1"), locked, place)
    return unwrap(expand(said, b"wbportal passkey key v1"), wrapped, place)
