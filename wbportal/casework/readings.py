"""Who read which case, as an office's auditors open it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from wbportal.casework import reads
from wbportal.casework.keyholders import Person
from wbportal.casework.reads import Opener, ReadsKeys
from wbportal.casework.records import mapping_from
from wbportal.casework.staff import Names
from wbportal.db import audit, cases
from wbportal.db.audit import AuditEntry, Wanted
from wbportal.domain.rules import Action
from wbportal.portal import AuditDraft, Work
from wbportal.vault.reads import Reading, What

__all__ = ["PAGE_READINGS", "Readings", "Row", "What", "look"]

PAGE_READINGS = 50
_MOST_OPENED = 5_000  # for one page; about 0.1 ms each
_AT_ONCE = 500
_DEEDS = (Action.READ.value, Action.DOWNLOAD.value, reads.SEARCHED_DEED)


@dataclass(frozen=True, slots=True)
class Row:
    """One reading."""

    number: int
    at: datetime | None
    day: date
    reader: str = field(repr=False)
    reference: str
    case_id: UUID | None
    what: What | None  # None for what was sealed for others


@dataclass(frozen=True, slots=True)
class Readings:
    """One page of who read what."""

    rows: tuple[Row, ...] = field(repr=False)
    older: int | None  # the entry after which the next page begins; None at the end
    shared: int  # keys that were wrapped just now for auditors who lacked them


def look(work: Work, who: Person, wanted: Wanted, before: int | None = None) -> Readings:
    """List who read what, the newest first; `wanted` says of whom, of which case, and when.

    A page ends after fifty, or with the last case that one search showed.

    A case is found by opening one reading after the other: at most 5,000 for one page, half a
    second. Auditors who lack a key that `who` opens are given it. Looking enters the trail.
    """
    shared = reads.share(work, who.office_id, Opener.of(who))
    work.audit(AuditDraft(who.office_id, who.id, "reads-opened"))
    keys = ReadsKeys(work, who.office_id, Opener.of(who))
    found: list[tuple[AuditEntry, Reading | None]] = []
    older, looked_at = None, 0
    for entry in _entries(work, who.office_id, wanted, before):
        if len(found) >= PAGE_READINGS or looked_at == _MOST_OPENED:
            break
        older, looked_at = entry.number, looked_at + 1
        here = [one for one in _readings(entry, keys) if _is_wanted(one, wanted)]
        found += [(entry, reading) for reading in here]
    else:
        older = None
    return Readings(tuple(_rows(work, found)), older, shared)


def _entries(
    work: Work, office_id: UUID, wanted: Wanted, before: int | None
) -> Iterator[AuditEntry]:
    sealed = replace(wanted, deeds=_DEEDS, cases=None)
    while page := audit.page(work.db, office_id, sealed, before, _AT_ONCE):
        yield from page
        before = page[-1].number


def _readings(entry: AuditEntry, keys: ReadsKeys) -> tuple[Reading | None, ...]:
    """Return what an entry says that somebody read; None for what was sealed for others."""
    in_clear = _in_clear(entry)
    if in_clear is not None:
        return (in_clear,)
    if entry.deed == reads.SEARCHED_DEED and "sealed" not in mapping_from(entry.detail.encode()):
        return ()  # it showed no case
    return reads.opened(entry, keys) or (None,)


def _in_clear(entry: AuditEntry) -> Reading | None:
    """Read a file that was taken before such entries were sealed."""
    if entry.case_id is None:
        return None
    is_original = mapping_from(entry.detail.encode()).get("copy") == "original"
    return Reading(entry.case_id, What.ORIGINAL_FILE if is_original else What.CLEANED_FILE)


def _is_wanted(reading: Reading | None, wanted: Wanted) -> bool:
    if wanted.cases is None:
        return True
    first, last = wanted.cases
    return reading is not None and first <= reading.case_id <= last


def _rows(work: Work, found: list[tuple[AuditEntry, Reading | None]]) -> Iterator[Row]:
    names = Names(work, ())
    ids = {reading.case_id for _, reading in found if reading is not None}
    references = cases.references(work.db, ids)
    for entry, reading in found:
        yield Row(
            number=entry.number,
            at=entry.at,
            day=entry.day,
            reader=names[entry.actor_id] if entry.actor_id else "",
            reference="" if reading is None else references.get(reading.case_id, ""),
            case_id=None if reading is None else reading.case_id,
            what=None if reading is None else reading.what,
        )
