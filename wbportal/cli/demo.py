"""`make run`: a demonstration office on this machine, made on the first run and served on each."""

import os
import sys
from base64 import b32decode
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click

from wbportal.casework.records import Json, text_of
from wbportal.cli import serve
from wbportal.cli.demonstration import making
from wbportal.db import schema
from wbportal.portal import Portal, PortalRunning, running
from wbportal.vault.totp import code_at

_LOOPBACK = "127.0.0.1"
_HOME = ".home"
# Settings of another installation, which this one must not touch.
_ELSEWHERE = tuple(
    f"WBPORTAL_{name}"
    for name in ("DATABASE_", "BLOB_", "ROOT", "HEADS_", "PEPPER", "RECEIPT_", "SMTP_")
)


@click.command("demo")
@click.option("--port", envvar="PORT", default=8000, show_default=True, help="Or PORT.")
def demo(port: int) -> None:
    """Make a demonstration office with invented cases, and serve it on this machine only."""
    home = Path(os.environ.get("WBPORTAL_HOME") or _HOME).absolute()
    serve.refuse_taken(_LOOPBACK, port)
    _set(home, port)
    _make(home)
    portal = Portal.from_env(os.environ)
    _bring_up_to_date(portal)
    serve.refuse_unready(portal)
    making.say_url(home, portal.public_url)
    _introduce(portal, home)
    sys.exit(serve.run(portal, _LOOPBACK, port))


COMMANDS: tuple[click.Command, ...] = (demo,)


def _set(home: Path, port: int) -> None:
    """Set what this process and its children read: everything lies in `home`, and only there."""
    for name in [name for name in os.environ if name.startswith(_ELSEWHERE)]:
        del os.environ[name]
    os.environ["WBPORTAL_HOME"] = str(home)
    os.environ["WBPORTAL_DEMO"] = "1"
    # On both names of this machine, so that either can be typed.
    os.environ["WBPORTAL_PUBLIC_URLS"] = f"http://{_LOOPBACK}:{port} http://localhost:{port}"


def _make(home: Path) -> None:
    if not making.is_made(home):
        click.echo("Making a demonstration; this takes a few seconds.")
    try:
        making.make_once(home, os.environ)
    except making.NotEmpty as error:
        raise click.ClickException(
            f"{home} holds something else than a demonstration: choose another WBPORTAL_HOME."
        ) from error
    except PortalRunning as error:
        raise click.ClickException(f"Somebody else is working in {home}.") from error


def _bring_up_to_date(portal: Portal) -> None:
    """Let a demonstration that an earlier version made go on under this one."""
    if schema.current(portal.engine) != schema.head():
        with running.alone(portal.home):
            schema.upgrade(portal.engine)


def _introduce(portal: Portal, home: Path) -> None:
    said = making.read(home)
    people, now = said["people"], portal.clock()
    click.echo(f"\nA demonstration: every name and case is invented. It is kept in {home}.\n")
    click.echo(f"  To report, or to come back with a code   {portal.public_url}/")
    click.echo(f"  To sign in                               {portal.public_url}/account/sign-in")
    named = portal.public_url.replace(_LOOPBACK, "localhost")
    click.echo(f"  The same, where passkeys work            {named}/account/sign-in\n")
    click.echo("Receipt codes to come back with:\n")
    for title, code in making.read_codes(home).items():
        click.echo(f"  {code}   {title}")
    click.echo("\nPeople to sign in as; the six digits change every half minute, and each works")
    click.echo("once: an authenticator that has learnt the secret shows them.\n")
    for one in people if isinstance(people, list) else ():
        if isinstance(one, Mapping):
            _introduce_one(one, now)
    click.echo("\nCtrl-C ends it; `make run` goes on with the same data.\n")


def _introduce_one(one: Mapping[str, Json], now: datetime) -> None:
    secret, roles = text_of(one, "totp_secret"), one["roles"]
    listed = [str(role) for role in roles] if isinstance(roles, list) else []
    named = ", ".join(listed) or "waits to be vetted"
    click.echo(f"  {text_of(one, 'username'):10} {named}: {text_of(one, 'display_name')}")
    click.echo(f"  {'':10} passphrase  {text_of(one, 'passphrase')}")
    click.echo(f"  {'':10} code now    {code_at(b32decode(secret), now)}, secret {secret}")
