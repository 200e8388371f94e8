"""The ceremony: each secret on a paper of its own, and nothing counts before it was typed back.

What is shown goes to the terminal alone, one slip a screen, and is wiped from there, with what was
scrolled away, before the next one. No file is written: a disk forgets less than a terminal.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import click

from wbportal.casework.errors import Refused
from wbportal.casework.shares import Drawn, ShareProblem
from wbportal.cli.terminal import numbered, slip
from wbportal.vault.errors import ShareRefused
from wbportal.vault.quorum import nearest_share_words, slips_between

_WIPE = "\033[2J\033[3J\033[H"  # screen, what was scrolled away, and the cursor to its corner
_PAGE = "\f"  # for a printer, and for whatever else is no screen
_WORDS = 33
_MOST_NAMED = 3  # mistaken words at once

PROBLEMS: dict[str, str] = {
    ShareProblem.NO_RECOVERY: "This office has no recovery.",
    ShareProblem.OTHER_OFFICE: "This is a share of another office.",
    ShareProblem.REPLACED: "This share is of an older set, which newer ones took the place of.",
    ShareProblem.UNKNOWN: "This is no share of this office's recovery.",
    ShareProblem.OTHER_KEY: "These shares are not of this office's recovery key.",
}
"""Why shares are not the ones that are asked for."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What goes on one paper."""

    title: str
    words: str = field(repr=False)
    head: tuple[str, ...]
    foot: tuple[str, ...]


def share_slips(office: str, day: str, drawn: Drawn) -> tuple[Slip, ...]:
    """Return a slip for each share of recovery."""
    count, needed = drawn.quorum.count, drawn.quorum.threshold
    head = (
        f"Office       {office}",
        f"Date         {day}",
        f"Of the key   {' '.join(drawn.words())}",
    )
    foot = (
        f"What for     Any {needed} of the {count} shares together open every case of this office:",
        "             when everybody who could is gone, when one of them lost every way in,",
        "             and once a year to prove that they would, with nothing opened.",
        "What not     Alone it opens nothing. Nobody needs it by telephone, mail or photograph;",
        "             it is typed by its keeper, on the office's own machine, beside the others.",
        "Keep it      on paper, locked away, outside the office, apart from every other share.",
        "",
        "Keeper       ______________________________",
        "Signature    ______________________________",
    )
    return tuple(
        Slip(f"RECOVERY SHARE {number} of {count}", words, head, foot)
        for number, words in enumerate(drawn.shares, 1)
    )


def root_slip(office: str, day: str, words: str) -> Slip:
    """Return the slip of a root key."""
    return Slip(
        f"ROOT KEY of {office}",
        words,
        (f"Date         {day}",),
        (
            "Whoever has these words decides who may open reports. Keep them on paper, locked",
            "away, in no computer. They are needed whenever somebody joins or leaves.",
        ),
    )


def put_on_paper(slips: Sequence[Slip]) -> None:
    """Show slip after slip, and let each be typed back from its paper.

    Raises click.Abort if it is broken off; the screen is wiped in any case.
    """
    _echo_plan(len(slips))
    click.prompt("Press Enter to begin", default="", show_default=False, prompt_suffix=" ")
    with _wiped():
        for number, one in enumerate(slips, 1):
            _page()
            slip(one.title, *one.head, "", *numbered(one.words), "", *one.foot)
            click.prompt(
                "Copy it, or print this screen. Press Enter when it is on its paper",
                default="",
                show_default=False,
                prompt_suffix=" ",
            )
            _page()
            _typed_back(one, slips)
            click.echo(f"{one.title}: the paper is right ({number} of {len(slips)}).")


def mistake(typed: str, refused: ShareRefused | Refused) -> str:
    """Say in a sentence what is wrong with a share that was typed."""
    if isinstance(refused, Refused):
        return PROBLEMS.get(refused.reason, refused.reason)
    words = typed.split()
    if refused.word is not None and refused.word < len(words):
        return f"Look at word {refused.word + 1}.{_nearest(words[refused.word])}"
    if len(words) != _WORDS:
        return f"A share has {_WORDS} words; {len(words)} were typed."
    return "More than one word is not as it was written."


def _echo_plan(count: int) -> None:
    click.echo(f"{count} papers will be shown, one at a time. For each of them:")
    click.echo("  1. its keeper alone looks at the screen, and copies or prints it;")
    click.echo("  2. the screen is wiped, and the words are typed back from the paper.")
    click.echo("Nothing counts before the last one was. Ctrl-C breaks off; burn the papers then.")


def _typed_back(wanted: Slip, slips: Sequence[Slip]) -> None:
    click.echo(f"Now type {wanted.title} back from its paper, all {_WORDS} words in one line.")
    click.echo("The first four letters of each are enough.")
    while True:
        typed: str = click.prompt("Words")
        wrong = slips_between(wanted.words, typed)
        if not wrong:
            return
        click.echo(_difference(typed, wrong, slips), err=True)


def _difference(typed: str, wrong: Sequence[int], slips: Sequence[Slip]) -> str:
    words = typed.split()
    for other in slips:
        if not slips_between(other.words, typed):
            return f"This is {other.title}. Have papers changed hands?"
    if len(words) != _WORDS:
        return (
            f"There are {_WORDS} words; {len(words)} were typed. Look from word {wrong[0] + 1} on."
        )
    named = [f"Look at word {at + 1}.{_nearest(words[at])}" for at in wrong[:_MOST_NAMED]]
    return " ".join(named)


def _nearest(word: str) -> str:
    found = nearest_share_words(word)
    return f" Is it {' or '.join(found)}?" if found else ""


@contextmanager
def _wiped() -> Iterator[None]:
    try:
        yield
    finally:
        _page()


def _page() -> None:
    click.echo(_WIPE if sys.stdout.isatty() else _PAGE, nl=False)
