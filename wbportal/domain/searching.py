"""What somebody looks for, and which texts have it: words of Thai and English, folded alike.

Folding drops what people write differently and mean alike: capitals, accents, digits of other
scripts, invisible characters, blanks in long numbers, the order in which a Thai vowel and its tone
were typed. Tones and vowels themselves stay: they make other words.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from wbportal.domain.segmentation import words_in
from wbportal.domain.spellings import TITLES

MAX_QUERY_CHARS = 200
MOST_TERMS = 16
_SHORTEST_ANYWHERE = 4  # fewer Thai letters stand in too many other words by chance
_THAI_CODEC, _ANY_CODEC = b"t", b"u"  # one byte a letter if all of it is Thai or ASCII
_CODECS = {_THAI_CODEC: "cp874", _ANY_CODEC: "utf-8"}

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_LONG_NUMBER = re.compile(r"(?<!\d)(?:\d+(?:-\d+)+|0\d{1,2}(?: \d{3,4}){2})(?!\d)")
_LEAST_DIGITS = 9  # of a telephone, an account, a citizen: years and days are shorter
_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_VOWEL_LATE = re.compile("([\u0e48-\u0e4b])([\u0e31\u0e34-\u0e3a\u0e47])")
_TWICE = re.compile("([\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])\\1+")
_PIECES = re.compile(r'"([^"]*)"?|(\S+)')
_QUOTES = str.maketrans("“”„«»", '"' * 5)


class Problem(StrEnum):
    """Why nothing can be looked for."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    TOO_MANY = "too-many"


class QueryRefused(Exception):
    """What was typed is nothing to look for; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Needle:
    """Words that stand one after the other."""

    words: tuple[str, ...] = field(repr=False)
    begins: bool = False  # the last word may go on
    anywhere: bool = False  # also where a text was cut into other words

    @property
    def exact(self) -> str:
        return " " + " ".join(self.words) + ("" if self.begins else " ")

    @property
    def joined(self) -> str:
        return "".join(self.words)


Group = tuple[str, ...]
"""The names of one person or organisation, folded and without titles, blanks between words."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a query has in one case."""

    counts: list[int]  # of each term
    groups: list[Group] = field(repr=False)  # of those who go by a name that was looked for


@dataclass(frozen=True, slots=True)
class Query:
    """All of these are looked for; of each, one of its needles is enough."""

    terms: tuple[tuple[Needle, ...], ...] = field(repr=False)

    def with_names(self, groups: Iterable[Group]) -> "Query":
        """Return the query that is content with any name where one of its group was typed.

        A name may be typed as several words. The same query if there is no name in it.
        """
        known = {name: group for group in groups for name in map(_joined, group)}
        terms: list[tuple[Needle, ...]] = []
        left = list(self.terms)
        while left:
            size = next((n for n in range(len(left), 0, -1) if _run(left[:n]) in known), 0)
            group = known[_run(left[:size])] if size else ()
            names = [_needle(tuple(name.split())) for name in sorted(group)]
            terms.append((*names,) if names else left[0])
            left = left[max(size, 1) :]
        return Query(tuple(terms)) if known else self


