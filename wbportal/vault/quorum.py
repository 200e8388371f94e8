"""Keys that need several people: shares of an identity key, and shares on paper.

An identity share is a point of a line over GF(2⁸), byte by byte (Shamir, "How to Share a Secret",
1979): any two give the key, one says nothing. Shares on paper are SLIP-39.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from uuid import UUID

from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics, rs1024
from shamir_mnemonic.constants import CUSTOMIZATION_STRING_EXTENDABLE, RADIX
from shamir_mnemonic.wordlist import WORD_INDEX_MAP

from wbportal.vault.derive import KEY_BYTES
from wbportal.vault.encoding import join, u32
from wbportal.vault.errors import ShareRefused
from wbportal.vault.hashes import sha256
from wbportal.vault.keys import PrivateKey, PublicKey, WrappedKey

IDENTITY_THRESHOLD = 2
SHARE_BYTES = 1 + KEY_BYTES  # which point, and its value
_PAPER_WORDS = 33  # of a share of 32 bytes
_PAPER_LABEL = b"wbportal paper share v1"
_LETTERS_THAT_COUNT = 4  # no two words of SLIP-39 begin with the same four
_MOST_NEAREST = 3
_FIELD_POLYNOMIAL = 0x11B  # x⁸ + x⁴ + x³ + x + 1, as in AES (FIPS 197 §4.2)
_FIELD_ORDER = 255
_MOST_SHARES = 255


@dataclass(frozen=True, slots=True)
class SharePlace:
    """Whom a share of which key is wrapped for; `request_id` if it is for one opening only."""

    compartment_id: UUID
    epoch: int
    holder_id: UUID
    request_id: UUID | None = None

    def to_bytes(self) -> bytes:
        """Return the context a wrapped share is bound to."""
        request = b"" if self.request_id is None else self.request_id.bytes
        place = (self.compartment_id.bytes, u32(self.epoch), self.holder_id.bytes)
        return join(b"share", *place, request)


@dataclass(frozen=True, slots=True)
class PaperShare:
    """One share on paper, read by itself."""

    number: int  # from 1, as on its slip
    threshold: int  # how many of its set give the seed
    words: str = field(repr=False)  # whole and in small letters

    def commitment(self) -> bytes:
        """Return what may be published, and tells this share from any other.

        A share is 256 random bits, so its hash gives nothing away, not even beside all but one
        of the shares that are needed.
        """
        return sha256(join(_PAPER_LABEL, self.words.encode()))


def split_key(key: bytes, count: int) -> list[bytes]:
    """Split a 32-byte key into `count` (2 to 255) shares, any two of which give it back.

    Each is 33 bytes; about 30 µs a share.
    """
    if len(key) != KEY_BYTES or not IDENTITY_THRESHOLD <= count <= _MOST_SHARES:
        raise ValueError("nothing to split, or too few shares")
    slope = secrets.token_bytes(KEY_BYTES)
    return [bytes([x]) + _point(key, slope, x) for x in range(1, count + 1)]


def join_shares(shares: Sequence[bytes]) -> bytes:
    """Put two or more shares together. The result still has to fit a statement's commitment.

    Raises ShareRefused if there are too few or if one does not lie on the line of the first two.
    """
    points: dict[int, bytes] = {}
    for number, share in enumerate(shares):
        if len(share) != SHARE_BYTES or share[0] == 0 or share[0] in points:
            raise ShareRefused("not a share, or the same one twice", share=number)
        points[share[0]] = share[1:]
    if len(points) < IDENTITY_THRESHOLD:
        raise ShareRefused("more shares are needed")
    (x1, y1), (x2, y2), *others = points.items()
    slope = bytes(_divide(a ^ b, x1 ^ x2) for a, b in zip(y1, y2, strict=True))
    key = _point(y1, slope, x1)
    for number, (x, y) in enumerate(others, start=IDENTITY_THRESHOLD):
        if _point(key, slope, x) != y:
            raise ShareRefused("a share of another key", share=number)
    return key


def wrap_share(share: bytes, to: PublicKey, place: SharePlace) -> WrappedKey:
    """Wrap a share for one holder: 1,170 bytes."""
    return to.wrap(share, place.to_bytes())


def unwrap_share(private: PrivateKey, wrapped: WrappedKey, place: SharePlace) -> bytes:
    """Open a share wrapped for this place. Raises WrongKey."""
    return private.unwrap(wrapped, place.to_bytes())


def decoy_share(compartment_id: UUID, epoch: int, holder_id: UUID) -> WrappedKey:
    """Make a share that nobody can open, of the length of a real one."""
    place = SharePlace(compartment_id, epoch, holder_id)
    return wrap_share(secrets.token_bytes(SHARE_BYTES), PrivateKey.generate().public(), place)


def paper_shares(seed: bytes, threshold: int, count: int) -> list[str]:
    """Write a 32-byte seed as `count` lines of 33 words, any `threshold` of which give it back.

    SLIP-39, one group, no passphrase; takes about 20 ms. Raises ValueError if SLIP-39 has no such
    quorum (more than 16 shares, or several of which one suffices).
    """
    return generate_mnemonics(1, [(threshold, count)], seed)[0]


def from_paper(lines: Sequence[str]) -> bytes:
    """Read a seed back from lines of paper shares; more than enough of them is fine.

    Words count by their first four letters, in any case. About 20 ms, and 2 s to find a mistaken
    word. Raises ShareRefused, which names the share and the word.
    """
    read = [_read_share(line, number) for number, line in enumerate(lines)]
    shares: dict[int, Share] = {}
    for number, share in enumerate(read):
        if share.group_parameters() != read[0].group_parameters():
            raise ShareRefused("a share of another secret", share=number)
        shares.setdefault(share.index, share)
    enough = list(shares.values())[: read[0].member_threshold] if read else []
    if not read or len(enough) < read[0].member_threshold:
        raise ShareRefused("more shares are needed")
    try:
        return combine_mnemonics([share.mnemonic() for share in enough])
    except MnemonicError:
        raise ShareRefused("the shares do not fit together") from None


def read_paper(line: str) -> PaperShare:
    """Read one share by itself; up to 2 s to find a mistaken word. Raises ShareRefused."""
    share = _read_share(line, 0)
    return PaperShare(share.index + 1, share.member_threshold, share.mnemonic())


def slips_between(words: str, typed: str) -> tuple[int, ...]:
    """Return the positions, from 0, at which what was typed is not what stands on the paper.

    Words count by their first four letters, in any case. One that is missing moves all others.
    """
    there, here = words.split(), typed.casefold().split()
    longest = max(len(there), len(here))
    pairs = [(_start(there, at), _start(here, at)) for at in range(longest)]
    return tuple(at for at, (one, other) in enumerate(pairs) if one != other)


def nearest_share_words(typed: str) -> tuple[str, ...]:
    """Return up to three words of SLIP-39 that somebody may have meant, the nearest first.

    Nothing for a word that is one of them.
    """
    wanted = typed.casefold()
    if wanted[:_LETTERS_THAT_COUNT] in _BY_FOUR_LETTERS:
        return ()
    return tuple(get_close_matches(wanted, WORD_INDEX_MAP, _MOST_NEAREST))


def _start(words: Sequence[str], at: int) -> str:
    return words[at][:_LETTERS_THAT_COUNT] if at < len(words) else ""


def _point(key: bytes, slope: bytes, x: int) -> bytes:
    return bytes(k ^ _multiply(a, x) for k, a in zip(key, slope, strict=True))


def _multiply(a: int, b: int) -> int:
    return _POWERS[(_LOGARITHMS[a] + _LOGARITHMS[b]) % _FIELD_ORDER] if a and b else 0


def _divide(a: int, b: int) -> int:
    return _POWERS[(_LOGARITHMS[a] - _LOGARITHMS[b]) % _FIELD_ORDER] if a else 0


def _powers_of_three() -> list[int]:
    # 3 (the polynomial x + 1) generates the field's multiplicative group.
    powers, power = [], 1
    for _ in range(_FIELD_ORDER):
        powers.append(power)
        power ^= power << 1
        if power > _FIELD_ORDER:
            power ^= _FIELD_POLYNOMIAL
    return powers


_POWERS = _powers_of_three()
_LOGARITHMS = {power: logarithm for logarithm, power in enumerate(_POWERS)}
_BY_FOUR_LETTERS = {word[:_LETTERS_THAT_COUNT]: index for word, index in WORD_INDEX_MAP.items()}


def _read_share(line: str, number: int) -> Share:
    typed = line.casefold().split()
    indexes = [_BY_FOUR_LETTERS.get(word[:_LETTERS_THAT_COUNT]) for word in typed]
    for position, index in enumerate(indexes):
        if index is None:
            raise ShareRefused("no such word", share=number, word=position)
    words = [_WORDS[index] for index in indexes if index is not None]
    try:
        return Share.from_mnemonic(" ".join(words))
    except MnemonicError:
        # The library's message quotes the share.
        wrong = _mistaken_word([WORD_INDEX_MAP[word] for word in words])
        raise ShareRefused("a mistaken share", share=number, word=wrong) from None


_WORDS = {index: word for word, index in WORD_INDEX_MAP.items()}


def _mistaken_word(indexes: list[int]) -> int | None:
    """Find the one word with another in whose place the checksum would hold.

    There is at most one such place: the code's distance is 4 (SLIP-39, RS1024).
    """
    if len(indexes) != _PAPER_WORDS:
        return None
    for position in range(_PAPER_WORDS):
        for other in range(RADIX):
            tried = [*indexes[:position], other, *indexes[position + 1 :]]
            if rs1024.verify_checksum(tried, CUSTOMIZATION_STRING_EXTENDABLE):
                return position
    return None
