"""Sessions of people who sign in: sealed under what their cookie holds and what the server holds.

Three steps lead to one: joining (which has no key yet), the second factor, its enrolment. Each is
a pending session that opens nothing else. What is told of an open session is read anew from the
signed roster at every request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Self
from uuid import UUID

from wbportal.casework import browsers, devices, former, passkey_rules
from wbportal.casework.keyholders import Person
from wbportal.casework.offices import OfficeView, office_of
from wbportal.casework.rosters import History, RunsOut, history, runs_out
from wbportal.db import accounts, sessions
from wbportal.db.accounts import Account
from wbportal.db.sessions import SessionKind, SessionRow
from wbportal.domain.passphrases import Strength
from wbportal.domain.retention import (
    HANDLER_SESSION,
    HANDLER_SESSION_IDLE,
    PENDING_SIGN_IN,
    STEP_UP,
)
from wbportal.domain.roles import Role
from wbportal.portal import Work
from wbportal.vault.encoding import join, split, u32, u64
from wbportal.vault.errors import Tampered
from wbportal.vault.hashes import same
from wbportal.vault.keys import SymmetricKey
from wbportal.vault.people import PersonKeys
from wbportal.vault.roster import RosterEntry
from wbportal.vault.sessions import SessionSecret

_SEEN_EVERY = timedelta(minutes=1)  # a row is written at most so often for one session


class Step(StrEnum):
    """What stands between somebody and their session."""

    JOIN = "join"  # the invitation was shown, a passphrase is still to be chosen
    ENROL = "enrol"  # the passphrase was right, and there is no second factor yet
    SECOND_FACTOR = "second-factor"


# Longer than between passphrase and code, because a passphrase has to be thought of and an
# authenticator to be installed; neither step opens anything.
_LASTS: Mapping[Step, timedelta] = MappingProxyType(
    {
        Step.JOIN: timedelta(minutes=30),
        Step.ENROL: timedelta(minutes=15),
        Step.SECOND_FACTOR: PENDING_SIGN_IN,
    }
)


@dataclass(frozen=True, slots=True)
class Pending:
    """How far somebody has come, as only their cookie together with the server can say."""

    account_id: UUID
    step: Step
    secret: bytes = field(default=b"", repr=False)  # the seed; for JOIN nothing
    totp_secret: bytes = field(default=b"", repr=False)  # what ENROL offers
    failures: int = 0
    strength: Strength | None = None  # of a passphrase that was chosen on the way here

    def to_bytes(self) -> bytes:
        return join(
            self.account_id.bytes,
            self.step.encode(),
            self.secret,
            self.totp_secret,
            u32(self.failures),
            *_said(self.strength),
        )

    @classmethod
    def from_bytes(cls, body: bytes) -> Self:
        """Read what `to_bytes` made. Raises Tampered."""
        account_id, step, secret, totp_secret, failures, *said = split(body)
        return cls(
            UUID(bytes=account_id),
            Step(step.decode()),
            secret,
            totp_secret,
            int.from_bytes(failures, "big"),
            _strength(said),
        )


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody whose session is open."""

    person: Person
    display_name: str
    language: str | None
    office: OfficeView
    runs_out: RunsOut | None  # their vetting, soon
    new_device_at: datetime | None = None  # a browser that its owner has not answered for yet
    is_stepped_up: bool = False  # a second factor was shown within the last five minutes
    chosen: Strength | None = None  # how strong the passphrase is that was chosen in this session
    lacks_passkey: bool = False  # the office asks for one: before there is one, all else is shut


@dataclass(frozen=True, slots=True)
class SessionView:
    """One of somebody's sessions, as they see it; no address is kept."""

    session_id: bytes
    started_at: datetime
    seen_at: datetime
    is_this_one: bool
    browser: str = field(default="", repr=False)  # as its owner calls it


def begin_pending(work: Work, pending: Pending) -> SessionSecret:
    """Start a pending session; return what goes into the cookie and nowhere else."""
    secret = SessionSecret.generate()
    ends = work.now + _LASTS[pending.step]
    _add(work, SessionKind.PENDING, secret, pending.account_id, pending.to_bytes(), ends)
    return secret


def find_pending(work: Work, cookie: bytes | None, *steps: Step) -> Pending | None:
    """Open the pending session of a cookie, if it is at one of `steps` and has not ended."""
    row, key = _row(work, SessionKind.PENDING, cookie)
    body = _opened(row, key)
    if body is None:
        return None
    pending = Pending.from_bytes(body)
    return pending if pending.step in steps else None


