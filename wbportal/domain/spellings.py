"""The ways in which one name can be spelled: without titles, marks, blanks or abbreviations."""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice

from wbportal.domain.numbers import fold_digits

_SHORTEST_WORD = 2
_SHORTEST_JOINED_TITLE = 3
# "นาย พ.ต.อ. ดร. ผอ." has four; more are not a name.
_MOST_FORMS = 5

_MARKS = str.maketrans("", "", "็่้๊๋์")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name or a text, prepared once for many comparisons; titles come off one after the other."""

    names: frozenset[str]  # without blanks, with and without titles
    positions: frozenset[str]  # without blanks, abbreviations as they stand and written out
    bare: str  # without any title, words apart
    words: frozenset[str]  # that tell people apart, without marks
    parts: frozenset[str]  # the names, and the words of them
    sounds: frozenset[str]  # without blanks and marks


def spell(text: str) -> Spelling:
    """Return the spellings of `text`."""
    spelled = spelled_out(text)
    forms = tuple(islice(_forms(spelled), _MOST_FORMS))
    written = (*forms, _expanded(spelled))
    words = {word for form in written for word in form.split()} - _SAYS_NOTHING
    squeezed = frozenset(_squeezed(form) for form in written)
    plain = (word.translate(_MARKS) for word in words)
    return Spelling(
        names=frozenset(_squeezed(form) for form in forms),
        positions=frozenset({_squeezed(spelled), _squeezed(written[-1])}),
        bare=forms[-1],
        words=frozenset(word for word in plain if len(word) >= _SHORTEST_WORD),
        parts=squeezed | words,
        sounds=frozenset(name.translate(_MARKS) for name in squeezed),
    )


def spelled_out(text: str) -> str:
    """Return `text` in small letters and 0 to 9, one blank between words, nothing invisible."""
    folded = fold_digits(unicodedata.normalize("NFKC", text)).casefold()
    return " ".join("".join(_letter(character) for character in folded).split())


def abbreviated(text: str) -> frozenset[str]:
    """Return a position without blanks in every way in which it is shortened."""
    squeezed = _squeezed(spelled_out(text))
    return frozenset(
        squeezed.replace(_squeezed(spelled_out(spoken)), short)
        for short, spoken in _WORDS["abbreviations"].items()
        if _squeezed(spelled_out(spoken)) in squeezed
    )


def _letter(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] in "LMN":
        return character
    return "" if category in {"Cf", "Cs"} else " "


def _forms(spelled: str) -> Iterator[str]:
    """Yield the text as it is, then with one title after the other taken off."""
    yield spelled
    while (title := _TITLE.match(spelled)) and title.end() < len(spelled):
        spelled = spelled[title.end() :]
        yield spelled


def _expanded(spelled: str) -> str:
    for abbreviation, spoken in _ABBREVIATIONS:
        spelled = abbreviation.sub(spoken, spelled)
    return " ".join(spelled.split())


def _squeezed(text: str) -> str:
    return text.replace(" ", "")


def _title(spelled: str) -> str:
    """Return the pattern of a title: a Thai one, if not short, may be written onto the name."""
    may_be_joined = not spelled.isascii() and len(spelled) >= _SHORTEST_JOINED_TITLE
    return re.escape(spelled) + (r"\s*" if may_be_joined else r"\s+")


def _abbreviation(spelled: str) -> re.Pattern[str]:
    """Return the pattern of an abbreviation: alone, or a Thai one before a consonant or vowel."""
    joined = "" if spelled.isascii() else "|[ก-ฮเ-ไ]"
    return re.compile(rf"(?:^|(?<=\s)){re.escape(spelled)}(?=$|\s{joined})")


# Titles, ranks and forms of address; abbreviations of positions; words that tell nobody apart.
_WORDS = json.loads(files("wbportal.domain").joinpath("data/names.json").read_text("utf-8"))
TITLES = tuple(spelled_out(word) for word in _WORDS["titles"])
_TITLE = re.compile(
    "|".join(_title(spelled_out(word)) for word in sorted(_WORDS["titles"], key=len, reverse=True))
)
_ABBREVIATIONS = tuple(
    (_abbreviation(short), spelled_out(spoken) + " ")
    for short, spoken in _WORDS["abbreviations"].items()
)
_SAYS_NOTHING = frozenset(_WORDS["says_nothing"])
