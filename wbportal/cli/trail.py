"""The audit trails, checked by whoever looks after the machine."""

import sys
from typing import BinaryIO

import click
from flask.cli import with_appcontext

from wbportal.casework import audit as trails
from wbportal.casework import counts, export_check, exports
from wbportal.casework.errors import RosterMissing
from wbportal.casework.export_check import ExportRefused, Wrong
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


@audit.command("key")
@with_appcontext
def key() -> None:
    """Print the words and digits of the key that signs exports of trails."""
    public = portal().keys.audit.public()
    click.echo(f"{exports.key_words(public)}\n{public.fingerprint().hex()}")


@audit.command("verify-export")
@click.argument("file", type=click.File("rb"))
@click.option("--key", "named", required=True, help="Six words, or 64 digits, of the portal's key.")
def verify_export(file: BinaryIO, named: str) -> None:
    """Check an exported part of a trail; needs no installation and no network.

    Ends with status 1 if it is not what a portal signed.
    """
    try:
        checked = export_check.check(file, named)
    except ExportRefused as refused:
        click.echo(_REFUSALS[refused.wrong].format(refused.number))
        sys.exit(1)
    click.echo(
        f"GENUINE: entries {checked.first} to {checked.last} of a trail, made {checked.day}."
    )
    click.echo(f"Office: {checked.office_id}")
    click.echo(
        f"{checked.entries} entries; {checked.left_out} left out, of which it has the hashes."
    )
    click.echo(f"{checked.heads} heads from outside the database agree.")
    click.echo(f"{checked.countersigned} countersignatures hold.")
    if checked.not_at_hand:
        click.echo(f"{checked.not_at_hand} more are of entries before the first one.")


_REFUSALS = {
    Wrong.NO_EXPORT: "This file is not an export of a trail.",
    Wrong.OTHER_KEY: "NOT GENUINE: it is not signed with this key.",
    Wrong.UNREADABLE: "NOT GENUINE: where entry {} should be stands what no portal writes.",
    Wrong.GAP: "NOT GENUINE: entry {} is missing, was moved, or another was put in its place.",
    Wrong.CHANGED: "NOT GENUINE: entry {} does not say what was signed.",
    Wrong.REWRITTEN: "NOT GENUINE: entry {} is not the one whose head was kept.",
    Wrong.NOT_COUNTERSIGNED: "NOT GENUINE: what entry {} countersigns is not what stands there.",
    Wrong.NOT_WHOLE: "NOT GENUINE: it was cut off or changed; entry {} would come next.",
}

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
