"""People's passkeys: what they are asked, whether they answer right, and the keys they open.

What is known of a passkey is sealed under its owner's key, so an answer is checked after the
passphrase, or the passkey itself, opened that. What has to be said before, to whoever types a
name, lies under a key of the deployment; a name that nobody has gets an answer of the same shape.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID, uuid4

from wbportal.casework.errors import Refused
from wbportal.casework.refusals import Refusal
from wbportal.db import passkeys as rows
from wbportal.db.accounts import Account
from wbportal.db.passkeys import PasskeyRow
from wbportal.portal import AuditDraft, Work
from wbportal.vault import passkeys, prf
from wbportal.vault.encoding import join, split, u32, u64
from wbportal.vault.errors import WrongKey
from wbportal.vault.hashes import same
from wbportal.vault.keys import PublicKey
from wbportal.vault.passkeys import Credential, Site
from wbportal.vault.people import PersonKeys

MOST = 10  # of one person
_ANSWER_WITHIN = timedelta(minutes=5)
_LABEL = b"wbportal passkey v1"
_HANDLE_LABEL = b"wbportal passkey handle v1"
_LOOKUP_LABEL = b"wbportal passkey lookup v1"
_SEED_LABEL = b"wbportal passkey seed v1"
_CHALLENGE_LABEL = b"wbportal passkey challenge v1"
_USER_LABEL = b"wbportal passkey user v1"
_DECOY_LABEL = b"wbportal passkey decoy v1"
_HEAD_BYTES = 8 + 16  # when it was made, and 16 random bytes
_LEAST_OFFERED = 4  # ids, before a passphrase was typed; what nobody has fills it up
_DECOY_SIZES = (16, 20, 32, 48, 64)  # bytes, as ids of authenticators have


class Purpose(StrEnum):
    """What an answer is for; it is good for nothing else."""

    ENROL = "enrol"
    SECOND_FACTOR = "second-factor"
    STEP_UP = "step-up"
    UNLOCK = "unlock"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an authenticator answered, in which browser and where."""

    text: str = field(repr=False)
    cookie: bytes | None = field(repr=False)  # that the question was bound to
    site: Site
    prf: bytes = field(default=b"", repr=False)  # 32 bytes, if it was to open the key


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey, as its owner alone can read of it."""

    name: str
    host: str  # where it works, and nowhere else
    credential: Credential = field(repr=False)
    added_on: date
    unlocks_to: bytes = field(default=b"", repr=False)  # a public key, if it opens the seed
    spent: tuple[bytes, ...] = field(default=(), repr=False)  # questions that were answered

    def to_bytes(self) -> bytes:
        made = self.credential
        return join(
            self.name.encode(),
            self.host.encode(),
            join(made.id, made.public_key, u32(made.sign_count)),
            self.added_on.isoformat().encode(),
            self.unlocks_to,
            join(*self.spent),
        )

    @classmethod
    def from_bytes(cls, body: bytes) -> Self:
        """Read what `to_bytes` made. Raises Tampered."""
        name, host, made, added_on, unlocks_to, spent = split(body, 6)
        credential_id, public_key, count = split(made, 3)
        return cls(
            name.decode(),
            host.decode(),
            Credential(credential_id, public_key, int.from_bytes(count, "big")),
            date.fromisoformat(added_on.decode()),
            unlocks_to,
            tuple(split(spent)),
        )


@dataclass(frozen=True, slots=True)
class PasskeyView:
    """A passkey in the list of its owner."""

    id: UUID
    name: str
    host: str
    added_on: date
    unlocks: bool  # the key, without a passphrase


def exist(work: Work, account_id: UUID) -> bool:
    """Say whether somebody has a passkey."""
    return bool(rows.of_account(work.db, account_id))


def own(work: Work, account_id: UUID, keys: PersonKeys) -> tuple[PasskeyView, ...]:
    """List somebody's passkeys by name; 20 µs each."""
    found = [
        PasskeyView(row.id, one.name, one.host, one.added_on, row.locked_seed is not None)
        for row, one in _opened(work, account_id, keys)
    ]
    return tuple(sorted(found, key=lambda view: view.name.casefold()))


