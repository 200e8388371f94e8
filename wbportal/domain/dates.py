"""Dates as people write them, in Thai and English; nothing is ever refused.

Buddhist Era or Common Era, Thai digits, month names and abbreviations, "about". What can't be
read, and what is not a day of the calendar, stays as it was written. Numbers alone are read day
first, as in Thailand and most of the world. A year of two digits is read only beside a month's
name: 10 พ.ย. 69 is B.E. 2569, 3 Sep 26 is 2026; in 10/11/69 or 10 พ.ย. 26 it would be a guess.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from wbportal.domain.numbers import fold_digits

BUDDHIST_ERA = 543
"""Years by which the Buddhist Era is ahead of the Common Era, since 1941."""

_EARLIEST_YEAR = 1900
_LATEST_YEAR = 2100
_FIRST_BUDDHIST_YEAR = _EARLIEST_YEAR + BUDDHIST_ERA
_CENTURY_CE = 2000
_CENTURY_BE = 2500
_LAST_SHORT_YEAR = 99
_FIRST_SHORT_BUDDHIST_YEAR = 40  # B.E. 2540 is 1997
_DECEMBER = 12
_MOST_CHARS_READ = 1000


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as it was written, and as much of it as could be read, in the Common Era."""

    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    approximate: bool = False

    @property
    def exact(self) -> date | None:
        """The day, if a single one was named without "about"."""
        if self.year is None or self.month is None or self.day is None or self.approximate:
            return None
        return date(self.year, self.month, self.day)

    @property
    def span(self) -> tuple[date, date] | None:
        """The first and last day that the words may mean, "about" apart; None without a year."""
        if self.year is None:
            return None
        first = date(self.year, self.month or 1, self.day or 1)
        last_month = self.month or _DECEMBER
        last_day = self.day or calendar.monthrange(self.year, last_month)[1]
        return first, date(self.year, last_month, last_day)


# Stems, so that both มีนา and มีนาคม are read; the abbreviations with or without their dots.
_THAI_MONTHS = (
    r"มกรา(?:คม)?|ม\.?\s?ค\.?", r"กุมภา(?:พันธ์)?|ก\.?\s?พ\.?", r"มีนา(?:คม)?|มี\.?\s?ค\.?",
    r"เมษา(?:ยน)?|เม\.?\s?ย\.?", r"พฤษภา(?:คม)?|พ\.?\s?ค\.?", r"มิถุนา(?:ยน)?|มิ\.?\s?ย\.?",
    r"กรก[ฎฏ]า(?:คม)?|ก\.?\s?ค\.?", r"สิงหา(?:คม)?|ส\.?\s?ค\.?", r"กันยา(?:ยน)?|ก\.?\s?ย\.?",
    r"ตุลา(?:คม)?|ต\.?\s?ค\.?", r"พฤ[ศษ]จิกา(?:ยน)?|พ\.?\s?ย\.?", r"ธันวา(?:คม)?|ธ\.?\s?ค\.?",
)  # fmt: skip
_ENGLISH_MONTHS = (
    r"jan(?:uary)?", r"feb(?:ruary)?", r"mar(?:ch)?", r"apr(?:il)?", r"may", r"june?", r"july?",
    r"aug(?:ust)?", r"sept?(?:ember)?", r"oct(?:ober)?", r"nov(?:ember)?", r"dec(?:ember)?",
)  # fmt: skip
_THAI = "|".join(_THAI_MONTHS)
_ENGLISH = "|".join(rf"{month}\b\.?" for month in _ENGLISH_MONTHS)
_MONTH_OF = tuple(
    re.compile(rf"(?:{thai}|{english}\b\.?)", re.IGNORECASE)
    for thai, english in zip(_THAI_MONTHS, _ENGLISH_MONTHS, strict=True)
)

_ERA = r"(?P<era>(?<![a-z])(?:พ\.?\s?ศ\.?|ค\.?\s?ศ\.?|b\.?\s?e\.?|c\.?\s?e\.?|a\.?\s?d\.?))"
_ERA_AFTER = r"(?P<era_after>(?:b\.?e\.?|c\.?e\.?|a\.?d\.?)(?![a-z]))"
_YEAR = rf"(?:ปี\s*)?(?:{_ERA}\s*)?(?P<year>\d{{4}}|\d{{2}})(?!\d)(?:\s*{_ERA_AFTER})?"
_ENGLISH_NAME = rf"(?P<month>(?<![a-z])(?:{_ENGLISH}))"
_NAME = rf"(?P<month>{_THAI}|(?<![a-z])(?:{_ENGLISH}))"
_DAY = r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d)"
_UNTIL = r"(?:(?P<from>\d{1,2})(?:st|nd|rd|th)?\s*(?:-|–|ถึง|และ|กับ|to|and|or)\s*(?:วันที่\s*)?)?"

