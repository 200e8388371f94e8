"""Files made harmless in a sandbox: what a handler sends out, and the first look at what came in.

Every parser runs in a child without network, environment, descriptors or a disk, which sees
the interpreter, its libraries and one pipe in and one out. Where no sandbox can be had, nothing
is cleaned: a file that was not cleaned never goes to a reporter.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore, Thread, Timer
from typing import IO

from wbportal.casework.errors import Refused

MAX_BYTES = 32_000_000
"""The largest file that is cleaned: it is held in memory, here and in the child."""

_MAX_CLEANED_BYTES = 64 * 1024 * 1024
_SECONDS = 60
_TMPFS_BYTES = 1024 * 1024  # the libraries write no files; a parser gone wild may not either
_CHILD = Path(__file__).with_name("cleaner_child.py")
_NOBODY = "65534"
_REFUSED, _TOO_MUCH = 3, 4  # the child's exit statuses
_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
}
_NAME_CHARS = 80
_AT_ONCE = BoundedSemaphore(2)  # each may take a core and a gigabyte


class NotCleaned(StrEnum):
    """Why there is no cleaned copy: the reason of a Refused, which a page can say."""

    NO_SANDBOX = "no-sandbox"
    NOT_CLEANABLE = "not-cleanable"
    TOO_LARGE = "too-large-to-clean"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A harmless copy: a re-encoded picture, a PDF of pictures of its pages, or plain text."""

    name: str = field(repr=False)
    media_type: str
    content: bytes = field(repr=False)


def clean(chunks: Iterable[bytes], name: str) -> Cleaned:
    """Make a harmless copy of a file; 0.5 s for a picture, up to a minute for a long PDF.

    Raises Refused with a reason of NotCleaned.
    """
    if not is_available():
        raise Refused(NotCleaned.NO_SANDBOX)
    return _clean(_joined(chunks), name)


@cache
def is_available() -> bool:
    """Tell whether this machine can run the sandbox; tried once, about 0.3 s."""
    if shutil.which("bwrap") is None or not sys.executable:
        return False
    try:
        return _clean(b"tried\n", "").content == b"tried\n"
    except Refused:
        return False


@cache
def sandboxed(program: Path) -> tuple[str, ...]:
    """Return the command that runs a Python program with read-only libraries and nothing else."""
    return (
        shutil.which("bwrap") or "bwrap",
        *("--unshare-all", "--die-with-parent", "--new-session", "--clearenv"),
        *("--cap-drop", "ALL", "--uid", _NOBODY, "--gid", _NOBODY, "--hostname", "nowhere"),
        *("--size", str(_TMPFS_BYTES), "--tmpfs", "/tmp"),  # noqa: S108 - inside the sandbox
        *_libraries(),
        *("--ro-bind", str(program), "/program.py"),
        *("--remount-ro", "/"),
        *("--chdir", "/tmp"),  # noqa: S108 - inside the sandbox
        *(sys.executable, "-I", "-B", "/program.py"),
    )


def name_for(name: str, media_type: str) -> str:
    """Return a file name that fits the cleaned content and is safe on every system."""
    stem = Path(name.replace("\\", "/")).stem
    kept = "".join(c if c.isprintable() and c not in '<>:"/|?*' else " " for c in stem)
    short = " ".join(kept.split())[:_NAME_CHARS].strip(" .")
    return (short or "file") + _ENDINGS[media_type]


def _clean(content: bytes, name: str) -> Cleaned:
    status, out = _run(content)
    if status == _TOO_MUCH or len(out) > _MAX_CLEANED_BYTES:
        raise Refused(NotCleaned.TOO_LARGE)
    media_type, separator, content = out.partition(b"\n")
    if status != 0 or not separator or media_type.decode("ascii", "replace") not in _ENDINGS:
        raise Refused(NotCleaned.NOT_CLEANABLE)
    return Cleaned(name_for(name, media_type.decode()), media_type.decode(), content)


def _run(content: bytes) -> tuple[int, bytes]:
    with (
        _AT_ONCE,
        # Only fixed arguments: nothing of a file is on the command line.
        subprocess.Popen(  # noqa: S603 - as said above
            sandboxed(_CHILD),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
        ) as child,
        _ended_in_time(child),
    ):
        if child.stdin is None or child.stdout is None:
            raise Refused(NotCleaned.NO_SANDBOX)
        with _fed(child.stdin, content):
            out = child.stdout.read(_MAX_CLEANED_BYTES + 1)
            if len(out) > _MAX_CLEANED_BYTES:
                child.kill()
    return child.returncode, out


@contextmanager
def _ended_in_time(child: subprocess.Popen[bytes]) -> Iterator[None]:
    timer = Timer(_SECONDS, child.kill)
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


def _joined(chunks: Iterable[bytes]) -> bytes:
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > MAX_BYTES:
            raise Refused(NotCleaned.TOO_LARGE)
    return bytes(content)


def _libraries() -> Iterator[str]:
    for place in ("/lib", "/lib64", "/bin"):
        if Path(place).is_symlink():
            yield from ("--symlink", str(Path(place).readlink()), place)
        elif Path(place).is_dir():
            yield from ("--ro-bind", place, place)
    for place in dict.fromkeys(("/usr", sys.base_prefix, sys.prefix)):
        yield from ("--ro-bind", place, place)
