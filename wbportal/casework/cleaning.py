"""Files made harmless in a sandbox: what a handler sends out, and the first look at what came in.

Every parser runs in a child without network, environment, descriptors or a disk, which sees
the interpreter, its libraries and one pipe in and one out. Where no sandbox can be had, nothing
is cleaned: a file that was not cleaned never goes to a reporter.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from wbportal.casework import sandbox
from wbportal.casework.errors import Refused
from wbportal.casework.sandbox import NoSandbox, Program

MAX_BYTES = 32_000_000
"""The largest file that is cleaned: it is held in memory, here and in the child."""

_CHILD = Program(Path(__file__).with_name("cleaner_child.py"))
_REFUSED, _TOO_MUCH = 3, 4  # the child's exit statuses
_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
}
_NAME_CHARS = 80


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
    try:
        return _clean(b"tried\n", "").content == b"tried\n"
    except Refused:
        return False


def name_for(name: str, media_type: str) -> str:
    """Return a file name that fits the cleaned content and is safe on every system."""
    return safe_stem(name) + _ENDINGS[media_type]


def safe_stem(name: str) -> str:
    """Return a file name without its ending, safe on every system."""
    stem = Path(name.replace("\\", "/")).stem
    kept = "".join(c if c.isprintable() and c not in '<>:"/|?*' else " " for c in stem)
    return " ".join(kept.split())[:_NAME_CHARS].strip(" .") or "file"


def _clean(content: bytes, name: str) -> Cleaned:
    try:
        status, out = sandbox.run(_CHILD, content)
    except NoSandbox as error:
        raise Refused(NotCleaned.NO_SANDBOX) from error
    if status == _TOO_MUCH or len(out) > _CHILD.most_bytes:
        raise Refused(NotCleaned.TOO_LARGE)
    media_type, separator, content = out.partition(b"\n")
    if status != 0 or not separator or media_type.decode("ascii", "replace") not in _ENDINGS:
        raise Refused(NotCleaned.NOT_CLEANABLE)
    return Cleaned(name_for(name, media_type.decode()), media_type.decode(), content)


def _joined(chunks: Iterable[bytes]) -> bytes:
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > MAX_BYTES:
            raise Refused(NotCleaned.TOO_LARGE)
    return bytes(content)
