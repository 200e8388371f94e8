"""Alarms of an office, its own limits, and what mass reading and new browsers are known by."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.audit import AuditEntry
from wbportal.db.base import UNORDERED, Base, Id, Versioned, enumerated, to
from wbportal.domain.alarms import Alarm


class AlarmRow(Versioned, Base):
    """One alarm; it is open until somebody says what was done."""

    __tablename__ = "alarms"
    __table_args__ = (
        CheckConstraint("times > 0", name="times_count"),
        CheckConstraint("(answered_at IS NULL) = (answer IS NULL)", name="answered_with_words"),
        UNORDERED,
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(to("offices.id"), index=True)
    kind: Mapped[Alarm] = mapped_column(enumerated(Alarm))
    account_id: Mapped[UUID | None] = mapped_column(to("accounts.id"), default=None)
    entry_number: Mapped[int | None] = mapped_column(default=None)  # of the trail, if it is one
    times: Mapped[int] = mapped_column(default=1)
    raised_at: Mapped[datetime]
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by: Mapped[UUID | None] = mapped_column(to("accounts.id"), default=None)
    answer: Mapped[str | None] = mapped_column(Text, default=None)


class AlarmLimit(Base):
    """Another number than the usual one, above which an office is alarmed."""

    __tablename__ = "alarm_limits"
    __table_args__ = UNORDERED

    office_id: Mapped[UUID] = mapped_column(to("offices.id"), primary_key=True)
    kind: Mapped[Alarm] = mapped_column(enumerated(Alarm), primary_key=True)
    most: Mapped[int]


class CaseOpening(Base):
    """That somebody opened a case: which one, only the key of that person tells from others."""

    __tablename__ = "case_openings"
    __table_args__ = UNORDERED

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(to("accounts.id"))
    at: Mapped[datetime] = mapped_column(index=True)
    mark: Mapped[bytes]


class NewDevice(Base):
    """When somebody last signed in from a browser unknown so far; gone once they have seen it."""

    __tablename__ = "new_devices"
    __table_args__ = UNORDERED

    account_id: Mapped[UUID] = mapped_column(to("accounts.id"), primary_key=True)
    at: Mapped[datetime]


def of_office(db: Session, office_id: UUID, at_most: int) -> Sequence[AlarmRow]:
    """List an office's alarms, open ones first, then the last one raised."""
    query = select(AlarmRow).where(AlarmRow.office_id == office_id)
    order = (AlarmRow.answered_at.is_not(None), AlarmRow.raised_at.desc(), AlarmRow.id)
    return db.scalars(query.order_by(*order).limit(at_most)).all()


def since(db: Session, office_id: UUID, begin: datetime) -> Sequence[AlarmRow]:
    """List the alarms that are open, or were raised or answered since `begin`."""
    query = select(AlarmRow).where(AlarmRow.office_id == office_id)
    is_recent = AlarmRow.answered_at.is_(None) | (AlarmRow.answered_at > begin)
    return db.scalars(query.where(is_recent | (AlarmRow.raised_at > begin))).all()


def count_open(db: Session, office_id: UUID) -> int:
    query = select(func.count()).select_from(AlarmRow)
    query = query.where(AlarmRow.office_id == office_id, AlarmRow.answered_at.is_(None))
    return db.scalar(query) or 0


def limits(db: Session, office_id: UUID) -> Mapping[Alarm, int]:
    rows = db.scalars(select(AlarmLimit).where(AlarmLimit.office_id == office_id))
    return {row.kind: row.most for row in rows}


def limit(db: Session, office_id: UUID, kind: Alarm) -> AlarmLimit | None:
    return db.get(AlarmLimit, (office_id, kind))


def entries_since(
    db: Session, office_id: UUID, deeds: Sequence[str], begin: datetime
) -> Sequence[AuditEntry]:
    """List entries of some deeds since a moment, through the index of deeds and days."""
    first_day = begin.date() - timedelta(days=1)  # days are those of the portal's own zone
    query = select(AuditEntry).where(
        AuditEntry.office_id == office_id,
        AuditEntry.deed.in_(deeds),
        AuditEntry.day >= first_day,
        AuditEntry.at > begin,
    )
    return db.scalars(query.order_by(AuditEntry.number)).all()


def openings_since(db: Session, begin: datetime) -> Sequence[CaseOpening]:
    query = select(CaseOpening).where(CaseOpening.at > begin)
    return db.scalars(query.order_by(CaseOpening.at.desc())).all()


def openings_until(db: Session, end: datetime) -> Sequence[CaseOpening]:
    return db.scalars(select(CaseOpening).where(CaseOpening.at <= end)).all()


def new_device(db: Session, account_id: UUID) -> NewDevice | None:
    return db.get(NewDevice, account_id)
