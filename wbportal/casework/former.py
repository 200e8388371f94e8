"""Keys that somebody is leaving: kept sealed under the new ones until nothing lies under them."""

from uuid import UUID

from wbportal.db import rotations
from wbportal.db.rotations import Rotation
from wbportal.portal import Work
from wbportal.vault.encoding import join
from wbportal.vault.people import PersonKeys

_LABEL = b"wbportal former seed v1"


def keep(work: Work, account_id: UUID, keys: PersonKeys, leaving: PersonKeys) -> None:
    """Keep the seed of keys that are being left, for whoever has the new ones."""
    sealed = keys.state.seal(leaving.seed, _context(account_id))
    work.db.add(Rotation(account_id=account_id, sealed_former_seed=sealed))


def opened(work: Work, account_id: UUID, keys: PersonKeys) -> PersonKeys | None:
    """Return the keys that are being left; None if no rotation goes on. Raises Tampered."""
    row = rotations.of(work.db, account_id)
    if row is None:
        return None
    return PersonKeys(keys.state.open(row.sealed_former_seed, _context(account_id)))


def forget(work: Work, account_id: UUID) -> None:
    """Let nothing open with former keys any more."""
    row = rotations.of(work.db, account_id)
    if row is not None:
        work.db.delete(row)


def _context(account_id: UUID) -> bytes:
    return join(_LABEL, account_id.bytes)
