"""Epochs: the signed statement of each key that a compartment has had."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, to


class EpochRow(Base):
    """The signed statement of one epoch, and the key before it, sealed under its own."""

    __tablename__ = "epochs"
    __table_args__ = (
        CheckConstraint("epoch > 0", name="epoch_counts"),
        CheckConstraint("(epoch = 1) = (sealed_previous_key IS NULL)", name="opens_the_past"),
        UNORDERED,
    )

    compartment_id: Mapped[UUID] = mapped_column(to("compartments.id"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    statement: Mapped[bytes]
    sealed_previous_key: Mapped[bytes | None] = mapped_column(default=None)


def one(db: Session, compartment_id: UUID, epoch: int) -> EpochRow | None:
    return db.get(EpochRow, (compartment_id, epoch))


def of(db: Session, compartment_ids: Collection[UUID]) -> Sequence[EpochRow]:
    """List the epochs of some compartments, each one's first epoch first."""
    query = select(EpochRow).where(EpochRow.compartment_id.in_(compartment_ids))
    return db.scalars(query.order_by(EpochRow.compartment_id, EpochRow.epoch)).all()
