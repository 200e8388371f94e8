"""Backups: a whole installation in one sealed file, and back into an empty folder."""

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from wbportal.casework.destruction import gone_everywhere_by
from wbportal.cli.condition import cut_off, problems
from wbportal.domain.passphrases import passphrase_problem
from wbportal.portal import Portal, PortalRunning, backup
from wbportal.portal.backup import BackupRefused, Contents

_DEFAULT_HOME = "/var/lib/wbportal"
_RUNNING = "Stop the server first: a backup is of one moment."

_passphrase_file = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The first line of this file is the passphrase; asked for without it.",
)


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@_passphrase_file
def make_backup(target: Path, passphrase_file: Path | None) -> None:
    """Write everything into one sealed file, TARGET or in that folder; the server must be stopped.

    Whoever has the file and its passphrase has the server. Keep the two apart.
    """
    passphrase = _passphrase(passphrase_file, confirm=True)
    if passphrase_problem(passphrase, ()) is not None:
        raise click.ClickException("This passphrase is too short or too easily guessed.")
    if target.is_dir():
        target /= f"wbportal-{datetime.now().astimezone():%Y-%m-%d}.backup"
    try:
        found = backup.write(os.environ, target, passphrase)
    except BackupRefused as error:
        raise click.ClickException(str(error)) from error
    except PortalRunning as error:
        raise click.ClickException(_RUNNING) from error
    click.echo(f"{target}: {_said(found)}")
    for sentence in cut_off(Portal.from_env(os.environ)):
        click.echo(f"In it as it is: {sentence}")
    click.echo(f"Destroy it after {gone_everywhere_by(found.made_on)}, as reporters are promised.")


@click.command("restore")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_passphrase_file
def restore_backup(source: Path, passphrase_file: Path | None) -> None:
    """Restore a backup into the folder WBPORTAL_HOME, which must be empty; then check it."""
    home = Path(os.environ.get("WBPORTAL_HOME") or _DEFAULT_HOME).absolute()
    passphrase = _passphrase(passphrase_file, confirm=False)
    try:
        found = backup.restore(source, home, passphrase)
    except BackupRefused as error:
        raise click.ClickException(str(error)) from error
    except PortalRunning as error:
        raise click.ClickException(f"A server is running in {home}.") from error
    click.echo(f"{home}: {_said(found)}")
    is_well = True
    for name, problem in problems(Portal.from_env(os.environ)):
        if problem is not None:
            is_well = False
            click.echo(f"BAD {name}: {problem}")
    sys.exit(0 if is_well else 1)


COMMANDS: tuple[click.Command, ...] = (make_backup, restore_backup)


def _passphrase(file: Path | None, *, confirm: bool) -> str:
    if file is None:
        typed: str = click.prompt(
            "Passphrase of the backup", hide_input=True, confirmation_prompt=confirm
        )
        return typed
    lines = file.read_text("utf-8").splitlines()
    return lines[0] if lines else ""


def _said(found: Contents) -> str:
    return (
        f"everything of {found.made_on}, with {found.files} sealed files, tables at revision"
        f" {found.revision}; read again and compared."
    )
