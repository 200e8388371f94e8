"""Offices that let people of some roles in with a passkey only.

What opens identities, and what makes accounts, is asked for by whoever builds a page that looks
like ours. A code can be typed there; a passkey answers to no other address.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from wbportal.casework import passkeys
from wbportal.db import passkey_rules
from wbportal.db.passkey_rules import PasskeyRule
from wbportal.domain.roles import Role
from wbportal.portal import AuditDraft, Json, Work

ROLES = frozenset({Role.CUSTODIAN, Role.ADMINISTRATOR})


def required_from(work: Work, office_id: UUID) -> date | None:
    """Return from which day on an office asks for passkeys, None if it does not."""
    row = passkey_rules.of(work.db, office_id)
    return None if row is None else row.required_from


def require(work: Work, office_id: UUID, first_day: date | None) -> None:
    """Ask for passkeys from a day on, or with None no more."""
    row = passkey_rules.of(work.db, office_id)
    if first_day is None and row is not None:
        work.db.delete(row)
    elif first_day is not None and row is not None:
        row.required_from = first_day
    elif first_day is not None:
        work.db.add(PasskeyRule(office_id=office_id, required_from=first_day))
    detail: dict[str, Json] = {"from": None if first_day is None else first_day.isoformat()}
    work.audit(AuditDraft(office_id, None, "require-passkeys", detail=detail))


def applies(work: Work, office_id: UUID, roles: Collection[Role]) -> bool:
    """Say whether somebody of these roles needs a passkey today."""
    if not ROLES.intersection(roles):
        return False
    first_day = required_from(work, office_id)
    return first_day is not None and first_day <= work.today


def is_lacking(work: Work, office_id: UUID, account_id: UUID, roles: Collection[Role]) -> bool:
    """Say whether somebody needs a passkey today and has none."""
    return applies(work, office_id, roles) and not passkeys.exist(work, account_id)
