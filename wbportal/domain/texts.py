"""Text as people type or paste it: made safe to keep, or refused with the reason as a key."""

import re
import unicodedata
from enum import StrEnum


class Problem(StrEnum):
    """What is wrong with something typed: a key that a page turns into a sentence."""

    MISSING = "missing"
    TOO_LONG = "too-long"
    UNREADABLE = "unreadable"  # holds characters that no keyboard types
    NOT_A_CHOICE = "not-a-choice"


class TextRefused(Exception):
    """A text can't be kept as it is; `problem` says why. The text itself is not in the message."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


# Everything a program or a paper copy may use as the end of a line.
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_TYPED_CONTROLS = frozenset("\n\t")


def clean_text(typed: object, max_chars: int) -> str:
    """Return `typed` with plain line ends and without blanks around it; "" if nothing was typed.

    Length is counted in code points, of the cleaned text. Zero-width characters stay: Thai is
    typed with them. Raises TextRefused for anything that is not text: null and other control
    characters, lone surrogates, other types.
    """
    if typed is None:
        return ""
    if not isinstance(typed, str):
        raise TextRefused(Problem.UNREADABLE)
    text = _LINE_END.sub("\n", typed).strip()
    if len(text) > max_chars:
        raise TextRefused(Problem.TOO_LONG)
    if any(_is_unreadable(character) for character in text):
        raise TextRefused(Problem.UNREADABLE)
    return text


def clean_line(typed: object, max_chars: int) -> str:
    """Return `typed` on one line, blanks drawn together. Raises TextRefused as `clean_text`."""
    return " ".join(clean_text(typed, max_chars).split())


def _is_unreadable(character: str) -> bool:
    category = unicodedata.category(character)
    return category == "Cs" or (category == "Cc" and character not in _TYPED_CONTROLS)
