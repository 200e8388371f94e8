"""What a person's 32-byte seed stands for, and how their public keys are read aloud."""

import secrets
from dataclasses import dataclass, field
from typing import Self

from wbportal.vault.derive import KEY_BYTES, expand
from wbportal.vault.hashes import sha256
from wbportal.vault.keys import PrivateKey, PublicKey, SymmetricKey
from wbportal.vault.signatures import SigningKey, VerifyKey
from wbportal.vault.words import saying, spelling

_FINGERPRINT_WORDS = 6  # 77 bits: nobody finds a second key with the same words


@dataclass(frozen=True, slots=True)
class PersonPublic:
    """What a roster says of a person's keys."""

    kem: PublicKey
    verify: VerifyKey


@dataclass(frozen=True, slots=True)
class PersonKeys:
    """Everything a signed-in person can do, from one seed."""

    seed: bytes = field(repr=False)
    kem: PrivateKey = field(init=False, repr=False, compare=False)
    signing: SigningKey = field(init=False, repr=False, compare=False)
    state: SymmetricKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # A frozen instance lets nobody else assign; the three follow from the seed.
        object.__setattr__(self, "kem", PrivateKey(expand(self.seed, b"kem-seed")))
        object.__setattr__(self, "signing", SigningKey(expand(self.seed, b"sign-seed")))
        object.__setattr__(self, "state", SymmetricKey(expand(self.seed, b"state-key")))

    @classmethod
    def generate(cls) -> Self:
        return cls(secrets.token_bytes(KEY_BYTES))

    def public(self) -> PersonPublic:
        """Return what may be shown; about 0.5 ms."""
        return PersonPublic(self.kem.public(), self.signing.person_verify_key())


def fingerprint_words(public: PersonPublic) -> list[str]:
    """Return the six words that stand for these keys on the joiner's paper."""
    return saying(sha256(public.kem.raw + public.verify.raw), _FINGERPRINT_WORDS)


def fingerprint_matches(public: PersonPublic, typed: str) -> bool:
    """Say whether `typed` is the fingerprint; case, spaces and hyphens do not matter."""
    return spelling(typed) == spelling("".join(fingerprint_words(public)))
