"""Accounts: the people who sign in. What they may do stands in the signed roster alone."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, Id, Versioned, to


class Account(Versioned, Base):
    """Somebody of an office; without keys until they accept their invitation."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint(
            "joined_at IS NULL OR "
            "(kem_public IS NOT NULL AND verify_key IS NOT NULL AND locked_seed IS NOT NULL)",
            name="joined_with_keys",
        ),
        CheckConstraint("totp_step >= 0", name="totp_step_counts"),
        UNORDERED,
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(to("offices.id"), index=True)
    username: Mapped[str] = mapped_column(unique=True)  # casefolded
    display_name: Mapped[str]
    language: Mapped[str | None] = mapped_column(default=None)
    email: Mapped[str | None] = mapped_column(default=None)
    kem_public: Mapped[bytes | None] = mapped_column(default=None)
    verify_key: Mapped[bytes | None] = mapped_column(default=None)
    locked_seed: Mapped[bytes | None] = mapped_column(default=None)
    sealed_totp: Mapped[bytes | None] = mapped_column(default=None)
    totp_step: Mapped[int] = mapped_column(default=0)  # the last one accepted: each counts once
    sealed_shelf: Mapped[bytes | None] = mapped_column(default=None)  # what only they keep
    joined_at: Mapped[datetime | None] = mapped_column(default=None)
    suspended_at: Mapped[datetime | None] = mapped_column(default=None)


def by_id(db: Session, account_id: UUID) -> Account | None:
    return db.get(Account, account_id)


def by_username(db: Session, username: str) -> Account | None:
    """Find an account by its name as it was typed."""
    return db.scalar(select(Account).where(Account.username == username.strip().casefold()))


def named_or_any(db: Session, username: str) -> Account | None:
    """Load the account of that name, or else somebody's: a row is read in either case.

    So a name that exists costs no more time than one that does not. None if there is nobody.
    """
    name = username.strip().casefold()
    anybody = select(func.min(Account.id)).scalar_subquery()
    query = select(Account).where(or_(Account.username == name, Account.id == anybody))
    return db.scalar(query.order_by((Account.username == name).desc()).limit(1))


def of_office(db: Session, office_id: UUID) -> Sequence[Account]:
    """List an office's accounts by the names that people see."""
    query = select(Account).where(Account.office_id == office_id)
    return db.scalars(query.order_by(Account.display_name, Account.id)).all()


def with_keys(db: Session) -> Sequence[Account]:
    """List all accounts that have keys, of every office; about 5 KB each."""
    query = select(Account).where(Account.locked_seed.is_not(None))
    return db.scalars(query.order_by(Account.id)).all()


def suspended_ids(db: Session, office_id: UUID) -> frozenset[UUID]:
    query = select(Account.id).where(Account.office_id == office_id)
    return frozenset(db.scalars(query.where(Account.suspended_at.is_not(None))))
