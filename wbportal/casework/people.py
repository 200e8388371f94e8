"""The people of an office, as its administrator sees and manages them: never any content."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from wbportal.casework import factors, invitations, sessions
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.rosters import History, history
from wbportal.db import accounts
from wbportal.db.accounts import Account
from wbportal.domain.roles import Role
from wbportal.portal import AuditDraft, Work


class Standing(StrEnum):
    """How somebody stands to an office."""

    INVITED = "invited"
    INVITATION_OVER = "invitation-over"  # it ran out before it was used
    WAITING = "waiting"  # joined, and not on a roster yet
    VETTED = "vetted"
    LAPSED = "lapsed"  # on the roster, past the day until which the vetting is valid
    RETIRED = "retired"  # was on a roster and no longer is
    SUSPENDED = "suspended"


class Obstacle(StrEnum):
    """Why something is not done to somebody's account."""

    NO_PERSON = "no-person"
    YOURSELF = "yourself"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of an office."""

    id: UUID
    username: str
    display_name: str
    standing: Standing
    roles: tuple[Role, ...]  # as the roster says, whether or not they count today
    wanted_roles: tuple[Role, ...]  # as the last invitation says
    valid_until: date | None
    has_second_factor: bool
    has_address: bool  # which one is theirs to know
    open_sessions: int
    invitation_id: UUID | None  # one that can still be used


def members(work: Work, office_id: UUID) -> tuple[Member, ...]:
    """List everybody who has an account in an office, by name. Raises RosterMissing."""
    known = history(work, office_id)
    invited = invitations.open_invitations(work, office_id)
    return tuple(
        _member(work, account, known, invited.get(account.id))
        for account in accounts.of_office(work.db, office_id)
    )


def suspend(work: Work, office_id: UUID, account_id: UUID, by: Person | None = None) -> None:
    """Keep somebody out from their next request on; grants and roster stay. Raises Refused."""
    account = _of_office(work, office_id, account_id)
    if by is not None and by.id == account.id:
        raise Refused(Obstacle.YOURSELF)
    if account.suspended_at is None:
        account.suspended_at = work.now
        _audit(work, account, "suspend", by)
    sessions.end_all(work, account.id)


def unsuspend(work: Work, office_id: UUID, account_id: UUID, by: Person | None = None) -> None:
    """Let somebody in again. Raises Refused."""
    account = _of_office(work, office_id, account_id)
    if account.suspended_at is not None:
        account.suspended_at = None
        _audit(work, account, "unsuspend", by)


def end_sessions(work: Work, office_id: UUID, account_id: UUID, by: Person | None = None) -> None:
    """Sign somebody out everywhere. Raises Refused."""
    account = _of_office(work, office_id, account_id)
    if sessions.end_all(work, account.id):
        _audit(work, account, "end-sessions", by)


def reset_second_factor(
    work: Work, office_id: UUID, account_id: UUID, by: Person | None = None
) -> None:
    """Forget somebody's second factor; they enrol a new one after their passphrase.

    The secret was sealed under a key of theirs, so nobody else ever held it. Their sessions end.
    Raises Refused.
    """
    account = _of_office(work, office_id, account_id)
    factors.forget_all(work, account)
    sessions.end_all(work, account.id)
    _audit(work, account, "reset-second-factor", by)


def account_id_of(work: Work, office_id: UUID, username: str) -> UUID:
    """Find somebody of an office by username. Raises Refused."""
    account = accounts.by_username(work.db, username)
    if account is None or account.office_id != office_id:
        raise Refused(Obstacle.NO_PERSON)
    return account.id


def _member(work: Work, account: Account, known: History, invitation_id: UUID | None) -> Member:
    entry = known.entry(account.id)
    vetted_for = entry.roles if entry is not None else frozenset[str]()
    wanted = invitations.wanted_roles(work, account.id)
    return Member(
        id=account.id,
        username=account.username,
        display_name=account.display_name,
        standing=_standing(work, account, known, invitation_id),
        roles=tuple(role for role in Role if role in vetted_for),
        wanted_roles=tuple(role for role in Role if role in wanted),
        valid_until=entry.valid_until if entry is not None else None,
        has_second_factor=factors.exist(work, account),
        has_address=account.email is not None,
        open_sessions=sessions.count_open(work, account.id),
        invitation_id=invitation_id,
    )


def _standing(work: Work, account: Account, known: History, invitation_id: UUID | None) -> Standing:
    entry = known.entry(account.id)
    if account.suspended_at is not None:
        return Standing.SUSPENDED
    if account.joined_at is None:
        return Standing.INVITED if invitation_id is not None else Standing.INVITATION_OVER
    if sessions.is_retired(known, account.id):
        return Standing.RETIRED
    if entry is None or entry.kem != account.kem_public:
        return Standing.WAITING
    return Standing.VETTED if entry.valid_until >= work.today else Standing.LAPSED


def _of_office(work: Work, office_id: UUID, account_id: UUID) -> Account:
    account = accounts.by_id(work.db, account_id)
    if account is None or account.office_id != office_id:
        raise Refused(Obstacle.NO_PERSON)
    return account


def _audit(work: Work, account: Account, deed: str, by: Person | None) -> None:
    detail = {"account": str(account.id)}
    work.audit(AuditDraft(account.office_id, by.id if by else None, deed, detail=detail))
