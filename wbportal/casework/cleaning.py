"""Files made harmless in a sandbox: what a handler sends out, and the first look at what came in.

Every parser runs in a child without network, environment, descriptors or a disk, which sees
the interpreter, its libraries and one pipe in and one out. Where no sandbox can be had, nothing
is cleaned: a file that was not cleaned never goes to a reporter.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from pathlib import Path

from wbportal.casework import sandbox
from wbportal.casework.errors import Refused
from wbportal.casework.sandbox import NoSandbox, Program

MAX_BYTES = 32_000_000
"""The largest file that is cleaned: it is held in memory, here and in the child."""

_CHILD = Program(Path(__file__).with_name("cleaner_child.py"))
_PREVIEW = replace(_CHILD, arguments=("preview",))
# mat2 and what it needs come with the system, and are found by the system's interpreter alone.
_ALTERNATIVES = Path("/etc/alternatives")
_OFFICE = Program(
    Path(__file__).with_name("office_child.py"),
    seen=((_ALTERNATIVES, str(_ALTERNATIVES)),) if _ALTERNATIVES.is_dir() else (),
    interpreter="/usr/bin/python3",
    tmpfs_bytes=256 * 1024 * 1024,
)
_ARCHIVE_MARK, _FILM_MARK, _FILM_AT = b"PK\x03\x04", b"ftyp", 4
_PICTURE_MARKS = (
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"RIFF",
    b"II*\0",
    b"MM\0*",
    b"BM",
    b"%PDF-",
)
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1")  # of the family of films, too
_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "video/mp4": ".mp4",
}
_NAME_CHARS = 80


class NotCleaned(StrEnum):
    """Why there is no cleaned copy: the reason of a Refused, which a page can say."""

    NO_SANDBOX = "no-sandbox"
    NOT_CLEANABLE = "not-cleanable"
    TOO_LARGE = "too-large-to-clean"
    UNFOLDS = "unfolds"  # into far more than it is
    TWO_KINDS = "two-kinds"  # a picture that is also an archive, for example
    NO_MAT2 = "no-mat2"


# How a child ends; whatever it dies of besides is the file's doing.
_ENDS = {
    3: NotCleaned.NOT_CLEANABLE,
    4: NotCleaned.TOO_LARGE,
    5: NotCleaned.NO_MAT2,
    6: NotCleaned.TWO_KINDS,
}
_TOO_MUCH = 4
# 128 and a signal: out of time, out of memory, ended here.
_KILLED = frozenset({-9, 128 + 6, 128 + 9, 128 + 24, 128 + 25})


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


def clean_for_desk(chunks: Iterable[bytes], name: str) -> Cleaned:
    """Make a copy for those who work a case: as `clean`, and of office documents and films, too.

    These lose what they say of their makers, keep their kind, and so go to nobody else. Raises
    Refused with a reason of NotCleaned.
    """
    if not is_available():
        raise Refused(NotCleaned.NO_SANDBOX)
    content = _joined(chunks)
    is_film = content.startswith(_FILM_MARK, _FILM_AT) and not _is_heic(content)
    if is_film or content.startswith(_ARCHIVE_MARK):
        return _clean(content, name, _OFFICE)
    return _clean(content, name)


def preview(chunks: Iterable[bytes]) -> Cleaned:
    """Make a small picture of a picture or of the first page of a PDF. Raises Refused."""
    if not is_available():
        raise Refused(NotCleaned.NO_SANDBOX)
    return _clean(_joined(chunks), "", _PREVIEW)


def can_be_shown(beginning: bytes) -> bool:
    """Say whether a file that begins so may have a preview."""
    return beginning.startswith(_PICTURE_MARKS) or _is_heic(beginning)


def _is_heic(beginning: bytes) -> bool:
    is_of_family = beginning.startswith(_FILM_MARK, _FILM_AT)
    return is_of_family and beginning.startswith(_HEIC_BRANDS, _FILM_AT + len(_FILM_MARK))


@cache
def has_mat2() -> bool:
    """Tell whether office documents and films can be cleaned here; tried once, about 0.5 s."""
    try:
        _clean(b"PK\x03\x04 is no archive", "", _OFFICE)
    except Refused as refused:
        return refused.reason != NotCleaned.NO_MAT2 and Path(_OFFICE.interpreter).exists()
    return True


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


def _clean(content: bytes, name: str, child: Program = _CHILD) -> Cleaned:
    try:
        status, out = sandbox.run(child, content)
    except NoSandbox as error:
        raise Refused(NotCleaned.NO_SANDBOX) from error
    if len(out) > child.most_bytes:
        raise Refused(NotCleaned.UNFOLDS)
    if status != 0:
        raise Refused(_ends(status, child))
    media_type, separator, content = out.partition(b"\n")
    if not separator or media_type.decode("ascii", "replace") not in _ENDINGS:
        raise Refused(NotCleaned.NOT_CLEANABLE)
    return Cleaned(name_for(name, media_type.decode()), media_type.decode(), content)


def _ends(status: int, child: Program) -> NotCleaned:
    if status in _KILLED or (child is _OFFICE and status == _TOO_MUCH):
        return NotCleaned.UNFOLDS
    return _ENDS.get(status, NotCleaned.NOT_CLEANABLE)


def _joined(chunks: Iterable[bytes]) -> bytes:
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > MAX_BYTES:
            raise Refused(NotCleaned.TOO_LARGE)
    return bytes(content)
