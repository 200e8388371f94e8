"""Who else there is: second persons for what nobody decides about their own work."""

from uuid import UUID

from wbportal.casework.authors import offices_of
from wbportal.casework.rosters import current_or_none
from wbportal.db import accounts
from wbportal.db.cases import Case
from wbportal.domain.roles import Role
from wbportal.portal import Work


def has_another_lead(work: Work, case: Case, who_id: UUID, walled: frozenset[UUID]) -> bool:
    """Say whether a lead besides `who_id` could decide in a case: vetted, let in, not walled.

    The office that stands in for the case's own counts too: that is what it is named for.
    """
    return any(
        lead.holder_id not in (walled | {who_id} | accounts.suspended_ids(work.db, office_id))
        for office_id in offices_of(work, case)
        if (known := current_or_none(work, office_id)) is not None
        for lead in known.with_role(Role.LEAD, work.today)
    )