def creation(
    work: Work, account: Account, keys: PersonKeys, cookie: bytes | None, site: Site
) -> str:
    """Return what a browser asks of an authenticator that is to be enrolled, as JSON."""
    known = [
        one.credential.id for _, one in _opened(work, account.id, keys) if one.host == site.rp_id
    ]
    user = work.keys.passkeys.derive(join(_USER_LABEL, account.id.bytes)).secret
    question = challenge(work, cookie, Purpose.ENROL)
    return passkeys.creation_options(site, question, user, account.username, known)


def request(
    work: Work,
    account_id: UUID,
    keys: PersonKeys,
    cookie: bytes | None,
    purpose: Purpose,
    site: Site,
) -> str | None:
    """Return what a browser asks of somebody's passkeys, None if none of them works here."""
    known = [
        one.credential.id for _, one in _opened(work, account_id, keys) if one.host == site.rp_id
    ]
    if not known:
        return None
    return passkeys.request_options(site, challenge(work, cookie, purpose), known)


def unlock_request(
    work: Work, account: Account | None, username: str, cookie: bytes, site: Site
) -> str:
    """Return what is asked of passkeys that open a key, of a name that exists or not.

    Ids that nobody has stand beside the real ones, so that a list says nothing.
    """
    real = _handles(work, account, site)
    places = range(len(real), max(_LEAST_OFFERED, len(real)))
    offered = [*real, *(_decoy(work, username, site, place) for place in places)]
    # In an order of its own for each name: the real ones have no place.
    order = work.keys.passkeys.derive(join(_DECOY_LABEL, b"order"))
    offered.sort(key=lambda one: order.derive(one).secret)
    question = challenge(work, cookie, Purpose.UNLOCK)
    return passkeys.request_options(site, question, offered, prf=True)


def add(work: Work, account: Account, keys: PersonKeys, name: str, answer: Answer) -> None:
    """Enrol a passkey; if the answer says so, it opens the key from now on. Raises Refused."""
    if len(rows.of_account(work.db, account.id)) >= MOST:
        raise Refused(Refusal.TOO_MANY)
    try:
        asked = passkeys.challenge_of(answer.text, new=True)
        _check_asked(work, asked, answer.cookie, Purpose.ENROL)
        made = passkeys.register(answer.text, answer.site, asked)
        unlocks_to = prf.key_of(answer.prf).public().raw if answer.prf else b""
    except WrongKey as error:
        raise Refused(Refusal.WRONG_PASSKEY) from error
    lookup = _lookup(work, answer.site.rp_id, made.id)
    if rows.by_lookup(work.db, lookup) is not None:
        raise Refused(Refusal.TAKEN_PASSKEY)
    one = Passkey(name, answer.site.rp_id, made, work.today, unlocks_to)
    row = PasskeyRow(
        id=uuid4(), account_id=account.id, lookup=lookup, sealed_handle=b"", sealed_passkey=b""
    )
    handle = join(answer.site.rp_id.encode(), made.id)
    row.sealed_handle = work.keys.passkeys.seal(handle, _context(_HANDLE_LABEL, row))
    row.sealed_passkey = keys.state.seal(one.to_bytes(), _context(_LABEL, row))
    row.locked_seed = _locked(work, row, keys, unlocks_to)
    work.db.add(row)
    detail = {"unlocks": bool(unlocks_to)}
    work.audit(AuditDraft(account.office_id, account.id, "add-passkey", detail=detail))


