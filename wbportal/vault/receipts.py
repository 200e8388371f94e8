"""Receipt codes: the reporter's only credential.

A code is an integer N below 7776⁷ (90 bits) in seven groups, and a check group. The digits are
the code; words are a way of saying it.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from wbportal.vault.derive import expand
from wbportal.vault.errors import NotACode
from wbportal.vault.groups import CODE_GROUPS, index_of, single, split
from wbportal.vault.hashes import sha256
from wbportal.vault.keys import PrivateKey, PublicKey
from wbportal.vault.passphrases import Cost, stretch
from wbportal.vault.sessions import DraftKey
from wbportal.vault.signatures import SigningKey
from wbportal.vault.words import ENGLISH, LIST_WORDS, UNSAID

# The code has so much entropy that stretching may stay cheap: an anonymous request must not be a
# way to burn the server's processor.
RECEIPT_COST = Cost(19 * 1024, 2)  # about 20 ms; OWASP's minimum for Argon2id

_NUMBER_GROUPS = CODE_GROUPS - 1
_NUMBER_BYTES = 12
# A new generation of salt or cost takes a new label, so the check tells which to stretch.
_CHECK_LABEL = b"wbportal receipt v1"


@dataclass(frozen=True, slots=True)
class SendingKeys:
    """What it takes to send a report under a receipt code; none of it opens what was sent."""

    lookup: bytes = field(repr=False)  # finds the case without revealing the code
    kem: PublicKey = field(repr=False)
    signing: SigningKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReceiptKeys:
    """What a receipt code stands for."""

    lookup: bytes = field(repr=False)  # finds the case without revealing the code
    kem: PrivateKey = field(repr=False)
    signing: SigningKey = field(repr=False)
    proof_blind: bytes = field(repr=False)
    draft: DraftKey = field(repr=False)  # where a report lies that was saved and not sent

    def sending(self) -> SendingKeys:
        """Return what sending takes, and no more."""
        return SendingKeys(self.lookup, self.kem.public(), self.signing)


@dataclass(frozen=True, slots=True)
class ReceiptCode:
    """A random number that one reporter noted and that is kept nowhere."""

    number: int = field(repr=False)

    def __post_init__(self) -> None:
        if not 0 <= self.number < LIST_WORDS**_NUMBER_GROUPS:
            raise ValueError("out of range")

    @classmethod
    def generate(cls) -> Self:
        """Draw a code; one with a group that cannot be said in words is drawn again."""
        while True:
            code = cls(secrets.randbelow(LIST_WORDS**_NUMBER_GROUPS))
            if UNSAID.isdisjoint(code.indexes()):
                return code

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Read what people type: digits, Thai digits, words or a mix, in any case and spacing.

        Costs microseconds. Raises NotACode; `wbportal.vault.slips` says where the slip is.
        """
        indexes = [index_of(group) for group in split(typed)]
        number = number_of(indexes)
        if check_of(number) != indexes[-1]:
            raise NotACode(check_failed=True)
        return cls(number)

    def indexes(self) -> list[int]:
        """Return the eight groups as numbers from 0 to 7775, the check last."""
        indexes, rest = [check_of(self.number)], self.number
        for _ in range(_NUMBER_GROUPS):
            rest, index = divmod(rest, LIST_WORDS)
            indexes.append(index)
        return indexes[::-1]

    def groups(self) -> list[str]:
        """Return the code itself: eight groups of four digits."""
        return [f"{index:04}" for index in self.indexes()]

    def words(self, words: tuple[str, ...] = ENGLISH) -> list[str]:
        """Return the code as it can be said in a language whose list is `words`."""
        return [words[index] for index in self.indexes()]

    def keys(self, salt: bytes, cost: Cost = RECEIPT_COST) -> ReceiptKeys:
        """Stretch the code, once, into everything it unlocks; about 20 ms.

        `salt` is one deployment's, public and fixed: the same code means nothing elsewhere.
        """
        stretched = stretch(self.number.to_bytes(_NUMBER_BYTES, "big"), salt, cost)
        return ReceiptKeys(
            lookup=expand(stretched, b"lookup"),
            kem=PrivateKey(expand(stretched, b"kem-seed")),
            signing=SigningKey(expand(stretched, b"sign-seed")),
            proof_blind=expand(stretched, b"proof-blind"),
            draft=DraftKey.of(expand(stretched, b"draft-seed")),
        )


def group_matches(code: ReceiptCode, index: int, typed: str) -> bool:
    """Say whether `typed`, in digits or as a word, is the group `index` (0 to 7) of `code`."""
    group = single(typed)
    return group is not None and index_of(group) == code.indexes()[index]


def number_of(indexes: Sequence[int]) -> int:
    """Return the number that the groups before the check make."""
    number = 0
    for index in indexes[:_NUMBER_GROUPS]:
        number = number * LIST_WORDS + index
    return number


def check_of(number: int) -> int:
    """Return the check group (0 to 7775) of a number; about a microsecond."""
    digest = sha256(_CHECK_LABEL + number.to_bytes(_NUMBER_BYTES, "big"))
    return int.from_bytes(digest, "big") % LIST_WORDS
