"""Where the slip of the pen is in something that was typed for a code.

Told from what was typed alone, by anybody who can count and hash: nothing is looked up, and
nothing is put right in silence. A slip is typical if one digit was changed, left out or put in,
if two neighbours changed places, or if the wrong digit of a group was doubled.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from wbportal.vault.errors import NotACode
from wbportal.vault.groups import (
    CODE_GROUPS,
    GROUP_DIGITS,
    apart,
    as_digits,
    can_be,
    index_of,
    single,
    split,
)
from wbportal.vault.receipts import check_of, number_of
from wbportal.vault.words import INDEX, LIST_WORDS, UNSAID, nearest_words, one_slip_from, spelling

CODE_DIGITS = CODE_GROUPS * GROUP_DIGITS
# More groups than this to look at are no help.
_MOST_SUSPECTS = 3
_LAST = CODE_GROUPS - 1
_DIGITS = "0123456789"


class Kind(Enum):
    """What is wrong."""

    NOT_WHOLE = "not whole"  # and nothing more can be said
    DIGITS = "digits"  # `count` of them, not 32; `groups` may be to blame
    GROUPS = "groups"  # `count` of them, not eight
    LENGTH = "length"  # the group has `count` digits, not four
    UNKNOWN_WORD = "unknown word"  # perhaps one of `words` was meant
    IMPOSSIBLE = "impossible"  # the group is never drawn
    CHECK = "check"  # all eight can be, but not together; one of `groups` may be to blame
    SWAPPED = "swapped"  # two neighbouring `groups` may have changed places


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip; groups count from 0."""

    kind: Kind
    groups: tuple[int, ...] = ()
    count: int = 0
    words: tuple[str, ...] = field(default=(), repr=False)


def find(typed: str) -> tuple[Slip, ...]:
    """Say what is wrong with something that ReceiptCode.parse refused; never an empty tuple.

    Costs at most some hundred hashes: 0.5 ms for 32 digits that do not fit, 1.5 ms if one is
    missing. Of codes with one wrong, missing or added digit, 19 in 20 are told by one group
    alone, the others by two or three, one of which it is.
    """
    try:
        groups = split(typed)
    except NotACode as error:
        return (
            _in_count(typed)
            or _in_groups(typed)
            or _in_length(typed)
            or _in_run(typed, error.group)
        )
    return (_in_check(groups),)


def _in_count(typed: str) -> tuple[Slip, ...]:
    """Count the groups, if they were typed apart and each of them can be one.

    Looked at first: a word with a hyphen of its own is no two groups that nobody knows.
    """
    for groups in apart(typed):
        if len(groups) > 1 and all(single(group) is not None for group in groups):
            return (Slip(Kind.GROUPS, count=len(groups)),)
    return ()


def _in_groups(typed: str) -> tuple[Slip, ...]:
    """Look at each of eight groups that were typed apart by itself."""
    for groups in apart(typed):
        if len(groups) == CODE_GROUPS:
            return tuple(
                _in_group(position, group)
                for position, group in enumerate(groups)
                if single(group) is None
            )
    return ()


def _in_group(position: int, group: str) -> Slip:
    digits = as_digits(group)
    if digits is not None and len(digits) != GROUP_DIGITS:
        return Slip(Kind.LENGTH, (position,), len(digits))
    if spelling(group).isalpha():
        return Slip(Kind.UNKNOWN_WORD, (position,), words=nearest_words(group))
    return Slip(Kind.IMPOSSIBLE, (position,))


def _in_length(typed: str) -> tuple[Slip, ...]:
    """Count the digits, if there is nothing else."""
    digits = as_digits(typed)
    if digits is None or len(digits) == CODE_DIGITS:
        return ()
    return (Slip(Kind.DIGITS, _suspects(_in_number(digits)), len(digits)),)