# The fullest first: each finds only what those before it have left.
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<year>\d{4})[-/.](?P<number>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})\s?[-/.]\s?(?P<number>\d{1,2})\s?[-/.]\s?(?P<year>\d{4})(?!\d)",
        rf"{_UNTIL}{_DAY}\s*(?:of\s+)?(?:เดือน\s*)?{_NAME}\s*,?\s*{_YEAR}",
        rf"{_ENGLISH_NAME}\s*{_UNTIL}{_DAY}\s*,?\s+{_YEAR}",
        rf"{_NAME}\s*,?\s*(?:of\s+)?(?:ปี\s*)?(?:{_ERA}\s*)?(?P<year>\d{{4}})(?!\d)",
        rf"(?P<month>{_THAI})\s*(?:ปี\s*)?(?P<year>[4-9]\d)(?!\d)",
        rf"{_UNTIL}{_DAY}\s*(?:of\s+)?(?:เดือน\s*)?{_NAME}",
        rf"{_ENGLISH_NAME}\s*{_UNTIL}{_DAY}",
        rf"{_ERA}\s*(?P<year>\d{{4}})(?!\d)",
        r"(?:ปี|\bin|\bsince|\byear|\bof|\bduring)\s*(?P<year>\d{4})(?!\d)",
        rf"(?<!\d)(?P<year>\d{{4}})\s*{_ERA_AFTER}",
        rf"{_NAME}",
        r"^\W*(?P<year>\d{4})\W*$",
    )
)
_BARE_MONTH = _PATTERNS[-2]
# English words that are months as well, when nothing else says so.
_ALSO_A_WORD = frozenset({"may", "march", "mar"})

_ABOUT = re.compile(
    r"ประมาณ|ราวๆ?|น่าจะ|ช่วง|ต้นเดือน|กลางเดือน|ปลายเดือน|ต้นปี|กลางปี|ปลายปี|สิ้นปี|ก่อน|หลัง|ไม่แน่ใจ|\?"
    r"|\b(?:about|around|circa|roughly|approximately|approx|maybe|perhaps|early|mid|late|before"
    r"|after|or so|some time|sometime|between)\b",
    re.IGNORECASE,
)


def read_date(text: str) -> WrittenDate:
    """Return what `text` says of a date; the text alone where nothing could be read.

    Of several dates only what they have in common is kept, as approximate. Nothing is looked for
    behind the first thousand characters.
    """
    folded = fold_digits(text[:_MOST_CHARS_READ])
    about = _ABOUT.search(folded) is not None
    found = list(_dates_in(_ABOUT.sub(lambda match: " " * len(match[0]), folded)))
    if not found:
        return WrittenDate(text, approximate=about)
    several = len(found) > 1 or found[0].approximate
    return replace(_in_common(found), text=text, approximate=about or several)


def _dates_in(text: str) -> Iterator[WrittenDate]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            written = _read(match, is_whole=match[0].strip() == text.strip())
            if written is not None:
                yield written
                text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]


def _read(match: re.Match[str], *, is_whole: bool) -> WrittenDate | None:
    """Return the date that `match` names, or None if the calendar has no such date."""
    parts = match.groupdict()
    name = parts.get("month") or ""
    if match.re is _BARE_MONTH and name.lower() in _ALSO_A_WORD and not is_whole:
        return None
    month = _month(name) if name else _number(parts.get("number"))
    day = _number(parts.get("day"))
    if not name and month is not None and day is not None and day <= _DECEMBER < month:
        month, day = day, month  # month first, as Americans write it: no other reading is possible
    written = WrittenDate("", _year(parts), month, day)
    if not _is_possible(written, asked_year=parts.get("year")):
        return None
    return replace(written, day=None, approximate=True) if parts.get("from") else written


def _month(name: str) -> int | None:
    for number, pattern in enumerate(_MONTH_OF, 1):
        if pattern.fullmatch(name.strip()):
            return number
    return None


def _number(digits: str | None) -> int | None:
    return None if digits is None else int(digits)


def _year(parts: dict[str, str | None]) -> int | None:
    """Return the year of the Common Era."""
    written = _number(parts.get("year"))
    if written is None:
        return None
    era = (parts.get("era") or parts.get("era_after") or "").lower()
    if written <= _LAST_SHORT_YEAR:
        return _short_year(written, era, is_thai=not (parts.get("month") or "a").isascii())
    is_buddhist = era.startswith(("พ", "b")) or (not era and written >= _FIRST_BUDDHIST_YEAR)
    return written - BUDDHIST_ERA if is_buddhist else written


def _short_year(written: int, era: str, *, is_thai: bool) -> int | None:
    """Return the year of the Common Era for a year of two digits, or None for a guess."""
    if era.startswith(("พ", "b")) or (not era and written >= _FIRST_SHORT_BUDDHIST_YEAR):
        return _CENTURY_BE + written - BUDDHIST_ERA
    return None if is_thai and not era else _CENTURY_CE + written


def _is_possible(written: WrittenDate, asked_year: str | None) -> bool:
    if asked_year is not None and written.year is None:
        return False
    if written.year is not None and not _EARLIEST_YEAR <= written.year <= _LATEST_YEAR:
        return False
    if written.month is None:
        return written.day is None
    if not 1 <= written.month <= _DECEMBER:
        return False
    # 29 February without its year: a leap year has it.
    longest = calendar.monthrange(written.year or _CENTURY_CE, written.month)[1]
    return written.day is None or 1 <= written.day <= longest


def _in_common(found: list[WrittenDate]) -> WrittenDate:
    """Return what all dates share; a date without a year is of the year that another names."""
    years = {written.year for written in found} - {None}
    if len(years) != 1 and len(found) > 1:
        return WrittenDate("")
    year = years.pop() if years else None
    months = {written.month for written in found}
    month = months.pop() if len(months) == 1 else None
    days = {written.day for written in found}
    day = days.pop() if len(days) == 1 and month is not None else None
    return WrittenDate("", year, month, day)
