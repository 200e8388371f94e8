"""Parts of a case that nobody of the office can open any more: only the recovery shares do.

Whoever stands down from a part does not know from whom else it is kept, so the last one may go
without leaving its key to anybody. The leads who open the case are told, and nobody else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from wbportal.casework import identity_keys, inbox
from wbportal.casework.assignment import kept_out
from wbportal.casework.authors import entry_of
from wbportal.casework.dossier import Dossier
from wbportal.casework.rosters import history
from wbportal.db import accounts, compartments, grants
from wbportal.domain.compartments import SHARES_THAT_OPEN_IDENTITY, Compartment
from wbportal.domain.roles import Role
from wbportal.portal import Work
from wbportal.vault.roster import RosterEntry

_PENDING = ("stand_in", "key")  # what somebody handed in, and a lead gives to others


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """Which parts they are, and whether anything opens them."""

    protection: bool
    identity: bool
    has_recovery: bool


def look(work: Work, dossier: Dossier) -> OutOfReach | None:
    """Tell a lead what of their case nobody of the office opens, None if there is nothing.

    By the roster, the walls, and the key of protection that the lead has or not; about 1 ms.
    """
    opened = dossier.opened
    if opened.role is not Role.LEAD:
        return None
    apart = kept_out(work, dossier) | accounts.suspended_ids(work.db, opened.case.office_id)
    protection = Compartment.PROTECTION not in opened.keys and not _officers(work, dossier, apart)
    protection = protection and not _is_pending(work, dossier)
    identity = _too_few_keep(work, dossier, apart)
    if not (protection or identity):
        return None
    has_recovery = history(work, opened.case.office_id).current.recovery_kem is not None
    return OutOfReach(protection, identity, has_recovery)


def _officers(work: Work, dossier: Dossier, apart: frozenset[UUID]) -> list[RosterEntry]:
    part = compartments.one(work.db, dossier.opened.case.id, Compartment.PROTECTION)
    held = frozenset() if part is None else grants.holders(work.db, part.id, part.epoch)
    able = _vetted(work, dossier, held - apart)
    return [one for one in able if Role.PROTECTION in one.roles]


def _too_few_keep(work: Work, dossier: Dossier, apart: frozenset[UUID]) -> bool:
    """Say whether too few are left; an office that never had enough knows so from its start."""
    held = identity_keys.keepers(work, dossier.opened.case)
    able = _vetted(work, dossier, held - apart)
    return len(able) < SHARES_THAT_OPEN_IDENTITY <= len(held)


def _vetted(work: Work, dossier: Dossier, people: Iterable[UUID]) -> list[RosterEntry]:
    found = (entry_of(work, dossier.opened.case, one) for one in people)
    return [one for one in found if one is not None]


def _is_pending(work: Work, dossier: Dossier) -> bool:
    key = dossier.opened.key(Compartment.INVESTIGATION)
    handed = inbox.read(work, dossier.opened.case, key)
    return any(kind in one.said for one in handed for kind in _PENDING)
