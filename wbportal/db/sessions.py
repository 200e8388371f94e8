"""Browser sessions: the server's sealed halves. The other half is in the cookie alone."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, enumerated, to


class SessionKind(StrEnum):
    """Whose session it is."""

    HANDLER = "handler"
    PENDING = "pending"  # between passphrase and second factor; opens nothing else
    REPORTER = "reporter"


class SessionRow(Base):
    """One sealed half; a reporter's says the day and nothing finer."""

    __tablename__ = "sessions"
    __table_args__ = (
        CheckConstraint(
            "kind <> 'reporter' OR (account_id IS NULL AND created_at IS NULL "
            "AND seen_at IS NULL AND expires_at IS NULL)",
            name="reporters_leave_no_time",
        ),
        CheckConstraint(
            "kind = 'reporter' OR (account_id IS NOT NULL AND created_at IS NOT NULL "
            "AND seen_at IS NOT NULL AND expires_at IS NOT NULL)",
            name="staff_expire_by_time",
        ),
        UNORDERED,
    )

    id: Mapped[bytes] = mapped_column(primary_key=True)
    kind: Mapped[SessionKind] = mapped_column(enumerated(SessionKind))
    account_id: Mapped[UUID | None] = mapped_column(to("accounts.id"), index=True, default=None)
    sealed_payload: Mapped[bytes]
    expires_on: Mapped[date] = mapped_column(index=True)
    created_at: Mapped[datetime | None] = mapped_column(default=None)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    sealed_browser: Mapped[bytes | None] = mapped_column(default=None)  # its name, or none


def by_id(db: Session, session_id: bytes) -> SessionRow | None:
    return db.get(SessionRow, session_id)


def of_account(db: Session, account_id: UUID) -> Sequence[SessionRow]:
    """List somebody's sessions, the last one seen first."""
    query = select(SessionRow).where(SessionRow.account_id == account_id)
    return db.scalars(query.order_by(SessionRow.seen_at.desc())).all()


def expired(db: Session, today: date) -> Sequence[SessionRow]:
    """List sessions whose last day has passed."""
    return db.scalars(select(SessionRow).where(SessionRow.expires_on < today)).all()
