"""The emptiest page there is, to know what gunicorn and our client alone can do."""

from collections.abc import Callable, Iterable

_HEADERS = [("Content-Type", "text/plain"), ("Content-Length", "0")]


def app(
    _environ: dict[str, object], start_response: Callable[[str, list[tuple[str, str]]], object]
) -> Iterable[bytes]:
    """Answer anything with nothing (PEP 3333)."""
    start_response("200 OK", _HEADERS)
    return []
