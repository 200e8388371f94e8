"""Cases, the keys to them and what is sealed under those."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from wbportal.db.ddl import holds, index, key, may, must, refers, table, unique
from wbportal.db.errors import SchemaRefused
from wbportal.db.types import Guid, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATES = (
    "'received', 'assessing', 'addressing', 'awaiting-reporter', 'referred', 'declined', "
    "'concluded', 'destroyed'"
)
_ROLES = "'reporter', 'administrator', 'lead', 'handler', 'custodian', 'auditor'"
_COMPARTMENTS = "'thread', 'investigation', 'protection', 'identity'"
_DUE = "CASE WHEN acknowledged_on IS NULL THEN ack_due ELSE feedback_due END"
_RANK = (
    "CASE WHEN state IN ('declined', 'concluded', 'destroyed') THEN 2 WHEN urgent THEN 0 ELSE 1 END"
)


def upgrade() -> None:
    _cases()
    _compartments()
    _records()
    _blobs()


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM cases")):
        raise SchemaRefused("There are cases: going back would destroy them.")
    for name in ("blobs", "drafts", "untried", "holder_states", "records", "grants", "epochs"):
        op.drop_table(name)
    for name in ("compartments", "assignments", "reporter_keys", "cases"):
        op.drop_table(name)


def _cases() -> None:
    table("cases", *_case_columns(), *_case_rules())
    index("cases", "office_id", "rank", "due", "id")
    for column in ("state", "area", "category"):
        index("cases", "office_id", column, "rank", "due", "id")
    table(
        "reporter_keys",
        must("case_id", Guid()),
        must("generation", sa.Integer()),
        must("statement", sa.LargeBinary()),
        key("reporter_keys", "case_id", "generation"),
        refers("reporter_keys", "case_id", to="cases"),
        holds("reporter_keys", "generation_counts", "generation > 0"),
    )
    table(
        "assignments",
        must("case_id", Guid()),
        must("holder_id", Guid()),
        must("role", sa.String(32)),
        must("since", UtcDateTime()),
        key("assignments", "case_id", "holder_id"),
        refers("assignments", "case_id", to="cases"),
        refers("assignments", "holder_id", to="accounts"),
        holds("assignments", "role", f"role IN ({_ROLES})"),
    )
    index("assignments", "holder_id")


def _case_columns() -> list[SchemaItem]:
    return [
        must("id", Guid()),
        must("office_id", Guid()),
        must("reference", sa.String(32)),
        must("state", sa.String(32)),
        may("state_before", sa.String(32)),
        must("received_on", sa.Date()),
        may("category", sa.String(64)),
        may("area", sa.String(64)),
        must("urgent", sa.Boolean()),
        must("channel", sa.String(32)),
        must("ack_due", sa.Date()),
        must("feedback_due", sa.Date()),
        may("acknowledged_on", sa.Date()),
        may("awaiting_until", sa.Date()),
        may("concluded_on", sa.Date()),
        may("outcome", sa.String(64)),
        may("receipt_lookup", sa.LargeBinary()),
        must("code_single_use", sa.Boolean()),
        must("due", sa.Date()),
        must("rank", sa.Integer()),
        must("version", sa.Integer()),
    ]


def _case_rules() -> list[SchemaItem]:
    waiting = "(state = 'awaiting-reporter')"
    concluded = "concluded_on IS NOT NULL AND outcome IS NOT NULL"
    return [
        key("cases", "id"),
        unique("cases", "reference"),
        unique("cases", "receipt_lookup"),
        refers("cases", "office_id", to="offices"),
        holds("cases", "state", f"state IN ({_STATES})"),
        holds("cases", "state_before", f"state_before IN ({_STATES})"),
        holds("cases", "awaiting_remembers_before", f"{waiting} = (state_before IS NOT NULL)"),
        holds("cases", "awaiting_lapses", f"{waiting} = (awaiting_until IS NOT NULL)"),
        holds("cases", "concluded_with_outcome", f"state <> 'concluded' OR ({concluded})"),
        holds("cases", "code_until_destroyed", "(state = 'destroyed') = (receipt_lookup IS NULL)"),
        holds("cases", "due_follows", f"due = {_DUE}"),
        holds("cases", "rank_follows", f"rank = {_RANK}"),
    ]


def _compartments() -> None:
    table(
        "compartments",
        must("id", Guid()),
        must("case_id", Guid()),
        must("kind", sa.String(32)),
        must("epoch", sa.Integer()),
        must("number", sa.Integer()),
        must("link", sa.LargeBinary()),
        key("compartments", "id"),
        unique("compartments", "case_id", "kind"),
        unique("compartments", "case_id", "id"),
        refers("compartments", "case_id", to="cases"),
        holds("compartments", "compartment", f"kind IN ({_COMPARTMENTS})"),
        holds("compartments", "epoch_counts", "epoch > 0"),
        holds("compartments", "number_counts", "number >= 0"),
        holds("compartments", "link_is_a_hash", "length(link) = 32"),
    )
    table(
        "epochs",
        must("compartment_id", Guid()),
        must("epoch", sa.Integer()),
        must("statement", sa.LargeBinary()),
        may("sealed_previous_key", sa.LargeBinary()),
        key("epochs", "compartment_id", "epoch"),
        refers("epochs", "compartment_id", to="compartments"),
        holds("epochs", "epoch_counts", "epoch > 0"),
        holds("epochs", "opens_the_past", "(epoch = 1) = (sealed_previous_key IS NULL)"),
    )
    table(
        "grants",
        must("compartment_id", Guid()),
        must("epoch", sa.Integer()),
        must("holder_id", Guid()),
        must("case_id", Guid()),
        must("kind", sa.String(32)),
        must("wrapped_key", sa.LargeBinary()),
        key("grants", "compartment_id", "epoch", "holder_id"),
        refers("grants", ("case_id", "compartment_id"), to="compartments"),
        holds("grants", "compartment", f"kind IN ({_COMPARTMENTS})"),
        holds("grants", "epoch_counts", "epoch > 0"),
    )
    index("grants", "holder_id", "kind", "case_id")


def _records() -> None:
    table(
        "records",
        must("id", Guid()),
        must("case_id", Guid()),
        must("compartment_id", Guid()),
        must("number", sa.Integer()),
        must("epoch", sa.Integer()),
        must("kind", sa.String(8)),
        must("sealed_body", sa.LargeBinary()),
        must("sealed_hash", sa.LargeBinary()),
        must("link", sa.LargeBinary()),
        must("day", sa.Date()),
        may("at", UtcDateTime()),
        must("erased", sa.Boolean()),
        key("records", "id"),
        unique("records", "compartment_id", "number"),
        refers("records", ("case_id", "compartment_id"), to="compartments"),
        holds("records", "number_counts", "number > 0"),
        holds("records", "epoch_counts", "epoch > 0"),
        holds("records", "kind", "kind IN ('entry', 'file')"),
        holds("records", "link_is_a_hash", "length(link) = 32"),
        holds("records", "erased_is_empty", "erased = (length(sealed_body) = 0)"),
    )
    table(
        "holder_states",
        must("holder_id", Guid()),
        must("case_id", Guid()),
        must("sealed_state", sa.LargeBinary()),
        must("version", sa.Integer()),
        key("holder_states", "holder_id", "case_id"),
        refers("holder_states", "case_id", to="cases"),
    )
    index("holder_states", "case_id")
    table(
        "untried",
        must("holder_id", Guid()),
        must("case_id", Guid()),
        key("untried", "holder_id", "case_id"),
    )
    index("untried", "case_id")


def _blobs() -> None:
    table(
        "drafts",
        must("id", sa.LargeBinary()),
        must("sealed_content", sa.LargeBinary()),
        must("expires_on", sa.Date()),
        must("version", sa.Integer()),
        key("drafts", "id"),
    )
    index("drafts", "expires_on")
    table(
        "blobs",
        must("name", sa.String(32)),
        may("case_id", Guid()),
        may("record_id", Guid()),
        may("draft_id", sa.LargeBinary()),
        must("padded_bytes", sa.Integer()),
        must("stored_on", sa.Date()),
        key("blobs", "name"),
        refers("blobs", "case_id", to="cases"),
        refers("blobs", "record_id", to="records"),
        refers("blobs", "draft_id", to="drafts"),
        holds(
            "blobs",
            "one_owner",
            "(case_id IS NOT NULL AND record_id IS NOT NULL AND draft_id IS NULL) OR "
            "(case_id IS NULL AND record_id IS NULL AND draft_id IS NOT NULL)",
        ),
        holds("blobs", "padded_bytes_count", "padded_bytes >= 0"),
    )
    for column in ("case_id", "record_id", "draft_id"):
        index("blobs", column)
