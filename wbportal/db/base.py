"""What every table shares."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, dataclass_transform
from uuid import UUID

from sqlalchemy import JSON, Enum, ForeignKey, MetaData, String
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    MappedAsDataclass,
    declared_attr,
    mapped_column,
    relationship,
)

from wbportal.db.types import Guid, UtcDateTime
from wbportal.domain.compartments import Compartment
from wbportal.domain.offices import OfficeKind
from wbportal.domain.roles import Role
from wbportal.domain.states import State

Id = Annotated[UUID, mapped_column(primary_key=True)]

# A rowid would number the rows in the order in which they came: whose report was first.
UNORDERED = {"sqlite_with_rowid": False}


def to(column: str) -> ForeignKey:
    """Refer to a row that cannot be deleted while it is referred to.

    Checked when the work commits, so that rows may be written in any order; RESTRICT refuses a
    deletion at once all the same.
    """
    return ForeignKey(column, ondelete="RESTRICT", deferrable=True, initially="DEFERRED")


def enumerated(enum: type[StrEnum], constraint: str = "") -> Enum:
    """Keep an enumeration as its values, and let the database refuse any other."""
    return Enum(
        enum,
        name=constraint or enum.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        length=32,
    )


@dataclass_transform(kw_only_default=True, field_specifiers=(mapped_column, relationship))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, repr=False, eq=False):
    """A table; constructing a row without a required column is a type error."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        str: String(255),
        UUID: Guid,
        datetime: UtcDateTime,
        list[str]: JSON,
        dict[str, str]: JSON,
        OfficeKind: enumerated(OfficeKind),
        Role: enumerated(Role),
        State: enumerated(State),
        Compartment: enumerated(Compartment),
    }

    def __repr__(self) -> str:
        """Name the table and nothing in the row, so that a log line cannot leak a column."""
        return f"<{type(self).__name__}>"


class Versioned(MappedAsDataclass, kw_only=True, repr=False, eq=False):
    """A row that people change: a write on top of somebody else's fails instead of undoing it."""

    version: Mapped[int] = mapped_column(init=False)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Mapped[int]]:
        return {"version_id_col": cls.version}
