"""An account's own doings: signing in with two factors, changing the passphrase.

Signing in, in this order; what a later step needs is sealed in the pending session:

1. the passphrase unlocks the person's seed, in the same work whether the name exists or not;
2. an account without a second factor enrols one: the code of the new secret proves it arrived;
3. a code of the second factor is accepted, and its time step is spent for good;
4. the session begins, in a work of its own, so that a failure there leaves the step spent.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from wbportal.casework import passphrases, sessions
from wbportal.casework.countersigning import countersignature
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.rosters import history
from wbportal.casework.sessions import Pending, Step
from wbportal.db import accounts, declarations, offices
from wbportal.db.accounts import Account
from wbportal.domain.roles import Role
from wbportal.portal import AuditDraft, Json, Work
from wbportal.vault import totp
from wbportal.vault.deployment import DeploymentKeys
from wbportal.vault.encoding import join
from wbportal.vault.errors import WrongKey
from wbportal.vault.hashes import same
from wbportal.vault.people import PersonKeys, fingerprint_words
from wbportal.vault.sessions import SessionSecret

_TOTP_LABEL = b"wbportal account totp v1"
_DEVICE_LABEL = b"wbportal device v1"
_DEVICE_TAG_LABEL = b"wbportal device tag v1"
_DEVICE_HALF_BYTES = 16  # 128 bits: nobody guesses whose it is, or a tag
_ISSUER = "wbportal"  # what authenticators show: no name of an office, and nothing of its purpose
_WRONG_CODES = 5  # after so many the passphrase is asked for again


class Refusal(StrEnum):
    """Why a step was refused."""

    WRONG = "wrong"  # name or passphrase: which one is not said
    SUSPENDED = "suspended"
    GONE = "gone"  # no longer on the roster
    WRONG_CODE = "wrong-code"  # or one that was used before
    ENDED = "ended"  # the pending session is over


@dataclass(frozen=True, slots=True)
class Accepted:
    """Somebody whose second factor was accepted and whose session has not begun."""

    account_id: UUID
    username: str
    seed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody between two steps of signing in."""

    username: str
    step: Step


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator has to learn; it scans `uri` or its owner types `secret`."""

    username: str
    uri: str = field(repr=False)
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """An account as its owner sees it."""

    username: str
    display_name: str
    language: str | None
    roles: tuple[Role, ...]  # as they count today
    words: tuple[str, ...]  # six, that stand for the keys
    vetted_until: date | None  # None: not on the roster yet
    has_declared: bool  # interests and training


def sign_in(work: Work, username: str, passphrase: str) -> SessionSecret:
    """Check a passphrase and start the pending session that leads to the second factor.

    One stretching (about 155 ms) in any case. Raises Refused.
    """
    account = _named(work, username)
    seed = passphrases.unlock(work, account, passphrase)
    if account is None or seed is None:
        raise Refused(Refusal.WRONG)
    _check_not_out(work, account, seed)
    if account.sealed_totp is None:
        pending = Pending(account.id, Step.ENROL, seed, totp.new_secret())
    else:
        pending = Pending(account.id, Step.SECOND_FACTOR, seed)
    return sessions.begin_pending(work, pending)


def waiting(work: Work, cookie: bytes | None) -> Waiting | None:
    """Return who has shown their passphrase and still owes a code; None if nobody has."""
    pending = sessions.find_pending(work, cookie, Step.SECOND_FACTOR, Step.ENROL)
    account = accounts.by_id(work.db, pending.account_id) if pending is not None else None
    if pending is None or account is None:
        return None
    return Waiting(account.username, pending.step)


def accept_code(work: Work, cookie: bytes | None, otp: str) -> Accepted:
    """Accept a code of the second factor, or the first one of a new one; its step is spent.

    The session is begun by `begin_session`, in a work of its own. Raises Refused.
    """
    pending = sessions.find_pending(work, cookie, Step.SECOND_FACTOR, Step.ENROL)
    account = accounts.by_id(work.db, pending.account_id) if pending is not None else None
    if pending is None or account is None:
        raise Refused(Refusal.ENDED)
    _check_not_out(work, account, pending.secret)
    key, context = PersonKeys(pending.secret).state, _totp_context(account.id)
    secret = pending.totp_secret
    if (account.sealed_totp is None) is not (pending.step is Step.ENROL):
        # It was reset meanwhile, or another browser enrolled one, which stays: from the beginning.
        raise Refused(Refusal.ENDED)
    if account.sealed_totp is not None:
        secret = key.open(account.sealed_totp, context)
    try:
        account.totp_step = totp.verify(secret, otp, work.now, account.totp_step)
    except WrongKey as error:
        raise Refused(Refusal.WRONG_CODE) from error
    if pending.step is Step.ENROL:
        account.sealed_totp = key.seal(secret, context)
        work.audit(AuditDraft(account.office_id, account.id, "enrol-second-factor"))
    sessions.end_pending(work, cookie)
    return Accepted(account.id, account.username, pending.secret)


def begin_session(work: Work, accepted: Accepted) -> SessionSecret:
    """Start the session of somebody whose code was accepted; return the cookie's half.

    A lead or an auditor countersigns the trail with it.
    """
    account = accounts.by_id(work.db, accepted.account_id)
    if account is None:
        raise Refused(Refusal.ENDED)
    who = sessions.person_of(work, account, PersonKeys(accepted.seed))
    detail = countersignature(work, who) if who is not None else {}
    work.audit(AuditDraft(account.office_id, account.id, "sign-in", detail=detail))
    return sessions.begin(work, accepted.account_id, accepted.seed)


def note_wrong_code(work: Work, cookie: bytes | None) -> None:
    """Write down a code that was refused; after five, the passphrase is asked for again."""
    pending = sessions.find_pending(work, cookie, Step.SECOND_FACTOR, Step.ENROL)
    account = accounts.by_id(work.db, pending.account_id) if pending is not None else None
    if pending is None or account is None:
        return
    work.audit(AuditDraft(account.office_id, None, "wrong-code", detail=_who(account)))
    if pending.failures + 1 >= _WRONG_CODES:
        sessions.end_pending(work, cookie)
    else:
        sessions.keep_pending(work, cookie, replace(pending, failures=pending.failures + 1))


def note_failed_sign_in(work: Work, username: str, skipped: int) -> None:
    """Write down a failed sign-in, in the same work whether the name exists or not.

    The name itself is not written: people type passphrases into the wrong field. `skipped` is
    how many failures before this one were only counted.
    """
    account = _named(work, username)
    detail: dict[str, Json] = {"skipped": skipped}
    if account is not None:
        detail |= _who(account)
    # A name that nobody has belongs to no office; the first one's trail takes it.
    known = offices.all_offices(work.db)
    office_id = account.office_id if account is not None else known[0].id if known else None
    if office_id is not None:
        work.audit(AuditDraft(office_id, None, "failed-sign-in", detail=detail))


def enrolment(work: Work, cookie: bytes | None) -> Enrolment | None:
    """Return what a pending session offers an authenticator, None if there is none."""
    pending = sessions.find_pending(work, cookie, Step.ENROL)
    account = accounts.by_id(work.db, pending.account_id) if pending is not None else None
    if pending is None or account is None:
        return None
    uri = totp.uri(pending.totp_secret, account.username, _ISSUER)
    return Enrolment(account.username, uri, pending.totp_secret)


def change_passphrase(work: Work, person: Person, cookie: bytes | None, old: str, new: str) -> None:
    """Lock somebody's seed under another passphrase; their sessions but this one end.

    Two stretchings, about 310 ms. Raises Refused.
    """
    account = _own(work, person)
    if passphrases.unlock(work, account, old) is None:
        raise Refused(Refusal.WRONG)
    passphrases.check(work, account, new)
    account.locked_seed = passphrases.lock(work, account.id, person.keys.seed, new)
    sessions.end_all(work, account.id, but=sessions.session_id(cookie))
    work.audit(AuditDraft(account.office_id, account.id, "change-passphrase"))


def move_second_factor(work: Work, leaving: Person, to: Person) -> None:
    """Seal somebody's one-time secret, if there is one, under their new keys."""
    account, context = _own(work, leaving), _totp_context(leaving.id)
    if account.sealed_totp is not None:
        secret = leaving.keys.state.open(account.sealed_totp, context)
        account.sealed_totp = to.keys.state.seal(secret, context)


