"""Rotations of people's keys that have not ended: what lies under the former keys still opens."""

from uuid import UUID

from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, to


class Rotation(Base):
    """The seed of keys that somebody is leaving, sealed under the new ones."""

    __tablename__ = "rotations"
    __table_args__ = UNORDERED

    account_id: Mapped[UUID] = mapped_column(to("accounts.id"), primary_key=True)
    sealed_former_seed: Mapped[bytes]


def of(db: Session, account_id: UUID) -> Rotation | None:
    return db.get(Rotation, account_id)
