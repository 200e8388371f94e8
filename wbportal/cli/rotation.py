"""Exchanging keys and secrets for new ones; whatever cuts a rotation off, run it again."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from wbportal.casework import passphrases
from wbportal.portal import PortalRunning, rotation
from wbportal.portal.rotation import RotationRefused

_MEGABYTE = 1_000_000


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


COMMANDS: tuple[click.Command, ...] = (rotate,)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except RotationRefused as error:
        raise click.ClickException(str(error)) from error
    except PortalRunning as error:
        raise click.ClickException("Stop the server first.") from error
