"""How Alembic runs our migrations: on a connection that it is given, all of them or none."""

from alembic import context
from sqlalchemy import Connection

from wbportal.db.engine import begin_writing
from wbportal.db.errors import SchemaRefused
from wbportal.db.models import METADATA


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=True,  # SQLite alters a table by making it anew
        transactional_ddl=True,  # SQLite's too, once nobody else begins transactions for us
        compare_type=True,
    )
    with context.begin_transaction():
        begin_writing(connection)
        context.run_migrations()
        _check_references(connection)


def _check_references(connection: Connection) -> None:
    """Refuse to end with a row that refers to nothing: references were not looked at so far."""
    if connection.dialect.name == "sqlite":
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if dangling:
            tables = ", ".join(sorted({row[0] for row in dangling}))
            raise SchemaRefused(f"Rows of {tables} would refer to nothing: nothing was changed.")


if context.is_offline_mode():
    raise SchemaRefused("Migrations need the database: there is no script to print.")
_run(context.config.attributes["connection"])
