"""What a reporter answers before their name is opened, days as a setting, the day of a review."""

from contextlib import AbstractContextManager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from wbportal.db.ddl import holds, key, may, must, refers, table
from wbportal.db.errors import SchemaRefused
from wbportal.db.types import Guid, UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_BEFORE = "'texts', 'templates', 'areas', 'questions', 'questions-draft', 'retention', 'law'"
_AFTER = f"{_BEFORE}, 'terms'"
_COLUMNS = "office_id, topic, number, body, changed_by, changed_at"


def upgrade() -> None:
    with _openings() as openings:
        openings.add_column(may("sealed_reply", sa.LargeBinary()))
    with _cases() as cases:
        cases.add_column(may("review_due", sa.Date()))
    _settings(_AFTER)


def downgrade() -> None:
    told = "SELECT count(*) FROM openings WHERE sealed_reply IS NOT NULL"
    if op.get_bind().scalar(sa.text(told)):
        raise SchemaRefused(
            "Reporters were told before their names are opened: the older version has no place"
            " for what they answer."
        )
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM settings WHERE topic = 'terms'")):
        raise SchemaRefused(
            "Offices have set how many days they give: the older version has no place for them."
        )
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM cases WHERE review_due IS NOT NULL")):
        raise SchemaRefused("Reviews wait for an answer: the older version would forget the day.")
    _settings(_BEFORE)
    with _cases() as cases:
        cases.drop_column("review_due")
    with _openings() as openings:
        openings.drop_column("sealed_reply")


def _cases() -> AbstractContextManager[BatchOperations]:
    return op.batch_alter_table("cases", recreate="always")


def _openings() -> AbstractContextManager[BatchOperations]:
    """Make the table anew, with what it holds, so that it reads as the models say."""
    unordered = {"sqlite_with_rowid": False}
    return op.batch_alter_table("openings", recreate="always", table_kwargs=unordered)


def _settings(topics: str) -> None:
    """Make the table anew, with what it holds: SQLite cannot change a rule that is there."""
    kept = f"CREATE TABLE settings_kept AS SELECT {_COLUMNS} FROM settings"  # noqa: S608 - constants
    op.execute(kept)
    op.drop_table("settings")
    table(
        "settings",
        must("office_id", Guid()),
        must("topic", sa.String(32)),
        must("number", sa.Integer()),
        must("body", sa.Text()),
        may("changed_by", Guid()),
        must("changed_at", UtcDateTime()),
        holds("settings", "number_is_positive", "number > 0"),
        holds("settings", "topic", f"topic IN ({topics})"),
        key("settings", "office_id", "topic", "number"),
        refers("settings", "office_id", to="offices"),
        refers("settings", "changed_by", to="accounts"),
    )
    copied = f"INSERT INTO settings ({_COLUMNS}) SELECT {_COLUMNS} FROM settings_kept"  # noqa: S608 - constants
    op.execute(copied)
    op.drop_table("settings_kept")
