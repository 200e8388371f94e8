"""Changing what an office says of itself after it was founded."""

import click
from flask.cli import with_appcontext

from wbportal.casework import offices
from wbportal.casework.offices import OfficeChange
from wbportal.cli.terminal import office_id, office_option, portal, refusals

_OBSTACLES = {
    "alternate": "The alternate is the short name of another office here.",
    "has-alternate": "This office has an alternate, whose leads may have signed in its cases.",
}


@click.command("change-office")
@click.option("--name-th")
@click.option("--name-en")
@click.option("--contact-th", help="How to reach the office without a report, in Thai.")
@click.option("--contact-en", help="The same in English.")
@click.option(
    "--show-names/--show-positions",
    default=None,
    help="What reporters choose from who must not see a report: positions alone by default.",
)
@click.option("--alternate", help="The office whose leads open what none here may; for good.")
@office_option
@with_appcontext
def change_office(slug: str | None, *, show_names: bool | None, **said: str | None) -> None:
    """Change an office's names and contact, what its list of people shows, who stands in."""
    wanted = office_id(slug)
    new = OfficeChange(show_names=show_names, **said)
    if new == OfficeChange():
        raise click.ClickException("Say with options what is to change; --help lists them.")
    with refusals(_OBSTACLES), portal().work() as work:
        offices.change(work, wanted, new)
    click.echo("Changed.")


COMMANDS: tuple[click.Command, ...] = (change_office,)
