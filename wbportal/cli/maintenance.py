"""Looking after a running installation: is it in order, and what is left over."""

import sys

import click
from flask.cli import with_appcontext

from wbportal.casework import addresses, people
from wbportal.casework.people import Obstacle
from wbportal.cli.condition import problems, without_auditor, without_recovery
from wbportal.cli.terminal import office_id, office_option, portal, refusals
from wbportal.portal import PortalRunning

_OBSTACLES: dict[str, str] = {
    Obstacle.NO_PERSON: "Nobody in this office has that username.",
    "address": "This is not an e-mail address.",
}


@click.command("check")
@with_appcontext
def check() -> None:
    """Look at secrets, folders, schema, disk, rosters, drill, trails, clock, worker and sandbox.

    Ends with status 1 if anything is wrong.
    """
    is_well = True
    for name, problem in problems(portal()):
        is_well &= problem is None
        click.echo(f"{'ok ' if problem is None else 'BAD'} {name:8} {problem or ''}".rstrip())
    if is_well:
        for note in without_recovery(portal()):
            click.echo(f"--  recovery {note}")
        for note in without_auditor(portal()):
            click.echo(f"--  auditor  {note}")
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


@click.command("digest")
@click.argument("username")
@click.argument("address", required=False)
@office_option
@with_appcontext
def digest(username: str, address: str | None, slug: str | None) -> None:
    """Send somebody's working-day digest to ADDRESS; without one, to nowhere any more."""
    wanted = office_id(slug)
    with refusals(_OBSTACLES), portal().work() as work:
        addresses.write_to(work, people.account_id_of(work, wanted, username), address)
    click.echo(f"{username} gets {'a digest' if address else 'no digest'} each working day.")


COMMANDS: tuple[click.Command, ...] = (check, sweep, digest)
