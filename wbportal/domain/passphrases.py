"""Whether a passphrase is good enough: length and a blocklist, no rules of composition.

Source: NIST SP 800-63B-4 §3.1.1.2 (at least 15 characters; no composition rules; a blocklist with
context-specific words). Each code point counts as one character, in the composed form that people
type: a Thai vowel or tone mark is a key of its own, and ำ is one although NFKC makes it two.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from importlib.resources import files

from wbportal.domain.numbers import fold_digits

MIN_CHARS = 15
MAX_CHARS = 1000

# What must be left when everything that a guesser tries first is taken away.
_MIN_UNGUESSED_CHARS = 8
_MIN_DISTINCT_CHARS = 5
_SHORTEST_CONTEXT_WORD = 3
_GOOD_CHARS = 20
_STRONG_CHARS = 28

_COMMON = frozenset(
    files("wbportal.domain").joinpath("data/common_words.txt").read_text("utf-8").split()
)
_RUNS = (
    "ol2eas6tb9",  # 0 to 9, as `_folded` spells them
    "l2eas6tb9o",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "lqaz2wsxeedcarfvstgb6yhntujmbik9ol",  # down the columns: 1qaz2wsx3edc…
    "qazwsxedcrfvtgbyhnujmikolp",
    "กขคฆงจฉชซฌญ",
)
_SHORTEST_RUN = 4
_SPOKEN_AS = str.maketrans("0134578@$!", "oleastbasi")

# The same keys on a Thai keyboard (Kedmanee, TIS 820) and on a Latin one, unshifted and shifted:
# who types one language while the other is on types the same word.
_LATIN_KEYS = "1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_THAI_KEYS = "ๅ/-ภถุึคตจขชๆไำพะัีรนยบลฟหกดเ้่าสวงผปแอิืทมใฝ"
_LATIN_SHIFTED = "QWERTYUIOPASDFGHJKLZXCVBNM@#$%&*()_"
_THAI_SHIFTED = '๐"ฎฑธํ๊ณฯญฤฆฏโฌ็๋ษศ()ฉฮฺ์?๑๒๓๔฿๕๖๗๘'
_IN_LATIN = str.maketrans(_THAI_KEYS + _THAI_SHIFTED, _LATIN_KEYS + _LATIN_SHIFTED)
_IN_THAI = str.maketrans(_LATIN_KEYS + _LATIN_SHIFTED, _THAI_KEYS + _THAI_SHIFTED)

# How each consonant is written in Latin letters, by the Royal Institute and by people.
_ROMANISED = {
    **dict.fromkeys("ก", "k|g"),
    **dict.fromkeys("ขคฆ", "kh?|g|q"),
    "ง": "ng",
    "จ": "ch?|j|t",
    **dict.fromkeys("ฉชฌ", "ch|sh|t"),
    **dict.fromkeys("ซศษส", "s|t|z"),
    "ญ": "y|n|",
    **dict.fromkeys("ดฎ", "d|t"),
    **dict.fromkeys("ตฏ", "t|d"),
    **dict.fromkeys("ถฐทธฑฒ", "th?|d"),
    **dict.fromkeys("นณ", "n"),
    **dict.fromkeys("บป", "b|p"),
    **dict.fromkeys("พผภ", "ph?|b"),
    **dict.fromkeys("ฟฝ", "f|ph"),
    "ม": "m",
    "ย": "y|",
    **dict.fromkeys("รลฬ", "r|l|n"),
    "ว": "w|v|",
    **dict.fromkeys("หฮ", "h|"),
    "อ": "",
}
_SILENCED = re.compile(".[ิุ]?์")
_FEWEST_CONSONANTS = 3
_REPEATED = re.compile(r"(.+?)\1+")


class PassphraseProblem(StrEnum):
    """Why a passphrase is refused: a key that a page turns into a sentence."""

    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    UNREADABLE = "unreadable"
    COMMON = "common"  # made of what everybody uses
    REPEATED = "repeated"  # little more than one piece, said again
    ABOUT_YOU = "about-you"  # made of the username, the name or the office


class Strength(StrEnum):
    """How strong an accepted passphrase is, in a word."""

    FAIR = "fair"
    GOOD = "good"
    STRONG = "strong"


def canonical_passphrase(typed: str) -> str:
    """Return the one form of what was typed, whatever keyboard typed it (NFKC, as NIST says)."""
    return unicodedata.normalize("NFKC", typed)


def passphrase_problem(typed: str, context: Iterable[str]) -> PassphraseProblem | None:
    """Return why the passphrase is refused, or None if it is good enough.

    `context` holds what a guesser knows: username, name, e-mail, names of the office.
    """
    text = canonical_passphrase(typed)
    composed = unicodedata.normalize("NFC", typed)
    if len(composed) < MIN_CHARS:
        return PassphraseProblem.TOO_SHORT
    if max(len(composed), len(text)) > MAX_CHARS:
        return PassphraseProblem.TOO_LONG
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in text):
        return PassphraseProblem.UNREADABLE
    known = tuple(context)
    typings = (composed, composed.translate(_IN_LATIN), composed.translate(_IN_THAI))
    problems = (_guessable(_folded(typing), known) for typing in typings)
    return next((problem for problem in problems if problem is not None), None)


def strength(typed: str) -> Strength:
    """Return how strong a passphrase is that has no problem."""
    unguessed = len(_without(_folded(canonical_passphrase(typed)), _COMMON))
    if unguessed >= _STRONG_CHARS:
        return Strength.STRONG
    return Strength.GOOD if unguessed >= _GOOD_CHARS else Strength.FAIR


def _guessable(text: str, context: Iterable[str]) -> PassphraseProblem | None:
    repeated = _REPEATED.fullmatch(text)
    once = text if repeated is None else repeated[1]
    if len(once) < _MIN_UNGUESSED_CHARS or len(set(once)) < _MIN_DISTINCT_CHARS:
        return PassphraseProblem.REPEATED
    rest, words = _without(once, _COMMON), _words(context)
    if len(rest) < _MIN_UNGUESSED_CHARS:
        return PassphraseProblem.COMMON
    rest = _without_romanised(_without(rest, words), words)
    if len(rest) < _MIN_UNGUESSED_CHARS:
        return PassphraseProblem.ABOUT_YOU
    return None


def _folded(text: str) -> str:
    """Return the letters of `text` as a guesser reads them: no case, no blanks, l33t undone."""
    spoken = fold_digits(canonical_passphrase(text)).casefold().translate(_SPOKEN_AS)
    return "".join(letter for letter in spoken if unicodedata.category(letter)[0] in "LMN")


def _without(text: str, words: Iterable[str]) -> str:
    """Return `text` less every known word and run, the longest first."""
    for word in sorted((_folded(word) for word in words), key=len, reverse=True):
        text = text.replace(word, "")
    for run in (*_RUNS, *(run[::-1] for run in _RUNS)):
        text = _without_run(text, run)
    return text


def _without_run(text: str, run: str) -> str:
    for length in range(len(run), _SHORTEST_RUN - 1, -1):
        for start in range(len(run) - length + 1):
            text = text.replace(run[start : start + length], "")
    return text


def _without_romanised(text: str, words: Iterable[str]) -> str:
    """Return `text` less every Thai word, however it is written in Latin letters."""
    for word in sorted(words, key=len, reverse=True):
        heard = [_ROMANISED[one] for one in _SILENCED.sub("", word) if one in _ROMANISED]
        if len(heard) >= _FEWEST_CONSONANTS:
            text = re.sub(
                "[aeiouwy]*+".join(f"(?:{one})" for one in heard) + "[aeiouwy]*+", "", text
            )
    return text


def _words(context: Iterable[str]) -> set[str]:
    """Return the words of what is known, and each of it as a whole."""
    wholes = set(context)
    parts = {word for whole in wholes for word in re.split(r"[\s.@_\-]+", whole)}
    return {word for word in wholes | parts if len(_folded(word)) >= _SHORTEST_CONTEXT_WORD}
