"""Seats: who reads a case for one meeting of a board, and on which day that is."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, to


class Seat(Base):
    """Somebody of a board who was given a case for a day; after it they are nothing to it.

    The row stays until the case has new keys: what they had opens no part of it from then on.
    """

    __tablename__ = "seats"
    __table_args__ = (UNORDERED,)

    case_id: Mapped[UUID] = mapped_column(to("cases.id"), primary_key=True)
    holder_id: Mapped[UUID] = mapped_column(to("accounts.id"), primary_key=True, index=True)
    meets_on: Mapped[date]  # the last day that counts
    since: Mapped[datetime]


def sits(db: Session, case_id: UUID, holder_id: UUID, today: date) -> bool:
    """Tell whether somebody reads a case for a meeting that is not over."""
    row = db.get(Seat, (case_id, holder_id))
    return row is not None and row.meets_on >= today


def of_case(db: Session, case_id: UUID) -> Sequence[Seat]:
    """List who reads a case for a meeting, or did and could still open it."""
    query = select(Seat).where(Seat.case_id == case_id)
    return db.scalars(query.order_by(Seat.meets_on, Seat.holder_id)).all()


def of_holder(db: Session, holder_id: UUID, today: date) -> Sequence[Seat]:
    """List what somebody reads for meetings that are not over, the next one first."""
    query = select(Seat).where(Seat.holder_id == holder_id, Seat.meets_on >= today)
    return db.scalars(query.order_by(Seat.meets_on, Seat.case_id)).all()


def over(db: Session, today: date) -> Sequence[Seat]:
    """List the seats of meetings that are over."""
    return db.scalars(select(Seat).where(Seat.meets_on < today)).all()
