"""A child of one program without network, environment, descriptors or a disk.

It sees the interpreter, its libraries, one pipe in and one out. Whatever parses or draws what
somebody sent runs there and nowhere else.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore, Thread, Timer
from typing import IO

_NOBODY = "65534"
_MEBIBYTE = 1024 * 1024
_AT_ONCE = BoundedSemaphore(2)  # each may take a core and a gigabyte


class NoSandbox(Exception):
    """No sandbox runs on this machine."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program, and what it gets besides the libraries."""

    path: Path
    seen: tuple[tuple[Path, str], ...] = ()  # folders of the portal's own, and where they are seen
    interpreter: str = sys.executable
    arguments: tuple[str, ...] = ()
    # The libraries of most write no files; a parser gone wild may not either.
    tmpfs_bytes: int = _MEBIBYTE
    most_seconds: int = 60
    most_bytes: int = 64 * _MEBIBYTE  # of what comes out


def run(program: Program, content: bytes) -> tuple[int, bytes]:
    """Feed a program, and return its exit status and what it wrote; at most two run at once.

    More bytes than the program may write come back as one byte more than that. Raises NoSandbox.
    """
    if shutil.which("bwrap") is None or not program.interpreter:
        raise NoSandbox
    with (
        _AT_ONCE,
        # Only fixed arguments: nothing of a file is on the command line.
        subprocess.Popen(  # noqa: S603 - as said above
            command(program),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
        ) as child,
        _ended_in_time(child, program.most_seconds),
    ):
        if child.stdin is None or child.stdout is None:
            raise NoSandbox
        with _fed(child.stdin, content):
            out = child.stdout.read(program.most_bytes + 1)
            if len(out) > program.most_bytes:
                child.kill()
    return child.returncode, out


@cache
def command(program: Program) -> tuple[str, ...]:
    """Return the command that runs a Python program with read-only libraries and nothing else."""
    return (
        shutil.which("bwrap") or "bwrap",
        *("--unshare-all", "--die-with-parent", "--new-session", "--clearenv"),
        *("--cap-drop", "ALL", "--uid", _NOBODY, "--gid", _NOBODY, "--hostname", "nowhere"),
        *("--size", str(program.tmpfs_bytes), "--tmpfs", "/tmp"),  # noqa: S108 - inside the sandbox
        *_libraries(),
        *(word for there, here in program.seen for word in ("--ro-bind", str(there), here)),
        *("--ro-bind", str(program.path), "/program.py"),
        *("--remount-ro", "/"),
        *("--chdir", "/tmp"),  # noqa: S108 - inside the sandbox
        *(program.interpreter, "-I", "-B", "/program.py", *program.arguments),
    )


@contextmanager
def _ended_in_time(child: subprocess.Popen[bytes], seconds: int) -> Iterator[None]:
    timer = Timer(seconds, child.kill)
    timer.start()
    with ExitStack() as failing:
        failing.callback(child.kill)  # otherwise leaving the child's own block would wait for it
        failing.callback(timer.cancel)
        yield
        failing.pop_all()
    timer.cancel()


@contextmanager
def _fed(pipe: IO[bytes], content: bytes) -> Iterator[None]:
    """Write the file from another thread while this one reads what comes out."""

    def feed() -> None:
        with suppress(BrokenPipeError):  # the child has seen enough, and says so by its status
            pipe.write(content)
        with suppress(BrokenPipeError):
            pipe.close()

    feeder = Thread(target=feed, daemon=True)
    feeder.start()
    yield
    feeder.join()


def _libraries() -> Iterator[str]:
    for place in ("/lib", "/lib64", "/bin"):
        if Path(place).is_symlink():
            yield from ("--symlink", str(Path(place).readlink()), place)
        elif Path(place).is_dir():
            yield from ("--ro-bind", place, place)
    for place in dict.fromkeys(("/usr", sys.base_prefix, sys.prefix)):
        yield from ("--ro-bind", place, place)
