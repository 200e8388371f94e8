"""Digits and sums of money as people write them in Thai and English; nothing is ever refused."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

# Scale words may follow each other ("5 แสนล้าน"), so they are matched one by one.
_SCALES = {
    "ร้อย": 100,
    "พัน": 1_000,
    "หมื่น": 10_000,
    "แสน": 100_000,
    "ล้าน": 1_000_000,
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "k": 1_000,
    "m": 1_000_000,
}
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_MONEY = re.compile(
    rf"(?P<before>(?:฿|\bthb|\bbaht)\s*)?(?<![\d.,])(?P<number>{_NUMBER})(?![\d,]*\d)\s*"
    rf"(?P<scales>(?:(?:{_SCALE})(?![a-z])\s*)*)(?P<after>บาท|baht\b|thb\b|฿|.-)?",
    re.IGNORECASE,
)
_MOST_CHARS_READ = 1000  # the pattern looks ahead, so that its time grows with the square
_ONE_SCALE = re.compile(_SCALE, re.IGNORECASE)
_ABOUT = re.compile(
    r"ประมาณ|ราว|เกือบ|กว่า|น่าจะ|\b(?:about|around|roughly|approximately|nearly|over|almost)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class WrittenAmount:
    """A sum as it was written, and as baht where it could be read."""

    text: str
    baht: Decimal | None = None
    approximate: bool = False


def fold_digits(text: str) -> str:
    """Return `text` with the decimal digits of every script as 0 to 9: ๑๒ becomes 12."""
    return "".join(_folded(character) for character in text)


def thai_digits(text: str) -> str:
    """Return `text` with 0 to 9 as Thai digits."""
    return text.translate(_THAI)


def read_amount(text: str) -> WrittenAmount:
    """Return the first sum of money named in `text`: "๑,๒๕๐,๐๐๐", "1.25 ล้าน", "20,000 baht".

    A bare number is a sum only if it stands alone. What can't be read, or stands behind the first
    thousand characters, stays as written.
    """
    folded = fold_digits(text[:_MOST_CHARS_READ])
    about = _ABOUT.search(folded) is not None
    for match in _MONEY.finditer(folded):
        if _speaks_of_money(match, folded):
            return WrittenAmount(text, _baht(match), about)
    return WrittenAmount(text, approximate=about)


_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def _folded(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def _speaks_of_money(match: re.Match[str], text: str) -> bool:
    if match["before"] or match["after"] or match["scales"].strip():
        return True
    return _ABOUT.sub("", text).strip() == match["number"]


def _baht(match: re.Match[str]) -> Decimal:
    amount = Decimal(match["number"].replace(",", ""))
    for scale in _ONE_SCALE.findall(match["scales"]):
        amount *= _SCALES[scale.lower()]
    return amount