def keep_pending(work: Work, cookie: bytes | None, pending: Pending) -> None:
    """Seal a pending session anew; when it ends does not change."""
    row, key = _row(work, SessionKind.PENDING, cookie)
    if row is not None and key is not None:
        row.sealed_payload = key.seal(pending.to_bytes(), _context(row))


def end_pending(work: Work, cookie: bytes | None) -> None:
    row, _ = _row(work, SessionKind.PENDING, cookie)
    if row is not None:
        work.db.delete(row)


def begin(work: Work, account_id: UUID, seed: bytes, browser: bytes = b"") -> SessionSecret:
    """Start the session of somebody whose passphrase and second factor were right.

    It ends after 30 minutes without a request, and after 12 hours in any case. When it began is
    sealed with it, so that nobody who writes to the database can make it last longer. `browser`
    is what the browser kept of its name.
    """
    secret = SessionSecret.generate()
    now = u64(int(work.now.timestamp()))
    body = join(seed, now, now)
    row = _add(work, SessionKind.HANDLER, secret, account_id, body, work.now + HANDLER_SESSION)
    keys = PersonKeys(seed)
    browsers.put_beside(keys, row, browsers.from_browser(keys, account_id, browser))
    return secret


def current_person(work: Work, cookie: bytes | None) -> Present | None:
    """Open the session of a cookie, with what the roster says of its holder today.

    About 0.3 ms. None if it ended, or if its holder is suspended, has left the roster, or stands
    there with other keys. Somebody who is not on a roster yet is present without any role.
    Writes, at most once a minute, that the session was used. Raises RosterMissing, RosterRefused.
    """
    row, key = _row(work, SessionKind.HANDLER, cookie)
    body = _opened(row, key)
    if row is None or body is None or row.account_id is None:
        return None
    seed, began, stepped_up, *said = split(body)
    account = accounts.by_id(work.db, row.account_id)
    if account is None or _is_over(work, row, int.from_bytes(began, "big")):
        return None
    person = person_of(work, account, PersonKeys(seed))
    if person is None:
        return None
    if row.seen_at is None or work.now - row.seen_at >= _SEEN_EVERY:
        row.seen_at = work.now
    office = office_of(work, account.office_id)
    known = history(work, account.office_id)
    ends = runs_out(known, account.id, work.today)
    until = int.from_bytes(stepped_up, "big") + STEP_UP.total_seconds()
    return Present(
        person,
        account.display_name,
        account.language,
        office,
        ends,
        is_stepped_up=work.now.timestamp() < until,
        new_device_at=devices.untold(work, account.id, int.from_bytes(began, "big")),
        chosen=_strength(said),
        lacks_passkey=passkey_rules.is_lacking(work, office.id, person.id, person.roles),
    )


def note_step_up(work: Work, cookie: bytes | None) -> None:
    """Keep, sealed with the session, that a second factor was shown now."""
    row, key = _row(work, SessionKind.HANDLER, cookie)
    body = _opened(row, key)
    if row is not None and key is not None and body is not None:
        seed, began, _, *said = split(body)
        stepped_up = u64(int(work.now.timestamp()))
        row.sealed_payload = key.seal(join(seed, began, stepped_up, *said), _context(row))


def note_strength(work: Work, cookie: bytes | None, strength: Strength) -> None:
    """Keep, sealed with the session and no longer than it, how strong a new passphrase is."""
    row, key = _row(work, SessionKind.HANDLER, cookie)
    body = _opened(row, key)
    if row is not None and key is not None and body is not None:
        row.sealed_payload = key.seal(join(*split(body)[:3], *_said(strength)), _context(row))


def person_of(work: Work, account: Account, keys: PersonKeys) -> Person | None:
    """Return who holds these keys, with the roles of the roster; None if they are out."""
    if account.suspended_at is not None:
        return None
    known = history(work, account.office_id)
    entry = known.entry(account.id)
    is_listed = entry is not None and _has_keys(entry, keys)
    # Who joined anew waits until a roster names the new keys, as whoever joins does.
    is_new = entry is None or same(account.kem_public or b"", keys.kem.public().raw)
    if is_retired(known, account.id) or not (is_listed or is_new):
        return None
    roles = known.roles(account.id, work.today) if is_listed else frozenset[Role]()
    return Person(account.id, account.office_id, roles, keys, former.opened(work, account.id, keys))


def is_retired(known: History, account_id: UUID) -> bool:
    """Say whether somebody stood on a roster before, and no longer does."""
    return known.entry(account_id) is None and account_id in known.signing_keys


