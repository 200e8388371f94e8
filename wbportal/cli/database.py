"""The tables: bring them up to date, and tell whether they are."""

import click
from flask.cli import with_appcontext

from wbportal.cli.terminal import portal
from wbportal.db import schema
from wbportal.portal import PortalRunning, running


@click.group("db")
def db() -> None:
    """Look after the tables of the database."""


@db.command("upgrade")
@with_appcontext
def upgrade() -> None:
    """Bring the tables to what this version needs; the server must be stopped."""
    here = portal()
    try:
        with running.alone(here.home):
            schema.upgrade(here.engine)
    except PortalRunning as error:
        raise click.ClickException("Stop the server first.") from error
    click.echo(f"The tables are at revision {schema.head()}.")


@db.command("check")
@with_appcontext
def check() -> None:
    """Tell whether the tables are those of this version; if not, end with status 1."""
    schema.check(portal().engine)
    different = schema.differences(portal().engine)
    if different:
        raise click.ClickException("The tables differ from what was released: " + different[0])
    click.echo(f"The tables are at revision {schema.head()}, as needed.")


@db.command("current")
@with_appcontext
def current() -> None:
    """Print the revision of the tables."""
    click.echo(schema.current(portal().engine) or "none")


COMMANDS: tuple[click.Command, ...] = (db,)
