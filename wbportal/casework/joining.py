"""Joining an office with an invitation: a passphrase of one's own, and keys that it locks."""

from dataclasses import dataclass
from enum import StrEnum

from wbportal.casework import factors, former, invitations, passphrases, sessions
from wbportal.casework.errors import Refused
from wbportal.casework.sessions import Pending, Step
from wbportal.db import accounts, declarations, holder_states
from wbportal.db.accounts import Account
from wbportal.db.invitations import Invitation
from wbportal.domain.passphrases import strength
from wbportal.domain.roles import Role
from wbportal.portal import AuditDraft, Work
from wbportal.vault import totp
from wbportal.vault.people import PersonKeys
from wbportal.vault.sessions import SessionSecret


class NotJoined(StrEnum):
    """Why somebody cannot go on joining."""

    NO_INVITATION = "no-invitation"
    ENDED = "ended"  # the pending session, or the invitation meanwhile


@dataclass(frozen=True, slots=True)
class Joining:
    """Who is joining, as the invitation says."""

    username: str
    display_name: str
    roles: tuple[Role, ...]


def begin_joining(work: Work, code: str) -> SessionSecret:
    """Start joining with the code of an invitation, which is not used up yet. Raises Refused."""
    invitation = invitations.find(work, code)
    if invitation is None:
        raise Refused(NotJoined.NO_INVITATION)
    return sessions.begin_pending(work, Pending(invitation.account_id, Step.JOIN))


def joining(work: Work, cookie: bytes | None) -> Joining | None:
    """Return who is joining in a pending session, None if it ended."""
    account, invitation = _found(work, cookie)
    if account is None or invitation is None:
        return None
    roles = tuple(Role(role) for role in invitation.wanted_roles)
    return Joining(account.username, account.display_name, roles)


def join_with(work: Work, cookie: bytes | None, passphrase: str) -> SessionSecret:
    """Make somebody's keys, locked by their passphrase, and go on to the second factor.

    About 155 ms. The invitation is used up. Raises Refused, also for a passphrase that is not
    good enough.
    """
    account, invitation = _found(work, cookie)
    if account is None or invitation is None:
        raise Refused(NotJoined.ENDED)
    passphrases.check(work, account, passphrase)
    deed = "join" if account.joined_at is None else "join-again"
    _forget_own(work, account)
    keys = PersonKeys.generate()
    public = keys.public()
    account.kem_public, account.verify_key = public.kem.raw, public.verify.raw
    account.locked_seed = passphrases.lock(work, account.id, keys.seed, passphrase)
    account.joined_at = invitation.used_at = work.now
    sessions.end_pending(work, cookie)
    work.audit(AuditDraft(account.office_id, account.id, deed))
    enrol = Pending(
        account.id,
        Step.ENROL,
        keys.seed,
        totp.new_secret(),
        strength=strength(passphrase),
    )
    return sessions.begin_pending(work, enrol)


def _forget_own(work: Work, account: Account) -> None:
    """Delete what only keys that are gone would open; somebody who joins first has nothing.

    Their grants stay: by these recovery knows which cases were theirs.
    """
    factors.forget_all(work, account)
    account.sealed_shelf, account.totp_step = None, 0
    former.forget(work, account.id)
    declarations.forget(work.db, account.id)
    for row in holder_states.of_holder(work.db, account.id):
        work.db.delete(row)
    sessions.end_all(work, account.id)


def _found(work: Work, cookie: bytes | None) -> tuple[Account | None, Invitation | None]:
    pending = sessions.find_pending(work, cookie, Step.JOIN)
    if pending is None:
        return None, None
    account = accounts.by_id(work.db, pending.account_id)
    return account, invitations.open_for(work, pending.account_id)
