"""What administrators set for an office: every version of every topic."""

import sqlalchemy as sa
from alembic import op

from wbportal.db.ddl import holds, key, may, must, refers, table
from wbportal.db.errors import SchemaRefused
from wbportal.db.types import Guid, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TOPICS = "'texts', 'templates', 'areas', 'questions', 'questions-draft', 'retention', 'law'"


def upgrade() -> None:
    table(
        "settings",
        must("office_id", Guid()),
        must("topic", sa.String(32)),
        must("number", sa.Integer()),
        must("body", sa.Text()),
        may("changed_by", Guid()),
        must("changed_at", UtcDateTime()),
        holds("settings", "number_is_positive", "number > 0"),
        holds("settings", "topic", f"topic IN ({_TOPICS})"),
        key("settings", "office_id", "topic", "number"),
        refers("settings", "office_id", to="offices"),
        refers("settings", "changed_by", to="accounts"),
    )


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM settings")):
        raise SchemaRefused(
            "Offices have changed their settings: the older version has no place for them."
        )
    op.drop_table("settings")
