"""Private seeds that a passkey unlocks: by what its pseudo-random function says, never kept.

locked = AEAD(pepper, HPKE(key pair of the passkey, seed)). The key pair follows from what the
passkey says, and its public half is known to its owner: so the seed can be exchanged under it
without the passkey, and the pepper without its owner.
"""

from wbportal.vault.derive import KEY_BYTES, expand
from wbportal.vault.encoding import join
from wbportal.vault.errors import Tampered, WrongKey
from wbportal.vault.keys import PrivateKey, PublicKey, SymmetricKey, WrappedKey

_LABEL = b"wbportal passkey lock v1"
_KEY_LABEL = b"wbportal passkey key v1"
_PEPPER_LABEL = b"wbportal passkey pepper v1"


def key_of(output: bytes) -> PrivateKey:
    """Return the key pair that a passkey's 32 bytes stand for. Raises WrongKey."""
    if len(output) != KEY_BYTES:
        raise WrongKey
    return PrivateKey(expand(output, _KEY_LABEL))


def lock(seed: bytes, public: PublicKey, pepper: bytes, context: bytes) -> bytes:
    """Lock a seed for a passkey, whose public half is enough; about 100 µs."""
    bound = join(_LABEL, context)
    return _outer(pepper).seal(public.wrap(seed, bound), bound)


def unlock(locked: bytes, key: PrivateKey, pepper: bytes, context: bytes) -> bytes:
    """Recover the seed; about 200 µs.

    Raises WrongKey if it is another passkey's; Tampered if pepper, context or bytes are not those
    of `lock`.
    """
    bound = join(_LABEL, context)
    return key.unwrap(WrappedKey(_outer(pepper).open(locked, bound)), bound)


def repepper(locked: bytes, old: bytes, new: bytes, context: bytes) -> bytes:
    """Exchange the pepper; no passkey is needed. Raises Tampered."""
    bound = join(_LABEL, context)
    return _outer(new).seal(_outer(old).open(locked, bound), bound)


def is_peppered(locked: bytes, pepper: bytes, context: bytes) -> bool:
    """Say whether `locked` is under this pepper."""
    try:
        _outer(pepper).open(locked, join(_LABEL, context))
    except Tampered:
        return False
    return True


def _outer(pepper: bytes) -> SymmetricKey:
    return SymmetricKey(expand(pepper, _PEPPER_LABEL))
