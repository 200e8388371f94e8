"""How many days an office gives, where nothing but itself says how many: each with its bounds.

None of them is a deadline of a law: those are in the law packs, and no office can change them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from wbportal.domain.numbers import fold_digits

_MOST_DIGITS = 3


class Term(StrEnum):
    """What there are some days for; the code stands in the settings of offices."""

    OBJECTION = "objection"  # to object before a report is passed on
    IDENTITY = "identity"  # to answer before an identity is opened
    REVIEW = "review"  # by when the office answers who asked it to look again


@dataclass(frozen=True, slots=True)
class Days:
    """How many days, if an office has not said, and between what it may choose."""

    usual: int
    least: int
    most: int

    def fit(self, days: int) -> bool:
        """Say whether an office may give so many."""
        return self.least <= days <= self.most


# Our decision. Whoever looks once a week has to have a chance; and a request for an identity ends
# unanswered after `retention.IDENTITY_REQUEST`, so its keepers must be left time after the answer.
TERMS: Mapping[Term, Days] = MappingProxyType(
    {
        Term.OBJECTION: Days(usual=14, least=3, most=60),
        Term.IDENTITY: Days(usual=7, least=2, most=14),
        Term.REVIEW: Days(usual=30, least=7, most=90),
    }
)


def last_day(begun_on: date, days: int) -> date:
    """Return the last day of a term; the day on which it begins is not counted."""
    return begun_on + timedelta(days=days)


def read_days(typed: str, term: Term) -> int | None:
    """Return the number of days that was typed, None if no office may give so many."""
    digits = fold_digits(typed.strip())
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS
    return int(digits) if is_number and TERMS[term].fit(int(digits)) else None
