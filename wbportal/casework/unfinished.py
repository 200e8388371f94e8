"""What was begun over many cases and was cut off: it waits for its command to be run again."""

from collections.abc import Iterator
from uuid import UUID

from wbportal.casework import recovering, recovery
from wbportal.db import accounts, rotations
from wbportal.portal import Work


def commands(work: Work, office_id: UUID) -> Iterator[str]:
    """Yield the words of each command that has to be run again for an office."""
    for account in accounts.of_office(work.db, office_id):
        if rotations.of(work.db, account.id) is not None:
            yield f"rotate keys {account.username}"
    if recovery.is_unfinished(work, office_id):
        yield "rotate recovery"
    run = recovering.unfinished(work, office_id)
    if run is not None:
        whose = None if run.account_id is None else accounts.by_id(work.db, run.account_id)
        yield "recover office" if whose is None else f"recover person {whose.username}"
