"""Drafts: reports that are being written, sealed under a key that only the browser has."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, Versioned


class DraftRow(Versioned, Base):
    """One form of one browser; its id says nothing about either."""

    __tablename__ = "drafts"
    __table_args__ = UNORDERED

    id: Mapped[bytes] = mapped_column(primary_key=True)
    sealed_content: Mapped[bytes]
    expires_on: Mapped[date] = mapped_column(index=True)


def one(db: Session, draft_id: bytes) -> DraftRow | None:
    return db.get(DraftRow, draft_id)


def expired(db: Session, today: date) -> Sequence[DraftRow]:
    """List drafts whose last day has passed."""
    return db.scalars(select(DraftRow).where(DraftRow.expires_on < today)).all()
