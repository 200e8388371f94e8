"""The day on which a case's risk was assessed, and on which a plan to protect was made."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from wbportal.db.ddl import holds, index, key, may, must, refers, table
from wbportal.db.errors import SchemaRefused
from wbportal.db.types import Guid, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_BEFORE = "'reporter', 'administrator', 'lead', 'handler', 'custodian', 'auditor'"
_AFTER = "'reporter', 'administrator', 'lead', 'handler', 'custodian', 'protection', 'auditor'"
_COLUMNS = "case_id, holder_id, role, since, acting_for, until"


def upgrade() -> None:
    with op.batch_alter_table("cases", recreate="always") as batch:
        batch.add_column(may("risk_assessed_on", sa.Date()))
        batch.add_column(may("plan_made_on", sa.Date()))
    _assignments(_AFTER)


def downgrade() -> None:
    said = "SELECT count(*) FROM cases WHERE coalesce(risk_assessed_on, plan_made_on) IS NOT NULL"
    if op.get_bind().scalar(sa.text(said)):
        raise SchemaRefused("Risks were assessed: the days would be lost.")
    _assignments(_BEFORE)
    with op.batch_alter_table("cases", recreate="always") as batch:
        batch.drop_column("plan_made_on")
        batch.drop_column("risk_assessed_on")


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
