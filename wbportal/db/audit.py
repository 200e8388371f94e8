"""The audit trail: one chain of signed entries per office, and what is still to enter it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from heapq import nlargest
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Select, String, Text, func, select, tuple_
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, Id, to


class AuditEntry(Base):
    """One deed. The trail outlives the cases that it names, so nothing refers to them."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("length(previous_hash) = 32", name="previous_is_a_hash"),
        CheckConstraint("length(entry_hash) = 32", name="entry_is_a_hash"),
        # Each filter of the view is one range of one of these, also at a million entries.
        Index(None, "office_id", "day", "number"),
        Index(None, "office_id", "deed", "day", "number"),
        Index(None, "office_id", "actor_id", "day", "number", "deed"),
        UNORDERED,
    )

    office_id: Mapped[UUID] = mapped_column(to("offices.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime | None] = mapped_column(default=None)  # never for what a reporter did
    day: Mapped[date]
    actor_id: Mapped[UUID | None] = mapped_column(default=None)
    deed: Mapped[str] = mapped_column(String(64))
    case_id: Mapped[UUID | None] = mapped_column(index=True, default=None)
    detail: Mapped[str] = mapped_column(Text)  # canonical JSON, hashed as it stands here
    previous_hash: Mapped[bytes]
    entry_hash: Mapped[bytes]
    signature: Mapped[bytes]


class ReporterEvent(Base):
    """Something a reporter did on a day; it enters the trail after that day, shuffled."""

    __tablename__ = "reporter_events"
    __table_args__ = UNORDERED

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(to("offices.id"))
    case_id: Mapped[UUID]
    day: Mapped[date] = mapped_column(index=True)
    deed: Mapped[str] = mapped_column(String(64))
    heads: Mapped[str] = mapped_column(Text)  # canonical JSON: compartment → number and link


Place: TypeAlias = tuple[date, int]
"""Where an entry stands in the view: its day, and its number."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries of a trail are looked for; what is None does not matter."""

    deeds: tuple[str, ...] | None = None
    actor_id: UUID | None = None
    nobody: bool = False  # only what reporters and the clock did
    cases: tuple[UUID, UUID] | None = None  # the first and the last id
    since: date | None = None
    until: date | None = None


def last(db: Session, office_id: UUID) -> AuditEntry | None:
    """Find the head of an office's trail."""
    query = select(AuditEntry).where(AuditEntry.office_id == office_id)
    return db.scalar(query.order_by(AuditEntry.number.desc()).limit(1))


def entries(db: Session, office_id: UUID, after: int = 0) -> Iterator[AuditEntry]:
    """Go through an office's trail from number `after` + 1 on, a thousand rows in memory."""
    query = select(AuditEntry).where(AuditEntry.office_id == office_id, AuditEntry.number > after)
    yield from db.scalars(query.order_by(AuditEntry.number).execution_options(yield_per=1000))


def of_deed(
    db: Session,
    office_id: UUID,
    deed: str,
    *,
    newest_first: bool = False,
    after: AuditEntry | None = None,
) -> Iterator[AuditEntry]:
    """Go through the entries of one deed of staff or the clock; few are in memory at once."""
    query = select(AuditEntry).where(AuditEntry.office_id == office_id, AuditEntry.deed == deed)
    if after is not None:
        query = query.where(AuditEntry.day >= after.day, AuditEntry.number > after.number)
    # By the day first, as the index is: of these deeds that is the order of their numbers.
    order = (AuditEntry.day, AuditEntry.number)
    query = query.order_by(*(column.desc() for column in order) if newest_first else order)
    yield from db.scalars(query.execution_options(yield_per=10 if newest_first else 1000))


def page(
    db: Session, office_id: UUID, wanted: Wanted, before: int | None, size: int
) -> Sequence[AuditEntry]:
    """List `size` entries, the newest day first, that come after number `before` in the view."""
    start = None if before is None else place_of(db, office_id, before)
    places: list[Place] = []
    for query in _queries(office_id, wanted):
        newest = query.order_by(AuditEntry.day.desc(), AuditEntry.number.desc()).limit(size)
        if start is not None:
            newest = newest.where(tuple_(AuditEntry.day, AuditEntry.number) < start)
        places += [(row.day, row.number) for row in db.execute(newest)]
    numbers = [number for _, number in nlargest(size, places)]
    rows = select(AuditEntry).where(
        AuditEntry.office_id == office_id, AuditEntry.number.in_(numbers)
    )
    return sorted(db.scalars(rows), key=lambda entry: (entry.day, entry.number), reverse=True)


def place_of(db: Session, office_id: UUID, number: int) -> Place:
    """Find where an entry stands in the view; a number that is not there, behind all others."""
    entry = by_number(db, office_id, number)
    return (date.min, 0) if entry is None else (entry.day, entry.number)


def by_number(db: Session, office_id: UUID, number: int) -> AuditEntry | None:
    return db.get(AuditEntry, (office_id, number))


def ends(db: Session, office_id: UUID, wanted: Wanted) -> tuple[int, int] | None:
    """Find the lowest and the highest number of what is wanted; None if there is nothing."""
    numbers: list[int] = []
    for query in _queries(office_id, wanted):
        found = query.with_only_columns(func.min(AuditEntry.number), func.max(AuditEntry.number))
        numbers += [number for number in db.execute(found).one() if number is not None]
    return (min(numbers), max(numbers)) if numbers else None


def between(db: Session, office_id: UUID, after: int, last: int, size: int) -> Sequence[AuditEntry]:
    """List `size` entries, the first ones of those after number `after` and up to `last`."""
    here = AuditEntry.office_id == office_id, AuditEntry.number > after, AuditEntry.number <= last
    return db.scalars(select(AuditEntry).where(*here).order_by(AuditEntry.number).limit(size)).all()


def matches(entry: AuditEntry, wanted: Wanted) -> bool:
    """Say whether an entry is what is looked for."""
    return (
        (wanted.deeds is None or entry.deed in wanted.deeds)
        and (wanted.actor_id is None or entry.actor_id == wanted.actor_id)
        and (not wanted.nobody or entry.actor_id is None)
        and (wanted.cases is None or _is_between(entry.case_id, wanted.cases))
        and (wanted.since is None or wanted.since <= entry.day)
        and (wanted.until is None or entry.day <= wanted.until)
    )


def _is_between(case_id: UUID | None, ends: tuple[UUID, UUID]) -> bool:
    return case_id is not None and ends[0] <= case_id <= ends[1]


def _queries(office_id: UUID, wanted: Wanted) -> Iterator[Select[date, int]]:
    """Ask for places, so that the indexes alone are read; one question for each deed."""
    here = AuditEntry.office_id == office_id
    if wanted.cases is not None:
        # Of a case there are few entries, and of an office a million: no index of the office's
        # may be taken here, and none answers this.
        here = func.coalesce(AuditEntry.office_id, AuditEntry.office_id) == office_id
    query = select(AuditEntry.day, AuditEntry.number).where(here)
    if wanted.since is not None:
        query = query.where(AuditEntry.day >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEntry.day <= wanted.until)
    if wanted.cases is not None:
        query = query.where(AuditEntry.case_id.between(*wanted.cases))
    if wanted.actor_id is not None or wanted.nobody:
        query = query.where(AuditEntry.actor_id == wanted.actor_id)
    elif wanted.deeds is not None and wanted.cases is None:
        yield from (query.where(AuditEntry.deed == deed) for deed in wanted.deeds)
        return
    yield query if wanted.deeds is None else query.where(AuditEntry.deed.in_(wanted.deeds))


def of_case(db: Session, case_id: UUID) -> Sequence[AuditEntry]:
    """List what was done in a case, the first deed first."""
    query = select(AuditEntry).where(AuditEntry.case_id == case_id)
    return db.scalars(query.order_by(AuditEntry.office_id, AuditEntry.number)).all()


def events_before(db: Session, today: date) -> Sequence[ReporterEvent]:
    """List what reporters did on days before `today`; random ids are the only order there is."""
    query = select(ReporterEvent).where(ReporterEvent.day < today)
    return db.scalars(query.order_by(ReporterEvent.id)).all()
