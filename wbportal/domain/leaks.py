"""What must not leave in a text: where names, positions, numbers and addresses stand in it.

Thai is written without blanks, so a name is looked for inside of whatever surrounds it; titles,
digits of either kind, capitals, blanks, hyphens and accents make no difference, and from five
letters on neither do tone marks, which are easily mistyped. The search is generous: a word too
many costs a glance and a click, a word too few may cost a reporter their safety.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from hashlib import sha256

from wbportal.domain.spellings import abbreviated, spell

BAR = "█████"
"""What stands for something that was taken out, however long it was."""

_SHORTEST = 2  # letters; one points to nobody
_SHORTEST_PART = 3
_SHORTEST_STEM = 4
_TONES_COUNT_BELOW = 5
_KEY_DIGITS = 12
_TONES = frozenset("็่้๊๋์")
_LEADING_VOWELS = frozenset("เแโใไ")
_FOLLOWING = frozenset("ะาำๅๆฯ")
_COUNTRY, _TRUNK = "66", "0"


class Kind(StrEnum):
    """What a term is."""

    NAME = "name"
    POSITION = "position"
    PHONE = "phone"
    EMAIL = "email"
    NUMBER = "number"  # of an identity card, an account
    HANDLE = "handle"  # in a chat
    FILE_NAME = "file-name"
    WORD = "word"  # that whoever exports does not let out


@dataclass(frozen=True, slots=True)
class Term:
    """Something that may point to somebody."""

    kind: Kind
    text: str = field(repr=False)

    @property
    def key(self) -> str:
        """The same for every way in which it is written; says nothing of it."""
        folded = f"{self.kind}:{_folded(self.text, tones=True).letters}"
        return sha256(folded.encode()).hexdigest()[:_KEY_DIGITS]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: in which passage, and from which letter to which."""

    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Leak:
    """A term that stands in what is to leave, and all its places."""

    term: Term
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text in one spelling: its letters and digits, and where each of them stood."""

    letters: str
    at: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Sought:
    """One spelling of a term."""

    term: Term
    letters: str
    tones: bool  # whether they count


def find(terms: Iterable[Term], passages: Sequence[str]) -> tuple[Leak, ...]:
    """Return which terms stand in the passages, and where; none inside of another.

    About 2 ms for a hundred terms and a page of text.
    """
    exact = [_folded(passage, tones=True) for passage in passages]
    loose = [_folded(passage, tones=False) for passage in passages]
    places: dict[str, tuple[Term, list[Place]]] = {}
    taken: list[list[Place]] = [[] for _ in passages]
    for sought in _longest_first(terms):
        for number, passage in enumerate(passages):
            text = exact[number] if sought.tones else loose[number]
            for start, end in _places(sought, text, passage):
                if not any(start < one.end and end > one.start for one in taken[number]):
                    place = Place(number, start, end)
                    taken[number].append(place)
                    places.setdefault(sought.term.key, (sought.term, []))[1].append(place)
    found = [Leak(term, tuple(sorted(each, key=_order))) for term, each in places.values()]
    return tuple(sorted(found, key=lambda leak: (_KINDS[leak.term.kind], _order(leak.places[0]))))


def redact(passage: str, places: Iterable[Place]) -> str:
    """Return a passage with bars in these places; what touches gets one bar."""
    out, at = "", 0
    for place in sorted(places, key=_order):
        between = passage[at : place.start]
        if at == 0 or between.strip():
            out += between + BAR
        at = max(at, place.end)
    return out + passage[at:]


def around(passage: str, place: Place, letters: int = 30) -> tuple[str, str, str]:
    """Return what stands before a place, in it, and after it."""
    before = passage[max(0, place.start - letters) : place.start]
    return before, passage[place.start : place.end], passage[place.end : place.end + letters]


_KINDS = {kind: number for number, kind in enumerate(Kind)}


def _order(place: Place) -> tuple[int, int]:
    return place.passage, place.start


def _longest_first(terms: Iterable[Term]) -> list[_Sought]:
    """Return every spelling once; a longer one takes its place before what stands inside of it."""
    found: dict[tuple[str, bool], _Sought] = {}
    for term in terms:
        for spelling in _spellings(term):
            loose = _folded(spelling, tones=False).letters
            tones = len(loose) < _TONES_COUNT_BELOW
            letters = _folded(spelling, tones=True).letters if tones else loose
            if len(letters) >= _SHORTEST and not _begins_inside(letters):
                found.setdefault((letters, tones), _Sought(term, letters, tones))
    return sorted(found.values(), key=lambda one: len(one.letters), reverse=True)


def _spellings(term: Term) -> Iterator[str]:
    yield term.text
    match term.kind:
        case Kind.NAME:
            bare = spell(term.text).bare
            yield bare
            words = bare.split()
            yield from (one for one in words if len(one) >= _SHORTEST_PART and len(words) > 1)
        case Kind.POSITION:
            yield from spell(term.text).positions
            yield from abbreviated(term.text)
        case Kind.PHONE:
            digits = _folded(term.text, tones=True).letters
            national = _TRUNK + digits.removeprefix(_COUNTRY).removeprefix(_TRUNK)
            if digits.startswith((_COUNTRY, _TRUNK)):
                yield from (national, _COUNTRY + national[1:])
        case Kind.FILE_NAME:
            stem = term.text.rpartition(".")[0]
            if len(stem) >= _SHORTEST_STEM:
                yield stem
        case Kind.EMAIL | Kind.NUMBER | Kind.HANDLE | Kind.WORD:
            return


def _begins_inside(letters: str) -> bool:
    """Say whether no word can begin so: with a mark, or with a vowel that follows."""
    return letters[0] in _FOLLOWING or unicodedata.category(letters[0]) == "Mn"


def _places(sought: _Sought, text: _Folded, passage: str) -> Iterator[tuple[int, int]]:
    at = text.letters.find(sought.letters)
    while at >= 0:
        last = at + len(sought.letters)
        start, end = text.at[at], text.at[last - 1] + 1
        while not sought.tones and end < len(passage) and passage[end] in _TONES:
            end += 1
        if _stands_alone(passage, start, end):
            yield start, end
            at = text.letters.find(sought.letters, last)
        else:
            at = text.letters.find(sought.letters, at + 1)


def _stands_alone(passage: str, start: int, end: int) -> bool:
    """Say whether neither end cuts through a word of Latin letters, a number or a Thai syllable."""
    before, first = passage[start - 1 : start], passage[start]
    last, after = passage[end - 1], passage[end : end + 1]
    if after and unicodedata.category(after) == "Mn":
        return False
    if before in _LEADING_VOWELS and before and first not in _LEADING_VOWELS:
        return False
    return not (_go_together(before, first) or _go_together(last, after))


def _go_together(one: str, other: str) -> bool:
    if not one or not other or _is_thai(one) or _is_thai(other):
        return False
    if other.isdigit() and one.isdigit():
        return True
    return one.isalpha() and other.isalpha()


def _is_thai(letter: str) -> bool:
    return "\u0e00" <= letter <= "\u0e7f" and not letter.isdigit()


def _folded(text: str, *, tones: bool) -> _Folded:
    letters: list[str] = []
    at: list[int] = []
    for place, letter in enumerate(text):
        for one in _letters(letter):
            if tones or one not in _TONES:
                letters.append(one)
                at.append(place)
    return _Folded("".join(letters), at)


@cache
def _letters(letter: str) -> str:
    """Return a character as small letters without accents, or as 0 to 9; nothing for a blank."""
    if letter.isdigit():
        return str(unicodedata.digit(letter))
    spelled = unicodedata.normalize("NFKD", letter).casefold()
    return "".join(one for one in spelled if one.isalnum() or "\u0e00" <= one <= "\u0e7f")
