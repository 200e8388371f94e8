"""Invitations: paper with a code, by which somebody joins an office once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, Id, Versioned, to


class Invitation(Versioned, Base):
    """What somebody is asked to become; the roles count once a roster says so."""

    __tablename__ = "invitations"
    __table_args__ = UNORDERED

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(to("offices.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(to("accounts.id"), index=True)
    code_hash: Mapped[bytes] = mapped_column(unique=True)
    wanted_roles: Mapped[list[str]]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


def by_code_hash(db: Session, code_hash: bytes) -> Invitation | None:
    return db.scalar(select(Invitation).where(Invitation.code_hash == code_hash))


def of_account(db: Session, account_id: UUID) -> Sequence[Invitation]:
    """List an account's invitations, the last to expire first."""
    query = select(Invitation).where(Invitation.account_id == account_id)
    return db.scalars(query.order_by(Invitation.expires_at.desc())).all()


def of_office(db: Session, office_id: UUID) -> Sequence[Invitation]:
    """List an office's invitations, the last to expire first."""
    query = select(Invitation).where(Invitation.office_id == office_id)
    return db.scalars(query.order_by(Invitation.expires_at.desc())).all()


def expired(db: Session, now: datetime) -> Sequence[Invitation]:
    """List invitations that nobody accepted in time."""
    query = select(Invitation).where(Invitation.expires_at < now, Invitation.used_at.is_(None))
    return db.scalars(query).all()
