"""Sums of money in words, on every audience's pages."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal import i18n
from wbportal.web.locale import language

CURRENCIES: Mapping[str, LazyString] = MappingProxyType(
    {
        "THB": lazy_gettext("Thai baht"),
        "USD": lazy_gettext("US dollar"),
        "EUR": lazy_gettext("Euro"),
        "JPY": lazy_gettext("Japanese yen"),
        "CNY": lazy_gettext("Chinese yuan"),
        "GBP": lazy_gettext("British pound"),
        "SGD": lazy_gettext("Singapore dollar"),
    }
)


def sum_in_words(kept: str) -> str:
    """Say a sum that is kept as "1250000 THB"."""
    amount, _, currency = kept.partition(" ")
    return f"{i18n.amount(amount, language())} {CURRENCIES[currency]}"
