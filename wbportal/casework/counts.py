"""How many reports an office received each day: counted when the day is over, signed, chained.

A count stands in the audit trail, which leads and auditors countersign, and in a file outside the
database. Counts are checked in this order; the first thing that is wrong is what is said:

1. each one in the trail was signed with the office's key and follows from the one before, day by
   day;
2. the file outside has each of them and no other;
3. as many reports of that day are there as were counted; a tombstone counts as its report.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from uuid import UUID

from wbportal.casework.records import Json, mapping_from, text_of
from wbportal.db import audit, entered, offices
from wbportal.db.audit import AuditEntry
from wbportal.db.offices import Office
from wbportal.portal import AuditDraft, Work
from wbportal.portal.counts import KeptCount
from wbportal.portal.heads import HeadsDamaged
from wbportal.vault.errors import VaultError
from wbportal.vault.hashes import NOTHING_BEFORE, sha256
from wbportal.vault.proofs import DayCount, OfficeKey, signing_key, verify_count

DEED = "count-reports"
_DAY = timedelta(days=1)

_log = logging.getLogger(__name__)


class CountFinding(StrEnum):
    """What a check of an office's counts comes to."""

    INTACT = "intact"
    CHANGED = "changed"  # the office's key did not sign it, or not after the one before
    MISSING = "missing"  # a day was left out, or the file outside has one that the trail lacks
    NOT_OUTSIDE = "not-outside"  # the file outside lacks it, or says something else
    OTHER_REPORTS = "other-reports"  # more or fewer reports are there than were counted


@dataclass(frozen=True, slots=True)
class CountVerdict:
    """The result of a check, how many days hold, and the day that it is about."""

    finding: CountFinding
    days: int
    day: date | None = None


def enter_counts(work: Work) -> int:
    """Count the reports of each day that is over and was not counted yet; return how many days.

    Days that were missed, and lines that could not be written outside, are made up for.
    """
    days = 0
    for office in offices.all_offices(work.db):
        kept = [*_not_outside(work, office.id), *_count(work, office)]
        if kept:
            work.after_commit(partial(_keep, work, kept))
        days += len(kept)
    return days


def _keep(work: Work, kept: list[KeptCount]) -> None:
    try:
        work.parts.counts.add(kept)
    except OSError:
        # The next night writes what this one could not.
        _log.error("Counts of reports could not be written outside the database.")


def counted(work: Work, key: OfficeKey, day: date) -> int | None:
    """Return how many reports the office signed for a day; None if it was not counted yet.

    From the file outside, which is read once whenever it has changed; what cannot be read or is
    not genuine there counts as nothing.
    """
    try:
        kept = work.parts.counts.on(key.office_id, day)
        return verify_count(kept[0], key).reports if kept else None
    except (HeadsDamaged, VaultError):
        return None


def verify(work: Work, office_id: UUID) -> CountVerdict:
    """Check an office's counts; about 0.1 ms a day. Raises HeadsDamaged."""
    key = OfficeKey(office_id, signing_key(work.keys.proofs, office_id).verify_key())
    outside = dict(work.parts.counts.of(office_id))
    received = entered.arrived_by_day(work.db, office_id)
    before = _Last(None, NOTHING_BEFORE)
    days = 0
    for signed in _signed(audit.of_deed(work.db, office_id, DEED)):
        count = _read(signed, key, before)
        if isinstance(count, CountFinding):
            return CountVerdict(count, days, before.day)
        if outside.pop(count.day, ()) != (signed,):
            return CountVerdict(CountFinding.NOT_OUTSIDE, days, count.day)
        if received.get(count.day, 0) != count.reports:
            return CountVerdict(CountFinding.OTHER_REPORTS, days, count.day)
        before, days = _Last(count.day, sha256(signed)), days + 1
    if outside:
        return CountVerdict(CountFinding.MISSING, days, min(outside))
    return CountVerdict(CountFinding.INTACT, days, before.day)


@dataclass(frozen=True, slots=True)
class _Last:
    """The count before, if there is one."""

    day: date | None
    hash: bytes


def _read(signed: bytes, key: OfficeKey, before: _Last) -> DayCount | CountFinding:
    try:
        count = verify_count(signed, key)
    except VaultError:
        return CountFinding.CHANGED
    if before.day is not None and count.day != before.day + _DAY:
        return CountFinding.MISSING
    return count if count.previous_hash == before.hash else CountFinding.CHANGED


def _count(work: Work, office: Office) -> Iterator[KeptCount]:
    """Count and sign the days since the last one that was counted, today apart."""
    signing = signing_key(work.keys.proofs, office.id)
    key = OfficeKey(office.id, signing.verify_key())
    newest = next(_signed(audit.of_deed(work.db, office.id, DEED, newest_first=True)), None)
    day, previous = office.opened_on, NOTHING_BEFORE
    if newest is not None:
        day, previous = verify_count(newest, key).day + _DAY, sha256(newest)
    received = entered.arrived_by_day(work.db, office.id, since=day)
    while day < work.today:
        reports = received.get(day, 0)
        signed = DayCount(office.id, day, reports, previous).sign(signing)
        work.audit(_draft(office.id, day, reports, signed, key))
        yield KeptCount(office.id, day, reports, signed)
        day, previous = day + _DAY, sha256(signed)


def _draft(office_id: UUID, day: date, reports: int, signed: bytes, key: OfficeKey) -> AuditDraft:
    # With the key, so that whoever countersigns the trail vouches for that, too.
    detail: dict[str, Json] = {
        "day": day.isoformat(),
        "reports": reports,
        "signed": signed.hex(),
        "key": key.fingerprint().hex(),
    }
    return AuditDraft(office_id, None, DEED, detail=detail)


def _not_outside(work: Work, office_id: UUID) -> list[KeptCount]:
    """Return the newest counts of the trail that the file outside lacks, the oldest first."""
    key = OfficeKey(office_id, signing_key(work.keys.proofs, office_id).verify_key())
    lacking: list[KeptCount] = []
    for signed in _signed(audit.of_deed(work.db, office_id, DEED, newest_first=True)):
        count = verify_count(signed, key)
        if work.parts.counts.on(office_id, count.day):
            break
        lacking.append(KeptCount(office_id, count.day, count.reports, signed))
    return lacking[::-1]


def _signed(entries: Iterator[AuditEntry]) -> Iterator[bytes]:
    for entry in entries:
        yield bytes.fromhex(text_of(mapping_from(entry.detail.encode()), "signed"))
