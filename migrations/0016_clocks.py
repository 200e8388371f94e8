"""The days on which the clocks of a case are due, in the clear, for lists and reminders."""

import sqlalchemy as sa
from alembic import op

from wbportal.db.ddl import index, key, must, refers, table
from wbportal.db.errors import SchemaRefused
from wbportal.db.types import Guid

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# What the row of an open case makes due, as it was when this table came.
_OPEN = "state NOT IN ('declined', 'concluded', 'destroyed')"
_OWN = (
    ("house.feedback", "feedback_due", _OPEN),
    ("house.ack", "ack_due", f"{_OPEN} AND acknowledged_on IS NULL AND ack_due < feedback_due"),
    ("house.answer", "awaiting_until", "state = 'awaiting-reporter'"),
)


def upgrade() -> None:
    table(
        "clocks",
        must("case_id", Guid()),
        must("key", sa.String(64)),
        must("due", sa.Date()),
        must("office_id", Guid()),
        key("clocks", "case_id", "key", "due"),
        refers("clocks", "case_id", to="cases"),
        refers("clocks", "office_id", to="offices"),
    )
    index("clocks", "office_id", "due", "case_id", "key")
    index("clocks", "office_id", "key", "due", "case_id")
    for name, column, condition in _OWN:
        op.execute(
            "INSERT INTO clocks (case_id, key, due, office_id)"  # noqa: S608 - our own names
            f" SELECT id, '{name}', {column}, office_id FROM cases WHERE {condition}"
        )


def downgrade() -> None:
    others = sa.text("SELECT count(*) FROM clocks WHERE key NOT LIKE 'house.%'")
    if op.get_bind().scalar(others):
        raise SchemaRefused("Clocks of the law run: the older version would forget their days.")
    op.drop_table("clocks")
