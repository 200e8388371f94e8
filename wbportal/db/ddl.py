"""The words in which migrations describe tables; what they say may never change again."""

from typing import TypeVar

from alembic import op
from sqlalchemy import (
    CheckConstraint,
    Column,
    Constraint,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

_Kind = TypeVar("_Kind")


def table(name: str, *items: SchemaItem) -> None:
    """Create a table whose rows keep no order of coming."""
    op.create_table(name, *items, sqlite_with_rowid=False)


def index(of: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{of}_{'_'.join(columns)}"), of, columns)


def must(name: str, kind: TypeEngine[_Kind]) -> Column[_Kind]:
    """Describe a column that always says something."""
    return Column(name, kind, nullable=False, autoincrement=False)


def may(name: str, kind: TypeEngine[_Kind]) -> Column[_Kind | None]:
    """Describe a column that may say nothing."""
    return Column(name, kind, nullable=True)


def key(of: str, *columns: str) -> Constraint:
    return PrimaryKeyConstraint(*columns, name=op.f(f"pk_{of}"))


def unique(of: str, *columns: str) -> Constraint:
    return UniqueConstraint(*columns, name=op.f(f"uq_{of}_{'_'.join(columns)}"))


def holds(of: str, name: str, rule: str) -> Constraint:
    """State a rule that every row follows."""
    return CheckConstraint(rule, name=op.f(f"ck_{of}_{name}"))


def refers(of: str, columns: str | tuple[str, str], to: str) -> Constraint:
    """Let a column refer to the id of a table, or a case's and another to the same two there."""
    own = (columns,) if isinstance(columns, str) else columns
    there = (f"{to}.id",) if isinstance(columns, str) else (f"{to}.case_id", f"{to}.id")
    return ForeignKeyConstraint(
        own,
        there,
        op.f(f"fk_{of}_{'_'.join(own)}_{to}"),
        ondelete="RESTRICT",
        deferrable=True,
        initially="DEFERRED",
    )
