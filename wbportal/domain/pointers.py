"""What in a text may point to somebody: read from how names, numbers and addresses are written."""

import json
import re
from collections.abc import Iterable, Iterator
from importlib.resources import files

from wbportal.domain.areas import AREAS
from wbportal.domain.leaks import Kind, Term
from wbportal.domain.numbers import fold_digits

_WORDS: dict[str, list[str]] = json.loads(
    files("wbportal.domain").joinpath("data/leaks.json").read_text("utf-8")
)
_THAI = "ก-ฺเ-๎"
_LONG_NAME = 8  # letters of one Thai name; a longer run goes on with other words
_LONGEST_NAME = 24
_SHORTEST_NAME = 2
_LONGEST_SURNAME = 18
_FEWEST_WORDS = 2  # of an English name without a title


def terms_in(text: str) -> tuple[Term, ...]:
    """Return what in a text may point to somebody, each once."""
    found: dict[str, Term] = {}
    for term in (*_numbers(text), *_positions(text), *_thai_names(text), *_english_names(text)):
        found.setdefault(term.key, term)
    return tuple(found.values())


def terms_in_all(texts: Iterable[str]) -> tuple[Term, ...]:
    """Return the terms of several texts, each once."""
    return tuple({term.key: term for text in texts for term in terms_in(text)}.values())


def named(said: str) -> Term:
    """Return the term of an answer to *who*: people name positions as well as names."""
    is_position = any(pattern.match(said) for pattern in _POSITIONS)
    return Term(Kind.POSITION if is_position else Kind.NAME, said)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(one) for one in sorted(words, key=len, reverse=True))


_NUMBERS = (
    (Kind.EMAIL, re.compile(r"(?P<it>[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")),
    (
        Kind.PHONE,
        re.compile(
            r"(?<!\d)(?P<it>(?:\+\d{1,3}[\s.-]?(?:\(0\)[\s.-]?)?|0)\d(?:[\s().-]{0,2}\d){7,10})(?!\d)"
        ),
    ),
    (Kind.NUMBER, re.compile(r"(?<!\d)(?P<it>\d(?:[ -]?\d){9,15})(?!\d)")),
    (Kind.HANDLE, re.compile(r"(?<![\w.])(?P<it>@[A-Za-z0-9._-]{3,})")),
    (
        Kind.HANDLE,
        re.compile(
            r"(?:ไลน์|\bline)\s*(?:(?:id|ไอดี)\s*[:=]?|[:=])\s*(?P<it>[A-Za-z0-9._-]{4,})",
            re.IGNORECASE,
        ),
    ),
)
_POSITIONS = (
    re.compile(rf"(?P<it>(?:{_any(_WORDS['positions_th'])})\s?(?P<rest>[{_THAI}]{{0,40}}))"),
    re.compile(
        rf"\b(?P<it>(?:{_any(_WORDS['positions_en'])})"
        r"(?P<rest>(?:\s+of\s+(?:the\s+)?[a-z]+(?:\s+(?:department|division|office|bureau))?)?))\b",
        re.IGNORECASE,
    ),
)
_THAI_NAME = re.compile(
    rf"(?:{_any(_WORDS['titles_th'])})\s?(?P<first>[{_THAI}]+)(?:[ \u00a0](?P<last>[{_THAI}]+))?"
)
_TITLED = re.compile(
    rf"\b(?:{_any(_WORDS['titles_en'])})\.?\s+(?P<it>[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+){{0,2}})"
)
_CAPITALS = re.compile(r"\b(?P<it>[A-Z][a-z’'-]+(?:\s+(?:[A-Z]\.|[A-Z][a-z’'-]+)){1,3})")
_NO_NAMES_EN = frozenset(_WORDS["no_names_en"])
_STOPS = tuple(_WORDS["stops_th"])
_NO_NAMES = tuple(_WORDS["no_names_th"])
_PLACES = frozenset(area.name("en").casefold() for area in AREAS.values())


def _numbers(text: str) -> Iterator[Term]:
    folded = fold_digits(text)
    taken: list[tuple[int, int]] = []
    for kind, pattern in _NUMBERS:
        for match in pattern.finditer(folded):
            start, end = match.span("it")
            if not any(start < last and end > first for first, last in taken):
                taken.append((start, end))
                yield Term(kind, text[start:end].strip(" .-"))


def _positions(text: str) -> Iterator[Term]:
    for pattern in _POSITIONS:
        for match in pattern.finditer(text):
            rest = _until_stop(match["rest"], 0)
            whole = match["it"]
            yield Term(Kind.POSITION, whole[: len(whole) - len(match["rest"]) + len(rest)].strip())


def _thai_names(text: str) -> Iterator[Term]:
    at = 0
    while (match := _THAI_NAME.search(text, at)) is not None:
        first, last = match["first"], match["last"] or ""
        at = match.start("first")  # what is no name may hold one further on
        if first.startswith((*_NO_NAMES, *_STOPS)):
            continue
        for name in _first_names(first):
            at = max(at, match.start("first") + len(name))
            whole = name == first and last and not last.startswith(_STOPS)
            surname = _until_stop(last) if len(last) > _LONG_NAME else last
            if whole and len(surname) <= _LONGEST_SURNAME:
                yield Term(Kind.NAME, f"{name} {surname}")
            elif len(name) >= _SHORTEST_NAME:
                yield Term(Kind.NAME, name)


def _first_names(run: str) -> Iterator[str]:
    """Yield what may be the name at the beginning of a run of Thai without blanks."""
    cut = _until_stop(run)[:_LONGEST_NAME]
    if cut == run or len(run) > _LONG_NAME:
        yield cut
        return
    # "บุญมี" holds a word with which a sentence could go on, and is a name all the same.
    yield from (run, cut)


def _until_stop(run: str, shortest: int = _SHORTEST_NAME) -> str:
    """Return a run of Thai up to a word with which the sentence goes on."""
    ends = [at for stop in _STOPS if (at := run.find(stop, shortest)) >= 0]
    return run[: min(ends, default=len(run))]


def _english_names(text: str) -> Iterator[Term]:
    for match in _TITLED.finditer(text):
        yield Term(Kind.NAME, match["it"])
    for match in _CAPITALS.finditer(text):
        words = match["it"].split()
        while words and words[0] in _NO_NAMES_EN:
            words.pop(0)
        while words and words[-1] in _NO_NAMES_EN:
            words.pop()
        if len(words) >= _FEWEST_WORDS and " ".join(words).casefold() not in _PLACES:
            yield Term(Kind.NAME, " ".join(words))
