"""Inboxes of cases: what those who cannot open an inquiry hand in for those who can.

A case has one, of whose key anybody may seal; what lies in it is of one size, whether or not it
says anything, and goes when a lead has read it.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, Id, to

_AT_ONCE = 5_000  # SQLite takes 32,766 parameters


class Inbox(Base):
    """The public half of a case's inbox, signed by whoever gave the inquiry its newest keys."""

    __tablename__ = "inboxes"
    __table_args__ = UNORDERED

    case_id: Mapped[UUID] = mapped_column(to("cases.id"), primary_key=True)
    signed_key: Mapped[bytes]


class HandedIn(Base):
    """One thing that somebody handed in."""

    __tablename__ = "handed_in"
    __table_args__ = UNORDERED

    id: Mapped[Id]
    case_id: Mapped[UUID] = mapped_column(to("cases.id"), index=True)
    author_id: Mapped[UUID]
    epoch: Mapped[int]  # of the keys that open it
    sealed_body: Mapped[bytes]


def of_case(db: Session, case_id: UUID) -> Inbox | None:
    """Find the inbox of a case, also one that this work is about to write."""
    fresh = (row for row in db.new if isinstance(row, Inbox))
    mine = next((row for row in fresh if row.case_id == case_id), None)
    return mine or db.get(Inbox, case_id)


def of_cases(db: Session, case_ids: Sequence[UUID]) -> set[UUID]:
    """Return which of some cases have an inbox."""
    return _in_parts(db, Inbox.case_id, case_ids)


def known(db: Session, ids: Sequence[UUID]) -> set[UUID]:
    """Return which of some things lie in an inbox."""
    return _in_parts(db, HandedIn.id, ids)


def _in_parts(db: Session, column: InstrumentedAttribute[UUID], ids: Sequence[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    for begun in range(0, len(ids), _AT_ONCE):
        found |= set(db.scalars(select(column).where(column.in_(ids[begun : begun + _AT_ONCE]))))
    return found


def handed_in(db: Session, case_id: UUID) -> Sequence[HandedIn]:
    """List what lies in the inbox of a case."""
    return db.scalars(select(HandedIn).where(HandedIn.case_id == case_id)).all()
