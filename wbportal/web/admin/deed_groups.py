"""Deeds of the audit trail, in the groups by which an auditor looks for them."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.domain.rules import RULES, Action
from wbportal.web.admin.deeds import DEEDS


class Group(StrEnum):
    """What a deed has to do with."""

    REPORTERS = "reporters"
    READING = "reading"
    CASES = "cases"
    SIGNING_IN = "signing-in"
    PEOPLE = "people"
    KEYS = "keys"
    TRAIL = "trail"
    OTHER = "other"


GROUPS: Mapping[Group, LazyString] = MappingProxyType(
    {
        Group.REPORTERS: lazy_gettext("What reporters did"),
        Group.READING: lazy_gettext("Cases opened, files taken"),
        Group.CASES: lazy_gettext("Work on cases"),
        Group.SIGNING_IN: lazy_gettext("Signing in, and being refused"),
        Group.PEOPLE: lazy_gettext("People and their accounts"),
        Group.KEYS: lazy_gettext("Rosters and keys"),
        Group.TRAIL: lazy_gettext("The trail itself"),
        Group.OTHER: lazy_gettext("Anything else"),
    }
)

FAILURES = ("failed-sign-in", "wrong-code", "denied", "damage-met")
"""Deeds that did not come to what was wanted."""

_READING = (Action.READ, Action.DOWNLOAD)
_LISTED: Mapping[Group, tuple[str, ...]] = MappingProxyType(
    {
        Group.REPORTERS: ("report", "follow-up", "change-code"),
        Group.READING: (*(action.value for action in _READING), "searched"),
        Group.CASES: (
            *(rule.action.value for rule in RULES if rule.action not in _READING),
            *("lapse", "remind", "missed", "damage-met"),
        ),
        Group.SIGNING_IN: (
            *("sign-in", "sign-out", "failed-sign-in", "wrong-code", "denied"),
            *("end-session", "end-sessions"),
        ),
        Group.PEOPLE: (
            *("invite", "join", "suspend", "unsuspend", "digest-address"),
            *("change-passphrase", "enrol-second-factor", "reset-second-factor"),
        ),
        Group.KEYS: (
            *("found-office", "admit", "retire", "rotate-keys", "keys-rotated", "renew-keys"),
            *("rotate-recovery", "renew-recovery", "recovery-rotated"),
            *("rotate-pepper", "rotate-database-key"),
        ),
        Group.TRAIL: (
            *("audit-read", "audit-export", "reads-opened", "reads-key", "reads-shared"),
            *("count-reports", "digest"),
        ),
    }
)


def deeds_of(group: Group | None, *, only_failures: bool) -> tuple[str, ...] | None:
    """Return the deeds of a group, or of them those that failed; None if every deed is meant."""
    if group is None:
        return FAILURES if only_failures else None
    of_group = _LISTED[group] if group in _LISTED else _unlisted()
    deeds = tuple(dict.fromkeys(of_group))
    return tuple(deed for deed in deeds if deed in FAILURES) if only_failures else deeds


def _unlisted() -> tuple[str, ...]:
    """Return the deeds that no group names, so that a new one is found from the start."""
    listed = {deed for deeds in _LISTED.values() for deed in deeds}
    return tuple(deed for deed in map(str, DEEDS) if deed not in listed)
