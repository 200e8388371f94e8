"""Indexes: what a search reads of each compartment, sealed, in pieces of one size."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import CheckConstraint, Delete, Insert, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, to
from wbportal.db.compartments import CompartmentRow
from wbportal.domain.compartments import Compartment


class IndexPiece(Base):
    """One piece of the index of one compartment.

    It is sealed with the key of the compartment, so there is one for all who hold that key, and
    nothing that would differ for somebody behind a wall.
    """

    __tablename__ = "index_pieces"
    __table_args__ = (
        CheckConstraint("piece >= 0", name="piece_counts"),
        CheckConstraint("epoch > 0", name="epoch_counts"),
        CheckConstraint("number > 0", name="number_counts"),
        UNORDERED,
    )

    case_id: Mapped[UUID] = mapped_column(to("cases.id"), primary_key=True)
    kind: Mapped[Compartment] = mapped_column(primary_key=True)
    piece: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    epoch: Mapped[int]
    number: Mapped[int]  # of the last record that went into it
    sealed_piece: Mapped[bytes]


@dataclass(frozen=True, slots=True)
class IndexHead:
    """Up to where an index reaches, and with the key of which epoch it is sealed."""

    epoch: int
    number: int


@dataclass(frozen=True, slots=True)
class SealedIndex:
    """One index, all its pieces in their order."""

    case_id: UUID
    kind: Compartment
    head: IndexHead
    pieces: tuple[bytes, ...]


def heads(db: Session, case_id: UUID) -> dict[Compartment, IndexHead]:
    """Return how far the indexes of a case reach; a compartment without one is missing."""
    row = IndexPiece
    query = select(row.kind, row.epoch, row.number).where(row.case_id == case_id, row.piece == 0)
    return {kind: IndexHead(epoch, number) for kind, epoch, number in db.execute(query)}


def newest(
    db: Session, case_ids: Collection[UUID], kinds: Collection[Compartment]
) -> dict[tuple[UUID, Compartment], IndexHead]:
    """Return where some compartments stand, whether or not their indexes reach so far."""
    row = CompartmentRow
    query = select(row.case_id, row.kind, row.epoch, row.number).where(
        row.case_id.in_(case_ids), row.kind.in_(kinds)
    )
    return {
        (case_id, kind): IndexHead(epoch, number)
        for case_id, kind, epoch, number in db.execute(query)
    }


def of_cases(
    db: Session, case_ids: Collection[UUID], kinds: Collection[Compartment]
) -> Iterator[SealedIndex]:
    """Yield the indexes of some cases; about 2 KB a piece."""
    row = IndexPiece
    columns = (row.case_id, row.kind, row.epoch, row.number, row.sealed_piece)
    query = select(*columns).where(row.case_id.in_(case_ids), row.kind.in_(kinds))
    here: tuple[UUID, Compartment, IndexHead] | None = None
    pieces: list[bytes] = []
    for case_id, kind, epoch, number, piece in db.execute(
        query.order_by(row.case_id, row.kind, row.piece)
    ):
        there = (case_id, kind, IndexHead(epoch, number))
        if here is not None and there != here:
            yield SealedIndex(*here, tuple(pieces))
            pieces = []
        here = there
        pieces.append(piece)
    if here is not None:
        yield SealedIndex(*here, tuple(pieces))


def replaced(
    case_id: UUID, kind: Compartment, head: IndexHead, pieces: Sequence[bytes]
) -> tuple[Delete, Insert]:
    """Return the statements that put an index in the place of the one before."""
    row = IndexPiece
    gone = delete(row).where(row.case_id == case_id, row.kind == kind)
    values = [
        {
            "case_id": case_id,
            "kind": kind,
            "piece": piece,
            "epoch": head.epoch,
            "number": head.number,
            "sealed_piece": sealed,
        }
        for piece, sealed in enumerate(pieces)
    ]
    return gone, insert(row).values(values)
