"""Rosters: who is vetted in an office, as signed bytes of which each version names the last."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, to
from wbportal.db.types import Guid


class RosterRow(Base):
    """One signed roster; the highest version is the one in force."""

    __tablename__ = "rosters"
    __table_args__ = (CheckConstraint("version > 0", name="version_counts"), UNORDERED)

    office_id: Mapped[UUID] = mapped_column(to("offices.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    signed: Mapped[bytes]
    created_at: Mapped[datetime]


# Read by every page of whoever signs in, so it is put together once.
_VERSIONS = (
    select(RosterRow)
    .where(RosterRow.office_id == bindparam("office", type_=Guid))
    .order_by(RosterRow.version)
)


def versions(db: Session, office_id: UUID) -> Sequence[RosterRow]:
    """List an office's rosters, the first one first: each is verified against the one before."""
    return db.scalars(_VERSIONS, {"office": office_id}).all()


def highest_version(db: Session, office_id: UUID) -> int:
    """Return the number of the roster in force, 0 before the first one."""
    query = select(func.max(RosterRow.version)).where(RosterRow.office_id == office_id)
    return db.scalar(query) or 0
