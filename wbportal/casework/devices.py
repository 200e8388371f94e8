"""New browsers: that somebody signed in from one is told to them until they have answered."""

from datetime import datetime
from uuid import UUID

from wbportal.casework.keyholders import Person
from wbportal.db import alarms
from wbportal.db.accounts import Account
from wbportal.db.alarms import NewDevice
from wbportal.portal import AuditDraft, Work


def note(work: Work, account: Account) -> None:
    """Write down that an account signs in from a browser that it never did before."""
    row = alarms.new_device(work.db, account.id)
    if row is None:
        work.db.add(NewDevice(account_id=account.id, at=work.now))
    else:
        row.at = work.now
    work.audit(AuditDraft(account.office_id, account.id, "new-device"))


def untold(work: Work, account_id: UUID, began: int) -> datetime | None:
    """Return when a browser was new, for every session but the one that began with it.

    `began` is when the session that asks began, in whole seconds.
    """
    row = alarms.new_device(work.db, account_id)
    return row.at if row is not None and int(row.at.timestamp()) != began else None


def was_me(work: Work, person: Person) -> None:
    """Tell no more of the newest browser: its owner says that it is theirs."""
    row = alarms.new_device(work.db, person.id)
    if row is not None:
        work.db.delete(row)
        work.audit(AuditDraft(person.office_id, person.id, "confirm-device"))
