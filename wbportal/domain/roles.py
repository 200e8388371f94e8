"""What someone may be in an office or to a case, and which of these may meet in one person."""

from collections.abc import Iterable
from enum import StrEnum
from itertools import combinations


class Role(StrEnum):
    """What someone is to an office or to a case."""

    REPORTER = "reporter"  # holds the receipt code; has no account
    ADMINISTRATOR = "administrator"  # accounts and settings, never content
    LEAD = "lead"  # vetted; triages, assigns, closes
    HANDLER = "handler"  # vetted; works the cases that were assigned
    CUSTODIAN = "custodian"  # vetted; holds a share of the reporters' identities
    AUDITOR = "auditor"  # reads the trail, never content


STAFF = frozenset(Role) - {Role.REPORTER}
"""The roles that a roster can give."""

CONTENT = frozenset({Role.LEAD, Role.HANDLER, Role.CUSTODIAN})
"""The roles that are given keys."""

# Who keeps the accounts, or checks the trail, never holds keys; nor is anybody their own auditor.
_NEVER = frozenset(
    {frozenset({Role.ADMINISTRATOR, role}) for role in (*CONTENT, Role.AUDITOR)}
    | {frozenset({Role.AUDITOR, role}) for role in CONTENT}
)

# Who asks for an identity and who opens it are two people; nobody works the case of their report.
_NOT_IN_ONE_CASE = _NEVER | frozenset(
    {frozenset({Role.HANDLER, Role.CUSTODIAN})}
    | {frozenset({Role.REPORTER, role}) for role in STAFF}
)

Pair = tuple[Role, Role]


def conflicts(roles: Iterable[Role]) -> tuple[Pair, ...]:
    """Return the pairs among `roles` that may never meet in one person of one office.

    Lead may meet handler or custodian, so that an office of four can work: opening an identity
    takes a second person all the same.
    """
    return _pairs(roles, _NEVER)


def conflicts_in_case(roles: Iterable[Role]) -> tuple[Pair, ...]:
    """Return the pairs among `roles` that may not meet in one person for one and the same case."""
    return _pairs(roles, _NOT_IN_ONE_CASE)


def _pairs(roles: Iterable[Role], forbidden: frozenset[frozenset[Role]]) -> tuple[Pair, ...]:
    in_order = sorted(set(roles), key=list(Role).index)
    return tuple(pair for pair in combinations(in_order, 2) if frozenset(pair) in forbidden)
