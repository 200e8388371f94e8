"""Dates, numbers and sizes in the words of a language; in Thai with the years of the Buddhist Era.

The language is always given, never guessed: pages, mails and commands call the same functions.
Month names and number formats are Babel's (CLDR); it has no Buddhist calendar, so the 543 years
are ours.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_decimal, format_percent
from babel.support import NullTranslations, Translations
from babel.units import format_unit

from wbportal.domain import dates
from wbportal.domain.dates import BUDDHIST_ERA, WrittenDate

DEFAULT_LANGUAGE = "th"

_CATALOGUES = Path(__file__).parent / "translations"
_SOURCE = "en"  # what the code says; it has no catalogue


@dataclass(frozen=True, slots=True)
class _Manner:
    """What CLDR does not know of how people of a language write."""

    locale: str
    weekday: str = "EEEE"
    after_time: str = ""
    month_alone: str = "MMMM"
    year_alone: str = ""
    years_more: int = 0
    words_stand_apart: bool = True
    bytes: Literal["short", "long"] = "short"  # many languages have no long one


# A language that is not here is written as CLDR has it.
_MANNERS = MappingProxyType(
    {
        # English as it is written in Thailand: the day before the month.
        "en": _Manner("en_GB", bytes="long"),
        "th": _Manner(
            "th",
            weekday="EEEE'ที่'",
            after_time="\u00a0น.",
            month_alone="'เดือน'MMMM",
            year_alone="ปี ",
            years_more=BUDDHIST_ERA,
            words_stand_apart=False,
        ),
    }
)

_STEP = 1000
_SAYS_ENOUGH = 10  # from here on no decimals
_SIZES = ("digital-byte", "digital-kilobyte", "digital-megabyte", "digital-gigabyte")
# So long that Babel counts in days and never says "2 months".
_ONLY_DAYS = 10**9


@lru_cache
def translations(language: str) -> NullTranslations:
    """Return the catalogue of a language; what it leaves out is said in English."""
    return Translations.load(str(_CATALOGUES), [language])


@lru_cache
def languages(*, development: bool = False) -> Mapping[str, str]:
    """Return every language the portal speaks, by its own name.

    They are the folders of translations. One whose catalogue does not say when it was reviewed is
    still being made, and is offered in development only.
    """
    folders = sorted(path.parent.parent.name for path in _CATALOGUES.glob("*/*/messages.mo"))
    offered = [code for code in folders if development or is_reviewed(code)]
    first = [code for code in (DEFAULT_LANGUAGE, _SOURCE) if code in {*offered, _SOURCE}]
    return MappingProxyType({code: _own_name(code) for code in dict.fromkeys(first + offered)})


def is_reviewed(language: str) -> bool:
    """Say whether somebody who speaks the language has read its catalogue from end to end."""
    catalogue = translations(language)
    # Translated by the day of the review, such as 2026-11-28.
    day = catalogue.pgettext("about this catalogue", "not reviewed")
    return language == _SOURCE or day != "not reviewed"


def text_direction(language: str) -> str:
    """Return "ltr" or "rtl"."""
    return Locale.parse(language).text_direction


def choose_language(candidates: Iterable[str | None], offered: Collection[str]) -> str:
    """Return the first of `candidates` that is offered, else the default.

    The order: what `?lang` asks for, the signed-in person's, the browser's, the office's. Unknown
    values are passed over, whatever they hold; later candidates are not looked at.
    """
    for code in candidates:
        if code is not None and code in offered:
            return code
    return DEFAULT_LANGUAGE


def long_date(day: date, language: str) -> str:
    """Return "10 พฤศจิกายน 2569" or "10 November 2026"."""
    return f"{_formatted(day, 'd MMMM', language)} {_year(day.year, language)}"


def full_date(day: date, language: str) -> str:
    """Return "วันอังคารที่ 10 พฤศจิกายน 2569" or "Tuesday 10 November 2026"."""
    weekday = _formatted(day, _manner(language).weekday, language)
    return f"{weekday} {long_date(day, language)}"


def short_date(day: date, language: str) -> str:
    """Return "10 พ.ย. 2569" or "10 Nov 2026"."""
    return f"{_formatted(day, 'd MMM', language)} {_year(day.year, language)}"


def moment(instant: datetime, language: str, zone: tzinfo) -> str:
    """Return "10 พ.ย. 2569 14:05 น." or "10 Nov 2026 14:05", as the clocks in `zone` show it."""
    local, manner = instant.astimezone(zone), _manner(language)
    time = format_time(local, "HH:mm", tzinfo=zone, locale=manner.locale)
    return f"{short_date(local.date(), language)} {time}{manner.after_time}"


def in_days(days: int, language: str) -> str:
    """Return how far a day is from today: "ในอีก 3 วัน", "in 3 days", "tomorrow", "4 days ago"."""
    catalogue = translations(language)
    if days == 0:
        return catalogue.gettext("today")
    if days in {-1, 1}:
        return catalogue.gettext("tomorrow") if days > 0 else catalogue.gettext("yesterday")
    return format_timedelta(
        timedelta(days=days),
        granularity="day",
        threshold=_ONLY_DAYS,
        add_direction=True,
        locale=_manner(language).locale,
    )


def days_from(today: date, day: date, language: str) -> str:
    """Return how far `day` is from `today`, in the words of `in_days`."""
    return in_days((day - today).days, language)


def read_date(text: str, language: str) -> WrittenDate:
    """Return what `text` says of a date, in Thai, in English or with a language's own months."""
    if language in _MANNERS:
        return dates.read_date(text)
    known = _dates_words(language)
    pattern = "|".join(rf"\b{re.escape(word)}\b" for word in known)
    english = re.sub(
        pattern, lambda found: known.get(found[0].casefold(), found[0]), text, flags=re.IGNORECASE
    )
    return replace(dates.read_date(english), text=text)


