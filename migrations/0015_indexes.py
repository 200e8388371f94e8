"""What a search reads of each case, sealed, in pieces of one size."""

import sqlalchemy as sa
from alembic import op

from wbportal.db.ddl import holds, key, must, refers, table
from wbportal.db.types import Guid

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table(
        "index_pieces",
        must("case_id", Guid()),
        must("piece", sa.Integer()),
        must("sealed_piece", sa.LargeBinary()),
        holds("index_pieces", "piece_counts", "piece >= 0"),
        key("index_pieces", "case_id", "piece"),
        refers("index_pieces", "case_id", to="cases"),
    )


def downgrade() -> None:
    # Everything in it follows from the records, and is made again when it is missed.
    op.drop_table("index_pieces")
