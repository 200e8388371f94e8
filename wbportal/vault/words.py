"""The 7,776 English words in which codes and fingerprints can be said.

The list never changes: what people noted on paper is made of it.
"""

import unicodedata
from pathlib import Path

ENGLISH = tuple(Path(__file__).with_name("words.txt").read_text("ascii").split())
LIST_WORDS = 7776  # 6⁵: five dice


def spelling(word: str) -> str:
    """Return the letters and digits of what was typed: no case, spaces, hyphens; digits in ASCII.

    Thai and other decimal digits count as what they mean.
    """
    folded = unicodedata.normalize("NFKC", word).casefold()
    kept = (character for character in folded if character.isalnum())
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in kept
    )


INDEX = {spelling(word): index for index, word in enumerate(ENGLISH)}
"""Each spelling's number. It is free of prefixes: no spelling starts another."""

UNSAID = frozenset(range(LIST_WORDS)) - frozenset(INDEX.values())
"""Numbers whose word reads like another one's without its hyphen (yo-yo, yoyo): never drawn."""

_SHORTEST, _LONGEST = min(map(len, INDEX)), max(map(len, INDEX))


def leading_word(text: str) -> str | None:
    """Return the spelling from the list that `text` starts with."""
    starts = (text[:length] for length in range(_SHORTEST, _LONGEST + 1))
    return next((start for start in starts if start in INDEX), None)


def saying(digest: bytes, count: int) -> list[str]:
    """Return the last `count` digits of a number in base 7,776 as words, to be compared aloud."""
    number = int.from_bytes(digest, "big")
    words = []
    for _ in range(count):
        number, index = divmod(number, LIST_WORDS)
        words.append(ENGLISH[index])
    return words[::-1]
