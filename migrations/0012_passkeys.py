"""Passkeys and recovery codes beside one-time codes, and offices that ask for passkeys."""

import sqlalchemy as sa
from alembic import op

from wbportal.db.ddl import index, key, may, must, refers, table, unique
from wbportal.db.errors import SchemaRefused
from wbportal.db.types import Guid

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table(
        "passkeys",
        must("version", sa.Integer()),
        must("id", Guid()),
        must("account_id", Guid()),
        must("lookup", sa.LargeBinary()),
        must("sealed_handle", sa.LargeBinary()),
        must("sealed_passkey", sa.LargeBinary()),
        may("locked_seed", sa.LargeBinary()),
        key("passkeys", "id"),
        refers("passkeys", "account_id", to="accounts"),
        unique("passkeys", "lookup"),
    )
    index("passkeys", "account_id")
    table(
        "recovery_codes",
        must("version", sa.Integer()),
        must("account_id", Guid()),
        must("sealed_codes", sa.LargeBinary()),
        key("recovery_codes", "account_id"),
        refers("recovery_codes", "account_id", to="accounts"),
    )
    table(
        "passkey_rules",
        must("version", sa.Integer()),
        must("office_id", Guid()),
        must("required_from", sa.Date()),
        key("passkey_rules", "office_id"),
        refers("passkey_rules", "office_id", to="offices"),
    )
    # What an open session seals has another form now: whoever is signed in signs in again.
    op.execute(sa.text("DELETE FROM sessions WHERE kind <> 'reporter'"))


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM passkeys")):
        raise SchemaRefused("Somebody has a passkey, and perhaps no other second factor.")
    op.execute(sa.text("DELETE FROM sessions WHERE kind <> 'reporter'"))
    for name in ("passkey_rules", "recovery_codes", "passkeys"):
        op.drop_table(name)
