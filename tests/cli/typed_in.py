"""Somebody at a terminal who types back from papers, and answers whatever else is asked in turn."""

import io
import re
import sys
from collections.abc import Iterable, Sequence

from click.testing import Result
from flask import Flask

LINE = "─" * 72 + "\n"
_ASKED = re.compile(r"Now type (.+) back from its paper")
_CONTINUE = ("Press Enter",)


def words_of(slip: str) -> str:
    """Return the numbered words on a printed slip."""
    return " ".join(word for _, word in re.findall(r"(\d\d?) ([a-z]+)", _numbered(slip)))


def slips_of(output: str, title: str) -> list[str]:
    """Return the words on each printed slip of that title, in their order."""
    return [words_of(slip) for slip in output.split(LINE) if slip.startswith(title)]


class Typist(io.RawIOBase):
    """What a command reads: papers are copied as they are shown; the rest comes from a list.

    `slips_of_the_pen` are typed first, when papers are to be typed back.
    """

    def __init__(self, lines: Iterable[str], slips_of_the_pen: Sequence[str] = ()) -> None:
        self._lines = iter(lines)
        self._wrong = list(slips_of_the_pen)
        self._begun = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # any buffer
        if not len(buffer):
            return 0
        line = f"{self._answer()}\n".encode()
        buffer[: len(line)] = line
        return len(line)

    def _answer(self) -> str:
        shown: bytes = sys.stdout.buffer.getvalue()  # type: ignore[attr-defined]  # click's
        output = shown.decode()
        last = output.split("\f")[-1]
        asked = _ASKED.findall(last)
        if asked and f"{asked[-1]}: the paper is right" not in last:
            return self._wrong.pop(0) if self._wrong else slips_of(output, asked[-1])[-1]
        if "papers will be shown" in output and not self._is_over(output):
            return ""
        return next(self._lines, "")

    def _is_over(self, output: str) -> bool:
        return bool(re.search(r"the paper is right \((\d+) of \1\)", output))


def run(
    app: Flask, *arguments: str, typed: Iterable[str] = (), wrong: Sequence[str] = (), status: int
) -> Result:
    """Run a command as somebody who copies each paper, and types the lines of `typed`."""
    result = app.test_cli_runner().invoke(args=arguments, input=Typist(typed, wrong))
    assert result.exit_code == status, (result.output, result.exception)
    return result


def _numbered(slip: str) -> str:
    return "\n".join(line for line in slip.splitlines() if re.match(r" ?\d\d? [a-z]", line))
