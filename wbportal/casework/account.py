"""An account's own doings: signing in with two factors, changing the passphrase.

Signing in, in this order; what a later step needs is sealed in the pending session:

1. the passphrase unlocks the person's seed, in the same work whether the name exists or not;
2. an account without a second factor enrols one: its first code, or its answer, proves that;
3. a second factor is accepted, and what was shown is spent for good;
4. the session begins, in a work of its own, so that a failure there leaves that spent.

A passkey that opens the seed takes the place of 1 to 3: it is held, and it recognised its owner.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from wbportal.casework import devices, factors, passkeys, passphrases, sessions
from wbportal.casework.countersigning import countersignature
from wbportal.casework.errors import Refused
from wbportal.casework.factors import Factor, Offer
from wbportal.casework.keyholders import Person
from wbportal.casework.passkeys import Answer, Purpose
from wbportal.casework.refusals import Refusal
from wbportal.casework.rosters import history
from wbportal.casework.sessions import Pending, Step
from wbportal.db import accounts, declarations, offices
from wbportal.db.accounts import Account
from wbportal.domain.passphrases import Strength, strength
from wbportal.domain.roles import Role
from wbportal.portal import AuditDraft, Json, Work
from wbportal.vault import totp
from wbportal.vault.deployment import DeploymentKeys
from wbportal.vault.encoding import join
from wbportal.vault.hashes import same
from wbportal.vault.passkeys import Site
from wbportal.vault.people import PersonKeys, fingerprint_words
from wbportal.vault.sessions import SessionSecret

_DEVICE_LABEL = b"wbportal device v1"
_DEVICE_TAG_LABEL = b"wbportal device tag v1"
_DEVICE_HALF_BYTES = 16  # 128 bits: nobody guesses whose it is, or a tag
_WRONG_CODES = 5  # after so many the passphrase is asked for again


@dataclass(frozen=True, slots=True)
class Accepted:
    """Somebody whose second factor was accepted and whose session has not begun."""

    account_id: UUID
    username: str
    seed: bytes = field(repr=False)
    factor: Factor = Factor.TOTP
    is_new: bool = False  # it was enrolled just now


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody between two steps of signing in."""

    username: str
    step: Step
    strength: Strength | None  # of the passphrase, if it was chosen just now


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """An account as its owner sees it."""

    username: str
    display_name: str
    language: str | None
    roles: tuple[Role, ...]  # as they count today
    words: tuple[str, ...]  # six, that stand for the keys
    vetted_until: date | None  # None: not on the roster yet
    has_address: bool  # they are written to
    has_declared: bool  # interests and training


def sign_in(work: Work, username: str, passphrase: str) -> SessionSecret:
    """Check a passphrase and start the pending session that leads to the second factor.

    One stretching (about 155 ms) in any case. Raises Refused.
    """
    account = _named(work, username)
    seed = passphrases.unlock(work, account, passphrase)
    if account is None or seed is None:
        raise Refused(Refusal.WRONG)
    _somebody(work, account, seed)
    if factors.exist(work, account):
        pending = Pending(account.id, Step.SECOND_FACTOR, seed)
    else:
        pending = Pending(account.id, Step.ENROL, seed, totp.new_secret())
    return sessions.begin_pending(work, pending)


def waiting(work: Work, cookie: bytes | None) -> Waiting | None:
    """Return who has shown their passphrase and still owes a code; None if nobody has."""
    pending = sessions.find_pending(work, cookie, Step.SECOND_FACTOR, Step.ENROL)
    account = accounts.by_id(work.db, pending.account_id) if pending is not None else None
    if pending is None or account is None:
        return None
    return Waiting(account.username, pending.step, pending.strength)


def sign_in_with_passkey(work: Work, username: str, answer: Answer) -> Accepted:
    """Let somebody in whose passkey opens their key; in about the same work for any name.

    Raises Refused.
    """
    account = _named(work, username)
    seed = passkeys.unlock(work, account, answer)
    if account is None or seed is None:
        raise Refused(Refusal.WRONG_PASSKEY)
    who = _somebody(work, account, seed)
    passkeys.accept(work, account.id, who.keys, answer, Purpose.UNLOCK)
    return Accepted(account.id, account.username, seed, Factor.PASSKEY)


def unlock_request(work: Work, username: str, cookie: bytes, site: Site) -> str:
    """Return what is asked of the passkeys that open somebody's key, whoever that is, as JSON."""
    account = _named(work, username)
    return passkeys.unlock_request(work, account, username, cookie, site)


