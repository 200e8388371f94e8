"""What has to be said of a case before it is concluded: measures, and money found and recovered.

Where nothing was entered somebody says so on purpose: an empty register may be a forgotten one.
"""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from wbportal.domain.register_fields import Values, amount, text

FOUND, RECOVERED = "found", "recovered"
SORTS = (FOUND, RECOVERED)
"""What is told of money at the end; what was lost is a finding of the inquiry."""


class Stated(StrEnum):
    """What somebody says of a register at the end."""

    LISTED = "listed"  # what it holds is all there is
    NONE = "none"


class Gap(StrEnum):
    """How what was said does not fit what is there."""

    THERE = "there"  # *none*, and the register holds some
    EMPTY = "empty"  # *that is all*, and it holds nothing


def gap(stated: Stated, *, is_there: bool) -> Gap | None:
    """Say how what was said does not fit; None if it does."""
    if is_there:
        return Gap.THERE if stated is Stated.NONE else None
    return Gap.EMPTY if stated is Stated.LISTED else None


def totals(money: Sequence[Values], sort: str) -> tuple[str, ...]:
    """Return what the sums of one sort come to, one line a currency: "1250000 THB"."""
    found: dict[str, Decimal] = {}
    for one in money:
        if text(one, "sort") == sort:
            currency = text(one, "currency")
            found[currency] = found.get(currency, Decimal(0)) + (amount(one, "amount") or 0)
    return tuple(f"{total.normalize():f} {currency}" for currency, total in found.items())
