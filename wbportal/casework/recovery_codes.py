"""Ten codes on paper, each good once in place of a second factor that was lost.

Twenty random digits each, kept as hashes under their owner's key. The passphrase is needed all
the same: who has lost that too is helped by the office's recovery, and by no code.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from wbportal.db import recovery_codes as rows
from wbportal.db.recovery_codes import RecoveryCodesRow
from wbportal.portal import Work
from wbportal.vault.encoding import join, split, u64
from wbportal.vault.errors import WrongKey
from wbportal.vault.hashes import same, sha256
from wbportal.vault.people import PersonKeys
from wbportal.vault.words import spelling

COUNT = 10
DIGITS = 20  # 66 bits; digits, because every telephone has keys for them
_GROUP = 5
_LABEL = b"wbportal recovery codes v1"
_HASH_LABEL = b"wbportal recovery code v1"
_SPENT = bytes(32)  # in place of a hash, so that the size does not tell how many are left


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of somebody's codes."""

    count: int = 0
    used_at: datetime | None = None  # the last one that was


def make(work: Work, account_id: UUID, keys: PersonKeys) -> tuple[str, ...]:
    """Make ten codes; those before are worth nothing from now on."""
    codes = tuple(_draw() for _ in range(COUNT))
    _keep(work, account_id, keys, None, tuple(_hash(account_id, one) for one in codes))
    return codes


def use(work: Work, account_id: UUID, keys: PersonKeys, typed: str) -> int:
    """Use a code up; return how many are left. Raises WrongKey."""
    row = rows.of(work.db, account_id)
    if row is None:
        raise WrongKey
    _, hashes = _read(row, keys)
    wanted = _hash(account_id, typed)
    # Every one is compared: which it was does not show in time.
    found = [same(one, wanted) for one in hashes]
    if not any(found):
        raise WrongKey
    left = tuple(_SPENT if is_it else one for one, is_it in zip(hashes, found, strict=True))
    _keep(work, account_id, keys, work.now, left)
    return sum(one != _SPENT for one in left)


def left(work: Work, account_id: UUID, keys: PersonKeys) -> Left:
    """Say how many codes somebody has, and when one was used."""
    row = rows.of(work.db, account_id)
    if row is None:
        return Left()
    used_at, hashes = _read(row, keys)
    return Left(sum(one != _SPENT for one in hashes), used_at)


def is_like_one(typed: str) -> bool:
    """Say whether something typed has the length of a recovery code."""
    return len(spelling(typed)) == DIGITS


def forget(work: Work, account_id: UUID) -> None:
    row = rows.of(work.db, account_id)
    if row is not None:
        work.db.delete(row)


def move(work: Work, account_id: UUID, leaving: PersonKeys, to: PersonKeys) -> None:
    """Put somebody's codes under their new keys."""
    row = rows.of(work.db, account_id)
    if row is not None:
        _keep(work, account_id, to, *_read(row, leaving))


def _draw() -> str:
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    return " ".join(digits[at : at + _GROUP] for at in range(0, DIGITS, _GROUP))


def _hash(account_id: UUID, typed: str) -> bytes:
    return sha256(join(_HASH_LABEL, account_id.bytes, spelling(typed).encode()))


def _keep(
    work: Work,
    account_id: UUID,
    keys: PersonKeys,
    used_at: datetime | None,
    hashes: tuple[bytes, ...],
) -> None:
    body = join(u64(int(used_at.timestamp()) if used_at else 0), *hashes)
    sealed = keys.state.seal(body, _context(account_id))
    row = rows.of(work.db, account_id)
    if row is None:
        work.db.add(RecoveryCodesRow(account_id=account_id, sealed_codes=sealed))
    else:
        row.sealed_codes = sealed


def _read(row: RecoveryCodesRow, keys: PersonKeys) -> tuple[datetime | None, tuple[bytes, ...]]:
    moment, *hashes = split(keys.state.open(row.sealed_codes, _context(row.account_id)), COUNT + 1)
    seconds = int.from_bytes(moment, "big")
    return (datetime.fromtimestamp(seconds, UTC) if seconds else None), tuple(hashes)


def _context(account_id: UUID) -> bytes:
    return join(_LABEL, account_id.bytes)
