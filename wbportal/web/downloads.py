"""Files handed out: as attachments of no type, under a name that every browser understands."""

import unicodedata
from collections.abc import Iterator
from itertools import chain
from urllib.parse import quote

from werkzeug.wrappers import Response

from wbportal.casework import files
from wbportal.casework.cleaning import Cleaned
from wbportal.casework.records import FileSlip
from wbportal.web.current import portal

_NAMELESS = "file"
_UNQUOTED = "!#$&+-.^_`|~"  # RFC 8187 §3.2.1, besides letters and digits


def whole_file(slip: FileSlip) -> Response:
    """Hand out a sealed file as it came, in constant memory.

    Raises Tampered before anything is sent if its end is not there.
    """
    pieces = _pieces(slip)
    # The first piece comes only if the end was found whole: nothing is sent before that.
    first = next(pieces, b"")
    return attachment(chain([first], pieces), slip.name, slip.length)


def attachment(pieces: Iterator[bytes], name: str, length: int | None = None) -> Response:
    """Hand out `length` bytes so that no browser opens them by itself, and none could act.

    Without a length, as many as come.
    """
    answer = Response(pieces, mimetype="application/octet-stream")
    if length is not None:
        answer.content_length = length
    answer.headers["Content-Disposition"] = _disposition(name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def picture(copy: Cleaned) -> Response:
    """Show a picture that was drawn anew, on a page of our own and nowhere else."""
    answer = Response(copy.content, mimetype=copy.media_type)
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _disposition(name: str) -> str:
    """Return the header's value: the name in ASCII, and beside it whole (RFC 6266 §4.3)."""
    safe = "".join(c for c in name if c.isprintable() and c not in '"\\/') or _NAMELESS
    plain = unicodedata.normalize("NFKD", safe).encode("ascii", "ignore").decode().strip()
    stem = plain if plain.strip(" .") and not plain.startswith(".") else _NAMELESS + plain
    return f"attachment; filename=\"{stem}\"; filename*=UTF-8''{quote(safe, safe=_UNQUOTED)}"


def _pieces(slip: FileSlip) -> Iterator[bytes]:
    with portal().work() as work:
        blob = files.opened_chunks(work, slip)
    with blob as chunks:
        yield from chunks
