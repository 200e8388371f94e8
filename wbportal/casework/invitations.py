"""Invitations: a code on paper with which somebody joins an office, once.

The database keeps a hash of the code. An administrator's codes derive from the administrator's own
key, so that they can be shown again to whoever made them, and to nobody else.
"""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from wbportal.casework import addresses
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.rosters import history
from wbportal.db import accounts, invitations, offices
from wbportal.db.accounts import Account
from wbportal.db.invitations import Invitation
from wbportal.domain.reference import ALPHABET
from wbportal.domain.retention import INVITATION
from wbportal.domain.roles import STAFF, Role, conflicts
from wbportal.portal import AuditDraft, Json, Work
from wbportal.vault.encoding import join
from wbportal.vault.hashes import sha256
from wbportal.vault.keys import SymmetricKey
from wbportal.vault.words import spelling

_LABEL = b"wbportal invitation v1"
_CODE_CHARS = 20  # of 23 letters: 90 bits, so that guessing is hopeless without counting tries
_GROUP_CHARS = 5
_MAILED_GROUPS = 2  # of four: 45 bits each way, within seven days
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}[a-z0-9]")


class Unfit(StrEnum):
    """Why somebody cannot be invited."""

    USERNAME = "username"  # not 3 to 64 small letters, digits, dots, hyphens
    TAKEN = "taken"
    NOT_JOINED = "not-joined"
    NO_NAME = "no-name"
    NO_ROLE = "no-role"
    ROLES_CONFLICT = "roles-conflict"
    NO_INVITATION = "no-invitation"
    OVER = "over"  # used, too old, or made by somebody else


@dataclass(frozen=True, slots=True)
class Invitee:
    """Who is asked to join, and as what."""

    username: str
    display_name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation; the code goes on paper."""

    id: UUID
    username: str
    display_name: str
    roles: tuple[Role, ...]
    expires_at: datetime
    email: str = field(repr=False)
    code: str | None = field(repr=False)  # None: used up, or somebody else made it

    @property
    def mailed_part(self) -> str:
        """The half of the code that may go by mail: alone it opens nothing."""
        return "-".join((self.code or "").split("-")[:_MAILED_GROUPS])

    @property
    def told_part(self) -> str:
        """The half that is told in person or by telephone."""
        return "-".join((self.code or "").split("-")[_MAILED_GROUPS:])


def invite(work: Work, office_id: UUID, invitee: Invitee, by: Person | None = None) -> Invited:
    """Invite somebody for seven days; an earlier invitation that they did not use is void.

    `by` is the administrator, None at the console. The roles count only once a roster says so.
    Raises Refused.
    """
    check(invitee)
    return _invited(work, _account(work, office_id, invitee), invitee.roles, by, "invite")


def renew(work: Work, by: Person, account_id: UUID) -> Invited:
    """Invite somebody who has not joined once more, as before; the code before is void.

    Raises Refused.
    """
    account = accounts.by_id(work.db, account_id)
    if account is None or account.office_id != by.office_id:
        raise Refused(Unfit.NO_INVITATION)
    wanted = wanted_roles(work, account.id)
    if account.joined_at is not None or account.suspended_at is not None or not wanted:
        raise Refused(Unfit.OVER)
    return _invited(work, account, wanted, by, "invite")


def invite_again(work: Work, office_id: UUID, username: str) -> Invited:
    """Invite somebody who joined, and lost every way in, to join anew with the same account.

    At the console only. Nothing changes before they use it: then the keys that they had are gone,
    and the new ones count once a roster names them. Raises Refused.
    """
    account = accounts.by_username(work.db, username)
    if account is None or account.office_id != office_id or account.joined_at is None:
        raise Refused(Unfit.NOT_JOINED)
    entry = history(work, office_id).entry(account.id)
    roles = frozenset(map(Role, entry.roles)) if entry else wanted_roles(work, account.id)
    return _invited(work, account, roles, None, "invite-again")


def _invited(
    work: Work, account: Account, wanted: frozenset[Role], by: Person | None, deed: str
) -> Invited:
    for earlier in invitations.of_account(work.db, account.id):
        if earlier.used_at is None:
            work.db.delete(earlier)
    row_id = uuid4()
    code = _code(by.keys.state if by else SymmetricKey(secrets.token_bytes(32)), row_id)
    row = Invitation(
        id=row_id,
        office_id=account.office_id,
        account_id=account.id,
        code_hash=_hash(code),
        wanted_roles=sorted(role.value for role in wanted),
        expires_at=work.now + INVITATION,
    )
    work.db.add(row)
    roles: list[Json] = [*row.wanted_roles]
    detail: dict[str, Json] = {"account": str(account.id), "roles": roles}
    work.audit(AuditDraft(account.office_id, by.id if by else None, deed, detail=detail))
    return _view(row, account, code)


def shown_again(work: Work, by: Person, invitation_id: UUID) -> Invited | None:
    """Return an invitation of one's office; with its code if one made it and it is still good."""
    row = work.db.get(Invitation, invitation_id)
    account = accounts.by_id(work.db, row.account_id) if row is not None else None
    if row is None or account is None or row.office_id != by.office_id:
        return None
    code = _code(by.keys.state, row.id)
    is_good = _hash(code) == row.code_hash and _is_open(work, row)
    return _view(row, account, code if is_good else None)


