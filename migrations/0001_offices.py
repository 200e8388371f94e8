"""Offices and their people, the audit trail, jobs."""

import sqlalchemy as sa
from alembic import op

from wbportal.db.ddl import holds, index, key, may, must, refers, table, unique
from wbportal.db.errors import SchemaRefused
from wbportal.db.types import Guid, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _offices()
    _accounts()
    _sessions()
    _audit()
    _jobs()


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM offices")):
        raise SchemaRefused("There is an office: going back would destroy all that it has.")
    for name in ("jobs", "reporter_events", "audit_entries", "sessions", "invitations"):
        op.drop_table(name)
    for name in ("accounts", "rosters", "offices"):
        op.drop_table(name)


def _offices() -> None:
    table(
        "offices",
        must("id", Guid()),
        must("slug", sa.String(255)),
        must("kind", sa.String(32)),
        must("name_th", sa.String(255)),
        must("name_en", sa.String(255)),
        must("contact_th", sa.Text()),
        must("contact_en", sa.Text()),
        must("default_locale", sa.String(255)),
        must("opened_on", sa.Date()),
        must("show_names", sa.Boolean()),
        may("alternate_office_id", Guid()),
        must("version", sa.Integer()),
        key("offices", "id"),
        unique("offices", "slug"),
        refers("offices", "alternate_office_id", to="offices"),
        holds("offices", "alternate_is_another", "alternate_office_id <> id"),
        holds("offices", "officekind", "kind IN ('nacc', 'pacc', 'agency', 'cso', 'company')"),
    )
    table(
        "rosters",
        must("office_id", Guid()),
        must("version", sa.Integer()),
        must("signed", sa.LargeBinary()),
        must("created_at", UtcDateTime()),
        key("rosters", "office_id", "version"),
        refers("rosters", "office_id", to="offices"),
        holds("rosters", "version_counts", "version > 0"),
    )


def _accounts() -> None:
    table(
        "accounts",
        must("id", Guid()),
        must("office_id", Guid()),
        must("username", sa.String(255)),
        must("display_name", sa.String(255)),
        may("language", sa.String(255)),
        may("email", sa.String(255)),
        may("kem_public", sa.LargeBinary()),
        may("verify_key", sa.LargeBinary()),
        may("locked_seed", sa.LargeBinary()),
        may("sealed_totp", sa.LargeBinary()),
        must("totp_step", sa.Integer()),
        may("sealed_shelf", sa.LargeBinary()),
        may("joined_at", UtcDateTime()),
        may("suspended_at", UtcDateTime()),
        must("version", sa.Integer()),
        key("accounts", "id"),
        unique("accounts", "username"),
        refers("accounts", "office_id", to="offices"),
        holds(
            "accounts",
            "joined_with_keys",
            "joined_at IS NULL OR "
            "(kem_public IS NOT NULL AND verify_key IS NOT NULL AND locked_seed IS NOT NULL)",
        ),
        holds("accounts", "totp_step_counts", "totp_step >= 0"),
    )
    index("accounts", "office_id")
    table(
        "invitations",
        must("id", Guid()),
        must("office_id", Guid()),
        must("account_id", Guid()),
        must("code_hash", sa.LargeBinary()),
        must("wanted_roles", sa.JSON()),
        must("expires_at", UtcDateTime()),
        may("used_at", UtcDateTime()),
        must("version", sa.Integer()),
        key("invitations", "id"),
        unique("invitations", "code_hash"),
        refers("invitations", "office_id", to="offices"),
        refers("invitations", "account_id", to="accounts"),
    )
    index("invitations", "office_id")
    index("invitations", "account_id")


def _sessions() -> None:
    table(
        "sessions",
        must("id", sa.LargeBinary()),
        must("kind", sa.String(32)),
        may("account_id", Guid()),
        must("sealed_payload", sa.LargeBinary()),
        must("expires_on", sa.Date()),
        may("created_at", UtcDateTime()),
        may("seen_at", UtcDateTime()),
        may("expires_at", UtcDateTime()),
        key("sessions", "id"),
        refers("sessions", "account_id", to="accounts"),
        holds("sessions", "sessionkind", "kind IN ('handler', 'pending', 'reporter')"),
        holds(
            "sessions",
            "reporters_leave_no_time",
            "kind <> 'reporter' OR (account_id IS NULL AND created_at IS NULL "
            "AND seen_at IS NULL AND expires_at IS NULL)",
        ),
        holds(
            "sessions",
            "staff_expire_by_time",
            "kind = 'reporter' OR (account_id IS NOT NULL AND created_at IS NOT NULL "
            "AND seen_at IS NOT NULL AND expires_at IS NOT NULL)",
        ),
    )
    index("sessions", "account_id")
    index("sessions", "expires_on")


def _audit() -> None:
    table(
        "audit_entries",
        must("office_id", Guid()),
        must("number", sa.Integer()),
        may("at", UtcDateTime()),
        must("day", sa.Date()),
        may("actor_id", Guid()),
        must("deed", sa.String(64)),
        may("case_id", Guid()),
        must("detail", sa.Text()),
        must("previous_hash", sa.LargeBinary()),
        must("entry_hash", sa.LargeBinary()),
        must("signature", sa.LargeBinary()),
        key("audit_entries", "office_id", "number"),
        refers("audit_entries", "office_id", to="offices"),
        holds("audit_entries", "number_counts", "number > 0"),
        holds("audit_entries", "previous_is_a_hash", "length(previous_hash) = 32"),
        holds("audit_entries", "entry_is_a_hash", "length(entry_hash) = 32"),
    )
    index("audit_entries", "case_id")
    table(
        "reporter_events",
        must("id", Guid()),
        must("office_id", Guid()),
        must("case_id", Guid()),
        must("day", sa.Date()),
        must("deed", sa.String(64)),
        must("heads", sa.Text()),
        key("reporter_events", "id"),
        refers("reporter_events", "office_id", to="offices"),
    )
    index("reporter_events", "day")


def _jobs() -> None:
    table(
        "jobs",
        must("id", Guid()),
        must("name", sa.String(64)),
        must("run_at", UtcDateTime()),
        may("key", sa.String(255)),
        must("arguments", sa.JSON()),
        must("attempts", sa.Integer()),
        may("leased_until", UtcDateTime()),
        must("version", sa.Integer()),
        key("jobs", "id"),
        unique("jobs", "key"),
        holds("jobs", "attempts_count", "attempts >= 0"),
    )
    index("jobs", "run_at")
