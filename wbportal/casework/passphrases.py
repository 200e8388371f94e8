"""The seeds of people's keys under their passphrases."""

from uuid import UUID

from wbportal.casework import passkeys
from wbportal.casework.errors import Refused
from wbportal.db import accounts, offices
from wbportal.db.accounts import Account
from wbportal.domain.passphrases import canonical_passphrase, passphrase_problem
from wbportal.portal import AuditDraft, Json, Work
from wbportal.vault import passphrases
from wbportal.vault.encoding import join
from wbportal.vault.errors import WrongKey

_LABEL = b"wbportal account seed v1"
_NOBODY = UUID(int=0)


def unlock(work: Work, account: Account | None, typed: str) -> bytes | None:
    """Return the seed that a passphrase unlocks, None if it is the wrong one.

    One stretching (about 155 ms) in any case: for nobody's account and for one without keys, too.
    """
    context = _context(account.id if account is not None else _NOBODY)
    # Made even if it is not needed, so that the work is the same.
    locked = passphrases.decoy_lock(work.keys.pepper, work.keys.passphrase_cost, context)
    if account is not None and account.locked_seed is not None:
        locked = _in_force(work, account.locked_seed, context)
    try:
        typed = canonical_passphrase(typed)
        return passphrases.unlock(locked, typed, work.keys.pepper, context)
    except WrongKey:
        return None


def lock(work: Work, account_id: UUID, seed: bytes, typed: str) -> bytes:
    """Lock a seed under a passphrase and the deployment's pepper; one stretching."""
    context, cost = _context(account_id), work.keys.passphrase_cost
    typed = canonical_passphrase(typed)
    return passphrases.lock(seed, typed, work.keys.pepper, cost, context)


def check(work: Work, account: Account, typed: str) -> None:
    """Raise Refused with the PassphraseProblem, if there is one."""
    office = offices.by_id(work.db, account.office_id)
    known = ["wbportal", account.username, account.display_name, account.email or ""]
    if office is not None:
        known += [office.slug, office.name_th, office.name_en]
    problem = passphrase_problem(typed, filter(None, known))
    if problem is not None:
        raise Refused(problem)


def relock_all(work: Work, pepper: bytes) -> int:
    """Put every locked seed that is not there yet under another pepper; return how many there are.

    Those that passkeys open are among them. Nobody's passphrase is needed; some 30 µs each. All of
    it or nothing is kept.
    """
    moved: dict[UUID, int] = {}
    found = accounts.with_keys(work.db)
    for account in found:
        context, locked = _context(account.id), account.locked_seed
        if locked is not None and not passphrases.is_peppered(locked, pepper, context):
            account.locked_seed = passphrases.repepper(locked, work.keys.pepper, pepper, context)
            moved[account.office_id] = moved.get(account.office_id, 0) + 1
    for office_id, count in moved.items():
        detail: dict[str, Json] = {"accounts": count}
        work.audit(AuditDraft(office_id, None, "rotate-pepper", detail=detail))
    return len(found) + passkeys.relock_all(work, pepper)


def _in_force(work: Work, locked: bytes, context: bytes) -> bytes:
    """Return a locked seed under the pepper in force, whichever one it lies under.

    While a rotation has not ended, that may be the next one.
    """
    following = work.keys.next_pepper
    if following is None or not passphrases.is_peppered(locked, following, context):
        return locked
    return passphrases.repepper(locked, following, work.keys.pepper, context)


def _context(account_id: UUID) -> bytes:
    return join(_LABEL, account_id.bytes)
