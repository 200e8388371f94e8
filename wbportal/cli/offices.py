"""Changing what an office says of itself after it was founded."""

from datetime import datetime

import click
from flask.cli import with_appcontext

from wbportal.casework import offices, passkey_rules
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
@click.option(
    "--require-passkeys/--allow-codes",
    "passkeys",
    default=None,
    help="Whether custodians and administrators sign in with a passkey only.",
)
@click.option(
    "--passkeys-from",
    "first_day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="With --require-passkeys: from which day on; today by default.",
)
@office_option
@with_appcontext
def change_office(
    slug: str | None,
    *,
    show_names: bool | None,
    passkeys: bool | None,
    first_day: datetime | None,
    **said: str | None,
) -> None:
    """Change what an office says of itself, who stands in, who needs a passkey."""
    wanted = office_id(slug)
    new = OfficeChange(show_names=show_names, **said)
    if first_day is not None and not passkeys:
        raise click.ClickException("--passkeys-from goes with --require-passkeys.")
    if new == OfficeChange() and passkeys is None:
        raise click.ClickException("Say with options what is to change; --help lists them.")
    with refusals(_OBSTACLES), portal().work() as work:
        if new != OfficeChange():
            offices.change(work, wanted, new)
        if passkeys is not None:
            day = first_day.date() if first_day is not None else work.today
            passkey_rules.require(work, wanted, day if passkeys else None)
    click.echo("Changed.")


COMMANDS: tuple[click.Command, ...] = (change_office,)
