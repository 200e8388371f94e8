"""What commands have in common: the portal they work on, and how they ask and answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import click
from flask import current_app

from wbportal.casework import offices
from wbportal.casework.errors import Refused
from wbportal.casework.offices import OfficeNotFound, OfficeView
from wbportal.portal import Portal, Work

_LINE = "─" * 72
_WORD_COLUMNS = 3
_COLUMN_CHARS = 22

office_option = click.option(
    "--office", "slug", help="The office's short name; not needed while there is only one."
)


def portal() -> Portal:
    """Return the portal that the command works on."""
    found: Portal = current_app.extensions["wbportal"]
    return found


def office(work: Work, slug: str | None) -> OfficeView:
    """Find the office that is meant. Raises click.ClickException."""
    if slug is not None:
        try:
            return offices.office_at(work, slug)
        except OfficeNotFound as error:
            raise click.ClickException(f"There is no office {slug!r}.") from error
    found = offices.all_offices(work)
    if len(found) != 1:
        raise click.ClickException("Say with --office which office you mean.")
    return found[0]


def office_id(slug: str | None) -> UUID:
    with portal().work() as work:
        return office(work, slug).id


@contextmanager
def refusals(words: dict[str, str]) -> Iterator[None]:
    """Say in a sentence why a deed was refused, and end with status 1."""
    try:
        yield
    except Refused as refused:
        raise click.ClickException(words.get(refused.reason, refused.reason)) from refused


def slip(title: str, *lines: str) -> None:
    """Print something to be cut out and kept on paper."""
    click.echo(_LINE)
    click.echo(title)
    click.echo()
    for line in lines:
        click.echo(line)
    click.echo()


def numbered(words: str) -> list[str]:
    """Return words in numbered columns, read from left to right."""
    cells = [f"{number:>2} {word}" for number, word in enumerate(words.split(), 1)]
    rows = (cells[i : i + _WORD_COLUMNS] for i in range(0, len(cells), _WORD_COLUMNS))
    return ["".join(cell.ljust(_COLUMN_CHARS) for cell in row).rstrip() for row in rows]
