"""What a page weighs with all that it needs, and what a worker holds while nobody asks."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from bench.figures import MB, Figure, at_most
from bench.serving import Server, installed, served

_NEEDED = re.compile(
    r'<(?:link\b[^>]*?\bhref|script\b[^>]*?\bsrc|img\b[^>]*?\bsrc|iframe\b[^>]*?\bsrc)="([^"]+)"'
)
_KIB = 1024
_LOOKS = 20
_OF_STAFF = "sign-in page"
_PAGES = {
    "report page": "/o/office/report/",
    "report page of one question": "/o/office/report/1/",
    "landing page": "/o/office/",
    "page before a report": "/o/office/before/device",
    "page of the privacy notice": "/o/office/privacy",
    "page to come back": "/receipt/",
    _OF_STAFF: "/account/sign-in",
}


def figures() -> Iterator[Figure]:
    """Look at the pages that everybody sees, and at the memory of the largest worker."""
    with installed() as here, served(here) as server:
        yield from memory_of(server, "just started")
        for name, path in _PAGES.items():
            weight, requests = _weight(server, path)
            targets = (None, None) if name == _OF_STAFF else (at_most(30), at_most(3))
            yield Figure(f"{name}, with all it needs", weight / _KIB, "KiB", targets[0])
            yield Figure(f"{name}, requests", requests, "", targets[1])
        for _ in range(_LOOKS):
            for path in _PAGES.values():
                server.browser().get(path)
        yield from memory_of(server, "idle after pages")


def memory_of(server: Server, when: str) -> Iterator[Figure]:
    """Say what the largest worker holds, and what of it no other process has."""
    yield Figure(f"worker memory, {when}", server.memory() / MB, "MB", at_most(80))
    beside = "what both workers have is counted half for each"
    yield Figure(f"its share (PSS), {when}", server.fair_memory() / MB, "MB", at_most(80), beside)


def _weight(server: Server, path: str) -> tuple[int, int]:
    """Return the bytes of the bodies, uncompressed, and how many requests fetched them."""
    page = server.browser().get(path)
    needed = {urljoin(path, address) for address in _NEEDED.findall(page.text)}
    bodies = [server.browser().get(address).length for address in sorted(needed)]
    return page.length + sum(bodies), 1 + len(bodies)
