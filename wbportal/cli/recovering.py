"""Opening cases again with the shares of recovery, typed one after another on this machine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import click
from flask.cli import with_appcontext

from wbportal.casework import invitations, people, reads, recovering, renewal, shares
from wbportal.casework.errors import CaseNotFound, Damaged
from wbportal.casework.invitations import Unfit
from wbportal.casework.keyholders import Person
from wbportal.casework.reads import Opener
from wbportal.casework.recovering import Obstacle, Run
from wbportal.cli.ceremony import PROBLEMS
from wbportal.cli.drill import ask_for_shares
from wbportal.cli.people import print_invitation
from wbportal.cli.terminal import office_id, office_option, portal, refusals
from wbportal.portal import PortalRunning, Work
from wbportal.vault.errors import VaultError
from wbportal.vault.keys import PrivateKey

_OBSTACLES: dict[str, str] = {
    Unfit.NOT_JOINED: "Nobody who has joined this office has that username.",
    people.Obstacle.NO_PERSON: "Nobody in this office has that username.",
    Obstacle.NOT_ON_THE_LIST: "The signed list does not name the keys that this person has now:"
    " `wbportal admit` first, with their six words.",
    Obstacle.NOT_A_LEAD: "Whoever is named with --lead has to be a lead.",
    Obstacle.OTHER_RUN: "Cases are being given back to somebody else, and that was cut off: run"
    " that command again first.",
    renewal.Obstacle.WRONG: "This is not the passphrase of anybody of that name here.",
    renewal.Obstacle.NOT_VETTED: "Only somebody whose vetting counts today can do this.",
    **PROBLEMS,
}

_lead_option = click.option(
    "--lead", required=True, help="A lead who is here, and signs the new keys."
)


@dataclass(frozen=True, slots=True)
class _Passed:
    """What came of going through cases."""

    done: int = 0
    others: int = 0  # that this key does not open
    damaged: int = 0


@click.group("recover")
def recover() -> None:
    """Open cases again when somebody, or everybody, lost every way in."""


@recover.command("invite")
@click.argument("username")
@office_option
@click.confirmation_option(
    prompt="Joining again puts an end to this person's old keys. Are you sure who asks, and that"
    " every other way in is lost?"
)
@with_appcontext
def invite_again(username: str, slug: str | None) -> None:
    """Print an invitation with which somebody joins anew under their own account."""
    wanted = office_id(slug)
    with refusals(_OBSTACLES), portal().work() as work:
        invited = invitations.invite_again(work, wanted, username)
    print_invitation(portal().public_url, invited)
    click.echo("Once it is used: `wbportal admit`, then `wbportal recover person`.")


@recover.command("person")
@click.argument("username")
@_lead_option
@office_option
@with_appcontext
def person(username: str, lead: str, slug: str | None) -> None:
    """Give somebody who joined anew their cases back; the server must be stopped.

    Enough keepers type their shares. Each case gets new keys, wrapped for this person's new ones.
    """
    here, wanted = portal(), office_id(slug)
    with _refusals(), here.alone():
        with here.work() as work:
            account_id = people.account_id_of(work, wanted, username)
        given, passed = _run(wanted, lead, account_id)
        click.echo(f"{given} cases open for {username} again, under new keys.")
        click.echo("The old keys open nothing that is written from now on. Gone with them for")
        click.echo("good: what was read up to where, and the second factor from before.")
        _say_others(passed.others)


@recover.command("office")
@_lead_option
@office_option
@with_appcontext
def office(lead: str, slug: str | None) -> None:
    """Give every case to whoever leads the office now; the server must be stopped.

    For an office that lost everybody, once the root has signed a list with new leads.
    """
    here, wanted = portal(), office_id(slug)
    with _refusals(), here.alone():
        given, passed = _run(wanted, lead, None)
        kept = passed.done - given
        click.echo(f"{passed.done} cases were gone through: {given} open for a lead of today.")
        if kept:
            click.echo(f"{kept} keep out everybody who leads today; recovery still opens them.")
        _say_others(passed.others)


COMMANDS: tuple[click.Command, ...] = (recover,)


def _run(wanted: UUID, lead: str, account_id: UUID | None) -> tuple[int, _Passed]:
    """Give cases back; return how many open now, of how many."""
    here = portal()
    passphrase: str = click.prompt(f"Passphrase of {lead}", hide_input=True)
    with here.work() as work:
        who = renewal.enter(work, wanted, lead, passphrase)
        goes_on = recovering.check(work, who, account_id)
    if goes_on:
        click.echo("Going on with a recovery that was cut off.")
    typed = ask_for_shares(wanted)
    with here.work() as work:
        key = shares.key_of(work, wanted, typed)
        if not goes_on:
            numbers = [shares.number_of(work, wanted, one) for one in typed]
            recovering.begin(work, who, account_id, sorted(numbers))
    with here.work() as work:
        run = recovering.unfinished(work, wanted)
        left = () if run is None else recovering.waiting(work, wanted, run)
        every = () if run is None else recovering.of_run(work, wanted, run)
    if run is None:
        raise click.ClickException("Somebody else ended this meanwhile.")
    passed = _go_through(
        "Cases", left, lambda one, work: recovering.give_back(work, who, key, run, one)
    )
    if passed.damaged:
        raise click.ClickException(
            f"{passed.damaged} cases do not add up and were left as they are. Compare with a"
            " backup, then run this again."
        )
    given, counted = _count(who, key, run, every)
    here.perform(lambda work: _end(work, who, key, run))
    return given, counted


def _end(work: Work, who: Person, key: PrivateKey, run: Run) -> None:
    """Say that a run ended, and open who read which case to the auditors of today."""
    reads.share(work, who.office_id, Opener(who.office_id, [key]))
    recovering.finish(work, who, run)


def _go_through(
    label: str, case_ids: tuple[UUID, ...], deed: Callable[[UUID, Work], None]
) -> _Passed:
    """Do something to case after case, each in a work of its own."""
    here, done, others, damaged = portal(), 0, 0, 0
    # Without numbers: a case that a wall keeps from somebody is in no count that they see.
    with click.progressbar(case_ids, label=label, show_percent=True, show_eta=False) as bar:
        for case_id in bar:
            try:
                here.perform(partial(deed, case_id))
                done += 1
            except CaseNotFound:
                others += 1
            except (Damaged, VaultError):
                damaged += 1
    return _Passed(done, others, damaged)


def _count(
    who: Person, key: PrivateKey, run: Run, case_ids: tuple[UUID, ...]
) -> tuple[int, _Passed]:
    """Open every case once more, and count those that somebody has a row for who may."""
    given: list[bool] = []

    def look(case_id: UUID, work: Work) -> None:
        given.append(recovering.is_given(work, who, key, run, case_id))

    passed = _go_through("Checking", case_ids, look)
    return sum(given), passed


def _say_others(others: int) -> None:
    if others:
        click.echo(f"{others} do not open with these shares. If there are older ones, run")
        click.echo("`wbportal rotate recovery` with those first, and then this again.")


@contextmanager
def _refusals() -> Iterator[None]:
    with refusals(_OBSTACLES):
        try:
            yield
        except PortalRunning as error:
            raise click.ClickException("Stop the server first.") from error
