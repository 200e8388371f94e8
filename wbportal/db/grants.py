"""Grants: epoch keys, each wrapped for one holder. Without one nobody opens anything."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base
from wbportal.domain.compartments import Compartment


class Grant(Base):
    """One holder's copy of one epoch key, or of a share of it.

    Deleting every grant of a case destroys it (crypto-shredding). Whoever is locked out of a
    case has no row left: the queue lists what a holder has rows for. The key of the table keeps
    a case's grants together on the disk.
    """

    __tablename__ = "grants"
    __table_args__ = (
        ForeignKeyConstraint(
            ["case_id", "compartment_id"],
            ["compartments.case_id", "compartments.id"],
            ondelete="RESTRICT",
            deferrable=True,
            initially="DEFERRED",
        ),
        Index(None, "holder_id", "kind", "case_id"),
        CheckConstraint("epoch > 0", name="epoch_counts"),
        UNORDERED,
    )

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    compartment_id: Mapped[UUID] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    holder_id: Mapped[UUID] = mapped_column(primary_key=True)  # an account, case or office
    kind: Mapped[Compartment]
    wrapped_key: Mapped[bytes]


def of_case(db: Session, case_id: UUID) -> Sequence[Grant]:
    """List every grant to a case; about 1.3 KB each."""
    return db.scalars(select(Grant).where(Grant.case_id == case_id)).all()


def for_holder(db: Session, case_id: UUID, holder_id: UUID) -> Sequence[Grant]:
    """List what one holder was granted in a case, the oldest epoch first."""
    query = select(Grant).where(Grant.case_id == case_id, Grant.holder_id == holder_id)
    return db.scalars(query.order_by(Grant.epoch)).all()


def for_holder_in(
    db: Session, case_id: UUID, compartment_id: UUID, holder_id: UUID
) -> Sequence[Grant]:
    """List one holder's grants to one compartment, the oldest epoch first."""
    query = select(Grant).where(
        Grant.case_id == case_id,
        Grant.compartment_id == compartment_id,
        Grant.holder_id == holder_id,
    )
    return db.scalars(query.order_by(Grant.epoch)).all()


def holder_ids(db: Session, case_id: UUID, compartment_id: UUID, epoch: int) -> frozenset[UUID]:
    """Return who has a grant to one epoch, whether or not it opens."""
    query = select(Grant.holder_id).where(
        Grant.case_id == case_id, Grant.compartment_id == compartment_id, Grant.epoch == epoch
    )
    return frozenset(db.scalars(query))
