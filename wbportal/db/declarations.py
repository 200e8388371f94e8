"""Declarations of interests: one for each person, sealed for the leads who vet and for its author.

Deleted when the person leaves the roster.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, to


class DeclarationRow(Base):
    """What somebody declared last."""

    __tablename__ = "declarations"
    __table_args__ = UNORDERED

    account_id: Mapped[UUID] = mapped_column(to("accounts.id"), primary_key=True)
    sealed_declaration: Mapped[bytes]


def of_account(db: Session, account_id: UUID) -> DeclarationRow | None:
    return db.get(DeclarationRow, account_id)


def accounts_with(db: Session, among: Iterable[UUID]) -> frozenset[UUID]:
    """Return who of these people has declared something."""
    query = select(DeclarationRow.account_id)
    return frozenset(db.scalars(query.where(DeclarationRow.account_id.in_(among))))


def forget(db: Session, account_id: UUID) -> None:
    row = of_account(db, account_id)
    if row is not None:
        db.delete(row)
