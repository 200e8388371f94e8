"""Exchanging keys and secrets for new ones; whatever cuts a rotation off, run it again."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

import click
from flask.cli import with_appcontext

from wbportal.casework import passphrases, renewal
from wbportal.casework.errors import Damaged
from wbportal.casework.keyholders import Person
from wbportal.casework.renewal import Held, Obstacle
from wbportal.casework.rosters import Signers
from wbportal.cli.founding import ask_for_root
from wbportal.cli.terminal import office_id, office_option, portal, refusals, slip
from wbportal.domain.roles import Role
from wbportal.portal import PortalRunning, rotation
from wbportal.portal.rotation import RotationRefused
from wbportal.vault.errors import VaultError
from wbportal.vault.people import fingerprint_words

_MEGABYTE = 1_000_000
_OBSTACLES: dict[str, str] = {
    Obstacle.WRONG: "This is not the passphrase of anybody of that name here.",
    Obstacle.NOT_VETTED: "Only somebody whose vetting counts today can do this.",
    Obstacle.NOT_A_LEAD: "Whoever is named with --lead has to be a lead.",
    Obstacle.NO_LEAD: "Only a lead can give cases new keys: name one with --lead.",
    Obstacle.OTHER_ROOT: "These are the words of another root key.",
}


@click.group("rotate")
def rotate() -> None:
    """Exchange a secret or a key for a new one; if that is cut off, run it again."""


@rotate.command("pepper")
def pepper() -> None:
    """Put every passphrase under a new pepper; the server must be stopped."""
    with _refusals():
        count = rotation.rotate_pepper(os.environ, passphrases.relock_all, click.echo)
    click.echo(f"The pepper is exchanged: {count} accounts are under the new one.")
    click.echo("Copy the new one to where you keep the secrets; backups made before keep theirs.")


@rotate.command("database-key")
def database_key() -> None:
    """Encrypt the database under a new key; the server must be stopped."""
    with _refusals():
        size = rotation.rotate_database_key(os.environ, click.echo)
    click.echo(f"The database's key is exchanged: {size / _MEGABYTE:.1f} MB are under the new one.")
    click.echo("Copy the new one to where you keep the secrets; backups made before keep theirs.")


@rotate.command("keys")
@click.argument("username")
@click.option("--lead", "leads", multiple=True, help="A lead who is here too; several times.")
@office_option
@with_appcontext
def keys(username: str, leads: tuple[str, ...], slug: str | None) -> None:
    """Give somebody new keys, and their cases too; the server must be stopped.

    They and the leads type their passphrases here. The leads give the cases new keys; somebody
    who is a lead does so, too. With two leads the root's words are not needed.
    """
    here, wanted = portal(), office_id(slug)
    with _refusals(), refusals(_OBSTACLES), here.alone():
        passphrase = _ask_for_passphrase(username)
        with here.work() as work:
            person = renewal.enter(work, wanted, username, passphrase)
        others = [_ask_for_lead(wanted, lead) for lead in leads]
        person, acting = _with_new_keys(person, others, passphrase)
        held = _move_all(person, acting)
        slip(
            f"NEW KEYS of {username}",
            f"Six words  {' '.join(fingerprint_words(person.keys.public()))}",
        )
        click.echo(f"{held.cases} cases and {held.shares} shares of identities are under them.")
        click.echo("A case that none of the leads here can open keeps its own keys.")


COMMANDS: tuple[click.Command, ...] = (rotate,)


def _ask_for_passphrase(username: str) -> str:
    typed: str = click.prompt(f"Passphrase of {username}", hide_input=True)
    return typed


def _ask_for_lead(wanted: UUID, username: str) -> Person:
    typed = _ask_for_passphrase(username)
    with portal().work() as work:
        return renewal.enter(work, wanted, username, typed)


def _with_new_keys(
    person: Person, others: Sequence[Person], passphrase: str
) -> tuple[Person, list[Person]]:
    """Return somebody with new keys, unless they have some already, and the leads who act."""
    here, is_lead = portal(), Role.LEAD in person.roles
    others = [one for one in others if one.id != person.id]
    leads = [*([person] if is_lead else []), *others]
    with here.work() as work:
        renewal.check_leads(work, person, leads)
    if person.former is not None:
        click.echo("Going on with a rotation that was cut off.")
        return person, leads
    by: Signers = leads[:2] if renewal.can_sign(leads) else ask_for_root()
    while here.perform(lambda work: renewal.try_grants(work, person)):
        pass
    new = here.perform(lambda work: renewal.begin(work, person, passphrase, by))
    return new, [*([new] if is_lead else []), *others]


def _move_all(person: Person, leads: Sequence[Person]) -> Held:
    """Move case after case. Cases that do not add up are left, with the former keys for them."""
    here, is_whole = portal(), True
    with here.work() as work:
        waiting = renewal.waiting(work, person)
    # Without numbers: a case that a wall keeps from somebody is in no count that they see.
    with click.progressbar(waiting, label="Cases", show_percent=True, show_eta=False) as bar:
        for case_id in bar:
            is_whole &= _move(person, leads, case_id)
    if not is_whole:
        raise click.ClickException(
            "Some cases do not add up and were left as they are; the former keys stay for them."
            " Compare with a backup, then run this again."
        )
    return here.perform(lambda work: renewal.finish(work, person))


def _move(person: Person, leads: Sequence[Person], case_id: UUID) -> bool:
    try:
        portal().perform(lambda work: renewal.move(work, person, leads, case_id))
    except (Damaged, VaultError):
        return False
    return True


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except RotationRefused as error:
        raise click.ClickException(str(error)) from error
    except PortalRunning as error:
        raise click.ClickException("Stop the server first.") from error
