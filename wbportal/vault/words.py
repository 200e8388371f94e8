"""The 7,776 English words in which codes and fingerprints can be said.

The list never changes: what people noted on paper is made of it.
"""

import secrets
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
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

_SAID = tuple(INDEX.values())
_SHORTEST, _LONGEST = min(map(len, INDEX)), max(map(len, INDEX))
_MOST_NEAREST = 3
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_SAME_START = 2  # letters; so that only a hundredth of the list is compared closely
_ALIKE = 0.75  # difflib's ratio


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


def random_words(count: int) -> list[str]:
    """Return words by chance, 12.9 bits each, none of which is said like another."""
    return [ENGLISH[secrets.choice(_SAID)] for _ in range(count)]


def nearest_words(typed: str) -> tuple[str, ...]:
    """Return up to three words of the list that somebody may have meant, the nearest first.

    First those that are one slip away, then those that begin alike. About 0.5 ms.
    """
    wanted = spelling(typed)[: _LONGEST + _SAME_START]
    found = dict.fromkeys(word for word in one_slip_from(wanted) if word in INDEX)
    start = wanted[:_SAME_START]
    alike = [word for word in INDEX if word.startswith(start)]
    found |= dict.fromkeys(get_close_matches(wanted, alike, _MOST_NEAREST, _ALIKE))
    return tuple(ENGLISH[INDEX[word]] for word in found)[:_MOST_NEAREST]


def one_slip_from(word: str) -> Iterator[str]:
    """Yield what `word` becomes if two letters are swapped, or one is left out, changed, added."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    for before, after in cuts:
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
    for before, after in cuts:
        yield before + after[1:]
        for letter in _ALPHABET:
            yield before + letter + after[1:]
            yield before + letter + after
