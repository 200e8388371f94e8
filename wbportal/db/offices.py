"""Offices: the organisations that receive reports here."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, Id, Versioned, to
from wbportal.domain.offices import OfficeKind


class Office(Versioned, Base):
    """One office; what the law asks of it follows from its kind."""

    __tablename__ = "offices"
    __table_args__ = (
        CheckConstraint("alternate_office_id <> id", name="alternate_is_another"),
        UNORDERED,
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[OfficeKind]
    name_th: Mapped[str]
    name_en: Mapped[str]
    contact_th: Mapped[str] = mapped_column(Text)
    contact_en: Mapped[str] = mapped_column(Text)
    default_locale: Mapped[str]
    opened_on: Mapped[date]
    show_names: Mapped[bool] = mapped_column(default=False)  # or only positions, to reporters
    alternate_office_id: Mapped[UUID | None] = mapped_column(to("offices.id"), default=None)


def by_id(db: Session, office_id: UUID) -> Office | None:
    return db.get(Office, office_id)


def by_slug(db: Session, slug: str) -> Office | None:
    return db.scalar(select(Office).where(Office.slug == slug))


def all_offices(db: Session) -> Sequence[Office]:
    """List the offices in the order of their addresses."""
    return db.scalars(select(Office).order_by(Office.slug)).all()