def choose_language(work: Work, person: Person, language: str | None) -> None:
    """Keep the language that somebody reads in; None goes by the browser again."""
    _own(work, person).language = language


def sign_out(work: Work, cookie: bytes | None) -> None:
    """End the session of a cookie, whatever it is."""
    present = sessions.current_person(work, cookie)
    this = sessions.session_id(cookie)
    if present is not None and this is not None:
        who = present.person
        sessions.end(work, who.id, this)
        work.audit(AuditDraft(who.office_id, who.id, "sign-out"))
    sessions.end_pending(work, cookie)


def end_session(work: Work, person: Person, session_id: bytes) -> None:
    """End one of somebody's own sessions, as they saw it in the list."""
    if sessions.end(work, person.id, session_id):
        work.audit(AuditDraft(person.office_id, person.id, "end-session"))


def end_other_sessions(work: Work, person: Person, cookie: bytes | None) -> None:
    """End all of somebody's own sessions but the one of this cookie."""
    if sessions.end_all(work, person.id, but=sessions.session_id(cookie)):
        work.audit(AuditDraft(person.office_id, person.id, "end-session"))


def own_account(work: Work, person: Person) -> OwnAccount:
    """Return what an account's page says to its owner. Raises Refused."""
    account = _own(work, person)
    entry = history(work, person.office_id).entry(person.id)
    if entry is not None and not same(entry.kem, person.keys.kem.public().raw):
        entry = None  # they joined anew, and it names the keys from before
    return OwnAccount(
        username=account.username,
        display_name=account.display_name,
        language=account.language,
        roles=tuple(role for role in Role if role in person.roles),
        words=tuple(fingerprint_words(person.keys.public())),
        vetted_until=entry.valid_until if entry is not None else None,
        has_declared=declarations.of_account(work.db, account.id) is not None,
    )


