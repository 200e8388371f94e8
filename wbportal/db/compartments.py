"""Compartments of a case, with the statements of their epochs: where the keys and chains stand."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, Id, to
from wbportal.domain.compartments import Compartment


class CaseCompartment(Base):
    """One compartment: its newest epoch, and the head of its chain of records.

    Epoch, number and link are changed by the work that commits, never by assignment: they are
    compared under the lock first.
    """

    __tablename__ = "compartments"
    __table_args__ = (
        UniqueConstraint("case_id", "kind"),
        UniqueConstraint("case_id", "id"),  # what grants and records refer to
        CheckConstraint("epoch > 0", name="epoch_counts"),
        CheckConstraint("number >= 0", name="number_counts"),
        CheckConstraint("length(link) = 32", name="link_is_a_hash"),
        UNORDERED,
    )

    id: Mapped[Id]
    case_id: Mapped[UUID] = mapped_column(to("cases.id"))
    kind: Mapped[Compartment]
    epoch: Mapped[int] = mapped_column(default=1)
    number: Mapped[int] = mapped_column(default=0)
    link: Mapped[bytes] = mapped_column(default=bytes(32))  # a chain begins at nothing


class Epoch(Base):
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


def of_case(db: Session, case_id: UUID) -> Sequence[CaseCompartment]:
    return db.scalars(select(CaseCompartment).where(CaseCompartment.case_id == case_id)).all()


def one(db: Session, case_id: UUID, kind: Compartment) -> CaseCompartment | None:
    query = select(CaseCompartment).where(CaseCompartment.case_id == case_id)
    return db.scalar(query.where(CaseCompartment.kind == kind))


def epochs(db: Session, compartment_ids: Collection[UUID]) -> Sequence[Epoch]:
    """List the epochs of some compartments, each one's first epoch first."""
    query = select(Epoch).where(Epoch.compartment_id.in_(compartment_ids))
    return db.scalars(query.order_by(Epoch.compartment_id, Epoch.epoch)).all()
