"""What people type for a code, read group by group.

Nothing is guessed that could mean another group: a letter counts as a digit only beside digits,
and a word of the list always counts as that word.
"""

import re
import unicodedata
from collections.abc import Iterator

from wbportal.vault.errors import NotACode
from wbportal.vault.words import INDEX, LIST_WORDS, UNSAID, leading_word, spelling

CODE_GROUPS = 8
GROUP_DIGITS = 4

# Letters that are written, or read, like one digit; g and q could be two.
_LOOKALIKES = str.maketrans("olisbz", "011582")
# What a keyboard left in Thai (TIS 820-2538, no shift) gives for 1 to 9, 0 and the hyphen.
_THAI_KEYS = "ๅ/-ภถุึคตจข"
_UNDONE = str.maketrans(_THAI_KEYS, "1234567890 ")
# "My code is …": nobody writes more before it than this.
_MOST_BEFORE_CHARS = 40
_LABEL = re.compile(rf"[^:=：＝\d]{{1,{_MOST_BEFORE_CHARS}}}[:=：＝](?=.)", re.DOTALL)


def split(typed: str) -> list[str]:
    """Split what was typed into eight groups, as they are spelled: "0042" or a word.

    The split is greedy and unambiguous: words are free of prefixes, numbers have four digits.
    Raises NotACode, which names the group that cannot be, if one is to blame.
    """
    written = spelling(_plain(typed))
    try:
        return _split(written)
    except NotACode as error:
        refused = NotACode(error.group)
    try:
        return _split(_after_words(written))
    except NotACode:
        raise refused from None


def single(typed: str) -> str | None:
    """Read one group by itself; None if it cannot be one."""
    written = spelling(_plain(typed))
    try:
        group, length = _leading(written, 0)
    except NotACode:
        return None
    return group if length == len(written) else None


def index_of(group: str) -> int:
    """Return the number (0 to 7775) of a group as it is spelled."""
    return int(group) if group.isdecimal() else INDEX[group]


def can_be(digits: str) -> bool:
    """Say whether four digits are a group that is ever drawn."""
    return int(digits) < LIST_WORDS and int(digits) not in UNSAID


def as_digits(typed: str) -> str | None:
    """Return what was typed if it is digits, and letters that look like digits beside them."""
    written = spelling(_plain(typed))
    read = written.translate(_LOOKALIKES)
    alone = not any(map(str.isdecimal, written)) and len(set(written)) != 1
    return read if read.isdecimal() and not alone else None


def apart(typed: str) -> Iterator[list[str]]:
    """Yield two ways in which groups may have been typed apart: by space, and by any sign."""
    folded = unicodedata.normalize("NFKC", _plain(typed))
    signs = "".join(map(_sign, folded))
    yield signs.replace("-", "").split()
    yield signs.replace("-", " ").split()


def _sign(character: str) -> str:
    if character.isalnum() or character.isspace():
        return character
    # What has no width stands in no gap.
    return "" if unicodedata.category(character) in {"Cf", "Mn"} else "-"


def _plain(typed: str) -> str:
    """Undo a keyboard left in Thai, and leave out "My code:"."""
    pressed = set("".join(typed.split()))
    if pressed <= set(_THAI_KEYS) and not pressed <= set("/-"):
        return typed.translate(_UNDONE)
    label = _LABEL.match(typed)
    return typed if label is None or _are_words(spelling(label[0])) else typed[label.end() :]


def _after_words(written: str) -> str:
    """Return what follows words that are none of the list: "my code is 0123…"."""
    before = written[:_MOST_BEFORE_CHARS]
    start = next((at for at, letter in enumerate(before) if letter.isdecimal()), 0)
    if start == 0 or _are_words(written[:start]):
        raise NotACode
    return written[start:]


def _are_words(written: str) -> bool:
    while written:
        word = leading_word(written)
        if word is None:
            return False
        written = written[len(word) :]
    return True


def _split(written: str) -> list[str]:
    groups: list[str] = []
    while written and len(groups) < CODE_GROUPS:
        group, length = _leading(written, len(groups))
        groups.append(group)
        written = written[length:]
    if written or len(groups) < CODE_GROUPS:
        raise NotACode
    return groups


def _leading(written: str, position: int) -> tuple[str, int]:
    """Return the group that `written` starts with, and its length there."""
    word = leading_word(written)
    if word is not None:
        return word, len(word)
    digits = as_digits(written[:GROUP_DIGITS])
    if digits is None:
        raise NotACode(position if written else None)
    if len(digits) < GROUP_DIGITS:
        raise NotACode  # a digit is missing somewhere, perhaps not here
    if not can_be(digits):
        raise NotACode(position)
    return digits, GROUP_DIGITS
