"""What people declare before they are vetted, and the roster that a second lead has yet to sign."""

import sqlalchemy as sa
from alembic import op

from wbportal.db.ddl import key, must, refers, table
from wbportal.db.errors import SchemaRefused
from wbportal.db.types import Guid, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table(
        "declarations",
        must("account_id", Guid()),
        must("sealed_declaration", sa.LargeBinary()),
        key("declarations", "account_id"),
        refers("declarations", "account_id", to="accounts"),
    )
    table(
        "roster_proposals",
        must("office_id", Guid()),
        must("signed", sa.LargeBinary()),
        must("proposed_at", UtcDateTime()),
        must("version", sa.Integer()),
        key("roster_proposals", "office_id"),
        refers("roster_proposals", "office_id", to="offices"),
    )


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM declarations")):
        raise SchemaRefused("People have declared their interests: that would be lost.")
    # An open proposal counts for nothing, and can be made again.
    for name in ("roster_proposals", "declarations"):
        op.drop_table(name)
