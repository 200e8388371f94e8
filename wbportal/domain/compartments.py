"""The compartments of a case, and who holds the key of each: one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from wbportal.domain.roles import Role


class Compartment(StrEnum):
    """A part of a case with keys of its own; every case has all of them."""

    THREAD = "thread"  # report, answers, messages, files exchanged
    INVESTIGATION = "investigation"  # notes, tasks, findings
    PROTECTION = "protection"  # detriment, risk, measures
    IDENTITY = "identity"  # who the reporter is, if they said


@dataclass(frozen=True, slots=True)
class Holders:
    """Who holds the key of a compartment."""

    at_intake: frozenset[Role]  # everybody of these roles who is not named in the report
    instead: frozenset[Role]  # these, where nobody of the others is free; they have rows anyway
    on_assignment: frozenset[Role]
    reporter: bool
    recovery: bool
    as_shares: bool = False  # staff hold one share each; two shares make the key


_NONE: frozenset[Role] = frozenset()
_LEADS = frozenset({Role.LEAD})
_READERS = frozenset({Role.LEAD, Role.INTAKE})
_HANDLERS = frozenset({Role.HANDLER, Role.BOARD})
_KEEPERS = frozenset({Role.CUSTODIAN})
_OFFICERS = frozenset({Role.PROTECTION})

# The reporter does not read what is noted about the inquiry. Whoever receives reports holds a case
# until it is passed on or somebody is put in charge. Where no protection officer is free,
# all leads stand in; they have a row in every case, which opens nothing elsewhere, or their rows
# would show that an officer is behind a wall. Recovery holds the identity too: its own key takes
# several paper shares, so that one person alone still opens nothing.
# fmt: off
HOLDERS: Mapping[Compartment, Holders] = MappingProxyType({
    #                                  at intake  instead assigned   reporter       recovery
    Compartment.THREAD:        Holders(_READERS,  _NONE,  _HANDLERS, reporter=True, recovery=True),
    Compartment.INVESTIGATION: Holders(_READERS,  _NONE,  _HANDLERS, reporter=False, recovery=True),
    Compartment.PROTECTION:    Holders(_OFFICERS, _LEADS, _NONE,     reporter=True, recovery=True),
    Compartment.IDENTITY:      Holders(_KEEPERS,  _NONE,  _NONE,     reporter=True, recovery=True,
                                       as_shares=True),
})
# fmt: on

SHARES_THAT_OPEN_IDENTITY = 2


def given_at_intake(role: Role) -> tuple[Compartment, ...]:
    """Return the compartments of which `role` gets the key, or a share, when a report arrives.

    Those too of which it gets a row that opens only where nobody else is free.
    """
    return tuple(p for p in Compartment if role in HOLDERS[p].at_intake | HOLDERS[p].instead)


def given_on_assignment(role: Role) -> tuple[Compartment, ...]:
    """Return the compartments whose key somebody gets when assigned to a case as `role`."""
    return tuple(part for part in Compartment if role in HOLDERS[part].on_assignment)


def given_to_reporter() -> tuple[Compartment, ...]:
    """Return the compartments that the reporter reads and writes."""
    return tuple(part for part in Compartment if HOLDERS[part].reporter)


def given_to_recovery() -> tuple[Compartment, ...]:
    """Return the compartments whose key the office's recovery key can open."""
    return tuple(part for part in Compartment if HOLDERS[part].recovery)


def leads_keep_shares(custodians: int) -> bool:
    """Say whether leads keep shares of an identity besides so many custodians: all leads, or none.

    If it were as many as are wanting, their rows would show which of them are behind a wall.
    """
    return custodians < SHARES_THAT_OPEN_IDENTITY
