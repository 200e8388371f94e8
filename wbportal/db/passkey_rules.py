"""From which day on an office lets people of some roles in with a passkey only."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, Versioned, to


class PasskeyRule(Versioned, Base):
    """An office that asks for passkeys; without a row it does not."""

    __tablename__ = "passkey_rules"
    __table_args__ = UNORDERED

    office_id: Mapped[UUID] = mapped_column(to("offices.id"), primary_key=True)
    required_from: Mapped[date]


def of(db: Session, office_id: UUID) -> PasskeyRule | None:
    return db.get(PasskeyRule, office_id)
