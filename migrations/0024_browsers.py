"""The name that somebody gave a browser, sealed for them beside each of their sessions."""

from contextlib import AbstractContextManager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from wbportal.db.ddl import may

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with _sessions() as sessions:
        sessions.add_column(may("sealed_browser", sa.LargeBinary()))


def downgrade() -> None:
    # A session lasts for hours, and the browser keeps its name.
    with _sessions() as sessions:
        sessions.drop_column("sealed_browser")


def _sessions() -> AbstractContextManager[BatchOperations]:
    """Make the table anew, with what it holds, so that it reads as the models say."""
    unordered = {"sqlite_with_rowid": False}
    return op.batch_alter_table("sessions", recreate="always", table_kwargs=unordered)
