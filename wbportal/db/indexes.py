"""Indexes: what a search reads of each case, sealed, in pieces of one size."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    Delete,
    Insert,
    LargeBinary,
    bindparam,
    delete,
    exists,
    insert,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, to
from wbportal.db.compartments import CompartmentRow
from wbportal.db.holder_states import HolderState
from wbportal.db.types import Guid

_SKETCH, _FIRST, _OTHERS = range(3)
# Written so, hundreds of ids are not looked at one by one before each query.
_IDS: BindParameter[bytes] = bindparam("ids", expanding=True)


class IndexPiece(Base):
    """One piece of the index of one case; there only while nothing was written since it was made.

    It is sealed with the key of the inquiry, so there is one for all who hold that key, and
    nothing that would differ for somebody behind a wall. A search reads layer by layer: of most
    cases the sketch is enough, of most others the piece in which the words begin.
    """

    __tablename__ = "index_pieces"
    __table_args__ = (
        CheckConstraint("piece >= 0", name="piece_counts"),
        CheckConstraint(
            "layer = CASE WHEN piece < 2 THEN piece ELSE 2 END", name="layer_follows_from_piece"
        ),
        UNORDERED,
    )

    layer: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # what lies together
    case_id: Mapped[UUID] = mapped_column(to("cases.id"), primary_key=True, index=True)
    piece: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed_piece: Mapped[bytes]


# What a search reads, of tables and not of classes, and ids as bytes: to make an object of each of
# thousands takes as long as to read it.
_PIECES, _MEMORIES = IndexPiece.__table__.c, HolderState.__table__.c
_ID = type_coerce(_PIECES.case_id, LargeBinary)
_SKETCHES = (
    select(_ID, _MEMORIES.sealed_state, _PIECES.sealed_piece)
    .where(_PIECES.layer == _SKETCH, _ID.in_(_IDS))
    .where(_MEMORIES.holder_id == bindparam("holder_id"), _MEMORIES.case_id == _PIECES.case_id)
)
_FIRST_PIECES = select(_ID, _PIECES.sealed_piece).where(_PIECES.layer == _FIRST, _ID.in_(_IDS))
_OTHER_PIECES = (
    select(_ID, _PIECES.sealed_piece)
    .where(_PIECES.layer == _OTHERS, _ID.in_(_IDS))
    .order_by(_ID, _PIECES.piece)
)


def is_there(db: Session, case_id: UUID) -> bool:
    query = select(IndexPiece.piece).where(
        IndexPiece.layer == _SKETCH, IndexPiece.case_id == case_id
    )
    return db.scalar(query) is not None


def with_memories(
    db: Session, holder_id: UUID, case_ids: Collection[bytes]
) -> Sequence[tuple[bytes, bytes, bytes]]:
    """Return the sketches of some cases, each with what a holder remembers of it; 3 KB each.

    Those that have both, as case id, sealed memory and sealed sketch. Here and below ids are bytes.
    """
    return db.execute(_SKETCHES, {"ids": [*case_ids], "holder_id": holder_id}).all()


def first_pieces(db: Session, case_ids: Collection[bytes]) -> dict[bytes, bytes]:
    """Return the piece of each of some cases in which its words begin; 2 KB each."""
    return dict(db.execute(_FIRST_PIECES, {"ids": [*case_ids]}).all())


def other_pieces(db: Session, case_ids: Collection[bytes]) -> dict[bytes, list[bytes]]:
    """Return what follows the first piece of some cases, each case's in order."""
    found: dict[bytes, list[bytes]] = {}
    for case_id, sealed in db.execute(_OTHER_PIECES, {"ids": [*case_ids]}).all():
        found.setdefault(case_id, []).append(sealed)
    return found


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
    columns = ["layer", "case_id", "piece", "sealed_piece"]
    for piece, sealed in enumerate(pieces):
        place = (literal(layer_of(piece)), literal(case_id, Guid), literal(piece))
        values = (*place, literal(sealed, LargeBinary))
        yield insert(IndexPiece).from_select(columns, select(*values).where(*still))


def layer_of(piece: int) -> int:
    """Return with which others of its number a piece lies."""
    return min(piece, _OTHERS)


def dropped(case_ids: Collection[UUID]) -> Delete:
    """Return the statement that takes the indexes of cases away in which something is written."""
    return delete(IndexPiece).where(IndexPiece.case_id.in_(case_ids))
