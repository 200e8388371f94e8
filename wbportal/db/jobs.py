"""Jobs: work for later, written in the transaction of the deed that asks for it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, Id, Versioned


class Job(Versioned, Base):
    """One piece of work; a worker that dies lets its lease run out and another takes over."""

    __tablename__ = "jobs"
    __table_args__ = (CheckConstraint("attempts >= 0", name="attempts_count"), UNORDERED)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(64))
    run_at: Mapped[datetime] = mapped_column(index=True)
    key: Mapped[str | None] = mapped_column(unique=True, default=None)  # one job for each
    arguments: Mapped[dict[str, str]] = mapped_column(default_factory=dict)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(default=None)


def by_key(db: Session, key: str) -> Job | None:
    return db.scalar(select(Job).where(Job.key == key))


def due(db: Session, now: datetime, at_most: int) -> Sequence[Job]:
    """List jobs that may run and that nobody else holds, the longest due first."""
    query = select(Job).where(
        Job.run_at <= now, or_(Job.leased_until.is_(None), Job.leased_until < now)
    )
    return db.scalars(query.order_by(Job.run_at, Job.id).limit(at_most)).all()
