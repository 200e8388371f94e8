"""Vetting: for how long it is given, when its end is warned of, which training is asked about."""

from datetime import date, timedelta
from enum import StrEnum

WARN_DAYS = (7, 30, 60)
"""Within so many days of its end a vetting is warned of, ever more plainly. Ours."""

USUAL = timedelta(days=365)
"""How long a vetting is proposed for, unless somebody says otherwise."""

LONGEST = timedelta(days=2 * 366)
"""Leads vet for two years at most: who is asked seldom is hardly asked. Ours."""

PROPOSAL_LASTS = timedelta(days=14)
"""A proposal that no second lead signs by then is void, so that no old one comes back. Ours."""


class Training(StrEnum):
    """What somebody who works with reports has learnt."""

    CONFIDENTIALITY = "confidentiality"
    PORTAL = "portal"
    CONFLICTS = "conflicts"
    DETRIMENT = "detriment"


def stage(valid_until: date, today: date) -> int | None:
    """Return within how many days a vetting runs out, as one of WARN_DAYS.

    None while there is more time, and once it has run out.
    """
    left = (valid_until - today).days
    return next((days for days in WARN_DAYS if 0 <= left <= days), None)