def own(work: Work, person: Person, cookie: bytes | None) -> tuple[SessionView, ...]:
    """List somebody's open sessions, the last one used first."""
    this = session_id(cookie)
    return tuple(
        SessionView(
            row.id,
            row.created_at,
            row.seen_at,
            row.id == this,
            browsers.read_beside(person.keys, row),
        )
        for row in _open_rows(work, person.id)
        if row.created_at is not None and row.seen_at is not None
    )


def name_browser(work: Work, person: Person, cookie: bytes | None, name: str) -> bytes:
    """Name the browser of the session at hand; return what the browser keeps of it."""
    row, _ = _row(work, SessionKind.HANDLER, cookie)
    if row is not None and row.account_id == person.id:
        browsers.put_beside(person.keys, row, name)
    return browsers.for_browser(person.keys, person.id, name)


def session_id(cookie: bytes | None) -> bytes | None:
    """Return the id of the open session that a cookie would belong to."""
    return None if cookie is None else SessionSecret(cookie).session_id(SessionKind.HANDLER)


def count_open(work: Work, account_id: UUID) -> int:
    """Return in how many browsers somebody is signed in."""
    return len(_open_rows(work, account_id))


def end(work: Work, account_id: UUID, session_id: bytes) -> bool:
    """End one session of somebody; nothing happens, and False returns, if it is not theirs."""
    row = sessions.by_id(work.db, session_id)
    if row is None or row.account_id != account_id:
        return False
    work.db.delete(row)
    return True


def end_all(work: Work, account_id: UUID, but: bytes | None = None) -> int:
    """End all sessions of somebody, pending ones too, `but` one; return how many."""
    rows = [row for row in sessions.of_account(work.db, account_id) if row.id != but]
    for row in rows:
        work.db.delete(row)
    return len(rows)


def _add(
    work: Work,
    kind: SessionKind,
    secret: SessionSecret,
    account_id: UUID,
    body: bytes,
    ends: datetime,
) -> SessionRow:
    row = SessionRow(
        id=secret.session_id(kind),
        kind=kind,
        account_id=account_id,
        sealed_payload=b"",
        expires_on=ends.astimezone(UTC).date() + timedelta(days=1),  # for the sweep, in any zone
        created_at=work.now,
        seen_at=work.now,
        expires_at=ends,
    )
    row.sealed_payload = secret.key(kind, work.keys.session_half).seal(body, _context(row))
    work.db.add(row)
    return row


def _row(
    work: Work, kind: SessionKind, cookie: bytes | None
) -> tuple[SessionRow | None, SymmetricKey | None]:
    """Find a session that has not ended, and the key that only its cookie gives."""
    if cookie is None:
        return None, None
    secret = SessionSecret(cookie)
    row = sessions.by_id(work.db, secret.session_id(kind))
    if row is None or row.kind is not kind:
        return None, None
    if row.expires_at is None or row.expires_at <= work.now:
        return None, None
    return row, secret.key(kind, work.keys.session_half)


def _opened(row: SessionRow | None, key: SymmetricKey | None) -> bytes | None:
    if row is None or key is None:
        return None
    try:
        return key.open(row.sealed_payload, _context(row))
    except Tampered:
        # The row was changed, or the deployment's secret was: to the browser, the session is over.
        return None


def _open_rows(work: Work, account_id: UUID) -> list[SessionRow]:
    return [
        row
        for row in sessions.of_account(work.db, account_id)
        if row.kind is SessionKind.HANDLER
        and row.created_at is not None
        and not _is_over(work, row, int(row.created_at.timestamp()))
    ]


def _said(strength: Strength | None) -> list[bytes]:
    return [] if strength is None else [strength.encode()]


def _strength(said: list[bytes]) -> Strength | None:
    return Strength(said[0].decode()) if said else None


def _context(row: SessionRow) -> bytes:
    if row.account_id is None:
        raise Tampered("a session of nobody")
    return join(b"wbportal session v1", row.id, row.account_id.bytes)


def _is_over(work: Work, row: SessionRow, began: int) -> bool:
    idle = row.seen_at is None or work.now - row.seen_at >= HANDLER_SESSION_IDLE
    return idle or work.now.timestamp() >= began + HANDLER_SESSION.total_seconds()


def _has_keys(entry: RosterEntry, keys: PersonKeys) -> bool:
    # The first 32 of the 2,016 bytes verify what this person signs; all derive from one seed.
    verify = keys.signing.verify_key().raw
    return same(entry.kem, keys.kem.public().raw) and same(entry.verify[: len(verify)], verify)
