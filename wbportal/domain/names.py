"""Whether somebody named in free text works here: names, nicknames and positions compared.

A match can be certain or only possible; the comparison is generous with *possible*, because a name
overlooked gives a report to the person it is about, and a name too many costs a person a glance.
Nobody is told to be on a list: who compares are the office's first readers.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from importlib.resources import files

from wbportal.domain.numbers import fold_digits

_MARKS = str.maketrans("", "", "็่้๊๋์")
_ITEMS = re.compile(r"[\n,;•·]+|(?:^|(?<=\s))(?:\d{1,2}[.)]|[-*])\s")
_AND = re.compile(r"\s(?:และ|กับ|หรือ|and|or|&)\s")

_SHORTEST_WORD = 2
_SHORTEST_JOINED_TITLE = 3
_SHORTEST_PART = 3
_SHORTEST_POSITION_PART = 4
_SHORTEST_MISSPELT = 4
_SHORTEST_FULL_NAME = 6
_ALIKE = 0.8


class Field(StrEnum):
    """Where a person's name is compared."""

    NAME = "name"
    ALIAS = "alias"
    POSITION = "position"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who could be meant, as the office's roster knows them."""

    key: str
    name: str
    position: str = ""
    aliases: tuple[str, ...] = ()  # nicknames, former names, romanisations


@dataclass(frozen=True, slots=True)
class Mention:
    """One person named in free text, and whom of the people here it means or may mean."""

    text: str
    certain: frozenset[str] = frozenset()  # keys
    possible: frozenset[str] = frozenset()

    @property
    def is_resolved(self) -> bool:
        """Whether it is clear who is meant, so that nobody has to look."""
        return bool(self.certain) and not self.possible

    @property
    def may_mean(self) -> frozenset[str]:
        """Everybody who must not get a key while it is unclear who is meant."""
        return self.certain | self.possible


def mentions(written: str, people: Iterable[Person]) -> tuple[Mention, ...]:
    """Return everybody named in `written`, each compared with all `people`.

    Names stand on lines of their own or between commas, or are joined by "and". Costs about
    0.2 ms for each person and name.
    """
    everybody = [(person.key, tuple(_fields(person))) for person in people]
    return tuple(
        mention
        for item in _ITEMS.split(written)
        if _spelled_out(item)
        for mention in _in_item(item.strip(), everybody)
    )


_Known = Sequence[tuple[str, tuple[tuple[Field, str], ...]]]


def _in_item(item: str, everybody: _Known) -> Iterator[Mention]:
    """Yield the item as one mention if that is certain, else each part of it joined by "and"."""
    whole = _mention(item, everybody)
    parts = [part.strip() for part in _AND.split(item) if _spelled_out(part)]
    if whole.is_resolved or len(parts) <= 1:
        yield whole
    else:
        yield from (_mention(part, everybody) for part in parts)


def _mention(text: str, everybody: _Known) -> Mention:
    spelled = _spelled_out(text)
    forms = tuple(_forms(spelled))
    certain = frozenset(
        key for key, fields in everybody if any(_is_named(forms, *field) for field in fields)
    )
    possible = frozenset(
        key for key, fields in everybody if any(_is_alike(forms, *field) for field in fields)
    )
    return Mention(text, certain, possible - certain)


def _fields(person: Person) -> Iterator[tuple[Field, str]]:
    yield Field.NAME, _spelled_out(person.name)
    for alias in person.aliases:
        yield Field.ALIAS, _spelled_out(alias)
    if person.position.strip():
        yield Field.POSITION, _spelled_out(person.position)


def _is_named(forms: Sequence[str], field: Field, known: str) -> bool:
    """Return whether the text is this name, in any form, or holds this full name."""
    if field is Field.POSITION:
        return bool({_squeezed(forms[0]), _squeezed(_expanded(forms[0]))} & _positions(known))
    names = {_squeezed(form) for form in _forms(known)} - {""}
    typed = {_squeezed(form) for form in forms}
    if names & typed:
        return True
    shortest = min(_forms(known), key=len)
    full_name = _squeezed(shortest)
    is_full = " " in shortest and len(full_name) >= _SHORTEST_FULL_NAME
    return is_full and any(full_name in text for text in typed)