def folded(text: str) -> str:
    """Return `text` folded: small letters and 0 to 9, one blank where anything else stood."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_DIGITS)
    plain = _LONG_NUMBER.sub(_without_gaps, _THOUSANDS.sub("", plain))
    plain = unicodedata.normalize("NFC", plain.translate(_LETTERS))
    plain = _SARA_AM.sub("\\1\u0e33", plain.replace("\u0e40\u0e40", "\u0e41"))
    return " ".join(_TWICE.sub("\\1", _VOWEL_LATE.sub("\\2\\1", plain)).split())


def words(text: str) -> list[str]:
    """Return the words of a text, folded; about 1 ms for a page."""
    return [word for chunk in folded(text).split() for word in words_in(chunk)]


def indexed(texts: Iterable[str], names: Iterable[Sequence[str]] = ()) -> bytes:
    """Return what a search reads of some texts: their words in order.

    `names` are the names that each person or organisation goes by.
    """
    body = "".join("\n " + " ".join(words(text)) + " " for text in texts) + "\n"
    groups = ["\t".join(_bare(name) for name in group) for group in names if len(group) > 1]
    body += "\0" + "\n".join(groups) if groups else ""
    try:
        return _THAI_CODEC + body.encode(_CODECS[_THAI_CODEC])
    except UnicodeEncodeError:
        return _ANY_CODEC + body.encode()


def read_indexed(body: bytes) -> tuple[list[str], list[str]]:
    """Return what `indexed` made it of: texts as words, and names as words.

    Raises KeyError for what it did not make.
    """
    text, _, names = body[1:].decode(_CODECS[body[:1]]).partition("\0")
    return text.split("\n"), [
        name for line in names.split("\n") for name in line.split("\t") if name
    ]


def read_query(typed: str) -> Query:
    """Read what somebody typed: words, "words in a row", and begin* for what begins so.

    Titles before something else are passed over. Raises QueryRefused.
    """
    if len(typed) > MAX_QUERY_CHARS:
        raise QueryRefused(Problem.TOO_LONG)
    pieces = [_piece(*found) for found in _PIECES.findall(typed.translate(_QUOTES))]
    needles = _without_titles([piece for piece in pieces if piece.words])
    if not needles:
        raise QueryRefused(Problem.EMPTY)
    if len(needles) > MOST_TERMS:
        raise QueryRefused(Problem.TOO_MANY)
    return Query(tuple((needle,) for needle in needles))


class Matcher:
    """Counts what a query looks for in indexed texts; made once for many of them."""

    def __init__(self, query: Query) -> None:
        self._coded = {
            mark: [_coded(term, codec) for term in query.terms] for mark, codec in _CODECS.items()
        }
        terms = query.terms
        self._runs = {
            _run(terms[begin:end]) for end in range(1, len(terms) + 1) for begin in range(end)
        }
        self._needs_joined = any(n.anywhere for term in query.terms for n in term)

    def look(self, body: bytes) -> Seen:
        """Say how often each term stands in what `indexed` made; about 10 µs for a case.

        Raises KeyError for what it did not make.
        """
        mark = body[:1]
        terms = self._coded[mark]
        text, _, names = body[1:].partition(b"\0")
        joined = self._joined(text)
        counts = [
            sum((joined if anywhere else text).count(needle) for needle, anywhere in term)
            for term in terms
        ]
        return Seen(counts, self._groups(names.decode(_CODECS[mark])) if names else [])

    def begins_with_all(self, begun: bytes) -> bool:
        """Say whether all terms stand in the beginning of what `indexed` made; about 2 µs.

        Where they do not, they may stand in the rest. Raises KeyError for what it did not make.
        """
        terms = self._coded[begun[:1]]
        text = begun[1:].partition(b"\0")[0]
        joined = self._joined(text)
        for term in terms:  # written out, because a search does this for thousands of cases
            for needle, anywhere in term:
                if needle in (joined if anywhere else text):
                    break
            else:
                return False
        return True

    def _joined(self, text: bytes) -> bytes:
        return text.translate(None, b" ") if self._needs_joined else b""

    def _groups(self, names: str) -> list[Group]:
        every = [tuple(line.split("\t")) for line in names.split("\n")]
        return [group for group in every if self._runs.intersection(map(_joined, group))]


def _coded(term: Sequence[Needle], codec: str) -> list[tuple[bytes, bool]]:
    """Return what to count of a term; what can't be written in this way does not occur."""
    found = []
    for needle in term:
        try:
            text = needle.joined if needle.anywhere else needle.exact
            found.append((text.encode(codec), needle.anywhere))
        except UnicodeEncodeError:
            continue
    return found


def _run(terms: Sequence[tuple[Needle, ...]]) -> str:
    """Return what was typed in a row, without blanks."""
    return "".join(term[0].joined for term in terms)


def _joined(name: str) -> str:
    return name.replace(" ", "")


def _bare(name: str) -> str:
    """Return a name folded, its words apart, without titles."""
    found = _without_titles([Needle(tuple(words(name)))])
    return " ".join(word for needle in found for word in needle.words)


def _needle(found: tuple[str, ...], *, begins: bool = False, is_exact: bool = False) -> Needle:
    joined = "".join(found)
    is_thai = all("\u0e00" <= letter <= "\u0e7f" for letter in joined)
    return Needle(
        # What begins so may be cut otherwise where it goes on.
        words=(joined,) if begins and is_thai and joined else found,
        begins=begins,
        anywhere=not is_exact and is_thai and len(joined) >= _SHORTEST_ANYWHERE,
    )


def _piece(quoted: str, bare: str) -> Needle:
    found = tuple(words(quoted or bare))
    return _needle(found, begins=bare.endswith("*"), is_exact=bool(quoted))


def _without_titles(needles: Sequence[Needle]) -> list[Needle]:
    """Leave titles out that stand before something else; titles alone are words like others."""
    kept: list[Needle] = []
    for place, needle in enumerate(needles):
        found = needle.words
        while (size := _title_size(found)) and (size < len(found) or place < len(needles) - 1):
            found = found[size:]
        if found:
            whole = "".join(found)
            anywhere = needle.anywhere and len(whole) >= _SHORTEST_ANYWHERE
            kept.append(Needle(found, needle.begins, anywhere))
    return kept


def _title_size(found: tuple[str, ...]) -> int:
    """Return of how many words the title consists that stands first, the longest if several do."""
    titles = _titles()
    sizes = (size for size in range(min(len(found), 5), 0, -1) if found[:size] in titles)
    return next(sizes, 0)


@cache
def _titles() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words(title)) for title in TITLES)


def _without_gaps(found: re.Match[str]) -> str:
    digits = found.group().replace("-", "").replace(" ", "")
    return digits if len(digits) >= _LEAST_DIGITS else found.group()


class _Folding(dict[int, str]):
    """What becomes of each character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if category in {"Cf", "Cs"} or "\u0300" <= character <= "\u036f":
            after = ""  # invisible, or an accent
        elif category[0] in "LMN":
            after = character
        else:
            after = " "
        self[code] = after
        return after


class _Digits(dict[int, str]):
    """0 to 9 for the digits of every script, and all else as it is."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        is_digit = unicodedata.category(character) == "Nd"
        self[code] = after = str(unicodedata.digit(character)) if is_digit else character
        return after


_LETTERS = _Folding()
_DIGITS = _Digits()
