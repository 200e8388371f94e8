"""Somebody's second factors: an authenticator's codes, passkeys, and recovery codes on paper.

There is no weaker way around them: no mail, no telephone. What an operator can do by hand is to
take all of them away, so that new ones are set up behind the passphrase.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from wbportal.casework import passkey_rules, passkeys, recovery_codes
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.passkeys import Answer, PasskeyView, Purpose
from wbportal.casework.recovery_codes import Left
from wbportal.casework.refusals import Refusal
from wbportal.db import accounts
from wbportal.db.accounts import Account
from wbportal.portal import AuditDraft, Json, Work
from wbportal.vault import totp
from wbportal.vault.encoding import join, u64
from wbportal.vault.errors import WrongKey
from wbportal.vault.passkeys import Site
from wbportal.vault.people import PersonKeys

_TOTP_LABEL = b"wbportal account totp v1"
_OFFER_LABEL = b"wbportal totp offer v1"
ISSUER = "wbportal"  # what authenticators show: no name of an office, and nothing of its purpose


class Factor(StrEnum):
    """What somebody showed."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery-code"


@dataclass(frozen=True, slots=True)
class Factors:
    """All second factors of somebody, as they see them."""

    has_totp: bool
    passkeys: tuple[PasskeyView, ...]
    codes: Left
    needs_passkey: bool  # the office says so, and there is none

    @property
    def count(self) -> int:
        """How many there are; codes on paper are no factor that lasts."""
        return self.has_totp + len(self.passkeys)


@dataclass(frozen=True, slots=True)
class Offer:
    """The secret of an authenticator that is being set up, as its picture and as letters say it."""

    username: str
    uri: str
    secret: bytes

    def __repr__(self) -> str:
        """Say nothing: both hold the secret."""
        return "Offer()"


def exist(work: Work, account: Account) -> bool:
    """Say whether somebody has a second factor; recovery codes alone are none."""
    return account.sealed_totp is not None or passkeys.exist(work, account.id)


def accept(work: Work, who: Person, shown: str | Answer, purpose: Purpose) -> Factor:
    """Accept what was typed or what a passkey answered; it counts once. Raises Refused."""
    account = own_account(work, who)
    if isinstance(shown, Answer):
        passkeys.accept(work, account.id, who.keys, shown, purpose)
        return Factor.PASSKEY
    try:
        if recovery_codes.is_like_one(shown):
            left = recovery_codes.use(work, account.id, who.keys, shown)
            detail: dict[str, Json] = {"left": left}
            work.audit(
                AuditDraft(account.office_id, account.id, "use-recovery-code", detail=detail)
            )
            return Factor.RECOVERY_CODE
        _check_takes_codes(work, who)
        account.totp_step = totp.verify(
            _totp_secret(account, who.keys), shown, work.now, account.totp_step
        )
    except WrongKey as error:
        raise Refused(Refusal.WRONG_CODE) from error
    return Factor.TOTP


def all_of(work: Work, who: Person) -> Factors:
    """List somebody's second factors."""
    account = own_account(work, who)
    return Factors(
        has_totp=account.sealed_totp is not None,
        passkeys=passkeys.own(work, who.id, who.keys),
        codes=recovery_codes.left(work, who.id, who.keys),
        needs_passkey=passkey_rules.is_lacking(work, who.office_id, who.id, who.roles),
    )


def enrol_totp(work: Work, who: Person, secret: bytes, otp: str) -> None:
    """Take an authenticator whose first code is right; one from before ends. Raises Refused."""
    account = own_account(work, who)
    try:
        account.totp_step = totp.verify(secret, otp, work.now, account.totp_step)
    except WrongKey as error:
        raise Refused(Refusal.WRONG_CODE) from error
    account.sealed_totp = who.keys.state.seal(secret, _totp_context(account.id))
    work.audit(AuditDraft(account.office_id, account.id, "enrol-second-factor"))


