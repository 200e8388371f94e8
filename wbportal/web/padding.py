"""Pages for people without an account come in few sizes, so that a size tells little."""

from flask import Flask, Response

from wbportal.web import audience
from wbportal.web.traits import current as traits

_OPEN, _CLOSE = b"\n<!--", b"-->\n"
_LEAST = len(_OPEN) + len(_CLOSE)


def register(app: Flask) -> None:
    """Pad every anonymous HTML page to the step its view declares (8 KiB, threads 16 KiB)."""
    app.after_request(_pad)


def pad(body: bytes, step: int) -> bytes:
    """Return `body` with an HTML comment after it, so that its length is a multiple of `step`.

    The filler is constant: responses are not compressed, and a proxy is told not to.
    """
    missing = -(len(body) + _LEAST) % step
    return body + _OPEN + b" " * missing + _CLOSE


def bytes_over(page: str, step: int) -> int:
    """Return how many bytes too long a page is for one step; 0 if it fits."""
    return max(0, len(page.encode()) + _LEAST - step)


def _pad(response: Response) -> Response:
    if response.is_streamed or response.mimetype != "text/html":
        return response
    if audience.current().is_anonymous:
        response.set_data(pad(response.get_data(), traits().padded_to))
    return response
