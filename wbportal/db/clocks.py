"""Which clock of which case is due on which day, in the clear: lists and reminders walk it.

The office's own clocks follow from a case's row and are written with it. Those of the law, and
prescription, rest on dates that are sealed: whoever writes such a date has `keep` say what it
makes due, in the same work.
"""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, Index, String, delete, event, insert, select
from sqlalchemy.orm import Mapped, Mapper, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, to
from wbportal.db.cases import Assignment, Case, counts_on
from wbportal.domain import clocks
from wbportal.domain.clocks import HOUSE, CaseDays

Day = tuple[str, date]  # the key of a clock, and when it is due
_OWN = tuple(HOUSE.clocks)


class ClockRow(Base):
    """One day on which one clock of a case is due."""

    __tablename__ = "clocks"
    __table_args__ = (
        Index(None, "office_id", "due", "case_id", "key"),
        Index(None, "office_id", "key", "due", "case_id"),
        UNORDERED,
    )

    case_id: Mapped[UUID] = mapped_column(to("cases.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    due: Mapped[date] = mapped_column(primary_key=True)
    office_id: Mapped[UUID] = mapped_column(to("offices.id"))


@event.listens_for(Case, "after_insert")
@event.listens_for(Case, "after_update")
def _follow(_mapper: Mapper[Case], connection: Connection, case: Case) -> None:
    own = ClockRow.key.in_(_OWN)
    query = select(ClockRow.key, ClockRow.due).where(ClockRow.case_id == case.id, own)
    before = {(row.key, row.due) for row in connection.execute(query)}
    after = set(clocks.own_days(case.state, days_of(case)))
    if before == after:
        return
    if before:
        connection.execute(delete(ClockRow).where(ClockRow.case_id == case.id, own))
    if after:
        found = {"case_id": case.id, "office_id": case.office_id}
        connection.execute(insert(ClockRow), [{**found, "key": k, "due": d} for k, d in after])


def days_of(case: Case) -> CaseDays:
    """Return the legal days that a row keeps."""
    return CaseDays(
        received_on=case.received_on,
        ack_due=case.ack_due,
        feedback_due=case.feedback_due,
        acknowledged_on=case.acknowledged_on,
        awaiting_until=case.awaiting_until,
        closed_on=case.concluded_on,
        review_due=case.review_due,
    )


def keep(db: Session, case: Case, wanted: Collection[Day]) -> None:
    """Let these be the days of a case besides the office's own clocks."""
    query = select(ClockRow).where(ClockRow.case_id == case.id, ClockRow.key.not_in(_OWN))
    before = {(row.key, row.due): row for row in db.scalars(query)}
    for day, row in before.items():
        if day not in wanted:
            db.delete(row)
    for key, due in set(wanted) - before.keys():
        db.add(ClockRow(case_id=case.id, key=key, due=due, office_id=case.office_id))


def of_case(db: Session, case_id: UUID) -> Sequence[ClockRow]:
    """List the days of a case, the nearest first."""
    query = select(ClockRow).where(ClockRow.case_id == case_id)
    return db.scalars(query.order_by(ClockRow.due, ClockRow.key)).all()


def due_on(db: Session, office_id: UUID, days: Collection[date]) -> Sequence[ClockRow]:
    """List what of an office is due on one of these days."""
    query = select(ClockRow).where(ClockRow.office_id == office_id, ClockRow.due.in_(days))
    return db.scalars(query.order_by(ClockRow.due, ClockRow.case_id, ClockRow.key)).all()


def in_charge_of(
    db: Session, holder_id: UUID, today: date, until: date
) -> Sequence[tuple[str, date]]:
    """List what is due by `until` in the cases that somebody is in charge of today."""
    own = select(Assignment.case_id).where(Assignment.holder_id == holder_id, counts_on(today))
    query = select(ClockRow.key, ClockRow.due).where(ClockRow.case_id.in_(own))
    return [(row.key, row.due) for row in db.execute(query.where(ClockRow.due <= until).distinct())]
