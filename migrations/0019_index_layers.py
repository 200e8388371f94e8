"""Indexes lie layer by layer: the sketches of all cases, how each begins, and the rest."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from wbportal.db.ddl import holds, index, key, must, refers, table
from wbportal.db.types import Guid

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Everything in it follows from the records, and is made again when it is missed.
    op.drop_table("index_pieces")
    table(
        "index_pieces",
        must("layer", sa.Integer()),
        *_columns(),
        *_rules("layer", "case_id", "piece"),
        holds(
            "index_pieces",
            "layer_follows_from_piece",
            "layer = CASE WHEN piece < 2 THEN piece ELSE 2 END",
        ),
    )
    index("index_pieces", "case_id")
    index("cases", "office_id", "received_on", "state", "id")


def downgrade() -> None:
    op.drop_index(op.f("ix_cases_office_id_received_on_state_id"), "cases")
    op.drop_table("index_pieces")
    table("index_pieces", *_columns(), *_rules("case_id", "piece"))


def _columns() -> list[SchemaItem]:
    return [
        must("case_id", Guid()),
        must("piece", sa.Integer()),
        must("sealed_piece", sa.LargeBinary()),
    ]


def _rules(*order: str) -> list[SchemaItem]:
    return [
        holds("index_pieces", "piece_counts", "piece >= 0"),
        key("index_pieces", *order),
        refers("index_pieces", "case_id", to="cases"),
    ]
