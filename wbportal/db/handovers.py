"""Hand-overs: who is to get whose cases, and from when; they name people, never a case."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, Id, Versioned, enumerated, to
from wbportal.db.cases import Assignment, Case, counts_on
from wbportal.db.compartments import CompartmentRow
from wbportal.db.grants import Grant
from wbportal.db.untried import Untried
from wbportal.domain.compartments import Compartment
from wbportal.domain.handovers import Kind
from wbportal.domain.states import State

_WHOLE = tuple(one for one in Compartment if one is not Compartment.IDENTITY)


class Handover(Versioned, Base):
    """A hand-over that a lead planned; whoever can open the cases carries it out."""

    __tablename__ = "handovers"
    __table_args__ = (
        CheckConstraint("(kind = 'keys') = (from_id IS NULL)", name="of_somebody"),
        CheckConstraint("(kind = 'acting') = (until IS NOT NULL)", name="acting_ends"),
        CheckConstraint("until >= starts_on", name="ends_after_it_starts"),
        CheckConstraint("from_id <> to_id", name="between_two"),
        UNORDERED,
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(to("offices.id"), index=True)
    kind: Mapped[Kind] = mapped_column(enumerated(Kind, "kind"))
    from_id: Mapped[UUID | None] = mapped_column(to("accounts.id"), default=None)
    to_id: Mapped[UUID] = mapped_column(to("accounts.id"))
    by_id: Mapped[UUID] = mapped_column(to("accounts.id"))
    planned_at: Mapped[datetime]
    starts_on: Mapped[date]
    until: Mapped[date | None] = mapped_column(default=None)  # the last day that counts
    called_off_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)


class Tally(Versioned, Base):
    """What one person did of one hand-over, sealed for them: walls would show in the numbers."""

    __tablename__ = "tallies"
    __table_args__ = UNORDERED

    handover_id: Mapped[UUID] = mapped_column(to("handovers.id"), primary_key=True)
    holder_id: Mapped[UUID] = mapped_column(to("accounts.id"), primary_key=True)
    sealed_tally: Mapped[bytes]


def by_id(db: Session, handover_id: UUID) -> Handover | None:
    return db.get(Handover, handover_id)


def of_office(db: Session, office_id: UUID) -> Sequence[Handover]:
    """List an office's hand-overs, the newest first."""
    query = select(Handover).where(Handover.office_id == office_id)
    return db.scalars(query.order_by(Handover.planned_at.desc(), Handover.id)).all()


def receivers(db: Session, office_id: UUID) -> frozenset[UUID]:
    """Return who may have keys ahead of a role, because a hand-over to them goes on."""
    query = select(Handover.to_id).where(Handover.office_id == office_id)
    return frozenset(db.scalars(query.where(Handover.finished_at.is_(None))))


def last_leaving(db: Session, person_id: UUID) -> Handover | None:
    """Find the newest order that somebody leaves, unless it was called off."""
    query = select(Handover).where(Handover.from_id == person_id, Handover.kind == Kind.LEAVING)
    query = query.where(Handover.called_off_at.is_(None))
    return db.scalar(query.order_by(Handover.planned_at.desc()).limit(1))


def tally(db: Session, handover_id: UUID, holder_id: UUID) -> Tally | None:
    return db.get(Tally, (handover_id, holder_id))


def tried_by(db: Session, holder_id: UUID) -> Sequence[UUID]:
    """List the cases, closed ones too, whose grant a holder has tried; most urgent first."""
    thread = select(Grant.case_id).where(
        Grant.holder_id == holder_id, Grant.kind == Compartment.THREAD
    )
    is_new = select(Untried.case_id).where(Untried.holder_id == holder_id)
    query = select(Case.id).where(
        Case.state != State.DESTROYED,
        thread.where(Grant.case_id == Case.id).exists(),
        ~is_new.where(Untried.case_id == Case.id).exists(),
    )
    return db.scalars(query.order_by(Case.rank, Case.due, Case.id)).all()


def with_newest(db: Session, holder_id: UUID, kind: Compartment) -> frozenset[UUID]:
    """Return the cases in which somebody has a grant to a compartment's newest epoch."""
    query = (
        select(Grant.case_id)
        .join(CompartmentRow, CompartmentRow.id == Grant.compartment_id)
        .where(
            Grant.holder_id == holder_id,
            Grant.kind == kind,
            Grant.epoch == CompartmentRow.epoch,
        )
    )
    return frozenset(db.scalars(query))


def granted(db: Session, holder_id: UUID) -> frozenset[UUID]:
    """Return the cases in which somebody has any grant but a share, of whatever epoch."""
    query = select(Grant.case_id).where(Grant.holder_id == holder_id, Grant.kind.in_(_WHOLE))
    return frozenset(db.scalars(query.distinct()))


def in_charge(db: Session, holder_id: UUID) -> frozenset[UUID]:
    """Return the cases that somebody is in charge of, not as one who acts for another."""
    query = select(Assignment.case_id).where(Assignment.holder_id == holder_id)
    return frozenset(db.scalars(query.where(Assignment.acting_for.is_(None))))


def acted_for(db: Session, holder_id: UUID, absent_id: UUID) -> frozenset[UUID]:
    """Return the cases in which somebody acts for somebody else, or did until a day."""
    query = select(Assignment.case_id).where(Assignment.holder_id == holder_id)
    return frozenset(db.scalars(query.where(Assignment.acting_for == absent_id)))


def any_role(db: Session, holder_id: UUID) -> frozenset[UUID]:
    """Return the cases that somebody is in charge of, in whatever way."""
    return frozenset(db.scalars(select(Assignment.case_id).filter_by(holder_id=holder_id)))


def other_holders(
    db: Session, holder_id: UUID, part: Compartment = Compartment.THREAD
) -> dict[UUID, set[UUID]]:
    """Return who else has a grant to a part, for each case that somebody has one for."""
    newest = (CompartmentRow.id == Grant.compartment_id) & (CompartmentRow.epoch == Grant.epoch)
    own = select(Grant.case_id).where(Grant.holder_id == holder_id, Grant.kind == part)
    query = (
        select(Grant.case_id, Grant.holder_id)
        .join(CompartmentRow, newest)
        .where(Grant.kind == part, Grant.case_id.in_(own))
    )
    found: dict[UUID, set[UUID]] = {}
    for case_id, other in db.execute(query):
        found.setdefault(case_id, set()).add(other)
    return {case_id: others - {holder_id} for case_id, others in found.items()}


def charged_with(db: Session, today: date) -> frozenset[tuple[UUID, UUID]]:
    """Return who is in charge of what today, as pairs of case and person."""
    query = select(Assignment.case_id, Assignment.holder_id).where(counts_on(today))
    return frozenset((case_id, holder_id) for case_id, holder_id in db.execute(query))
