"""Indexes: what a search reads of each case, sealed, in pieces of one size."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Delete,
    Insert,
    LargeBinary,
    case,
    delete,
    exists,
    insert,
    literal,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, to
from wbportal.db.compartments import CompartmentRow
from wbportal.db.types import Guid


class IndexPiece(Base):
    """One piece of the index of one case; there only while nothing was written since it was made.

    It is sealed with the key of the inquiry, so there is one for all who hold that key, and
    nothing that would differ for somebody behind a wall.
    """

    __tablename__ = "index_pieces"
    __table_args__ = (CheckConstraint("piece >= 0", name="piece_counts"), UNORDERED)

    case_id: Mapped[UUID] = mapped_column(to("cases.id"), primary_key=True)
    piece: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed_piece: Mapped[bytes]


def is_there(db: Session, case_id: UUID) -> bool:
    query = select(IndexPiece.piece).where(IndexPiece.case_id == case_id)
    return db.scalar(query.limit(1)) is not None


def of_cases(db: Session, case_ids: Collection[UUID]) -> Iterator[tuple[UUID, list[bytes]]]:
    """Yield the indexes of some cases, their pieces in order; about 2 KB a piece."""
    row = IndexPiece
    # Only the first piece says whose it is: to make an id of every one takes longer than to read.
    query = select(case((row.piece == 0, row.case_id)), row.sealed_piece)
    query = query.where(row.case_id.in_(case_ids)).order_by(row.case_id, row.piece)
    here: UUID | None = None
    pieces: list[bytes] = []
    for case_id, piece in db.execute(query):
        if case_id is not None:
            if here is not None:
                yield here, pieces
            here, pieces = case_id, []
        pieces.append(piece)
    if here is not None:
        yield here, pieces


def replaced(
    case_id: UUID, numbers: Mapping[UUID, int], pieces: Sequence[bytes]
) -> Iterator[Delete | Insert]:
    """Yield the statements that put an index in the place of the one before.

    It is kept only if its compartments still have as many records as went into it.
    """
    yield dropped([case_id])
    still = [
        exists().where(CompartmentRow.id == compartment_id, CompartmentRow.number == number)
        for compartment_id, number in numbers.items()
    ]
    columns = ["case_id", "piece", "sealed_piece"]
    for piece, sealed in enumerate(pieces):
        values = (literal(case_id, Guid), literal(piece), literal(sealed, LargeBinary))
        yield insert(IndexPiece).from_select(columns, select(*values).where(*still))


def dropped(case_ids: Collection[UUID]) -> Delete:
    """Return the statement that takes the indexes of cases away in which something is written."""
    return delete(IndexPiece).where(IndexPiece.case_id.in_(case_ids))
