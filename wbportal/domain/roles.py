"""What someone may be in an office or to a case, and which of these may meet in one person."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations


class Role(StrEnum):
    """What someone is to an office or to a case."""

    REPORTER = "reporter"  # holds the receipt code; has no account
    ADMINISTRATOR = "administrator"  # accounts and settings, never content
    INTAKE = "intake"  # vetted; reads a report first, numbers it, passes it on, and loses it
    LEAD = "lead"  # vetted; triages, assigns, closes
    HANDLER = "handler"  # vetted; works the cases that were assigned
    CUSTODIAN = "custodian"  # vetted; holds a share of the reporters' identities
    PROTECTION = "protection"  # vetted; follows detriment, risk and measures, not the inquiry
    BOARD = "board"  # vetted; reads a case for one meeting, and resolves
    AUDITOR = "auditor"  # reads the trail, never content


STAFF = frozenset(Role) - {Role.REPORTER}
"""The roles that a roster can give."""

CONTENT = frozenset(
    {Role.INTAKE, Role.LEAD, Role.HANDLER, Role.CUSTODIAN, Role.PROTECTION, Role.BOARD}
)
"""The roles that are given keys."""


class Meeting(StrEnum):
    """Whether two roles may meet in one person."""

    FINE = "fine"
    NOT_IN_ONE_CASE = "not-in-one-case"
    NEVER = "never"  # in one office


class Because(StrEnum):
    """Why they may or may not: a key that a page turns into a sentence."""

    ACCOUNTS = "accounts"  # who keeps the accounts never holds keys
    TRAIL = "trail"  # nobody checks their own deeds
    IDENTITY = "identity"  # who asks for an identity and who opens it are two people
    INQUIRY = "inquiry"  # who protects a reporter does not inquire
    DECIDING = "deciding"  # who wrote an opinion does not decide about it
    RECEIVING = "receiving"  # who has every report for a while has nothing else of any
    OWN_REPORT = "own-report"  # nobody works the case of their own report
    SMALL_OFFICE = "small-office"  # so that four people can work


@dataclass(frozen=True, slots=True)
class Combination:
    """One row: whether these two may meet in one person, and why."""

    roles: frozenset[Role]
    meeting: Meeting
    because: Because


def _row(one: Role, other: Role, meeting: Meeting, because: Because) -> Combination:
    return Combination(frozenset({one, other}), meeting, because)


# A lead who is a custodian too still needs a second person to open an identity; a lead reads all
# cases anyway, so being put in charge of one gives them nothing. Protection officers are given
# something of every case: what they may not be in a case they may not be in the office, and where
# there are none the leads stand in. So it is with those who receive reports: they are given each of
# them for a while. Every pair stands here once.
# fmt: off
COMBINATIONS = (
    _row(Role.ADMINISTRATOR, Role.LEAD,          Meeting.NEVER,           Because.ACCOUNTS),
    _row(Role.ADMINISTRATOR, Role.HANDLER,       Meeting.NEVER,           Because.ACCOUNTS),
    _row(Role.ADMINISTRATOR, Role.CUSTODIAN,     Meeting.NEVER,           Because.ACCOUNTS),
    _row(Role.ADMINISTRATOR, Role.AUDITOR,       Meeting.NEVER,           Because.TRAIL),
    _row(Role.LEAD,          Role.AUDITOR,       Meeting.NEVER,           Because.TRAIL),
    _row(Role.HANDLER,       Role.AUDITOR,       Meeting.NEVER,           Because.TRAIL),
    _row(Role.CUSTODIAN,     Role.AUDITOR,       Meeting.NEVER,           Because.TRAIL),
    _row(Role.ADMINISTRATOR, Role.PROTECTION,    Meeting.NEVER,           Because.ACCOUNTS),
    _row(Role.PROTECTION,    Role.AUDITOR,       Meeting.NEVER,           Because.TRAIL),
    _row(Role.LEAD,          Role.PROTECTION,    Meeting.NEVER,           Because.INQUIRY),
    _row(Role.HANDLER,       Role.PROTECTION,    Meeting.NEVER,           Because.INQUIRY),
    _row(Role.CUSTODIAN,     Role.PROTECTION,    Meeting.FINE,            Because.SMALL_OFFICE),
    _row(Role.LEAD,          Role.HANDLER,       Meeting.FINE,            Because.SMALL_OFFICE),
    _row(Role.LEAD,          Role.CUSTODIAN,     Meeting.FINE,            Because.SMALL_OFFICE),
    _row(Role.HANDLER,       Role.CUSTODIAN,     Meeting.NOT_IN_ONE_CASE, Because.IDENTITY),
    _row(Role.REPORTER,      Role.ADMINISTRATOR, Meeting.NOT_IN_ONE_CASE, Because.OWN_REPORT),
    _row(Role.REPORTER,      Role.LEAD,          Meeting.NOT_IN_ONE_CASE, Because.OWN_REPORT),
    _row(Role.REPORTER,      Role.HANDLER,       Meeting.NOT_IN_ONE_CASE, Because.OWN_REPORT),
    _row(Role.REPORTER,      Role.CUSTODIAN,     Meeting.NOT_IN_ONE_CASE, Because.OWN_REPORT),
    _row(Role.REPORTER,      Role.PROTECTION,    Meeting.NOT_IN_ONE_CASE, Because.OWN_REPORT),
    _row(Role.REPORTER,      Role.AUDITOR,       Meeting.NOT_IN_ONE_CASE, Because.OWN_REPORT),
    _row(Role.ADMINISTRATOR, Role.BOARD,         Meeting.NEVER,           Because.ACCOUNTS),
    _row(Role.BOARD,         Role.AUDITOR,       Meeting.NEVER,           Because.TRAIL),
    _row(Role.LEAD,          Role.BOARD,         Meeting.FINE,            Because.SMALL_OFFICE),
    _row(Role.HANDLER,       Role.BOARD,         Meeting.NOT_IN_ONE_CASE, Because.DECIDING),
    _row(Role.CUSTODIAN,     Role.BOARD,         Meeting.NEVER,           Because.IDENTITY),
    _row(Role.PROTECTION,    Role.BOARD,         Meeting.NEVER,           Because.INQUIRY),
    _row(Role.REPORTER,      Role.BOARD,         Meeting.NOT_IN_ONE_CASE, Because.OWN_REPORT),
    _row(Role.ADMINISTRATOR, Role.INTAKE,        Meeting.NEVER,           Because.ACCOUNTS),
    _row(Role.INTAKE,        Role.AUDITOR,       Meeting.NEVER,           Because.TRAIL),
    _row(Role.INTAKE,        Role.LEAD,          Meeting.FINE,            Because.SMALL_OFFICE),
    _row(Role.INTAKE,        Role.HANDLER,       Meeting.FINE,            Because.SMALL_OFFICE),
    _row(Role.INTAKE,        Role.CUSTODIAN,     Meeting.NEVER,           Because.RECEIVING),
    _row(Role.INTAKE,        Role.PROTECTION,    Meeting.NEVER,           Because.INQUIRY),
    _row(Role.INTAKE,        Role.BOARD,         Meeting.NEVER,           Because.RECEIVING),
    _row(Role.REPORTER,      Role.INTAKE,        Meeting.NOT_IN_ONE_CASE, Because.OWN_REPORT),
)
# fmt: on

Pair = tuple[Role, Role]


def combination(one: Role, other: Role) -> Combination:
    """Return the row of two different roles."""
    return _BY_PAIR[frozenset({one, other})]


def conflicts(roles: Iterable[Role]) -> tuple[Pair, ...]:
    """Return the pairs among `roles` that may never meet in one person of one office."""
    return _pairs(roles, {Meeting.NEVER})


def conflicts_in_case(roles: Iterable[Role]) -> tuple[Pair, ...]:
    """Return the pairs among `roles` that may not meet in one person for one and the same case."""
    return _pairs(roles, {Meeting.NEVER, Meeting.NOT_IN_ONE_CASE})


def in_charge(roles: Collection[Role], *, keeps_share: bool) -> Role | None:
    """Return as what somebody with these roles can be put in charge of a case, None if not at all.

    `keeps_share`: of the identity of that case's reporter, whatever the role it was given for.
    """
    held = {Role.CUSTODIAN} if keeps_share else set()
    for role in (Role.HANDLER, Role.LEAD):
        if role in roles and not conflicts_in_case({role, *held}):
            return role
    return None


_BY_PAIR = {row.roles: row for row in COMBINATIONS}


def _pairs(roles: Iterable[Role], refused: Collection[Meeting]) -> tuple[Pair, ...]:
    in_order = sorted(set(roles), key=list(Role).index)
    return tuple(
        pair for pair in combinations(in_order, 2) if combination(*pair).meeting in refused
    )
