"""Inviting people, and looking after their accounts, without a browser."""

from collections.abc import Callable
from uuid import UUID

import click
from flask.cli import with_appcontext

from wbportal.casework import invitations, people
from wbportal.casework.invitations import Invited, Invitee, Unfit
from wbportal.casework.people import Obstacle
from wbportal.cli.terminal import office_id, office_option, portal, refusals, slip
from wbportal.domain.roles import STAFF, Role
from wbportal.i18n import moment
from wbportal.portal import Work

UNFIT: dict[str, str] = {
    Unfit.USERNAME: "A username has 3 to 64 small letters a-z, digits, dots, hyphens, underscores.",
    Unfit.TAKEN: "Somebody else has this username.",
    Unfit.NO_NAME: "A name is needed.",
    Unfit.NO_ROLE: "At least one role is needed.",
    Unfit.ROLES_CONFLICT: "These roles may not meet in one person.",
}
"""Why somebody cannot be invited."""

_OBSTACLES: dict[str, str] = {
    Obstacle.NO_PERSON: "Nobody in this office has that username.",
}


@click.command("invite")
@click.argument("username")
@click.argument("name")
@click.option(
    "--role",
    "roles",
    type=click.Choice(sorted(role.value for role in STAFF)),
    multiple=True,
    required=True,
    help="Several times for several roles.",
)
@office_option
@with_appcontext
def invite(username: str, name: str, roles: tuple[str, ...], slug: str | None) -> None:
    """Invite somebody to join; print the paper to hand over."""
    wanted = office_id(slug)
    invitee = Invitee(username, name, frozenset(Role(role) for role in roles))
    with refusals(UNFIT), portal().work() as work:
        invited = invitations.invite(work, wanted, invitee)
    print_invitation(portal().public_url, invited)


@click.command("suspend")
@click.argument("username")
@office_option
@with_appcontext
def suspend(username: str, slug: str | None) -> None:
    """Keep somebody out from their next request on; the roster does not change."""
    _do(people.suspend, username, slug)
    click.echo(f"{username} is suspended.")


@click.command("unsuspend")
@click.argument("username")
@office_option
@with_appcontext
def unsuspend(username: str, slug: str | None) -> None:
    """Let somebody who was suspended in again."""
    _do(people.unsuspend, username, slug)
    click.echo(f"{username} can sign in again.")


@click.command("reset-second-factor")
@click.argument("username")
@office_option
@click.confirmation_option(prompt="Have you made sure that it is this person who asks?")
@with_appcontext
def reset_second_factor(username: str, slug: str | None) -> None:
    """Forget somebody's second factor; they set up a new one after their passphrase."""
    _do(people.reset_second_factor, username, slug)
    click.echo(f"{username} sets up a second factor at the next sign-in.")


COMMANDS: tuple[click.Command, ...] = (invite, suspend, unsuspend, reset_second_factor)


def print_invitation(public_url: str, invited: Invited) -> None:
    """Print what somebody needs to join."""
    until = moment(invited.expires_at, "en", portal().timezone)
    slip(
        f"INVITATION for {invited.display_name}",
        f"Open      {public_url}/account/join",
        f"Code      {invited.code}",
        f"Username  {invited.username}",
        f"As        {', '.join(role.value for role in invited.roles)}",
        f"Until     {until}",
        "",
        "It works once. Hand it over in person.",
    )


def _do(deed: Callable[[Work, UUID, UUID], None], username: str, slug: str | None) -> None:
    wanted = office_id(slug)
    with refusals(_OBSTACLES), portal().work() as work:
        deed(work, wanted, people.account_id_of(work, wanted, username))
