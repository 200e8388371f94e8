"""Openings of identities: who asked for one, what the keepers of its shares said, and until when.

The reason is sealed for whoever asked and for the keepers, and so is what the reporter answered;
the name that was read, for its reader.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, Id, Versioned, to
from wbportal.domain.retention import IDENTITY_REQUEST


class Opening(Versioned, Base):
    """One request to open the identity of one case."""

    __tablename__ = "openings"
    __table_args__ = (
        CheckConstraint("(opened_at IS NULL) = (until IS NULL)", name="opened_until"),
        UNORDERED,
    )

    id: Mapped[Id]
    case_id: Mapped[UUID] = mapped_column(to("cases.id"), index=True)
    requester_id: Mapped[UUID]
    requested_at: Mapped[datetime]
    sealed_request: Mapped[bytes]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)  # refused, or lapsed
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    until: Mapped[datetime | None] = mapped_column(default=None)
    sealed_seen: Mapped[bytes | None] = mapped_column(default=None)
    sealed_reply: Mapped[bytes | None] = mapped_column(default=None)  # the reporter's, or nothing

    @property
    def is_waiting(self) -> bool:
        """Whether the keepers can still answer."""
        return self.closed_at is None and self.opened_at is None

    def waits_at(self, now: datetime) -> bool:
        """Say whether the keepers can still answer at `now`, whatever the job has come round to."""
        return self.is_waiting and self.requested_at >= now - IDENTITY_REQUEST


class OpeningAnswer(Base):
    """What one keeper said; the share is wrapped for whoever asked, and goes when it was used."""

    __tablename__ = "opening_answers"
    __table_args__ = UNORDERED

    opening_id: Mapped[UUID] = mapped_column(to("openings.id"), primary_key=True)
    keeper_id: Mapped[UUID] = mapped_column(primary_key=True)
    approved: Mapped[bool]
    at: Mapped[datetime]
    sealed_words: Mapped[bytes]
    wrapped_share: Mapped[bytes | None] = mapped_column(default=None)


def by_id(db: Session, opening_id: UUID) -> Opening | None:
    return db.get(Opening, opening_id)


def of_case(db: Session, case_id: UUID) -> Sequence[Opening]:
    """List the requests of a case, the newest first."""
    query = select(Opening).where(Opening.case_id == case_id)
    return db.scalars(query.order_by(Opening.requested_at.desc(), Opening.id)).all()


def of_cases_kept_by(db: Session, case_ids: Sequence[UUID]) -> Sequence[Opening]:
    """List the requests of some cases, the newest first."""
    query = select(Opening).where(Opening.case_id.in_(case_ids))
    return db.scalars(query.order_by(Opening.requested_at.desc(), Opening.id)).all()


def answers(db: Session, opening_id: UUID) -> Sequence[OpeningAnswer]:
    """List what keepers said to a request, the first answer first."""
    query = select(OpeningAnswer).where(OpeningAnswer.opening_id == opening_id)
    return db.scalars(query.order_by(OpeningAnswer.at, OpeningAnswer.keeper_id)).all()


def over(db: Session, now: datetime, asked_before: datetime) -> Sequence[Opening]:
    """List openings of which something is to be forgotten: time is up, or nobody answered."""
    read = Opening.sealed_seen.is_not(None) & (Opening.until <= now)
    unanswered = (
        Opening.opened_at.is_(None)
        & Opening.closed_at.is_(None)
        & (Opening.requested_at < asked_before)
    )
    return db.scalars(select(Opening).where(read | unanswered)).all()
