"""The yearly drill: recovery's shares prove themselves, and no case is opened."""

from uuid import UUID

import click
from flask.cli import with_appcontext

from wbportal.casework import shares
from wbportal.casework.errors import Refused
from wbportal.cli.ceremony import PROBLEMS, mistake
from wbportal.cli.terminal import office_id, office_option, portal, refusals
from wbportal.vault.errors import ShareRefused
from wbportal.vault.quorum import read_paper


@click.command("recovery-drill")
@click.option("--one", is_flag=True, help="Check one share by itself, against its hash.")
@office_option
@with_appcontext
def recovery_drill(slug: str | None, *, one: bool) -> None:
    """Prove that the shares of recovery still open what is wrapped for them; opens no case.

    The key is put together in memory, compared with the roster, and opens one record that is
    made for it. With --one, a keeper checks a single share, whenever it suits.
    """
    wanted, here = office_id(slug), portal()
    if one:
        with refusals(PROBLEMS), here.work() as work:
            number = shares.check_one(work, wanted, _ask())
        click.echo(f"Share {number} is genuine, and of the key in force.")
        return
    typed = ask_for_shares(wanted)
    try:
        with here.work() as work:
            numbers = shares.drill(work, wanted, typed)
    except (Refused, ShareRefused) as error:
        with here.work() as work:
            shares.note_failed_drill(work, wanted)
        raise click.ClickException(f"The drill failed. {mistake('', error)}") from error
    said = ", ".join(str(number) for number in numbers)
    click.echo(f"The drill is good: the shares {said} open what is wrapped for recovery.")
    click.echo("The key was in memory alone and is gone. It stands in the trail, without names.")


COMMANDS: tuple[click.Command, ...] = (recovery_drill,)


def ask_for_shares(wanted: UUID) -> list[str]:
    """Ask for share after share of an office's recovery until there are enough of them.

    One that is mistyped, of another office or of an older set is told, and asked for again.
    """
    typed: list[str] = []
    numbers: set[int] = set()
    needed = 1
    while len(typed) < needed:
        line = _ask()
        try:
            share = read_paper(line)
            with portal().work() as work:
                number = shares.number_of(work, wanted, line)
        except (Refused, ShareRefused) as error:
            click.echo(f"This share does not fit. {mistake(line, error)}", err=True)
            continue
        if number in numbers:
            click.echo(f"Share {number} was typed already.", err=True)
            continue
        needed = share.threshold
        numbers.add(number)
        typed.append(line)
        click.echo(f"Share {number}: {len(typed)} of the {needed} that are needed.")
    return typed


def _ask() -> str:
    line: str = click.prompt("Share, 33 words in one line", hide_input=True)
    return line
