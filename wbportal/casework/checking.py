"""A check of a whole trail from a page: in steps, so that no request takes longer than a second.

What has been looked at goes along in the address, sealed for whoever checks: nobody can hand an
auditor an address that claims to have looked at what was not.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from wbportal.casework import audit, countersigning, counts
from wbportal.casework.audit import Reached, Verdict
from wbportal.casework.countersigning import Voucher
from wbportal.casework.counts import CountVerdict
from wbportal.casework.keyholders import Person
from wbportal.db import audit as rows
from wbportal.portal import Work
from wbportal.vault.encoding import join, split, u64
from wbportal.vault.errors import Tampered
from wbportal.vault.keys import SymmetricKey

STEP_ENTRIES = 5_000  # about half a second
_LABEL = b"wbportal trail check v1"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a check has come; with a verdict it is over."""

    first: int  # the entry that it began with
    reached: int
    last: int
    verdict: Verdict | None
    counted: CountVerdict | None  # the daily counts, once the trail itself is whole
    voucher: Voucher | None  # whose word the check began after
    go_on: str  # for the next step


def begin(work: Work, who: Person, *, from_vouched: bool) -> Progress:
    """Begin at the first entry, or after the newest one that a lead or an auditor vouched for.

    Raises HeadsDamaged, RosterRefused.
    """
    voucher = countersigning.newest(work, who.office_id) if from_vouched else None
    return _step(work, who, _after(work, who, voucher), _first(voucher), voucher)


def go_on(work: Work, who: Person, token: str) -> Progress:
    """Check the next entries. Raises Tampered unless `token` is of a step of this person's."""
    try:
        sealed = urlsafe_b64decode(token.encode())
    except ValueError as error:
        raise Tampered from error
    number, hashed, first = split(_key(work).open(sealed, _context(who)), 3)
    reached = Reached(int.from_bytes(number, "big"), hashed)
    return _step(work, who, reached, int.from_bytes(first, "big"), None)


def _step(
    work: Work, who: Person, reached: Reached, first: int, voucher: Voucher | None
) -> Progress:
    step = audit.check_on(work, who.office_id, reached, STEP_ENTRIES)
    newest = rows.last(work.db, who.office_id)
    is_whole = step.verdict is not None and step.verdict.finding is audit.Finding.INTACT
    number, hashed = step.reached.number, step.reached.entry_hash
    sealed = _key(work).seal(join(u64(number), hashed, u64(first)), _context(who))
    return Progress(
        first=first,
        reached=number,
        last=0 if newest is None else newest.number,
        verdict=step.verdict,
        counted=counts.verify(work, who.office_id) if is_whole else None,
        voucher=voucher,
        go_on=urlsafe_b64encode(sealed).decode(),
    )


def _after(work: Work, who: Person, voucher: Voucher | None) -> Reached:
    if voucher is None:
        return Reached()
    # The person signed this very hash, so that what comes after it hangs on their word.
    row = rows.by_number(work.db, who.office_id, voucher.vouched)
    return Reached() if row is None else Reached(row.number, row.entry_hash)


def _first(voucher: Voucher | None) -> int:
    return 1 if voucher is None else voucher.vouched + 1


def _key(work: Work) -> SymmetricKey:
    return work.keys.session_half.derive(_LABEL)


def _context(who: Person) -> bytes:
    return join(_LABEL, who.id.bytes)