def _in_run(typed: str, stopped_at: int | None) -> tuple[Slip, ...]:
    """Name the groups that cannot be in what was run together, or where reading stopped."""
    digits = as_digits(typed)
    if digits is not None:
        groups = enumerate(_cut(digits))
        return tuple(Slip(Kind.IMPOSSIBLE, (at,)) for at, group in groups if not can_be(group))
    if stopped_at is None:
        return (Slip(Kind.NOT_WHOLE),)
    return (Slip(Kind.IMPOSSIBLE, (stopped_at,)),)


def _in_check(groups: list[str]) -> Slip:
    indexes = [index_of(group) for group in groups]
    hits = set(_mended(groups, indexes))
    if len(hits) == 1 and len(pair := next(iter(hits))) > 1:
        return Slip(Kind.SWAPPED, pair)
    return Slip(Kind.CHECK, _suspects(at for hit in hits for at in hit))


def _suspects(groups: Iterator[int]) -> tuple[int, ...]:
    found = sorted(set(groups))
    return tuple(found) if len(found) <= _MOST_SUSPECTS else ()


def _mended(groups: list[str], indexes: list[int]) -> Iterator[tuple[int, ...]]:
    """Yield each group, or pair of groups, in which one typical slip would explain the check."""
    number, check = number_of(indexes), indexes[_LAST]
    for at, group in enumerate(groups[:_LAST]):
        weight = LIST_WORDS ** (_LAST - 1 - at)
        for other in _mistaken_for(group):
            if check_of(number + (other - indexes[at]) * weight) == check:
                yield (at,)
    if check_of(number) in _mistaken_for(groups[_LAST]):
        yield (_LAST,)
    for at in range(_LAST):
        for one, other in _exchanged(groups[at], groups[at + 1]):
            tried = [*indexes[:at], one, other, *indexes[at + 2 :]]
            if check_of(number_of(tried)) == tried[_LAST]:
                yield (at, at + 1)


def _mistaken_for(group: str) -> set[int]:
    """Return the numbers of the groups that one slip makes into this one."""
    if not group.isdecimal():
        return {INDEX[word] for word in one_slip_from(group) if word in INDEX} - {INDEX[group]}
    near = {int(digits) for digits in _near(group)} - {int(group)}
    return {index for index in near if index < LIST_WORDS} - UNSAID


def _near(group: str) -> Iterator[str]:
    """Yield groups of four digits that are one slip away."""
    for at in range(GROUP_DIGITS):
        before, after = group[:at], group[at + 1 :]
        yield from (before + digit + after for digit in _DIGITS)
        if after:
            yield before + after[0] + group[at] + after[1:]
        # One digit left out, another doubled: 1123 for 1223.
        rest = before + after
        yield from (rest[:twice] + rest[twice - 1 :] for twice in range(1, GROUP_DIGITS))


def _exchanged(one: str, other: str) -> Iterator[tuple[int, int]]:
    """Yield two neighbouring groups in each other's place, and with the digits at their border."""
    if one != other:
        yield index_of(other), index_of(one)
    if one.isdecimal() and other.isdecimal() and one[-1] != other[0]:
        pair = one[:-1] + other[0], one[-1] + other[1:]
        if all(map(can_be, pair)):
            yield int(pair[0]), int(pair[1])


def _in_number(digits: str) -> Iterator[int]:
    """Yield each group in which one digit too few, or too many, would explain it all."""
    if len(digits) == CODE_DIGITS - 1:
        for at in range(CODE_DIGITS):
            if any(_fits(digits[:at] + digit + digits[at:]) for digit in _DIGITS):
                yield at // GROUP_DIGITS
    if len(digits) == CODE_DIGITS + 1:
        for at in range(CODE_DIGITS + 1):
            if _fits(digits[:at] + digits[at + 1 :]):
                yield min(at, CODE_DIGITS - 1) // GROUP_DIGITS


def _fits(digits: str) -> bool:
    groups = _cut(digits)
    if not all(map(can_be, groups)):
        return False
    indexes = [int(group) for group in groups]
    return check_of(number_of(indexes)) == indexes[_LAST]


def _cut(digits: str) -> list[str]:
    return [digits[at : at + GROUP_DIGITS] for at in range(0, CODE_DIGITS, GROUP_DIGITS)]
