"""The day on which somebody of the office wrote a report down for its reporter."""

import sqlalchemy as sa
from alembic import op

from wbportal.db.ddl import key, must, refers, table
from wbportal.db.errors import SchemaRefused
from wbportal.db.types import Guid

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table(
        "entered_reports",
        must("case_id", Guid()),
        must("entered_on", sa.Date()),
        key("entered_reports", "case_id"),
        refers("entered_reports", "case_id", to="cases"),
    )


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM entered_reports")):
        raise SchemaRefused("Reports were written down for people: their days would be lost.")
    op.drop_table("entered_reports")
