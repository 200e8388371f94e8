"""Cases: what is in the clear about a report, and who is in charge of it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    Connection,
    Index,
    String,
    event,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Mapper, Session, mapped_column
from sqlalchemy.orm.attributes import flag_modified

from wbportal.db.base import UNORDERED, Base, Id, Versioned, enumerated, to
from wbportal.domain.roles import Role
from wbportal.domain.states import CLOSED, State

_URGENT, _OPEN, _CLOSED = 0, 1, 2
_DUE = "CASE WHEN acknowledged_on IS NULL THEN ack_due ELSE feedback_due END"
_RANK = (
    "CASE WHEN state IN ('declined', 'concluded', 'destroyed') THEN 2 WHEN urgent THEN 0 ELSE 1 END"
)


class Case(Versioned, Base):
    """One report and what became of it; a tombstone stays when it is destroyed."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(
            "(state = 'awaiting-reporter') = (state_before IS NOT NULL)",
            name="awaiting_remembers_before",
        ),
        CheckConstraint(
            "(state = 'awaiting-reporter') = (awaiting_until IS NOT NULL)", name="awaiting_lapses"
        ),
        CheckConstraint(
            "state <> 'concluded' OR (concluded_on IS NOT NULL AND outcome IS NOT NULL)",
            name="concluded_with_outcome",
        ),
        CheckConstraint(
            "(state = 'destroyed') = (receipt_lookup IS NULL)", name="code_until_destroyed"
        ),
        CheckConstraint(f"due = {_DUE}", name="due_follows"),
        CheckConstraint(f"rank = {_RANK}", name="rank_follows"),
        # The queue walks them: most urgent first, and inside that what is due first.
        # How many are in which state is counted on the way, from the index alone.
        Index(None, "office_id", "rank", "due", "id", "state"),
        Index(None, "office_id", "state", "rank", "due", "id"),
        Index(None, "office_id", "area", "rank", "due", "id"),
        Index(None, "office_id", "category", "rank", "due", "id"),
        Index(None, "office_id", "received_on", "state", "id"),
        UNORDERED,
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(to("offices.id"))
    reference: Mapped[str] = mapped_column(String(32), unique=True)  # random, for people
    state: Mapped[State] = mapped_column(default=State.RECEIVED)
    state_before: Mapped[State | None] = mapped_column(
        enumerated(State, "state_before"), default=None
    )
    received_on: Mapped[date]
    category: Mapped[str | None] = mapped_column(String(64), default=None)
    area: Mapped[str | None] = mapped_column(String(64), default=None)
    urgent: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[str] = mapped_column(String(32), default="web")
    ack_due: Mapped[date]
    feedback_due: Mapped[date]
    acknowledged_on: Mapped[date | None] = mapped_column(default=None)
    awaiting_until: Mapped[date | None] = mapped_column(default=None)
    concluded_on: Mapped[date | None] = mapped_column(default=None)
    # What the risk is, and what the plan says, is sealed for those who protect; that it was done
    # is asked of whoever works the case, who holds no key to it.
    risk_assessed_on: Mapped[date | None] = mapped_column(default=None)
    plan_made_on: Mapped[date | None] = mapped_column(default=None)
    review_due: Mapped[date | None] = mapped_column(default=None)  # somebody asked for one
    outcome: Mapped[str | None] = mapped_column(String(64), default=None)
    receipt_lookup: Mapped[bytes | None] = mapped_column(unique=True)
    code_single_use: Mapped[bool] = mapped_column(default=False)
    # Both follow from what stands above, and are set whenever a case is written. They are no
    # generated columns because Alembic cannot rebuild a table that has one.
    due: Mapped[date] = mapped_column(init=False)
    rank: Mapped[int] = mapped_column(init=False)


@event.listens_for(Case, "before_insert")
@event.listens_for(Case, "before_update")
def _follow(_mapper: Mapper[Case], _connection: Connection, case: Case) -> None:
    case.due = case.ack_due if case.acknowledged_on is None else case.feedback_due
    if case.state in CLOSED or case.state is State.DESTROYED:
        case.rank = _CLOSED
    else:
        case.rank = _URGENT if case.urgent else _OPEN


class ReporterKey(Base):
    """A reporter's keys after a change of code, signed with the ones before."""

    __tablename__ = "reporter_keys"
    __table_args__ = (CheckConstraint("generation > 0", name="generation_counts"), UNORDERED)

    case_id: Mapped[UUID] = mapped_column(to("cases.id"), primary_key=True)
    generation: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    statement: Mapped[bytes]


