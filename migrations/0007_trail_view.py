"""Indexes by which auditors find entries of a long trail."""

from alembic import op

from wbportal.db.ddl import index

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TABLE = "audit_entries"
_BY = (
    ("office_id", "day", "number"),
    ("office_id", "deed", "day", "number"),
    ("office_id", "actor_id", "day", "number", "deed"),
)


def upgrade() -> None:
    for columns in _BY:
        index(_TABLE, *columns)


def downgrade() -> None:
    for columns in _BY:
        op.drop_index(op.f(f"ix_{_TABLE}_{'_'.join(columns)}"), _TABLE)
