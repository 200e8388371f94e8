"""Proposals: what would be an office's next roster, had a second lead signed it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, Versioned, to


class ProposalRow(Versioned, Base):
    """The one open proposal of an office; it counts for nothing."""

    __tablename__ = "roster_proposals"
    __table_args__ = UNORDERED

    office_id: Mapped[UUID] = mapped_column(to("offices.id"), primary_key=True)
    signed: Mapped[bytes]  # the exact bytes of the roster, and the first lead's signature
    proposed_at: Mapped[datetime]


def of_office(db: Session, office_id: UUID) -> ProposalRow | None:
    return db.get(ProposalRow, office_id)
