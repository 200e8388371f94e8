"""Passkeys: what is known of them is sealed under their owners' keys, and told from nothing here.

Where one works and how it is called by its authenticator has to be said before its owner's keys
are open: that is sealed under a key of the deployment.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, Id, Versioned, to


class PasskeyRow(Versioned, Base):
    """One passkey of somebody."""

    __tablename__ = "passkeys"
    __table_args__ = UNORDERED

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(to("accounts.id"), index=True)
    lookup: Mapped[bytes] = mapped_column(unique=True)  # one-way: no authenticator serves twice
    sealed_handle: Mapped[bytes]
    sealed_passkey: Mapped[bytes]
    locked_seed: Mapped[bytes | None] = mapped_column(default=None)  # if it opens the key


def of_account(db: Session, account_id: UUID) -> Sequence[PasskeyRow]:
    query = select(PasskeyRow).where(PasskeyRow.account_id == account_id)
    return db.scalars(query.order_by(PasskeyRow.id)).all()


def by_id(db: Session, passkey_id: UUID) -> PasskeyRow | None:
    return db.get(PasskeyRow, passkey_id)


def by_lookup(db: Session, lookup: bytes) -> PasskeyRow | None:
    return db.scalar(select(PasskeyRow).where(PasskeyRow.lookup == lookup))


def that_unlock(db: Session) -> Sequence[PasskeyRow]:
    """List those of every office that open keys; about 2 KB each."""
    query = select(PasskeyRow).where(PasskeyRow.locked_seed.is_not(None))
    return db.scalars(query.order_by(PasskeyRow.id)).all()