def accept(
    work: Work, account_id: UUID, keys: PersonKeys, answer: Answer, purpose: Purpose
) -> None:
    """Accept what a passkey answered; the question is spent. Raises Refused."""
    try:
        asked = passkeys.challenge_of(answer.text)
        _check_asked(work, asked, answer.cookie, purpose)
        row = _of(work, account_id, answer)
        one = _open(row, keys)
        _check_unspent(one, asked)
        used = passkeys.verify(answer.text, answer.site, asked, one.credential)
    except WrongKey as error:
        raise Refused(Refusal.WRONG_PASSKEY) from error
    recent = tuple(head for head in one.spent if _age(work, head) <= _ANSWER_WITHIN)
    one = replace(one, credential=used, spent=(*recent, asked[:_HEAD_BYTES]))
    row.sealed_passkey = keys.state.seal(one.to_bytes(), _context(_LABEL, row))


def unlock(work: Work, account: Account | None, answer: Answer) -> bytes | None:
    """Return the seed that a passkey opens, None if it is not one of this account's.

    In any case one key pair is made from what it said and one seed is tried, real or not: some
    400 µs. Whether the answer itself was right is for `accept` to say.
    """
    row = _claimed(work, account, answer)
    decoy = _decoy_row(work) if row is None else row
    locked = decoy.locked_seed or b""
    try:
        return prf.unlock(
            _in_force(work, decoy, locked),
            prf.key_of(answer.prf),
            work.keys.pepper,
            _context(_SEED_LABEL, decoy),
        )
    except WrongKey:
        return None


def remove(work: Work, account: Account, keys: PersonKeys, passkey_id: UUID) -> bool:
    """Forget a passkey of somebody; False if it is not theirs."""
    row = rows.by_id(work.db, passkey_id)
    if row is None or row.account_id != account.id:
        return False
    _open(row, keys)
    work.db.delete(row)
    work.audit(AuditDraft(account.office_id, account.id, "remove-passkey"))
    return True


def forget_all(work: Work, account_id: UUID) -> None:
    """Forget all passkeys of somebody, whose keys need not be open."""
    for row in rows.of_account(work.db, account_id):
        work.db.delete(row)


def move(work: Work, account_id: UUID, leaving: PersonKeys, to: PersonKeys) -> None:
    """Put somebody's passkeys under their new keys; those that opened the seed open the new one."""
    for row, one in _opened(work, account_id, leaving):
        row.sealed_passkey = to.state.seal(one.to_bytes(), _context(_LABEL, row))
        row.locked_seed = _locked(work, row, to, one.unlocks_to)


def relock_all(work: Work, pepper: bytes) -> int:
    """Put every seed that a passkey opens under another pepper; return how many there are."""
    found = rows.that_unlock(work.db)
    for row in found:
        locked, context = row.locked_seed, _context(_SEED_LABEL, row)
        if locked is not None and not prf.is_peppered(locked, pepper, context):
            row.locked_seed = prf.repepper(locked, work.keys.pepper, pepper, context)
    return len(found)


def challenge(work: Work, cookie: bytes | None, purpose: Purpose) -> bytes:
    """Return a question for an authenticator: of this moment, this browser and this purpose.

    Nothing of it is kept before it is answered: so strangers who ask for many fill no table.
    """
    head = u64(int(work.now.timestamp())) + secrets.token_bytes(16)
    return head + _tag(work, head, cookie, purpose)


def _check_asked(work: Work, asked: bytes, cookie: bytes | None, purpose: Purpose) -> None:
    """Raise WrongKey unless we asked this, in this browser, for this, within five minutes."""
    head = asked[:_HEAD_BYTES]
    is_ours = cookie is not None and same(asked[_HEAD_BYTES:], _tag(work, head, cookie, purpose))
    if not is_ours or not timedelta(0) <= _age(work, head) <= _ANSWER_WITHIN:
        raise WrongKey


def _check_unspent(one: Passkey, asked: bytes) -> None:
    if asked[:_HEAD_BYTES] in one.spent:
        raise WrongKey


