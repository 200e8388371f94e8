"""One-time codes that stand in for a lost second factor, sealed under their owners' keys."""

from uuid import UUID

from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, Versioned, to


class RecoveryCodesRow(Versioned, Base):
    """What is left of somebody's codes; how many that is, does not show."""

    __tablename__ = "recovery_codes"
    __table_args__ = UNORDERED

    account_id: Mapped[UUID] = mapped_column(to("accounts.id"), primary_key=True)
    sealed_codes: Mapped[bytes]


def of(db: Session, account_id: UUID) -> RecoveryCodesRow | None:
    return db.get(RecoveryCodesRow, account_id)
