"""Hand-overs, and who acts for somebody else until a day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from wbportal.db.ddl import holds, index, key, may, must, refers, table
from wbportal.db.errors import SchemaRefused
from wbportal.db.types import Guid, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ROLES = "'reporter', 'administrator', 'lead', 'handler', 'custodian', 'auditor'"
_KINDS = "'keys', 'succession', 'acting', 'leaving'"
_BEFORE = "case_id, holder_id, role, since"


def upgrade() -> None:
    _assignments(
        may("acting_for", Guid()),
        may("until", sa.Date()),
        refers("assignments", "acting_for", to="accounts"),
        holds("assignments", "acting_ends", "(acting_for IS NULL) = (until IS NULL)"),
    )
    table("handovers", *_handover_columns(), *_handover_rules())
    index("handovers", "office_id")
    table(
        "tallies",
        must("handover_id", Guid()),
        must("holder_id", Guid()),
        must("sealed_tally", sa.LargeBinary()),
        must("version", sa.Integer()),
        key("tallies", "handover_id", "holder_id"),
        refers("tallies", "handover_id", to="handovers"),
        refers("tallies", "holder_id", to="accounts"),
    )


def downgrade() -> None:
    going_on = "SELECT count(*) FROM handovers WHERE finished_at IS NULL"
    acting = "SELECT count(*) FROM assignments WHERE acting_for IS NOT NULL"
    if op.get_bind().scalar(sa.text(going_on)) or op.get_bind().scalar(sa.text(acting)):
        raise SchemaRefused("A hand-over has not ended: finish it, or call it off, first.")
    op.drop_table("tallies")
    op.drop_table("handovers")
    _assignments()


def _assignments(*more: SchemaItem) -> None:
    """Make the table anew, with what it holds: SQLite cannot add a rule to one that is there."""
    kept = f"CREATE TABLE assignments_kept AS SELECT {_BEFORE} FROM assignments"  # noqa: S608 - constants
    op.execute(kept)
    op.drop_table("assignments")
    table(
        "assignments",
        must("case_id", Guid()),
        must("holder_id", Guid()),
        must("role", sa.String(32)),
        must("since", UtcDateTime()),
        *more,
        key("assignments", "case_id", "holder_id"),
        refers("assignments", "case_id", to="cases"),
        refers("assignments", "holder_id", to="accounts"),
        holds("assignments", "role", f"role IN ({_ROLES})"),
    )
    index("assignments", "holder_id")
    copied = f"INSERT INTO assignments ({_BEFORE}) SELECT {_BEFORE} FROM assignments_kept"  # noqa: S608 - constants
    op.execute(copied)
    op.drop_table("assignments_kept")


def _handover_columns() -> list[SchemaItem]:
    return [
        must("id", Guid()),
        must("office_id", Guid()),
        must("kind", sa.String(32)),
        may("from_id", Guid()),
        must("to_id", Guid()),
        must("by_id", Guid()),
        must("planned_at", UtcDateTime()),
        must("starts_on", sa.Date()),
        may("until", sa.Date()),
        may("called_off_at", UtcDateTime()),
        may("finished_at", UtcDateTime()),
        must("version", sa.Integer()),
    ]


def _handover_rules() -> list[SchemaItem]:
    return [
        key("handovers", "id"),
        refers("handovers", "office_id", to="offices"),
        refers("handovers", "from_id", to="accounts"),
        refers("handovers", "to_id", to="accounts"),
        refers("handovers", "by_id", to="accounts"),
        holds("handovers", "kind", f"kind IN ({_KINDS})"),
        holds("handovers", "of_somebody", "(kind = 'keys') = (from_id IS NULL)"),
        holds("handovers", "acting_ends", "(kind = 'acting') = (until IS NOT NULL)"),
        holds("handovers", "ends_after_it_starts", "until >= starts_on"),
        holds("handovers", "between_two", "from_id <> to_id"),
    ]