def device_token(keys: DeploymentKeys, username: str) -> bytes:
    """Return the 32 bytes by which a browser shows that this name signed in there before.

    They open nothing: they let it wait in a lane of its own while strangers flood the other.
    """
    whose = _device_half(keys, _DEVICE_LABEL, username.strip().casefold().encode())
    return whose + _device_half(keys, _DEVICE_TAG_LABEL, whose)


def is_known_device(keys: DeploymentKeys, username: str, token: bytes | None) -> bool:
    """Say whether a browser's token is that of this name."""
    return token is not None and same(token, device_token(keys, username))


def is_anybodys_device(keys: DeploymentKeys, token: bytes | None) -> bool:
    """Say whether a browser's token is of some name: before the name is known, and not forged."""
    if token is None:
        return False
    whose, tag = token[:_DEVICE_HALF_BYTES], token[_DEVICE_HALF_BYTES:]
    return same(tag, _device_half(keys, _DEVICE_TAG_LABEL, whose))


def _device_half(keys: DeploymentKeys, label: bytes, of: bytes) -> bytes:
    return keys.device_key.derive(join(label, of)).secret[:_DEVICE_HALF_BYTES]


def _named(work: Work, username: str) -> Account | None:
    """Find an account by name, reading as much when there is none."""
    row = accounts.named_or_any(work.db, username)
    return row if row is not None and row.username == username.strip().casefold() else None


def _own(work: Work, person: Person) -> Account:
    account = accounts.by_id(work.db, person.id)
    if account is None:
        raise Refused(Refusal.ENDED)
    return account


def _check_not_out(work: Work, account: Account, seed: bytes) -> None:
    """Raise Refused for the suspended and for those who have left the roster."""
    if account.suspended_at is not None:
        raise Refused(Refusal.SUSPENDED)
    if sessions.person_of(work, account, PersonKeys(seed)) is None:
        raise Refused(Refusal.GONE)


def _totp_context(account_id: UUID) -> bytes:
    return join(_TOTP_LABEL, account_id.bytes)


def _who(account: Account) -> dict[str, Json]:
    return {"account": str(account.id)}
