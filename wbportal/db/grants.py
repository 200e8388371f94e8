"""Grants: epoch keys, each wrapped for one holder. Without one nobody opens anything."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base
from wbportal.db.cases import Case
from wbportal.db.compartments import CompartmentRow
from wbportal.db.epochs import EpochRow
from wbportal.domain.compartments import Compartment


class Grant(Base):
    """One holder's copy of one epoch key, or of a share of it.

    Deleting every grant of a case destroys it (crypto-shredding). Whoever is locked out of a
    case has no row left: the queue lists what a holder has rows for.
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

    compartment_id: Mapped[UUID] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    holder_id: Mapped[UUID] = mapped_column(primary_key=True)  # an account, case or office
    case_id: Mapped[UUID]
    kind: Mapped[Compartment]
    wrapped_key: Mapped[bytes]


@dataclass(frozen=True, slots=True)
class ReporterGrant:
    """A reporter's grant to the newest epoch of a compartment, with all that opening it needs."""

    kind: Compartment
    case_id: UUID
    office_id: UUID
    compartment_id: UUID
    epoch: int
    wrapped_key: bytes
    statement: bytes


def for_code(db: Session, lookup: bytes, kinds: Collection[Compartment]) -> Sequence[ReporterGrant]:
    """Find what a receipt code may open: its own grants or, without any, somebody else's.

    Whoever reads rows for every code takes the same time for every code; only the right key
    opens them. Empty if there is no case at all behind this lookup, in the order of all lookups.
    """
    behind = select(Case.id).where(Case.receipt_lookup >= lookup).order_by(Case.receipt_lookup)
    newest = (Grant.compartment_id == CompartmentRow.id) & (Grant.epoch == CompartmentRow.epoch)
    stated = (EpochRow.compartment_id == Grant.compartment_id) & (EpochRow.epoch == Grant.epoch)
    query = (
        select(
            Grant.kind,
            Case.id,
            Case.office_id,
            Grant.compartment_id,
            Grant.epoch,
            Grant.wrapped_key,
            EpochRow.statement,
        )
        .join(CompartmentRow, CompartmentRow.case_id == Case.id)
        .join(Grant, newest & (Grant.holder_id == Case.id))
        .join(EpochRow, stated)
        .where(Case.id == behind.limit(1).scalar_subquery(), CompartmentRow.kind.in_(kinds))
    )
    return [ReporterGrant(*row) for row in db.execute(query)]


def of_case(db: Session, case_id: UUID) -> Sequence[Grant]:
    """List every grant to a case; about 1.3 KB each."""
    here = select(CompartmentRow.id).where(CompartmentRow.case_id == case_id)
    return db.scalars(select(Grant).where(Grant.compartment_id.in_(here))).all()


def of_holder(db: Session, case_id: UUID, holder_id: UUID) -> Sequence[Grant]:
    """List what one holder was granted in a case, the oldest epoch first."""
    query = select(Grant).where(
        Grant.holder_id == holder_id, Grant.kind.in_(Compartment), Grant.case_id == case_id
    )
    return db.scalars(query.order_by(Grant.compartment_id, Grant.epoch)).all()


def shares_of(db: Session, holder_id: UUID) -> Sequence[Grant]:
    """List somebody's shares of identities, in all cases."""
    query = select(Grant).where(Grant.holder_id == holder_id, Grant.kind == Compartment.IDENTITY)
    return db.scalars(query).all()


def cases_of(db: Session, holder_id: UUID) -> Sequence[UUID]:
    """List the cases in which somebody has a grant, whether or not it opens."""
    query = select(Grant.case_id).where(Grant.holder_id == holder_id, Grant.kind.in_(Compartment))
    return db.scalars(query.distinct().order_by(Grant.case_id)).all()


def of_epoch(db: Session, compartment_id: UUID, epoch: int) -> Sequence[Grant]:
    query = select(Grant).where(Grant.compartment_id == compartment_id, Grant.epoch == epoch)
    return db.scalars(query).all()


def holders(db: Session, compartment_id: UUID, epoch: int) -> frozenset[UUID]:
    """Return who has a grant to one epoch, whether or not it opens."""
    query = select(Grant.holder_id).where(
        Grant.compartment_id == compartment_id, Grant.epoch == epoch
    )
    return frozenset(db.scalars(query))


def forget_older(db: Session, compartment_id: UUID, epoch: int) -> None:
    """Delete the grants of earlier epochs: whoever has the newest key opens those before it."""
    query = select(Grant).where(Grant.compartment_id == compartment_id, Grant.epoch < epoch)
    for grant in db.scalars(query):
        db.delete(grant)


def forget_holder(db: Session, case_id: UUID, holder_id: UUID) -> None:
    """Delete every grant of somebody who is locked out of a case."""
    for grant in of_holder(db, case_id, holder_id):
        db.delete(grant)
