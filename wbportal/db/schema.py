"""The tables as migrations made them: bring them up to date, and tell whether they are."""

from collections.abc import Iterator
from contextlib import contextmanager

import alembic.command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

import wbportal
from wbportal.db.errors import SchemaBehind
from wbportal.db.models import METADATA


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to a revision, all the way or not at all.

    No server may run meanwhile. Raises SchemaRefused if the data do not allow it.
    """
    with unchecked(engine) as connection:
        alembic.command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Bring the tables back to an older revision. Raises SchemaRefused if data would be lost."""
    with unchecked(engine) as connection:
        alembic.command.downgrade(_config(connection), revision)


@contextmanager
def unchecked(engine: Engine) -> Iterator[Connection]:
    """Open a connection of its own on which SQLite does not look at references.

    While it does, making `cases` anew deletes or refuses what refers to it; and the setting
    counts for nothing once a transaction has begun.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            cursor = connection.connection.cursor()
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.close()
        connection.detach()  # it is closed afterwards and never used for anything else
        yield connection


def current(engine: Engine) -> str | None:
    """Return the revision of the tables, None if there are no tables yet."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """Return the revision that this version of the portal needs."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def check(engine: Engine) -> None:
    """Raise SchemaBehind unless the tables are those of this version; about 5 ms."""
    found, needed = current(engine), head()
    if found != needed:
        raise SchemaBehind(
            f"The database is at revision {found or 'none'} and {needed} is needed:"
            " run `flask db upgrade`."
        )


def differences(engine: Engine) -> list[str]:
    """Tell in what the tables differ from the models; a release has no such difference."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(one) for one in compare_metadata(context, METADATA)]


def _config(connection: Connection | None) -> Config:
    config = Config()
    # Alembic reads a percent sign as the beginning of a variable.
    folder = str(wbportal.folder("migrations")).replace("%", "%%")
    config.set_main_option("script_location", f"{folder}/environment")
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", folder)
    config.attributes["connection"] = connection
    return config
