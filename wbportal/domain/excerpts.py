"""A few words around the place where a text has what was looked for."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from wbportal.domain.searching import Needle, Query, folded, words

_BEFORE_CHARS, _AFTER_CHARS = 60, 140


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Part of a text; `match` is empty where it can't be shown letter by letter."""

    before: str = field(repr=False)
    match: str = field(repr=False)
    after: str = field(repr=False)


def excerpt(text: str, query: Query) -> Excerpt | None:
    """Return where `text` has some of what is looked for, None if it has nothing of it.

    About 0.1 ms for a text without, 1 ms for one with it.
    """
    joined = folded(text).replace(" ", "")
    for needle in (needle for term in query.terms for needle in term):
        if needle.joined in joined and (found := _find(text, needle)):
            return found
    return None


def beginning(text: str) -> Excerpt:
    """Return how a text begins."""
    return Excerpt("", "", _squeezed(text, 0, len(text), most=_BEFORE_CHARS + _AFTER_CHARS))


def _find(text: str, needle: Needle) -> Excerpt | None:
    joined = _decomposed(needle.joined)
    letters, places = _spread(text)
    if needle.anywhere:
        at = letters.find(joined)
    else:
        found = words(text)
        first = next(_matches(found, needle), None)
        if first is None:
            return None
        before = _decomposed("".join(found[:first]))
        at = len(before) if letters.startswith(before + joined) else -1
    if at < 0:
        return beginning(text)
    start, end = places[at], _past_marks(text, places[at + len(joined) - 1] + 1)
    return Excerpt(
        _squeezed(text, _past_marks(text, max(0, start - _BEFORE_CHARS)), start),
        text[start:end],
        _squeezed(text, end, len(text), most=_AFTER_CHARS),
    )


def _past_marks(text: str, at: int) -> int:
    """Return where the next letter begins: vowels and tones belong to the one before."""
    while at < len(text) and unicodedata.category(text[at])[0] == "M":
        at += 1
    return at


def _matches(found: list[str], needle: Needle) -> Iterator[int]:
    """Yield where the words of a needle stand among those of a text."""
    *whole, last = needle.words
    size = len(needle.words)
    for at in range(len(found) - size + 1):
        here = found[at + size - 1]
        is_last = here.startswith(last) if needle.begins else here == last
        if is_last and found[at : at + size - 1] == whole:
            yield at


def _spread(text: str) -> tuple[str, list[int]]:
    """Return the folded letters of a text, and for each of them where it stands."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in _letters_of(character):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


@lru_cache(maxsize=2048)  # texts of one language have some hundred different ones
def _letters_of(character: str) -> str:
    return _decomposed(folded(character))


def _decomposed(letters: str) -> str:
    return unicodedata.normalize("NFKD", letters)


def _squeezed(text: str, start: int, end: int, *, most: int | None = None) -> str:
    """Return a part in one line, with dots where it was cut off."""
    stop = end if most is None else min(end, start + most)
    part = text[start:stop]
    head = "…" if start > 0 and most is None else ""
    tail = "…" if stop < end else ""
    blank_first, blank_last = part[:1].isspace(), part[-1:].isspace()
    line = " ".join(part.split())
    return head + " " * blank_first + line + " " * (blank_last and bool(line)) + tail
