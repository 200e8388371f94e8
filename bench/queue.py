"""The queue of a lead with many cases."""

import time
from collections.abc import Iterator

from bench.browser import Browser, Unexpected
from bench.figures import MILLI, Figure, at_most, p50, p95
from bench.many_cases import fill
from bench.serving import installed, served
from bench.signing_in import sign_in

_TIMES = 40
_KIB = 1024
_PLACES = {"first page": "/desk/", "page 200": "/desk/?page=200", "overdue": "/desk/?show=overdue"}


def figures() -> Iterator[Figure]:
    """Look at the queue with 10,000 cases, and with 100,000."""
    for count in (10_000, 100_000):
        with installed() as here:
            lead = here.office.leads[0]
            begun = time.monotonic()
            fill(here, lead, count, whole=count <= 10_000)
            took = time.monotonic() - begun
            with served(here) as server:
                browser, _ = sign_in(server, lead)
                for name, path in _PLACES.items():
                    yield from _of(f"queue of {count:,}, {name}", browser, path, took)


def _of(name: str, browser: Browser, path: str, took: float) -> Iterator[Figure]:
    times = []
    for _ in range(_TIMES):
        begun = time.monotonic()
        page = browser.get(path)
        times.append(time.monotonic() - begun)
    if page.text.count('<a class="title"') != 25:
        raise Unexpected("the queue does not show 25 cases")
    beside = f"p95 {p95(times) * MILLI:.0f} ms; {took:.0f} s to make the cases"
    yield Figure(f"{name}, p50", p50(times) * MILLI, "ms", at_most(30), beside)
    yield Figure(f"{name}, page", page.length / _KIB, "KiB", at_most(60))