def _of(work: Work, account_id: UUID, answer: Answer) -> PasskeyRow:
    """Find the passkey that an answer claims to be of. Raises WrongKey if it is not theirs."""
    claimed = passkeys.answered_by(answer.text)
    row = rows.by_lookup(work.db, _lookup(work, answer.site.rp_id, claimed))
    if row is None or row.account_id != account_id:
        raise WrongKey
    return row


def _tag(work: Work, head: bytes, cookie: bytes | None, purpose: Purpose) -> bytes:
    of = join(_CHALLENGE_LABEL, purpose.encode(), cookie or b"", head)
    return work.keys.passkeys.derive(of).secret


def _age(work: Work, head: bytes) -> timedelta:
    # Whole seconds, as it was written down.
    now = datetime.fromtimestamp(int(work.now.timestamp()), UTC)
    return now - datetime.fromtimestamp(int.from_bytes(head[:8], "big"), UTC)


def _opened(work: Work, account_id: UUID, keys: PersonKeys) -> Sequence[tuple[PasskeyRow, Passkey]]:
    return [(row, _open(row, keys)) for row in rows.of_account(work.db, account_id)]


def _open(row: PasskeyRow, keys: PersonKeys) -> Passkey:
    return Passkey.from_bytes(keys.state.open(row.sealed_passkey, _context(_LABEL, row)))


def _locked(work: Work, row: PasskeyRow, keys: PersonKeys, unlocks_to: bytes) -> bytes | None:
    if not unlocks_to:
        return None
    context = _context(_SEED_LABEL, row)
    return prf.lock(keys.seed, PublicKey(unlocks_to), work.keys.pepper, context)


def _in_force(work: Work, row: PasskeyRow, locked: bytes) -> bytes:
    """Return a locked seed under the pepper in force, also while a rotation has not ended."""
    following, context = work.keys.next_pepper, _context(_SEED_LABEL, row)
    if following is None or not prf.is_peppered(locked, following, context):
        return locked
    return prf.repepper(locked, following, work.keys.pepper, context)


def _claimed(work: Work, account: Account | None, answer: Answer) -> PasskeyRow | None:
    """Find the passkey that an answer is of; None if it opens no key of this account."""
    try:
        row = _of(work, account.id if account is not None else _NOBODY, answer)
    except WrongKey:
        return None
    return row if row.locked_seed is not None else None


def _handles(work: Work, account: Account | None, site: Site) -> list[bytes]:
    """Return the ids of the passkeys that open somebody's key at this site."""
    found = rows.of_account(work.db, account.id if account is not None else _NOBODY)
    opened = [
        split(work.keys.passkeys.open(row.sealed_handle, _context(_HANDLE_LABEL, row)), 2)
        for row in found
        if row.locked_seed is not None
    ]
    return [credential_id for host, credential_id in opened if host == site.rp_id.encode()]


def _decoy(work: Work, username: str, site: Site, place: int) -> bytes:
    """Return an id that no authenticator has, always the same for a name."""
    name = username.strip().casefold().encode()
    key = work.keys.passkeys.derive(join(_DECOY_LABEL, name, site.rp_id.encode(), u32(place)))
    size = _DECOY_SIZES[key.secret[0] % len(_DECOY_SIZES)]
    return (key.derive(b"1").secret + key.derive(b"2").secret)[:size]


def _decoy_row(work: Work) -> PasskeyRow:
    """Return a row that is in no table, with a seed that nothing opens."""
    row = PasskeyRow(
        id=_NOBODY, account_id=_NOBODY, lookup=b"", sealed_handle=b"", sealed_passkey=b""
    )
    nobody = PersonKeys.generate()
    row.locked_seed = _locked(work, row, nobody, nobody.kem.public().raw)
    return row


def _lookup(work: Work, host: str, credential_id: bytes) -> bytes:
    of = join(_LOOKUP_LABEL, host.encode(), credential_id)
    return work.keys.passkeys.derive(of).secret


def _context(label: bytes, row: PasskeyRow) -> bytes:
    return join(label, row.account_id.bytes, row.id.bytes)


_NOBODY = UUID(int=0)