def totp_offer(work: Work, who: Person, session_id: bytes) -> Offer:
    """Offer a secret to an authenticator: the same in one session until one was taken."""
    account = own_account(work, who)
    of = join(_OFFER_LABEL, session_id, u64(account.totp_step))
    secret = who.keys.state.derive(of).secret[: totp.SECRET_BYTES]
    return offer(account.username, secret)


def offer(username: str, secret: bytes) -> Offer:
    return Offer(username, totp.uri(secret, username, ISSUER), secret)


def passkey_creation(work: Work, who: Person, cookie: bytes | None, site: Site) -> str:
    """Return what a browser asks of a passkey that is to be enrolled, as JSON."""
    return passkeys.creation(work, own_account(work, who), who.keys, cookie, site)


def add_passkey(work: Work, who: Person, name: str, answer: Answer) -> None:
    """Enrol a passkey of somebody. Raises Refused."""
    passkeys.add(work, own_account(work, who), who.keys, name, answer)


def remove_totp(work: Work, who: Person) -> None:
    """Forget somebody's authenticator. Raises Refused if it is the last factor."""
    account = own_account(work, who)
    _check_not_last(work, who)
    if account.sealed_totp is not None:
        account.sealed_totp = None
        work.audit(AuditDraft(account.office_id, account.id, "remove-authenticator"))


def remove_passkey(work: Work, who: Person, passkey_id: UUID) -> None:
    """Forget a passkey of somebody. Raises Refused if it is the last factor, or not theirs."""
    _check_not_last(work, who)
    is_asked = passkey_rules.applies(work, who.office_id, who.roles)
    if is_asked and len(passkeys.own(work, who.id, who.keys)) == 1:
        raise Refused(Refusal.PASSKEY_NEEDED)
    if not passkeys.remove(work, own_account(work, who), who.keys, passkey_id):
        raise Refused(Refusal.ENDED)


def make_recovery_codes(work: Work, who: Person) -> tuple[str, ...]:
    """Make ten recovery codes; the former ones are void."""
    codes = recovery_codes.make(work, who.id, who.keys)
    work.audit(AuditDraft(who.office_id, who.id, "make-recovery-codes"))
    return codes


def forget_all(work: Work, account: Account) -> None:
    """Take every second factor of somebody away; nobody else ever held what they are."""
    account.sealed_totp = None
    passkeys.forget_all(work, account.id)
    recovery_codes.forget(work, account.id)


def move(work: Work, leaving: Person, to: Person) -> None:
    """Put somebody's second factors under their new keys."""
    account, context = own_account(work, leaving), _totp_context(leaving.id)
    if account.sealed_totp is not None:
        secret = leaving.keys.state.open(account.sealed_totp, context)
        account.sealed_totp = to.keys.state.seal(secret, context)
    passkeys.move(work, leaving.id, leaving.keys, to.keys)
    recovery_codes.move(work, leaving.id, leaving.keys, to.keys)


def own_account(work: Work, who: Person) -> Account:
    """Return the row of somebody. Raises Refused if there is none."""
    account = accounts.by_id(work.db, who.id)
    if account is None:
        raise Refused(Refusal.ENDED)
    return account


def _check_takes_codes(work: Work, who: Person) -> None:
    """Raise Refused if the office asks for a passkey of somebody who has one."""
    if passkey_rules.applies(work, who.office_id, who.roles) and passkeys.exist(work, who.id):
        raise Refused(Refusal.PASSKEY_NEEDED)


def _totp_secret(account: Account, keys: PersonKeys) -> bytes:
    if account.sealed_totp is None:
        raise WrongKey
    return keys.state.open(account.sealed_totp, _totp_context(account.id))


def _check_not_last(work: Work, who: Person) -> None:
    if all_of(work, who).count <= 1:
        raise Refused(Refusal.LAST_FACTOR)


def _totp_context(account_id: UUID) -> bytes:
    return join(_TOTP_LABEL, account_id.bytes)
