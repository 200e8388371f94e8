"""Whether somebody can be taken off the roster without a case being lost."""

from collections.abc import Iterator
from uuid import UUID

from wbportal.casework.rosters import current_or_none
from wbportal.db import accounts, handovers, offices
from wbportal.domain.compartments import Compartment
from wbportal.domain.roles import Role
from wbportal.portal import Work


def unheld_cases_without(work: Work, office_id: UUID, person_id: UUID) -> int:
    """Count the cases that nobody on a roster would have a row for, were it not for this person.

    Of a protection officer, the cases whose protection no other officer would have a row for.
    At least so many: a row for somebody behind a wall looks like all others, and opens nothing.
    Who leaves finds those too, when they hand over what they have themselves. One query.
    """
    officers = _officers(work, office_id)
    if person_id in officers:
        others = handovers.other_holders(work.db, person_id, Compartment.PROTECTION)
        return sum(not (held & officers) for held in others.values())
    vetted = dict(_vetted(work, office_id))
    others = handovers.other_holders(work.db, person_id)
    charged = handovers.charged_with(work.db, work.today)
    return sum(
        not any(vetted.get(one) or (one in vetted and (case_id, one) in charged) for one in held)
        for case_id, held in others.items()
    )


def _officers(work: Work, office_id: UUID) -> frozenset[UUID]:
    known = current_or_none(work, office_id)
    if known is None:
        return frozenset()
    suspended = accounts.suspended_ids(work.db, office_id)
    vetted = known.with_role(Role.PROTECTION, work.today)
    return frozenset(entry.holder_id for entry in vetted) - suspended


def is_ready_to_leave(work: Work, person_id: UUID) -> bool:
    """Tell whether somebody has handed everything over, or never had anything."""
    row = handovers.last_leaving(work.db, person_id)
    if row is not None and row.finished_at is not None:
        return True
    held = handovers.granted(work.db, person_id) | handovers.any_role(work.db, person_id)
    return not held


def _vetted(work: Work, office_id: UUID) -> Iterator[tuple[UUID, bool]]:
    """Yield whose vetting counts today, here or where the office is stood in for, and who leads."""
    office = offices.by_id(work.db, office_id)
    alternate = None if office is None else office.alternate_office_id
    for one in (office_id, alternate):
        known = None if one is None else current_or_none(work, one)
        if one is None or known is None:
            continue
        suspended = accounts.suspended_ids(work.db, one)
        for entry in known.current.entries:
            roles = known.roles(entry.holder_id, work.today)
            if entry.holder_id not in suspended and roles & {Role.LEAD, Role.HANDLER}:
                yield entry.holder_id, Role.LEAD in roles
