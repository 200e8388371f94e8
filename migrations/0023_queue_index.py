"""The index that the queue is walked by says in which state a case is."""

from alembic import op

from wbportal.db.ddl import index

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_ORDER = ("office_id", "rank", "due", "id")


def upgrade() -> None:
    op.drop_index(op.f(f"ix_cases_{'_'.join(_ORDER)}"), "cases")
    index("cases", *_ORDER, "state")


def downgrade() -> None:
    op.drop_index(op.f(f"ix_cases_{'_'.join((*_ORDER, 'state'))}"), "cases")
    index("cases", *_ORDER)
