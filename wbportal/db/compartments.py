"""Compartments of a case: which epoch of its keys is the newest, and where its chain stands."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, Id, to
from wbportal.db.holder_states import HolderState
from wbportal.domain.compartments import Compartment

_KNOWN = "wbportal.compartments"


class CompartmentRow(Base):
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


def by_id(db: Session, compartment_id: UUID) -> CompartmentRow | None:
    return db.get(CompartmentRow, compartment_id)


def of_case(db: Session, case_id: UUID) -> Sequence[CompartmentRow]:
    """List the compartments of a case; read once in a work that found some."""
    known: dict[UUID, Sequence[CompartmentRow]] = db.info.setdefault(_KNOWN, {})
    if found := known.get(case_id):
        return found
    found = db.scalars(select(CompartmentRow).where(CompartmentRow.case_id == case_id)).all()
    known[case_id] = found
    return found


def read_many(db: Session, case_ids: Collection[UUID]) -> Sequence[CompartmentRow]:
    """Read the compartments of several cases at once, so that no case asks for its own later."""
    found = db.scalars(select(CompartmentRow).where(CompartmentRow.case_id.in_(case_ids))).all()
    known: dict[UUID, Sequence[CompartmentRow]] = db.info.setdefault(_KNOWN, {})
    for case_id in case_ids:
        known[case_id] = [row for row in found if row.case_id == case_id]
    return found


def one(db: Session, case_id: UUID, kind: Compartment) -> CompartmentRow | None:
    return next((row for row in of_case(db, case_id) if row.kind is kind), None)


def lengths(db: Session, holder_id: UUID, kind: Compartment) -> dict[UUID, int]:
    """Return how many entries a compartment has, in each case that a holder remembers."""
    theirs = select(HolderState.case_id).where(HolderState.holder_id == holder_id)
    query = select(CompartmentRow.case_id, CompartmentRow.number)
    found = query.where(CompartmentRow.kind == kind, CompartmentRow.case_id.in_(theirs))
    return dict(iter(db.execute(found)))


def numbers(db: Session, case_ids: Collection[UUID], kind: Compartment) -> dict[UUID, int]:
    """Return how many entries a compartment of each case holds."""
    query = select(CompartmentRow.case_id, CompartmentRow.number).where(
        CompartmentRow.case_id.in_(case_ids), CompartmentRow.kind == kind
    )
    return {row.case_id: row.number for row in db.execute(query)} if case_ids else {}