class Assignment(Base):
    """Somebody in charge of a case; the longest-serving one is its owner.

    Whoever acts for somebody else is so until a day, and is nothing to the case after it.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        CheckConstraint("(acting_for IS NULL) = (until IS NULL)", name="acting_ends"),
        UNORDERED,
    )

    case_id: Mapped[UUID] = mapped_column(to("cases.id"), primary_key=True)
    holder_id: Mapped[UUID] = mapped_column(to("accounts.id"), primary_key=True, index=True)
    role: Mapped[Role]
    since: Mapped[datetime]
    acting_for: Mapped[UUID | None] = mapped_column(to("accounts.id"), default=None)
    until: Mapped[date | None] = mapped_column(default=None)  # the last day that counts


def touch(case: Case) -> None:
    """Count a change of a case whose row stays as it is: whoever looks at it has to look again.

    Two that happen at once are told apart: the second one fails with StaleRow.
    """
    flag_modified(case, "urgent")


def by_id(db: Session, case_id: UUID) -> Case | None:
    return db.get(Case, case_id)


def by_receipt_lookup(db: Session, lookup: bytes) -> Case | None:
    return db.scalar(select(Case).where(Case.receipt_lookup == lookup))


def by_reference(db: Session, reference: str) -> Case | None:
    return db.scalar(select(Case).where(Case.reference == reference))


def by_ids(db: Session, case_ids: Collection[UUID]) -> Sequence[Case]:
    return db.scalars(select(Case).where(Case.id.in_(case_ids))).all()


def references(db: Session, case_ids: Collection[UUID]) -> dict[UUID, str]:
    """Find what people call cases; those that are gone without a tombstone are not in it."""
    query = select(Case.id, Case.reference).where(Case.id.in_(case_ids))
    return {row.id: row.reference for row in db.execute(query)} if case_ids else {}


def awaiting_lapsed(db: Session, today: date) -> Sequence[Case]:
    """List the cases that waited for their reporter until a day before `today`."""
    return db.scalars(select(Case).where(Case.awaiting_until < today)).all()


def kept_of_office(db: Session, office_id: UUID) -> Sequence[UUID]:
    """List an office's cases, but for those that were destroyed."""
    query = select(Case.id).where(Case.office_id == office_id, Case.state != State.DESTROYED)
    return db.scalars(query.order_by(Case.id)).all()


def open_cases(db: Session, office_id: UUID) -> Sequence[Case]:
    """List an office's cases with something left to do, by urgency and due date."""
    query = select(Case).where(Case.office_id == office_id, Case.rank < _CLOSED)
    return db.scalars(query.order_by(Case.rank, Case.due, Case.id)).all()


def successions(db: Session, case_id: UUID) -> Sequence[ReporterKey]:
    """List the successions of a reporter's keys, the first change of code first."""
    query = select(ReporterKey).where(ReporterKey.case_id == case_id)
    return db.scalars(query.order_by(ReporterKey.generation)).all()


def assignments(db: Session, case_id: UUID) -> Sequence[Assignment]:
    """List who is in charge of a case, its owner first."""
    query = select(Assignment).where(Assignment.case_id == case_id)
    return db.scalars(query.order_by(Assignment.since, Assignment.holder_id)).all()


def has_owner(db: Session, case_id: UUID) -> bool:
    return bool(assignments(db, case_id))


def is_at_intake(db: Session, case: Case) -> bool:
    """Tell whether nobody has begun with a case, nor is in charge of it."""
    return case.state is State.RECEIVED and not has_owner(db, case.id)


def assignment(db: Session, case_id: UUID, holder_id: UUID) -> Assignment | None:
    return db.get(Assignment, (case_id, holder_id))


def is_assigned(db: Session, case_id: UUID, holder_id: UUID, today: date) -> bool:
    """Tell whether somebody is in charge of a case today."""
    row = assignment(db, case_id, holder_id)
    return row is not None and (row.until is None or row.until >= today)


def in_charge_of(db: Session, holder_id: UUID, today: date) -> Sequence[UUID]:
    """List the cases that somebody is in charge of today."""
    query = select(Assignment.case_id).where(Assignment.holder_id == holder_id, counts_on(today))
    return db.scalars(query).all()


def counts_on(today: date | BindParameter[date]) -> ColumnElement[bool]:
    """Say of an assignment that it counts today, for a query."""
    return or_(Assignment.until.is_(None), Assignment.until >= today)
