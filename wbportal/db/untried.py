"""Grants that were never tried: what is new in somebody's queue.

Whether a grant opens anything is known only once its holder has tried it, and from then on the
holder remembers the case. To find the few new ones among a hundred thousand by comparing the two
tables takes half a second, so they are marked; the marks follow from those tables at each commit.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import delete, exists, insert, literal, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.accounts import Account
from wbportal.db.base import UNORDERED, Base
from wbportal.db.cases import Case
from wbportal.db.grants import Grant
from wbportal.db.holder_states import HolderState
from wbportal.db.types import Guid
from wbportal.domain.compartments import Compartment


class Untried(Base):
    """Somebody has a grant to a case's thread, and remembers nothing of the case yet."""

    __tablename__ = "untried"
    __table_args__ = UNORDERED

    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)


Pair = tuple[UUID, UUID]  # a holder and a case
_PLAIN = {"synchronize_session": False}


def of_holder(db: Session, holder_id: UUID, at_most: int) -> Sequence[UUID]:
    """List cases that somebody has yet to try; microseconds when there are none."""
    query = select(Untried.case_id).where(Untried.holder_id == holder_id)
    return db.scalars(query.limit(at_most)).all()


def touched(db: Session) -> set[Pair]:
    """Mark who is granted a case that is new; return whose other marks may change.

    A case that was not there before was tried by nobody but in this work, so nothing has to be
    asked for it.
    """
    fresh = {row.id: row.office_id for row in db.new if isinstance(row, Case)}
    rows = [row for row in [*db.new, *db.deleted] if isinstance(row, Grant | HolderState)]
    remembered = {(row.holder_id, row.case_id) for row in rows if isinstance(row, HolderState)}
    for row in rows:
        if isinstance(row, Grant) and row.kind is Compartment.THREAD and row.case_id in fresh:
            is_person = row.holder_id not in {row.case_id, fresh[row.case_id]}
            if is_person and (row.holder_id, row.case_id) not in remembered:
                db.add(Untried(holder_id=row.holder_id, case_id=row.case_id))
    pairs = {(row.holder_id, row.case_id) for row in rows if row.case_id not in fresh}
    return {(holder_id, case_id) for holder_id, case_id in pairs if holder_id != case_id}


def follow(db: Session, pairs: Collection[Pair]) -> None:
    """Set each pair's mark anew, after its rows were written; about 0.1 ms a pair."""
    for holder_id, case_id in pairs:
        here = (Untried.holder_id == holder_id, Untried.case_id == case_id)
        db.execute(delete(Untried).where(*here), execution_options=_PLAIN)
        new = select(literal(holder_id, Guid), literal(case_id, Guid)).where(
            exists().where(Account.id == holder_id),
            exists().where(
                Grant.holder_id == holder_id,
                Grant.kind == Compartment.THREAD,
                Grant.case_id == case_id,
            ),
            ~exists().where(HolderState.holder_id == holder_id, HolderState.case_id == case_id),
        )
        columns = ["holder_id", "case_id"]
        db.execute(insert(Untried).from_select(columns, new), execution_options=_PLAIN)
