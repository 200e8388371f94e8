"""What those who cannot open an inquiry hand in for those who can."""

import sqlalchemy as sa
from alembic import op

from wbportal.db.ddl import index, key, must, refers, table
from wbportal.db.errors import SchemaRefused
from wbportal.db.types import Guid

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; a case that is there gets its inbox when somebody opens it next."""
    table(
        "inboxes",
        must("case_id", Guid()),
        must("signed_key", sa.LargeBinary()),
        key("inboxes", "case_id"),
        refers("inboxes", "case_id", to="cases"),
    )
    table(
        "handed_in",
        must("id", Guid()),
        must("case_id", Guid()),
        must("author_id", Guid()),
        must("epoch", sa.Integer()),
        must("sealed_body", sa.LargeBinary()),
        key("handed_in", "id"),
        refers("handed_in", "case_id", to="cases"),
    )
    index("handed_in", "case_id")


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM handed_in")):
        raise SchemaRefused("Something was handed in: let a lead open those cases first.")
    op.drop_table("handed_in")
    op.drop_table("inboxes")
