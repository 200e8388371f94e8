"""Who of a board reads a case for one meeting, and on which day that is."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from wbportal.db.ddl import holds, index, key, may, must, refers, table
from wbportal.db.errors import SchemaRefused
from wbportal.db.types import Guid, UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_BEFORE = "'reporter', 'administrator', 'lead', 'handler', 'custodian', 'protection', 'auditor'"
_AFTER = _BEFORE.replace("'auditor'", "'board', 'auditor'")
_COLUMNS = "case_id, holder_id, role, since, acting_for, until"


def upgrade() -> None:
    _assignments(_AFTER)
    table(
        "seats",
        must("case_id", Guid()),
        must("holder_id", Guid()),
        must("meets_on", sa.Date()),
        must("since", UtcDateTime()),
        key("seats", "case_id", "holder_id"),
        refers("seats", "case_id", to="cases"),
        refers("seats", "holder_id", to="accounts"),
    )
    index("seats", "holder_id")


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM seats")):
        raise SchemaRefused("A board reads cases: end its meetings first.")
    op.drop_table("seats")
    _assignments(_BEFORE)


def _assignments(roles: str) -> None:
    """Make the table anew, with what it holds: SQLite cannot change a rule that is there."""
    kept = f"CREATE TABLE assignments_kept AS SELECT {_COLUMNS} FROM assignments"  # noqa: S608 - constants
    op.execute(kept)
    op.drop_table("assignments")
    table("assignments", *_assignment_columns(), *_assignment_rules(roles))
    index("assignments", "holder_id")
    copied = f"INSERT INTO assignments ({_COLUMNS}) SELECT {_COLUMNS} FROM assignments_kept"  # noqa: S608 - constants
    op.execute(copied)
    op.drop_table("assignments_kept")


def _assignment_columns() -> list[SchemaItem]:
    return [
        must("case_id", Guid()),
        must("holder_id", Guid()),
        must("role", sa.String(32)),
        must("since", UtcDateTime()),
        may("acting_for", Guid()),
        may("until", sa.Date()),
    ]


def _assignment_rules(roles: str) -> list[SchemaItem]:
    return [
        key("assignments", "case_id", "holder_id"),
        refers("assignments", "case_id", to="cases"),
        refers("assignments", "holder_id", to="accounts"),
        refers("assignments", "acting_for", to="accounts"),
        holds("assignments", "role", f"role IN ({roles})"),
        holds("assignments", "acting_ends", "(acting_for IS NULL) = (until IS NULL)"),
    ]