def passkey_request(work: Work, cookie: bytes | None, site: Site) -> str | None:
    """Return what is asked of the passkeys of who owes a factor; None if none works here."""
    pending, who = _waiting(work, cookie, Step.SECOND_FACTOR)
    purpose = Purpose.SECOND_FACTOR
    return passkeys.request(work, pending.account_id, who.keys, cookie, purpose, site)


def passkey_creation(work: Work, cookie: bytes | None, site: Site) -> str:
    """Return what is asked of a passkey that is to be somebody's first factor, as JSON."""
    _, who = _waiting(work, cookie, Step.ENROL)
    return factors.passkey_creation(work, who, cookie, site)


def accept_code(work: Work, cookie: bytes | None, otp: str) -> Accepted:
    """Accept a code of the second factor, or the first one of a new one; its step is spent.

    The session is begun by `begin_session`, in a work of its own. Raises Refused.
    """
    return accept_factor(work, cookie, otp)


def accept_factor(work: Work, cookie: bytes | None, shown: str | Answer) -> Accepted:
    """Accept a second factor: a code, or what a passkey answered. Raises Refused."""
    pending, who = _waiting(work, cookie, Step.SECOND_FACTOR, Step.ENROL)
    if pending.step is Step.SECOND_FACTOR:
        factor = factors.accept(work, who, shown, Purpose.SECOND_FACTOR)
    elif isinstance(shown, str):
        factor = Factor.TOTP
        factors.enrol_totp(work, who, pending.totp_secret, shown)
    else:
        raise Refused(Refusal.ENDED)
    return _accepted(work, cookie, pending, factor)


def enrol_passkey(work: Work, cookie: bytes | None, name: str, answer: Answer) -> Accepted:
    """Enrol a passkey as the first second factor of somebody. Raises Refused."""
    pending, who = _waiting(work, cookie, Step.ENROL)
    factors.add_passkey(work, who, name, answer)
    return _accepted(work, cookie, pending, Factor.PASSKEY)


def begin_session(
    work: Work, accepted: Accepted, browser: bytes = b"", *, in_new_browser: bool = False
) -> SessionSecret:
    """Start the session of somebody whose code was accepted; return the cookie's half.

    A lead or an auditor countersigns the trail with it. A new browser is told to its owner.
    `browser` is what this one kept of its name.
    """
    account = accounts.by_id(work.db, accepted.account_id)
    if account is None:
        raise Refused(Refusal.ENDED)
    who = sessions.person_of(work, account, PersonKeys(accepted.seed))
    detail = countersignature(work, who) if who is not None else {}
    work.audit(AuditDraft(account.office_id, account.id, "sign-in", detail=detail))
    if in_new_browser:
        devices.note(work, account)
    return sessions.begin(work, accepted.account_id, accepted.seed, browser)


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


def enrolment(work: Work, cookie: bytes | None) -> Offer | None:
    """Return what a pending session offers an authenticator, None if there is none."""
    pending = sessions.find_pending(work, cookie, Step.ENROL)
    account = accounts.by_id(work.db, pending.account_id) if pending is not None else None
    if pending is None or account is None:
        return None
    return factors.offer(account.username, pending.totp_secret)


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
    sessions.note_strength(work, cookie, strength(new))
    work.audit(AuditDraft(account.office_id, account.id, "change-passphrase"))


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
        has_address=account.email is not None,
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


def _somebody(work: Work, account: Account, seed: bytes) -> Person:
    """Return who this is. Raises Refused for the suspended and those who have left the roster."""
    if account.suspended_at is not None:
        raise Refused(Refusal.SUSPENDED)
    who = sessions.person_of(work, account, PersonKeys(seed))
    if who is None:
        raise Refused(Refusal.GONE)
    return who


def _waiting(work: Work, cookie: bytes | None, *steps: Step) -> tuple[Pending, Person]:
    """Return how far somebody has come, and who they are. Raises Refused."""
    pending = sessions.find_pending(work, cookie, *steps)
    account = accounts.by_id(work.db, pending.account_id) if pending is not None else None
    if pending is None or account is None:
        raise Refused(Refusal.ENDED)
    who = _somebody(work, account, pending.secret)
    if factors.exist(work, account) is not (pending.step is Step.SECOND_FACTOR):
        # It was reset meanwhile, or another browser enrolled one, which stays: from the beginning.
        raise Refused(Refusal.ENDED)
    return pending, who


def _accepted(work: Work, cookie: bytes | None, pending: Pending, factor: Factor) -> Accepted:
    account = accounts.by_id(work.db, pending.account_id)
    if account is None:
        raise Refused(Refusal.ENDED)
    sessions.end_pending(work, cookie)
    is_new = pending.step is Step.ENROL
    return Accepted(account.id, account.username, pending.secret, factor, is_new=is_new)


def _who(account: Account) -> dict[str, Json]:
    return {"account": str(account.id)}
