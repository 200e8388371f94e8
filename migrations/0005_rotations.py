"""The keys that people are leaving, sealed under their new ones until nothing needs them."""

import sqlalchemy as sa
from alembic import op

from wbportal.db.ddl import key, must, refers, table
from wbportal.db.errors import SchemaRefused
from wbportal.db.types import Guid

revision = "0005"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table(
        "rotations",
        must("account_id", Guid()),
        must("sealed_former_seed", sa.LargeBinary()),
        key("rotations", "account_id"),
        refers("rotations", "account_id", to="accounts"),
    )


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM rotations")):
        raise SchemaRefused("A rotation of somebody's keys has not ended: run it again first.")
    op.drop_table("rotations")
