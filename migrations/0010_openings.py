"""Requests to open the identity of a case, and what the keepers of its shares said."""

import sqlalchemy as sa
from alembic import op

from wbportal.db.ddl import holds, index, key, may, must, refers, table
from wbportal.db.errors import SchemaRefused
from wbportal.db.types import Guid, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table(
        "openings",
        must("id", Guid()),
        must("case_id", Guid()),
        must("requester_id", Guid()),
        must("requested_at", UtcDateTime()),
        must("sealed_request", sa.LargeBinary()),
        may("closed_at", UtcDateTime()),
        may("opened_at", UtcDateTime()),
        may("until", UtcDateTime()),
        may("sealed_seen", sa.LargeBinary()),
        must("version", sa.Integer()),
        key("openings", "id"),
        refers("openings", "case_id", to="cases"),
        holds("openings", "opened_until", "(opened_at IS NULL) = (until IS NULL)"),
    )
    index("openings", "case_id")
    table(
        "opening_answers",
        must("opening_id", Guid()),
        must("keeper_id", Guid()),
        must("approved", sa.Boolean()),
        must("at", UtcDateTime()),
        must("sealed_words", sa.LargeBinary()),
        may("wrapped_share", sa.LargeBinary()),
        key("opening_answers", "opening_id", "keeper_id"),
        refers("opening_answers", "opening_id", to="openings"),
    )


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM openings")):
        raise SchemaRefused("Identities were asked for or opened: that record would be lost.")
    for name in ("opening_answers", "openings"):
        op.drop_table(name)
