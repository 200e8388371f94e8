"""Alarms of an office, its own limits, and what mass reading and new browsers are known by."""

import sqlalchemy as sa
from alembic import op

from wbportal.db.ddl import holds, index, key, may, must, refers, table
from wbportal.db.errors import SchemaRefused
from wbportal.db.types import Guid, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_KINDS = (
    "'failures', 'all-failures', 'denied', 'reading-hour', 'reading-day', 'new-device', 'joined',"
    " 'factor-reset'"
)


def upgrade() -> None:
    table(
        "alarms",
        must("id", Guid()),
        must("office_id", Guid()),
        must("kind", sa.String(32)),
        may("account_id", Guid()),
        may("entry_number", sa.Integer()),
        must("times", sa.Integer()),
        must("raised_at", UtcDateTime()),
        may("answered_at", UtcDateTime()),
        may("answered_by", Guid()),
        may("answer", sa.Text()),
        must("version", sa.Integer()),
        holds("alarms", "times_count", "times > 0"),
        holds("alarms", "answered_with_words", "(answered_at IS NULL) = (answer IS NULL)"),
        holds("alarms", "alarm", f"kind IN ({_KINDS})"),
        key("alarms", "id"),
        refers("alarms", "office_id", to="offices"),
        refers("alarms", "account_id", to="accounts"),
        refers("alarms", "answered_by", to="accounts"),
    )
    index("alarms", "office_id")
    table(
        "alarm_limits",
        must("office_id", Guid()),
        must("kind", sa.String(32)),
        must("most", sa.Integer()),
        holds("alarm_limits", "alarm", f"kind IN ({_KINDS})"),
        key("alarm_limits", "office_id", "kind"),
        refers("alarm_limits", "office_id", to="offices"),
    )
    table(
        "case_openings",
        must("id", Guid()),
        must("account_id", Guid()),
        must("at", UtcDateTime()),
        must("mark", sa.LargeBinary()),
        key("case_openings", "id"),
        refers("case_openings", "account_id", to="accounts"),
    )
    index("case_openings", "at")
    table(
        "new_devices",
        must("account_id", Guid()),
        must("at", UtcDateTime()),
        key("new_devices", "account_id"),
        refers("new_devices", "account_id", to="accounts"),
    )


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM alarms")):
        raise SchemaRefused("Offices were alarmed: the older version has no place for that.")
    # What is left is of a day, or usual again.
    for name in ("new_devices", "case_openings", "alarm_limits", "alarms"):
        op.drop_table(name)
