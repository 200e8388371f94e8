"""Receipt codes: the reporter's only credential.

A code is an integer N below 7776⁷ (90 bits) in seven groups, and a check group. The digits are
the code; words are a way of saying it.
"""

import secrets
from dataclasses import dataclass, field
from typing import Self

from wbportal.vault.derive import expand
from wbportal.vault.errors import NotACode
from wbportal.vault.hashes import sha256
from wbportal.vault.keys import PrivateKey, PublicKey
from wbportal.vault.passphrases import Cost, stretch
from wbportal.vault.sessions import DraftKey
from wbportal.vault.signatures import SigningKey
from wbportal.vault.words import ENGLISH, INDEX, LIST_WORDS, UNSAID, leading_word, spelling

# The code has so much entropy that stretching may stay cheap: an anonymous request must not be a
# way to burn the server's processor.
RECEIPT_COST = Cost(19 * 1024, 2)  # about 20 ms; OWASP's minimum for Argon2id

CODE_GROUPS = 8
GROUP_DIGITS = 4
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

        Costs microseconds. Raises NotACode, which says where the slip of the pen is.
        """
        try:
            indexes = _indexes(spelling(typed))
        except NotACode as error:
            raise NotACode(_blamed(typed, error.group)) from None
        number = 0
        for index in indexes[:_NUMBER_GROUPS]:
            number = number * LIST_WORDS + index
        if _check(number) != indexes[-1]:
            raise NotACode(check_failed=True)
        return cls(number)

    def indexes(self) -> list[int]:
        """Return the eight groups as numbers from 0 to 7775, the check last."""
        indexes, rest = [_check(self.number)], self.number
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
    written, group = spelling(typed), code.indexes()[index]
    return written in (f"{group:04}", spelling(ENGLISH[group]))


def _check(number: int) -> int:
    digest = sha256(_CHECK_LABEL + number.to_bytes(_NUMBER_BYTES, "big"))
    return int.from_bytes(digest, "big") % LIST_WORDS


def _indexes(written: str) -> list[int]:
    """Split greedily, which is unambiguous: words are free of prefixes, numbers have four digits.

    Raises NotACode.
    """
    indexes: list[int] = []
    while written and len(indexes) < CODE_GROUPS:
        index, length = _leading_group(written, len(indexes))
        indexes.append(index)
        written = written[length:]
    if written or len(indexes) < CODE_GROUPS:
        raise NotACode
    return indexes


def _leading_group(written: str, position: int) -> tuple[int, int]:
    if not written[0].isdecimal():
        word = leading_word(written)
        if word is None:
            raise NotACode(position)
        return INDEX[word], len(word)
    digits = written[:GROUP_DIGITS]
    if len(digits) < GROUP_DIGITS:
        raise NotACode  # a digit is missing somewhere, perhaps not here
    if not digits.isdecimal() or int(digits) >= LIST_WORDS or int(digits) in UNSAID:
        raise NotACode(position)
    return int(digits), GROUP_DIGITS


def _blamed(typed: str, otherwise: int | None) -> int | None:
    """Find the group with the slip: after a missing digit, splitting blames the wrong one.

    If eight groups were typed apart, each is looked at by itself.
    """
    for apart in (typed.split(), typed.replace("-", " ").split()):
        if len(apart) == CODE_GROUPS:
            broken = (index for index, group in enumerate(apart) if not _is_group(group))
            return next(broken, otherwise)
    return otherwise


def _is_group(typed: str) -> bool:
    written = spelling(typed)
    try:
        return bool(written) and _leading_group(written, 0)[1] == len(written)
    except NotACode:
        return False
