"""What administrators set: every version of every topic, added and never changed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Delete, Text, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wbportal.db.base import UNORDERED, Base, enumerated, to
from wbportal.db.types import Guid
from wbportal.domain.settings import Topic


class Setting(Base):
    """One version of one topic of an office. Two people who write the same one collide."""

    __tablename__ = "settings"
    __table_args__ = (CheckConstraint("number > 0", name="number_is_positive"), UNORDERED)

    office_id: Mapped[UUID] = mapped_column(to("offices.id"), primary_key=True)
    topic: Mapped[Topic] = mapped_column(enumerated(Topic), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)  # JSON
    changed_by: Mapped[UUID | None] = mapped_column(to("accounts.id"))
    changed_at: Mapped[datetime]


_NEWEST = (
    select(Setting)
    .where(
        Setting.office_id == bindparam("office", type_=Guid), Setting.topic == bindparam("topic")
    )
    .order_by(Setting.number.desc())
    .limit(1)
)


def newest(db: Session, office_id: UUID, topic: Topic) -> Setting | None:
    return db.scalar(_NEWEST, {"office": office_id, "topic": topic})


def versions(db: Session, office_id: UUID, topic: Topic) -> Sequence[Setting]:
    """List every version of a topic, the oldest first."""
    query = select(Setting).where(Setting.office_id == office_id, Setting.topic == topic)
    return db.scalars(query.order_by(Setting.number)).all()


def older(office_id: UUID, topic: Topic, than: int) -> Delete:
    """Delete what came before a version."""
    return delete(Setting).where(
        Setting.office_id == office_id, Setting.topic == topic, Setting.number < than
    )
