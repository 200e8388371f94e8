"""Records: the sealed entries and file slips of a case, numbered and chained per compartment."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, Id


class Record(Base):
    """One sealed entry; what kind of entry it is stands inside.

    Number and link are given by the work that commits. An erased record keeps both, and the
    hash of what it held.
    """

    __tablename__ = "records"
    __table_args__ = (
        ForeignKeyConstraint(
            ["case_id", "compartment_id"],
            ["compartments.case_id", "compartments.id"],
            ondelete="RESTRICT",
            deferrable=True,
            initially="DEFERRED",
        ),
        UniqueConstraint("compartment_id", "number"),
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("epoch > 0", name="epoch_counts"),
        CheckConstraint("kind IN ('entry', 'file')", name="kind"),
        CheckConstraint("length(link) = 32", name="link_is_a_hash"),
        CheckConstraint("erased = (length(sealed_body) = 0)", name="erased_is_empty"),
        UNORDERED,
    )

    id: Mapped[Id]
    case_id: Mapped[UUID]
    compartment_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(init=False)
    epoch: Mapped[int]
    kind: Mapped[str] = mapped_column(String(8))
    sealed_body: Mapped[bytes]
    sealed_hash: Mapped[bytes] = mapped_column(init=False)  # SHA-256 of the sealed body
    link: Mapped[bytes] = mapped_column(init=False)
    day: Mapped[date]
    at: Mapped[datetime | None] = mapped_column(default=None)  # never for what a reporter did
    erased: Mapped[bool] = mapped_column(default=False)


def by_id(db: Session, record_id: UUID) -> Record | None:
    return db.get(Record, record_id)


def in_order(db: Session, compartment_id: UUID, after: int = 0) -> Sequence[Record]:
    """List a compartment's records in the order of their chain, from number `after` + 1 on."""
    query = select(Record).where(Record.compartment_id == compartment_id, Record.number > after)
    return db.scalars(query.order_by(Record.number)).all()
