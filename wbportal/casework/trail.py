"""The trail of an office as its auditors read it: which entries, and what stands behind each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from wbportal.casework import countersigning
from wbportal.casework.audit import Finding, finding_of
from wbportal.casework.countersigning import Voucher
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json, mapping_from
from wbportal.casework.staff import Colleague, Names
from wbportal.db import accounts, audit, cases
from wbportal.db.audit import AuditEntry, Wanted
from wbportal.domain.reference import read_reference
from wbportal.portal import AuditDraft, Work

__all__ = ["PAGE_ENTRIES", "Deed", "EntryView", "Wanted", "entry", "page", "people", "read_case"]

PAGE_ENTRIES = 50
EVERYTHING = Wanted()

_ID_DIGITS = 32
_LEAST_DIGITS = 6  # of an id, as the view shows eight


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry of the trail, for somebody who may read it; it never has any content."""

    number: int
    at: datetime | None
    day: date
    actor: str  # a display name; empty for reporters and the clock
    about: str  # whose account it is about, if that is somebody else
    deed: str
    case_id: UUID | None
    reference: str  # of the case, while there is one
    detail: Json


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry with what proves it."""

    deed: Deed
    detail: str  # as it is hashed
    previous_hash: str
    entry_hash: str
    signature: str
    finding: Finding  # of this entry alone, and of its link to the one before
    vouchers: tuple[Voucher, ...] = field(repr=False)  # who vouched for it, and for all before it


def page(
    work: Work, who: Person, before: int | None = None, wanted: Wanted = EVERYTHING
) -> list[Deed]:
    """List deeds of the person's own office, the newest day first; reading enters the trail too."""
    work.audit(AuditDraft(who.office_id, who.id, "audit-read"))
    found = audit.page(work.db, who.office_id, wanted, before, PAGE_ENTRIES)
    names = Names(work, ())  # of whoever acted: leads of another office may have stood in
    references = cases.references(work.db, {e.case_id for e in found if e.case_id is not None})
    return [_as_deed(entry, names, references) for entry in found]


def entry(work: Work, who: Person, number: int) -> EntryView | None:
    """Return one entry of the person's own office, and check it; None if there is none.

    Raises HeadsDamaged, RosterRefused.
    """
    row = audit.by_number(work.db, who.office_id, number)
    if row is None:
        return None
    work.audit(AuditDraft(who.office_id, who.id, "audit-read"))
    names = Names(work, ())
    ids = set() if row.case_id is None else {row.case_id}
    return EntryView(
        deed=_as_deed(row, names, cases.references(work.db, ids)),
        detail=row.detail,
        previous_hash=row.previous_hash.hex(),
        entry_hash=row.entry_hash.hex(),
        signature=row.signature.hex(),
        finding=finding_of(work, row),
        vouchers=countersigning.vouchers(work, row, names),
    )


def people(work: Work, office_id: UUID) -> list[Colleague]:
    """List everybody who has or had an account of the office, by name."""
    known = accounts.of_office(work.db, office_id)
    names = Names(work, (office_id,))
    found = [Colleague(one.id, names[one.id]) for one in known]
    return sorted(found, key=lambda one: one.name)


def read_case(work: Work, office_id: UUID, typed: str) -> tuple[UUID, UUID] | None:
    """Return the first and last id that are meant: by a reference, an id, or how one begins."""
    reference = read_reference(typed)
    case = None if reference is None else cases.by_reference(work.db, reference)
    if case is not None and case.office_id == office_id:
        return case.id, case.id
    digits = typed.strip().replace("-", "").lower()
    if not _LEAST_DIGITS <= len(digits) <= _ID_DIGITS or set(digits) - set("0123456789abcdef"):
        return None
    return UUID(digits.ljust(_ID_DIGITS, "0")), UUID(digits.ljust(_ID_DIGITS, "f"))


def _as_deed(entry: AuditEntry, names: Names, references: Mapping[UUID, str]) -> Deed:
    detail = mapping_from(entry.detail.encode())
    about = _account(detail)
    return Deed(
        number=entry.number,
        at=entry.at,
        day=entry.day,
        actor=names[entry.actor_id] if entry.actor_id else "",
        about=names[about] if about is not None and about != entry.actor_id else "",
        deed=entry.deed,
        case_id=entry.case_id,
        reference=references.get(entry.case_id, "") if entry.case_id else "",
        detail=detail,
    )


def _account(detail: Mapping[str, Json]) -> UUID | None:
    said = detail.get("account")
    return UUID(said) if isinstance(said, str) else None
