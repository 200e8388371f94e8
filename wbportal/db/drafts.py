"""Drafts: reports that are being written, sealed under a key that only the browser has."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, Versioned


class Draft(Versioned, Base):
    """One form of one browser; its id says nothing about either."""

    __tablename__ = "drafts"
    __table_args__ = UNORDERED

    id: Mapped[bytes] = mapped_column(primary_key=True)
    sealed_content: Mapped[bytes]
    expires_on: Mapped[date] = mapped_column(index=True)


def by_id(db: Session, draft_id: bytes) -> Draft | None:
    return db.get(Draft, draft_id)


def expired(db: Session, today: date) -> Sequence[Draft]:
    """List drafts whose last day has passed."""
    return db.scalars(select(Draft).where(Draft.expires_on < today)).all()
