"""The audit trails, checked by whoever looks after the machine."""

import sys

import click
from flask.cli import with_appcontext

from wbportal.casework import audit as trails
from wbportal.casework import counts
from wbportal.casework.errors import RosterMissing
from wbportal.casework.offices import OfficeView, all_offices
from wbportal.cli.condition import FINDINGS, UNWITNESSED, count_words
from wbportal.cli.terminal import office, portal
from wbportal.portal import Work
from wbportal.portal.heads import HeadsDamaged
from wbportal.portal.roots import RootsDamaged
from wbportal.vault.errors import RosterRefused

_HASH_DIGITS = 64


@click.group("audit")
def audit() -> None:
    """Check what was done, by whom, and that the record of it was not changed."""


@audit.command("verify")
@click.option("--office", "slug", help="The office's short name; all offices without it.")
@click.option("--contains", metavar="HASH", help="The line of a digest: it must be in a trail.")
@with_appcontext
def verify(slug: str | None, contains: str | None) -> None:
    """Check the trails against themselves and against the heads kept outside the database.

    Ends with status 1 if anything is wrong.
    """
    hashed = _read_hash(contains)
    is_well, is_found = True, False
    with portal().work() as work:
        for one in all_offices(work) if slug is None else (office(work, slug),):
            verdict = _verified(work, one)
            is_well &= verdict.finding is trails.Finding.INTACT
            click.echo(f"{one.slug}: {FINDINGS[verdict.finding].format(verdict.number)}")
            is_well &= _say_counts(work, one)
            number = trails.contains(work, one.id, hashed) if hashed else None
            if number is not None:
                is_found = True
                click.echo(f"{one.slug}: entry {number} has this hash.")
    if hashed and not is_found:
        click.echo("No trail has this hash: one of them was rolled back or rewritten.")
    sys.exit(0 if is_well and (is_found or not hashed) else 1)


COMMANDS: tuple[click.Command, ...] = (audit,)


def _verified(work: Work, office: OfficeView) -> trails.Verdict:
    try:
        return trails.verify(work, office.id)
    except HeadsDamaged as error:
        raise click.ClickException("The file of the heads cannot be read.") from error
    except (RosterRefused, RosterMissing, RootsDamaged) as error:
        raise click.ClickException(f"{office.slug}: {UNWITNESSED}") from error


def _say_counts(work: Work, office: OfficeView) -> bool:
    """Say what a check of the daily counts comes to, and whether all is well."""
    try:
        verdict = counts.verify(work, office.id)
    except HeadsDamaged as error:
        raise click.ClickException("The file of the counts cannot be read.") from error
    click.echo(f"{office.slug}: {count_words(verdict)}")
    return verdict.finding is counts.CountFinding.INTACT


def _read_hash(typed: str | None) -> bytes | None:
    if typed is None:
        return None
    try:
        hashed = bytes.fromhex(typed.strip())
    except ValueError:
        hashed = b""
    if len(hashed) * 2 != _HASH_DIGITS:
        raise click.ClickException("A hash is 64 digits and letters from a to f.")
    return hashed
