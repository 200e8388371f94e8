"""Dates, numbers and sizes for templates: filters that know the reader's language."""

from datetime import date, datetime

from flask import Flask

from wbportal import i18n
from wbportal.web.current import portal
from wbportal.web.locale import language


def register(app: Flask) -> None:
    """Give templates `|long_date`, `|full_date`, `|short_date`, `|moment`, `|number`, `|size`."""
    for wording in (long_date, full_date, short_date, moment, number, size):
        app.add_template_filter(wording)


def long_date(day: date) -> str:
    """Return "10 พฤศจิกายน 2569" or "10 November 2026"."""
    return i18n.long_date(day, language())


def full_date(day: date) -> str:
    """Return "วันอังคารที่ 10 พฤศจิกายน 2569" or "Tuesday 10 November 2026"."""
    return i18n.full_date(day, language())


def short_date(day: date) -> str:
    """Return "10 พ.ย. 2569" or "10 Nov 2026"."""
    return i18n.short_date(day, language())


def moment(instant: datetime) -> str:
    """Return day and time where the portal stands: for handlers' own acts, never a reporter's."""
    return i18n.moment(instant, language(), portal().timezone)


def number(value: int) -> str:
    """Return "1,347,500"."""
    return i18n.number(value, language())


def size(length_bytes: int) -> str:
    """Return "812 bytes" or "1.4 MB"."""
    return i18n.size(length_bytes, language())
