"""Exported cases, checked by whoever was given one."""

import sys
from typing import BinaryIO

import click

from wbportal.casework import bundle_check
from wbportal.casework.bundle_check import BundleRefused, Wrong


@click.command("verify-casefile")
@click.argument("file", type=click.File("rb"))
@click.option("--key", "named", required=True, help="Six words, or 64 digits, of the portal's key.")
def verify_casefile(file: BinaryIO, named: str) -> None:
    """Check the archive of an exported case; needs no installation and no network.

    Ends with status 1, and names the file to blame, if it is not what a portal signed.
    """
    try:
        found = bundle_check.check(file, named)
    except BundleRefused as refused:
        click.echo(_REFUSALS[refused.wrong].format(refused.member))
        sys.exit(1)
    click.echo(f"GENUINE: case {found.case}, export {found.number}, made {found.at}.")
    click.echo(f"Exported by {found.by}.")
    click.echo(f"{found.members} files are as they were; {found.left_out} were left out.")
    click.echo(f"{found.trail.entries} entries of the office's trail are about this case.")


_REFUSALS = {
    Wrong.NO_ARCHIVE: "This file is not the archive of a case, or its manifest cannot be read.",
    Wrong.OTHER_KEY: "NOT GENUINE: it is not signed with this key.",
    Wrong.FORGED: "NOT GENUINE: {} is not what was signed.",
    Wrong.CHANGED: "NOT GENUINE: {} was changed.",
    Wrong.MISSING: "NOT GENUINE: {} is missing.",
    Wrong.ADDED: "NOT GENUINE: {} was added.",
    Wrong.NOT_WHOLE: "NOT GENUINE: something stands between, before or after the files.",
    Wrong.TRAIL: "NOT GENUINE: the part of the trail in {} is not what the portal signed.",
}

COMMANDS: tuple[click.Command, ...] = (verify_casefile,)
