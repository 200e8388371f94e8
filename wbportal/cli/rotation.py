"""Exchanging keys and secrets for new ones; whatever cuts a rotation off, run it again."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

import click
from flask.cli import with_appcontext

from wbportal.casework import passphrases, reads, recovery, renewal, shares
from wbportal.casework.errors import Damaged
from wbportal.casework.keyholders import Person
from wbportal.casework.offices import OfficeView
from wbportal.casework.reads import Opener
from wbportal.casework.renewal import Held, Obstacle
from wbportal.casework.rosters import Signers
from wbportal.cli.ceremony import mistake, put_on_paper, share_slips
from wbportal.cli.founding import ask_for_root, quorum_from
from wbportal.cli.terminal import office, office_id, office_option, portal, refusals, slip
from wbportal.domain.roles import Role
from wbportal.portal import PortalRunning, rotation
from wbportal.portal.rotation import RotationRefused
from wbportal.vault.errors import ShareRefused, VaultError
from wbportal.vault.keys import PrivateKey
from wbportal.vault.people import fingerprint_words

_MEGABYTE = 1_000_000
_OBSTACLES: dict[str, str] = {
    Obstacle.WRONG: "This is not the passphrase of anybody of that name here.",
    Obstacle.NOT_VETTED: "Only somebody whose vetting counts today can do this.",
    Obstacle.NOT_A_LEAD: "Whoever is named with --lead has to be a lead.",
    Obstacle.NO_LEAD: "Only a lead can give cases new keys: name one with --lead.",
    Obstacle.OTHER_ROOT: "These are the words of another root key.",
    recovery.Obstacle.NO_RECOVERY: "This office has no recovery: run this without --rest.",
    recovery.Obstacle.OTHER_SHARES: "These are not the old shares of this office.",
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


@rotate.command("recovery")
@click.option("--lead", "leads", multiple=True, required=True, help="A lead who is here.")
@click.option("--recovery", "quorum", help="How many new shares, such as '3 of 5'.")
@click.option("--rest", is_flag=True, help="No new shares: wrap what leads could not open before.")
@office_option
@with_appcontext
def recovery_key(
    leads: tuple[str, ...], quorum: str | None, slug: str | None, *, rest: bool
) -> None:
    """Give the office another recovery key, or its first one; the server must be stopped."""
    here = portal()
    with _refusals(), refusals(_OBSTACLES), here.alone():
        with here.work() as work:
            where = office(work, slug)
        acting = [_ask_for_lead(where.id, lead) for lead in leads]
        recovery.check(acting)
        with here.work() as work:
            goes_on = rest or recovery.is_unfinished(work, where.id)
            is_first = not recovery.has_other_shares(work, where.id, goes_on=goes_on)
            recovery.check_rest(work, where.id, rest=rest)
        leaving = None if is_first else _ask_for_old_shares(where.id)
        if goes_on:
            click.echo("Going on; the shares that count stay as they are.")
        else:
            _draw_shares(where, quorum, acting)
        _wrap_all(where.id, acting, leaving)
        _say_what_is_left(where.id, leaving, is_first=is_first)


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


def _ask_for_old_shares(office_id: UUID) -> PrivateKey | None:
    """Ask for share after share until they give the old key, or for none at all."""
    click.echo("Old shares, one at a time; only Enter, if there are none.")
    given: list[str] = []
    while typed := click.prompt("Share", default="", show_default=False, hide_input=True).strip():
        given.append(typed)
        try:
            with portal().work() as work:
                return recovery.leaving_key(work, office_id, given)
        except ShareRefused as refused:
            if refused.share is not None:
                given.pop()
                click.echo(f"This share does not fit. {mistake(typed, refused)}", err=True)
    if given:
        raise click.ClickException("These shares are too few, or not of one key.")
    return None


def _say_what_is_left(office_id: UUID, leaving: PrivateKey | None, *, is_first: bool) -> None:
    with portal().work() as work:
        left = recovery.not_wrapped(work, office_id)
    if left:
        click.echo(f"{left} cases are in no share yet: no lead here opens them. With other leads,")
        click.echo("`wbportal rotate recovery --rest` wraps them.")
    if is_first:
        click.echo("Who reporters are is recovered for reports from now on: in older ones no lead")
        click.echo("can open it alone.")
    elif leaving is None:
        click.echo("KEEP THE OLD SHARES: identities, and cases that no lead here opens, are")
        click.echo("still under them. Run this again with old shares at hand.")
    else:
        click.echo("Every case is under the new shares. Destroy the old ones with the backups.")


def _draw_shares(where: OfficeView, typed: str | None, acting: Sequence[Person]) -> None:
    quorum = quorum_from(typed or click.prompt("New shares on paper, such as '3 of 5'"))
    if quorum is None:
        raise click.ClickException("There is nothing to exchange without shares.")
    by: Signers = acting[:2] if renewal.can_sign(acting) else ask_for_root()
    drawn = shares.draw(quorum)
    with portal().work() as work:
        day = work.today.isoformat()
    put_on_paper(share_slips(where.name("en"), day, drawn))
    portal().perform(lambda work: recovery.begin(work, where.id, drawn, by))


def _wrap_all(office_id: UUID, acting: Sequence[Person], leaving: PrivateKey | None) -> None:
    here, is_whole = portal(), True
    with here.work() as work:
        waiting = recovery.waiting(work, office_id)
    with click.progressbar(waiting, label="Cases", show_percent=True, show_eta=False) as bar:
        for case_id in bar:
            is_whole &= _wrap(office_id, acting, leaving, case_id)
    if not is_whole:
        raise click.ClickException(
            "Some cases do not add up and were left as they are: keep the old shares for them."
            " Compare with a backup, then run this again."
        )
    if leaving is not None:
        here.perform(lambda work: reads.share(work, office_id, Opener(office_id, [leaving])))
    here.perform(lambda work: recovery.finish(work, office_id))


def _wrap(
    office_id: UUID, acting: Sequence[Person], leaving: PrivateKey | None, case_id: UUID
) -> bool:
    try:
        portal().perform(lambda work: recovery.move(work, office_id, acting, leaving, case_id))
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