def _is_alike(forms: Sequence[str], field: Field, known: str) -> bool:
    """Return whether the text may mean this name: by a part of it, or misspelt."""
    shortest = _SHORTEST_POSITION_PART if field is Field.POSITION else _SHORTEST_PART
    for form in (*forms, _expanded(forms[0])):
        for name in {*_forms(known), _expanded(known)}:
            if _shares_a_word(form, name) or _holds(form, name, shortest) or _misspelt(form, name):
                return True
    return False


def _shares_a_word(one: str, other: str) -> bool:
    ours, theirs = _telling(one), _telling(other)
    return any(word == known or _slipped(word, known) for word in ours for known in theirs)


def _telling(text: str) -> set[str]:
    """Return the words of `text` that tell people apart, without marks."""
    words = {word.translate(_MARKS) for word in text.split() if word not in _SAYS_NOTHING}
    return {word for word in words if len(word) >= _SHORTEST_WORD}


def _holds(one: str, other: str, shortest: int) -> bool:
    """Return whether a name, or a word of it, stands inside the other text."""
    ours, theirs = _squeezed(one), _squeezed(other)
    inside = [theirs, *(word for word in other.split() if word not in _SAYS_NOTHING)]
    return any(len(part) >= shortest and part in ours for part in inside) or (
        len(ours) >= shortest and ours in theirs
    )


def _misspelt(one: str, other: str) -> bool:
    ours = _squeezed(one).translate(_MARKS)
    theirs = _squeezed(other).translate(_MARKS)
    if min(len(ours), len(theirs)) < _SHORTEST_MISSPELT:
        return False
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _slipped(one: str, other: str) -> bool:
    """Return whether two words differ by one letter: another one, or one too many."""
    if min(len(one), len(other)) < _SHORTEST_MISSPELT or abs(len(one) - len(other)) > 1:
        return False
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if same is None:
        return True
    rest, others = one[same:], other[same:]
    return rest[1:] == others[1:] or rest[1:] == others or rest == others[1:]


def _forms(spelled: str) -> Iterator[str]:
    """Yield the text as it is, then with one title after the other taken off."""
    yield spelled
    while (title := _TITLE.match(spelled)) and title.end() < len(spelled):
        spelled = spelled[title.end() :]
        yield spelled


def _positions(known: str) -> set[str]:
    return {_squeezed(known), _squeezed(_expanded(known))}


def _expanded(spelled: str) -> str:
    for abbreviation, spoken in _ABBREVIATIONS:
        spelled = abbreviation.sub(spoken, spelled)
    return " ".join(spelled.split())


def _squeezed(text: str) -> str:
    return text.replace(" ", "")


def _spelled_out(text: str) -> str:
    """Return `text` in small letters and 0 to 9, one blank between words, nothing invisible."""
    folded = fold_digits(unicodedata.normalize("NFKC", text)).casefold()
    return " ".join("".join(_letter(character) for character in folded).split())


def _letter(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] in "LMN":
        return character
    return "" if category in {"Cf", "Cs"} else " "


def _title(spelled: str) -> str:
    """Return the pattern of a title: a Thai one, if not short, may be written onto the name."""
    may_be_joined = not spelled.isascii() and len(spelled) >= _SHORTEST_JOINED_TITLE
    return re.escape(spelled) + (r"\s*" if may_be_joined else r"\s+")


def _abbreviation(spelled: str) -> re.Pattern[str]:
    """Return the pattern of an abbreviation: alone, or a Thai one before a consonant or vowel."""
    joined = "" if spelled.isascii() else "|[ก-ฮเ-ไ]"
    return re.compile(rf"(?:^|(?<=\s)){re.escape(spelled)}(?=\s|${joined})")


# Titles, ranks and forms of address; abbreviations of positions; words that tell nobody apart.
_WORDS = json.loads(files("wbportal.domain").joinpath("data/names.json").read_text("utf-8"))
_TITLE = re.compile(
    "|".join(_title(_spelled_out(word)) for word in sorted(_WORDS["titles"], key=len, reverse=True))
)
_ABBREVIATIONS = tuple(
    (_abbreviation(short), _spelled_out(spoken) + " ")
    for short, spoken in _WORDS["abbreviations"].items()
)
_SAYS_NOTHING = frozenset(_WORDS["says_nothing"])
