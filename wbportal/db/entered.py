"""Reports that somebody of the office wrote down: on which day, apart from when they came."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, to
from wbportal.db.cases import Case


class EnteredReport(Base):
    """The day on which a report came to be here that was received elsewhere, or before.

    It outlives what it is about: the reports of a day are counted, and stay as many.
    """

    __tablename__ = "entered_reports"
    __table_args__ = UNORDERED

    case_id: Mapped[UUID] = mapped_column(to("cases.id"), primary_key=True)
    entered_on: Mapped[date]


def arrived_on(db: Session, case: Case) -> date:
    """Return the day on which a report came to be here, whenever it was received."""
    row = db.get(EnteredReport, case.id)
    return case.received_on if row is None else row.entered_on


def arrived_by_day(db: Session, office_id: UUID, since: date | None = None) -> dict[date, int]:
    """Count the reports of each day that has any, the destroyed ones too."""
    day = func.coalesce(EnteredReport.entered_on, Case.received_on)
    query = (
        select(day, func.count())
        .select_from(Case)
        .outerjoin(EnteredReport, EnteredReport.case_id == Case.id)
        .where(Case.office_id == office_id)
    )
    if since is not None:
        query = query.where(day >= since)
    return {row[0]: row[1] for row in db.execute(query.group_by(day))}
