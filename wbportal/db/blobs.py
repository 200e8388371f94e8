"""Blob rows: which case or unsent report a sealed file belongs to. A blob without one is swept."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Delete, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, to


class Blob(Base):
    """The owner of one sealed file: a record of a case, or a draft."""

    __tablename__ = "blobs"
    __table_args__ = (
        CheckConstraint(
            "(case_id IS NOT NULL AND record_id IS NOT NULL AND draft_id IS NULL) OR "
            "(case_id IS NULL AND record_id IS NULL AND draft_id IS NOT NULL)",
            name="one_owner",
        ),
        CheckConstraint("padded_bytes >= 0", name="padded_bytes_count"),
        UNORDERED,
    )

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    case_id: Mapped[UUID | None] = mapped_column(to("cases.id"), index=True, default=None)
    record_id: Mapped[UUID | None] = mapped_column(to("records.id"), index=True, default=None)
    draft_id: Mapped[bytes | None] = mapped_column(to("drafts.id"), index=True, default=None)
    padded_bytes: Mapped[int]
    stored_on: Mapped[date]


def by_name(db: Session, name: str) -> Blob | None:
    return db.get(Blob, name)


def hold_for_draft(
    db: Session, name: str, draft_id: bytes, padded_bytes: int, stored_on: date
) -> None:
    """Let a draft own a blob, whether it is new or already the draft's."""
    row = db.get(Blob, name) or _new(db, name, padded_bytes, stored_on)
    row.draft_id = draft_id


def move_to_case(
    db: Session, name: str, owner: tuple[UUID, UUID], padded_bytes: int, stored_on: date
) -> None:
    """Let a record own a blob, whether it is new or was a draft's; `owner` is case and record."""
    row = db.get(Blob, name) or _new(db, name, padded_bytes, stored_on)
    row.draft_id = None
    row.case_id, row.record_id = owner


def of_case(db: Session, case_id: UUID) -> Sequence[Blob]:
    return db.scalars(select(Blob).where(Blob.case_id == case_id)).all()


def of_draft(db: Session, draft_id: bytes) -> Sequence[Blob]:
    return db.scalars(select(Blob).where(Blob.draft_id == draft_id)).all()


def deletion_of_draft(draft_id: bytes) -> Delete:
    """Return the statement that deletes the rows of a draft's blobs."""
    return delete(Blob).where(Blob.draft_id == draft_id)


def named(db: Session, names: Collection[str]) -> frozenset[str]:
    """Return which of `names` (at most a few hundred) have an owner."""
    return frozenset(db.scalars(select(Blob.name).where(Blob.name.in_(names))))


def draft_bytes(db: Session) -> int:
    """Return how much all unsent reports together have stored."""
    query = select(func.coalesce(func.sum(Blob.padded_bytes), 0))
    return db.scalar(query.where(Blob.draft_id.is_not(None))) or 0


def _new(db: Session, name: str, padded_bytes: int, stored_on: date) -> Blob:
    row = Blob(name=name, padded_bytes=padded_bytes, stored_on=stored_on)
    db.add(row)
    return row
