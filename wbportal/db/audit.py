"""The audit trail: one chain of signed entries per office, and what is still to enter it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, Id, to


class AuditEntry(Base):
    """One deed. The trail outlives the cases that it names, so nothing refers to them."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("length(previous_hash) = 32", name="previous_is_a_hash"),
        CheckConstraint("length(entry_hash) = 32", name="entry_is_a_hash"),
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


def last(db: Session, office_id: UUID) -> AuditEntry | None:
    """Find the head of an office's trail."""
    query = select(AuditEntry).where(AuditEntry.office_id == office_id)
    return db.scalar(query.order_by(AuditEntry.number.desc()).limit(1))


def entries(db: Session, office_id: UUID, after: int = 0) -> Iterator[AuditEntry]:
    """Go through an office's trail from number `after` + 1 on, a thousand rows in memory."""
    query = select(AuditEntry).where(AuditEntry.office_id == office_id, AuditEntry.number > after)
    yield from db.scalars(query.order_by(AuditEntry.number).execution_options(yield_per=1000))


def of_deed(
    db: Session, office_id: UUID, deed: str, *, newest_first: bool = False
) -> Iterator[AuditEntry]:
    """Go through the entries of one deed in an office's trail; few are in memory at once."""
    here = AuditEntry.office_id == office_id, AuditEntry.deed == deed
    order = AuditEntry.number.desc() if newest_first else AuditEntry.number
    query = select(AuditEntry).where(*here).order_by(order)
    yield from db.scalars(query.execution_options(yield_per=10 if newest_first else 1000))


def page(db: Session, office_id: UUID, before: int | None, size: int) -> Sequence[AuditEntry]:
    """List `size` entries, the newest first, all of them older than number `before`."""
    query = select(AuditEntry).where(AuditEntry.office_id == office_id)
    if before is not None:
        query = query.where(AuditEntry.number < before)
    return db.scalars(query.order_by(AuditEntry.number.desc()).limit(size)).all()


def of_case(db: Session, case_id: UUID) -> Sequence[AuditEntry]:
    """List what was done in a case, the first deed first."""
    query = select(AuditEntry).where(AuditEntry.case_id == case_id)
    return db.scalars(query.order_by(AuditEntry.office_id, AuditEntry.number)).all()


def events_before(db: Session, today: date) -> Sequence[ReporterEvent]:
    """List what reporters did on days before `today`; random ids are the only order there is."""
    query = select(ReporterEvent).where(ReporterEvent.day < today)
    return db.scalars(query.order_by(ReporterEvent.id)).all()
