"""Dates, numbers and sizes in the words of a language; in Thai with the years of the Buddhist Era.

The language is always given, never guessed: pages, mails and commands call the same functions.
Month names and number formats are Babel's (CLDR); it has no Buddhist calendar, so the 543 years
are ours.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_decimal, format_percent
from babel.support import NullTranslations, Translations
from babel.units import format_unit

from wbportal.domain.dates import BUDDHIST_ERA, WrittenDate

LANGUAGES: Mapping[str, str] = MappingProxyType({"th": "ไทย", "en": "English"})
"""Every language the portal speaks, by its own name."""

DEFAULT_LANGUAGE = "th"

_CATALOGUES = Path(__file__).parent / "translations"

# English as it is written in Thailand: the day before the month.
_LOCALES = {"th": "th", "en": "en_GB"}
_WEEKDAY = {"th": "EEEE'ที่'", "en": "EEEE"}
_NEAR_DAYS = {
    "th": {-1: "เมื่อวานนี้", 0: "วันนี้", 1: "พรุ่งนี้"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}
_ABOUT = {"th": "ประมาณ", "en": "about"}
_AFTER_TIME = {"th": "\u00a0น.", "en": ""}
_MONTH_ALONE = {"th": "'เดือน'MMMM", "en": "MMMM"}
_YEAR_ALONE = {"th": "ปี ", "en": ""}

_STEP = 1000
_SAYS_ENOUGH = 10  # from here on no decimals
# CLDR has no long form of the byte in Thai.
_BYTES: Mapping[str, Literal["short", "long"]] = {"th": "short", "en": "long"}
_SIZES = ("digital-byte", "digital-kilobyte", "digital-megabyte", "digital-gigabyte")
# So long that Babel counts in days and never says "2 months".
_ONLY_DAYS = 10**9


def choose_language(candidates: Iterable[str | None]) -> str:
    """Return the first of `candidates` that the portal speaks, else the default.

    The order: what `?lang` asks for, the signed-in person's, the browser's, the office's. Unknown
    values are passed over, whatever they hold; later candidates are not looked at.
    """
    for code in candidates:
        if code is not None and code in LANGUAGES:
            return code
    return DEFAULT_LANGUAGE


def translations(language: str) -> NullTranslations:
    """Return the catalogue of a language, for words that no request asked for, such as mails."""
    return Translations.load(str(_CATALOGUES), [language])


def long_date(day: date, language: str) -> str:
    """Return "10 พฤศจิกายน 2569" or "10 November 2026"."""
    return f"{format_date(day, 'd MMMM', _LOCALES[language])} {_year(day.year, language)}"


def full_date(day: date, language: str) -> str:
    """Return "วันอังคารที่ 10 พฤศจิกายน 2569" or "Tuesday 10 November 2026"."""
    weekday = format_date(day, _WEEKDAY[language], _LOCALES[language])
    return f"{weekday} {long_date(day, language)}"


def short_date(day: date, language: str) -> str:
    """Return "10 พ.ย. 2569" or "10 Nov 2026"."""
    return f"{format_date(day, 'd MMM', _LOCALES[language])} {_year(day.year, language)}"


def moment(instant: datetime, language: str, zone: tzinfo) -> str:
    """Return "10 พ.ย. 2569 14:05 น." or "10 Nov 2026 14:05", as the clocks in `zone` show it."""
    local = instant.astimezone(zone)
    time = format_time(local, "HH:mm", tzinfo=zone, locale=_LOCALES[language])
    return f"{short_date(local.date(), language)} {time}{_AFTER_TIME[language]}"


def in_days(days: int, language: str) -> str:
    """Return how far a day is from today: "ในอีก 3 วัน", "in 3 days", "tomorrow", "4 days ago"."""
    near = _NEAR_DAYS[language].get(days)
    if near is not None:
        return near
    return format_timedelta(
        timedelta(days=days),
        granularity="day",
        threshold=_ONLY_DAYS,
        add_direction=True,
        locale=_LOCALES[language],
    )


def days_from(today: date, day: date, language: str) -> str:
    """Return how far `day` is from `today`, in the words of `in_days`."""
    return in_days((day - today).days, language)


def written_date(written: WrittenDate, language: str) -> str | None:
    """Return what could be read of a date as it was written, in full; None if nothing could.

    "ประมาณเดือนมีนาคม 2558", "about March 2015", "3 September", "2015".
    """
    parts = []
    if written.month is not None:
        # A leap year, so that 29 February has a name even where no year was written.
        day = date(written.year or 2000, written.month, written.day or 1)
        pattern = _MONTH_ALONE[language] if written.day is None else "d MMMM"
        parts.append(format_date(day, pattern, _LOCALES[language]))
    if written.year is not None:
        parts.append(_year(written.year, language))
    if not parts:
        return None
    if written.month is None:
        parts[0] = _YEAR_ALONE[language] + parts[0]
    return _about(written, language) + " ".join(parts)


def _about(written: WrittenDate, language: str) -> str:
    """Return "about " if the date is approximate; Thai sets a number apart, and no word."""
    if not written.approximate:
        return ""
    return _ABOUT[language] + ("" if language == "th" and written.day is None else " ")


def number(value: int, language: str) -> str:
    """Return "1,347,500"."""
    return format_decimal(value, locale=_LOCALES[language])


def percent(share: float, language: str) -> str:
    """Return "26%" for 0.26."""
    return format_percent(share, locale=_LOCALES[language])


def size(length_bytes: int, language: str) -> str:
    """Return "812 bytes", "1.4 MB" or "500 MB": in steps of 1,000, as phones and disks count."""
    amount, unit = float(length_bytes), 0
    while round(amount, 1) >= _STEP and unit < len(_SIZES) - 1:
        amount, unit = amount / _STEP, unit + 1
    rounded = round(amount) if amount >= _SAYS_ENOUGH else round(amount, 1)
    length = "short" if unit else _BYTES[language]
    return format_unit(rounded, _SIZES[unit], length, locale=_LOCALES[language])


def _year(year: int, language: str) -> str:
    return str(year + BUDDHIST_ERA if language == "th" else year)
