"""The role of those who receive reports, among the roles that a row may name."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from wbportal.db.ddl import holds, index, key, may, must, refers, table
from wbportal.db.types import Guid, UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_AFTER = (
    "'reporter', 'administrator', 'intake', 'lead', 'handler', 'custodian', 'protection', 'board',"
    " 'auditor'"
)
_BEFORE = _AFTER.replace("'intake', ", "")
_COLUMNS = "case_id, holder_id, role, since, acting_for, until"


def upgrade() -> None:
    _assignments(_AFTER)


def downgrade() -> None:
    # Nobody is ever in charge of a case as who received it: no row has to be changed.
    _assignments(_BEFORE)


def _assignments(roles: str) -> None:
    """Make the table anew, with what it holds: SQLite cannot change a rule that is there."""
    kept = f"CREATE TABLE assignments_kept AS SELECT {_COLUMNS} FROM assignments"  # noqa: S608 - constants
    op.execute(kept)
    op.drop_table("assignments")
    table("assignments", *_columns(), *_rules(roles))
    index("assignments", "holder_id")
    copied = f"INSERT INTO assignments ({_COLUMNS}) SELECT {_COLUMNS} FROM assignments_kept"  # noqa: S608 - constants
    op.execute(copied)
    op.drop_table("assignments_kept")


def _columns() -> list[SchemaItem]:
    return [
        must("case_id", Guid()),
        must("holder_id", Guid()),
        must("role", sa.String(32)),
        must("since", UtcDateTime()),
        may("acting_for", Guid()),
        may("until", sa.Date()),
    ]


def _rules(roles: str) -> list[SchemaItem]:
    return [
        key("assignments", "case_id", "holder_id"),
        refers("assignments", "case_id", to="cases"),
        refers("assignments", "holder_id", to="accounts"),
        refers("assignments", "acting_for", to="accounts"),
        holds("assignments", "role", f"role IN ({roles})"),
        holds("assignments", "acting_ends", "(acting_for IS NULL) = (until IS NULL)"),
    ]
