"""Statements of having reported: checked without a portal or a network, and the keys for that."""

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from wbportal.casework import proof_documents as documents
from wbportal.casework.errors import Refused
from wbportal.casework.proof_documents import Checked
from wbportal.casework.proofs import office_key
from wbportal.cli.terminal import office, portal
from wbportal.vault.proofs import OfficeKey

_CHECKED_AT = "/proof/"
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

_REFUSALS = {
    "no-statement": "There is no statement in this file.",
    "changed": "NOT GENUINE: the statement was changed.",
    "words": "NOT GENUINE: the words around the signed lines are not those that were signed.",
    "forged": "NOT GENUINE: this key did not sign it. It is another office's, or nobody's.",
    "no-key": "There is no office's key in the key file.",
    "no-opening": "There is no opening in the other file.",
    "opening-changed": "The statement is not opened: the opening was changed.",
    "other-content": "The statement is not opened: it is of another report.",
}
_SAYS_NO_MORE = (
    "It says only that. It does not say who reported, what was reported, or what became of it,"
    " and opens no report."
)


@click.group("proof")
def proof() -> None:
    """Check statements of having reported, and print the keys that check them."""


@proof.command("verify")
@click.argument("file", type=_FILE)
@click.option("--key", "key_file", type=_FILE, required=True, help="The office's statement key.")
@click.option("--opening", type=_FILE, help="What opens the content, if the reporter gave it.")
def verify(file: Path, key_file: Path, opening: Path | None) -> None:
    """Check a statement with the office's key; needs no installation and no network.

    Ends with status 1 if it is not genuine, or not opened by the opening.
    """
    try:
        key = documents.read_key(_read(key_file))
        signed = documents.read_statement(_read(file))
        opened = None if opening is None else documents.read_opening(_read(opening))
        _say(key, documents.check(signed, key, opened))
    except Refused as refused:
        click.echo(_REFUSALS[refused.reason])
        sys.exit(1)


@proof.command("key")
@click.argument("slug", metavar="OFFICE")
@with_appcontext
def print_key(slug: str) -> None:
    """Print an office's statement key, and the words and digits that tell it from others."""
    with portal().work() as work:
        found = office(work, slug)
    key = office_key(portal().keys, found.id)
    click.echo(f"{found.name('th')}\n{found.name('en')}\n{_fingerprint(key)}\n")
    click.echo(f"{portal().public_url}{_CHECKED_AT}\n")
    click.echo(documents.write_key(key), nl=False)


COMMANDS: tuple[click.Command, ...] = (proof,)


def _say(key: OfficeKey, checked: Checked) -> None:
    said = checked.proof
    click.echo(f"GENUINE: {said.name_en} ({said.name_th})")
    click.echo(f"received one report on {said.day.isoformat()}. {_SAYS_NO_MORE}")
    click.echo(f"Compare the key with what the office publishes:\n{_fingerprint(key)}")
    if checked.content is None:
        return
    click.echo("\nOPENED: this is what the report said when it was first sent.\n")
    click.echo(checked.content.text)
    click.echo(f"\nAnswers: {checked.content.answers.decode()}")
    for hashed in checked.content.files:
        click.echo(f"File with SHA-256: {hashed.hex()}")


def _fingerprint(key: OfficeKey) -> str:
    return f"{' '.join(key.words())}\n{key.fingerprint().hex()}"


def _read(file: Path) -> str:
    # What is no text is no statement either, and is said to be changed or missing.
    return file.read_text("utf-8", errors="replace")
