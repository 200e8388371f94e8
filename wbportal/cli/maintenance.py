"""Looking after a running installation: is it in order, and what is left over."""

import sys

import click
from flask.cli import with_appcontext

from wbportal.cli.condition import problems
from wbportal.cli.terminal import portal
from wbportal.portal import PortalRunning


@click.command("check")
@with_appcontext
def check() -> None:
    """Look at secrets, folders, schema, disk, rosters, trails, clock, worker and sandbox.

    Ends with status 1 if anything is wrong.
    """
    is_well = True
    for name, problem in problems(portal()):
        is_well &= problem is None
        click.echo(f"{'ok ' if problem is None else 'BAD'} {name:8} {problem or ''}".rstrip())
    sys.exit(0 if is_well else 1)


@click.command("sweep")
@click.option("--all", "everything", is_flag=True, help="At any age; the server must be stopped.")
@with_appcontext
def sweep(*, everything: bool) -> None:
    """Delete sealed files that belong to nothing: what broken uploads and crashes left."""
    try:
        swept = portal().sweep(everything=everything)
    except PortalRunning as error:
        raise click.ClickException("Stop the server first: somebody may be uploading.") from error
    click.echo(f"{swept} deleted.")


COMMANDS: tuple[click.Command, ...] = (check, sweep)
