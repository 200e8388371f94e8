"""The queue of a lead with many cases."""

import time
from collections.abc import Iterator

from bench.browser import Browser, Unexpected
from bench.figures import MILLI, Figure, Target, at_most, p50, p95
from bench.many_cases import fill
from bench.serving import Server, installed, served
from bench.signing_in import sign_in

_WARM_UP, _TIMES = 10, 40
_KIB = 1024
_PLACES = {"first page": "/desk/", "overdue": "/desk/?show=overdue", "page 40": "/desk/?page=40"}


def figures() -> Iterator[Figure]:
    """Look at the queue with 10,000 cases, and with 100,000."""
    for count in (10_000, 100_000):
        with installed() as here:
            lead = here.office.leads[0]
            fill(here, lead, count, whole=count <= 10_000)
            with served(here) as server:
                browser, _ = sign_in(server, lead)
                for name, path in _PLACES.items():
                    yield from of_page(f"queue of {count:,}, {name}", server, browser, path)


def of_page(name: str, server: Server, browser: Browser, path: str) -> Iterator[Figure]:
    """Look at one page of 25 lines, again and again."""
    page = browser.get(path)
    if page.text.count('<a class="title"') != 25:
        raise Unexpected("the page does not show 25 lines")
    # Nobody turns forty pages where filters are: how much that costs is said, not aimed at.
    yield of_path(name, server, browser, path, None if "page=" in path else at_most(30))
    yield Figure(f"{name}, page", page.length / _KIB, "KiB", at_most(60))


def of_path(
    name: str, server: Server, browser: Browser, path: str, target: Target | None
) -> Figure:
    """Say how long one page takes, in the middle of many times."""
    for _ in range(_WARM_UP):
        browser.get(path)
    times, cpu = [], server.cpu_seconds()
    for _ in range(_TIMES):
        begun = time.monotonic()
        browser.get(path)
        times.append(time.monotonic() - begun)
    cpu = (server.cpu_seconds() - cpu) / _TIMES
    beside = f"p95 {p95(times) * MILLI:.0f} ms; CPU {cpu * MILLI:.0f} ms"
    return Figure(f"{name}, p50", p50(times) * MILLI, "ms", target, beside)
