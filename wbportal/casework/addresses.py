"""Where somebody of an office is written to: addresses stand in no trail."""

import re
from uuid import UUID

from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.db import accounts
from wbportal.portal import AuditDraft, Json, Work

# Not what RFC 5321 allows: what an address looks like that somebody really has.
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}")


def own_address(work: Work, person: Person) -> str | None:
    """Return where somebody is written to: for their own eyes."""
    account = accounts.by_id(work.db, person.id)
    return None if account is None else account.email


def write_to(work: Work, account_id: UUID, address: str | None, by: Person | None = None) -> None:
    """Send somebody's digests to an address from now on, or none. Raises Refused.

    That it was changed is in the trail, the address is not.
    """
    account = accounts.by_id(work.db, account_id)
    if account is None or (address is not None and not _ADDRESS.fullmatch(address)):
        raise Refused("address")
    if account.email == address:
        return
    account.email = address
    detail: dict[str, Json] = {"account": str(account.id), "set": address is not None}
    work.audit(
        AuditDraft(account.office_id, by.id if by else None, "digest-address", detail=detail)
    )
