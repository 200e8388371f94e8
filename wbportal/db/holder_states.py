"""Holder states: what one holder remembers of one case, sealed so that only they can read it."""

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, Versioned, to
from wbportal.db.types import Guid


class HolderState(Versioned, Base):
    """One sealed memory: opened keys, last heads seen, read up to where."""

    __tablename__ = "holder_states"
    __table_args__ = UNORDERED

    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(to("cases.id"), primary_key=True, index=True)
    sealed_state: Mapped[bytes]


def one(db: Session, holder_id: UUID, case_id: UUID) -> HolderState | None:
    """Find one memory, also one that this work is about to write for the first time."""
    fresh = (row for row in db.new if isinstance(row, HolderState))
    mine = next((r for r in fresh if (r.holder_id, r.case_id) == (holder_id, case_id)), None)
    return mine or db.get(HolderState, (holder_id, case_id))


def of(db: Session, holder_id: UUID, case_ids: Collection[UUID]) -> Sequence[HolderState]:
    """List what a holder remembers of some cases."""
    return db.scalars(_of(), {"holder": holder_id, "ids": tuple(case_ids)}).all()


def forget(db: Session, case_id: UUID, holder_id: UUID) -> None:
    """Delete what somebody remembers of a case that is no longer theirs."""
    row = one(db, holder_id, case_id)
    if row in db.new:
        db.expunge(row)
    elif row is not None:
        db.delete(row)


def keep_nothing(db: Session, case_id: UUID) -> None:
    """Let nothing that this work remembered of a case be written: its rows are being deleted."""
    for row in (*db.new, *db.dirty):
        if isinstance(row, HolderState) and row.case_id == case_id:
            db.expunge(row)


def forget_all_but(db: Session, case_id: UUID, holder_id: UUID) -> None:
    """Delete what everybody but one person remembers of a case."""
    query = select(HolderState).where(
        HolderState.case_id == case_id, HolderState.holder_id != holder_id
    )
    for row in db.scalars(query):
        db.delete(row)


def of_holder(db: Session, holder_id: UUID) -> Sequence[HolderState]:
    """List all that a holder remembers; about 3 KB each."""
    return db.scalars(select(HolderState).where(HolderState.holder_id == holder_id)).all()


def sealed_of_holder(db: Session, holder_id: UUID) -> Iterator[tuple[UUID, bytes]]:
    """Yield all that a holder remembers, for reading alone; about 2 KB each."""
    row = HolderState
    yield from db.execute(select(row.case_id, row.sealed_state).where(row.holder_id == holder_id))


@cache
def _of() -> Select[HolderState]:
    here = HolderState.case_id.in_(bindparam("ids", type_=Guid, expanding=True))
    return select(HolderState).where(HolderState.holder_id == bindparam("holder", type_=Guid), here)