@lru_cache
def _dates_words(language: str) -> Mapping[str, str]:
    """Return the English for what dates of a language are written with, the longest first."""
    english = Locale.parse(_SOURCE).months["format"]["wide"]
    known = {translations(language).gettext("about").casefold(): "about"}
    for width in ("wide", "abbreviated"):
        months = Locale.parse(language).months["format"][width]
        known |= {name.casefold().rstrip("."): english[month] for month, name in months.items()}
    return {word: known[word] for word in sorted(known, key=len, reverse=True)}


def written_date(written: WrittenDate, language: str) -> str | None:
    """Return what could be read of a date as it was written, in full; None if nothing could.

    "ประมาณเดือนมีนาคม 2558", "about March 2015", "3 September", "2015".
    """
    parts, manner = [], _manner(language)
    if written.month is not None:
        # A leap year, so that 29 February has a name even where no year was written.
        day = date(written.year or 2000, written.month, written.day or 1)
        pattern = manner.month_alone if written.day is None else "d MMMM"
        parts.append(_formatted(day, pattern, language))
    if written.year is not None:
        parts.append(_year(written.year, language))
    if not parts:
        return None
    if written.month is None:
        parts[0] = manner.year_alone + parts[0]
    return _about(written, language) + " ".join(parts)


def _about(written: WrittenDate, language: str) -> str:
    """Return "about " if the date is approximate; Thai sets a number apart, and no word."""
    if not written.approximate:
        return ""
    apart = _manner(language).words_stand_apart or written.day is not None
    return translations(language).gettext("about") + (" " if apart else "")


def number(value: int, language: str) -> str:
    """Return "1,347,500"."""
    return format_decimal(value, locale=_manner(language).locale)


def amount(value: str, language: str) -> str:
    """Return "1,250,000" or "1,250,000.50" for a sum kept as a decimal number."""
    exact = Decimal(value)
    pattern = "#,##0" if exact == exact.to_integral_value() else "#,##0.00##"
    return format_decimal(exact, pattern, locale=_manner(language).locale)


def percent(share: float, language: str) -> str:
    """Return "26%" for 0.26."""
    return format_percent(share, locale=_manner(language).locale)


def size(length_bytes: int, language: str) -> str:
    """Return "812 bytes", "1.4 MB" or "500 MB": in steps of 1,000, as phones and disks count."""
    amount, unit = float(length_bytes), 0
    while round(amount, 1) >= _STEP and unit < len(_SIZES) - 1:
        amount, unit = amount / _STEP, unit + 1
    rounded = round(amount) if amount >= _SAYS_ENOUGH else round(amount, 1)
    manner = _manner(language)
    length = "short" if unit else manner.bytes
    return format_unit(rounded, _SIZES[unit], length, locale=manner.locale)


def _own_name(language: str) -> str:
    """Return what the speakers of a language call it: the catalogue's word for "English"."""
    name = translations(language).pgettext("the name of this language", "English")
    known = language == _SOURCE or name != "English"
    return str(name if known else Locale.parse(language).get_display_name())


def _manner(language: str) -> _Manner:
    return _MANNERS.get(language) or _Manner(language)


# The messages of a case fall on the same few days, and to write a day takes 50 µs.
@lru_cache(maxsize=1024)
def _formatted(day: date, pattern: str, language: str) -> str:
    return str(format_date(day, pattern, _manner(language).locale))


def _year(year: int, language: str) -> str:
    return str(year + _manner(language).years_more)