def withdraw(work: Work, by: Person, invitation_id: UUID) -> None:
    """Take an invitation back before it is used. Raises Refused."""
    row = work.db.get(Invitation, invitation_id)
    if row is None or row.office_id != by.office_id:
        raise Refused(Unfit.NO_INVITATION)
    if not _is_open(work, row):
        raise Refused(Unfit.OVER)
    work.db.delete(row)
    detail: dict[str, Json] = {"account": str(row.account_id)}
    work.audit(AuditDraft(by.office_id, by.id, "withdraw-invitation", detail=detail))


def address_to(work: Work, by: Person, invitation_id: UUID, address: str) -> tuple[UUID, str]:
    """Keep where half of a code is sent; return the account, and that half. Raises Refused."""
    found = shown_again(work, by, invitation_id)
    row = work.db.get(Invitation, invitation_id)
    if found is None or row is None:
        raise Refused(Unfit.NO_INVITATION)
    if found.code is None:
        raise Refused(Unfit.OVER)
    addresses.write_to(work, row.account_id, address, by)
    detail: dict[str, Json] = {"account": str(row.account_id)}
    work.audit(AuditDraft(by.office_id, by.id, "mail-invitation", detail=detail))
    return row.account_id, found.mailed_part


def mail_to(work: Work, account_id: UUID) -> tuple[str, str] | None:
    """Return address and language for a mail to somebody who has not joined yet."""
    account = accounts.by_id(work.db, account_id)
    if account is None or not account.email or open_for(work, account_id) is None:
        return None
    office = offices.by_id(work.db, account.office_id)
    language = account.language or (office.default_locale if office is not None else "en")
    return account.email, language


def open_invitations(work: Work, office_id: UUID) -> dict[UUID, UUID]:
    """Return the invitations that can still be used, by account."""
    rows = invitations.of_office(work.db, office_id)
    return {row.account_id: row.id for row in rows if _is_open(work, row)}


def find(work: Work, typed: str) -> Invitation | None:
    """Find the invitation whose code was typed, in any case and spacing, while it is good."""
    row = invitations.by_code_hash(work.db, _hash(typed))
    return row if row is not None and _is_open(work, row) else None


def open_for(work: Work, account_id: UUID) -> Invitation | None:
    """Find the invitation that an account has not used yet."""
    rows = invitations.of_account(work.db, account_id)
    return next((row for row in rows if _is_open(work, row)), None)


def wanted_roles(work: Work, account_id: UUID) -> frozenset[Role]:
    """Return what somebody was last invited to become."""
    rows = invitations.of_account(work.db, account_id)
    return frozenset(Role(role) for role in rows[0].wanted_roles) if rows else frozenset()


def check(invitee: Invitee) -> None:
    """Raise Refused if nobody could be invited like that."""
    if not _USERNAME.fullmatch(invitee.username):
        raise Refused(Unfit.USERNAME)
    if not invitee.display_name:
        raise Refused(Unfit.NO_NAME)
    if not invitee.roles or not invitee.roles <= STAFF:
        raise Refused(Unfit.NO_ROLE)
    if conflicts(invitee.roles):
        raise Refused(Unfit.ROLES_CONFLICT)


def _account(work: Work, office_id: UUID, invitee: Invitee) -> Account:
    """Return the account to join with: a new one, or one that nobody has joined with yet."""
    found = accounts.by_username(work.db, invitee.username)
    if found is None:
        found = Account(
            id=uuid4(),
            office_id=office_id,
            username=invitee.username,
            display_name=invitee.display_name,
        )
        work.db.add(found)
    elif found.office_id != office_id or found.joined_at is not None:
        raise Refused(Unfit.TAKEN)
    found.display_name = invitee.display_name
    return found


def _is_open(work: Work, row: Invitation) -> bool:
    return row.used_at is None and row.expires_at > work.now


def _code(maker: SymmetricKey, invitation_id: UUID) -> str:
    number = int.from_bytes(maker.derive(join(_LABEL, invitation_id.bytes)).secret, "big")
    letters = []
    for _ in range(_CODE_CHARS):
        number, index = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "-".join(_groups("".join(letters)))


def _groups(letters: str) -> Iterable[str]:
    return (letters[i : i + _GROUP_CHARS] for i in range(0, len(letters), _GROUP_CHARS))


def _hash(code: str) -> bytes:
    return sha256(join(_LABEL, spelling(code).encode()))


def _view(row: Invitation, account: Account, code: str | None) -> Invited:
    return Invited(
        id=row.id,
        username=account.username,
        display_name=account.display_name,
        roles=tuple(Role(role) for role in row.wanted_roles),
        expires_at=row.expires_at,
        email=account.email or "",
        code=code,
    )
