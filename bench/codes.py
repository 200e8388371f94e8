"""Coming back: presenting a code, up to the page of the case."""

import random
import threading
from collections.abc import Iterator

from bench import limits
from bench.browser import hidden
from bench.figures import MILLI, Figure, at_most, middle, p50, p95
from bench.load import put_load
from bench.reports import send_reports
from bench.serving import Server, installed, served

_PRESENT, _CASE = "/receipt/", "/receipt/case"
_CODES, _RUNS, _SECONDS = 40, 3, 4.0
_TARGETS = {1: 50.0, 8: 250.0}  # ms


def figures() -> Iterator[Figure]:
    """Present codes with 1 and with 8 clients."""
    with installed() as here, served(here) as server:
        codes = [sent.groups for sent in send_reports(here, _CODES)]
        for clients, target in _TARGETS.items():
            runs = [
                put_load(server, _Story(server, codes).come_back, clients, _SECONDS)
                for _ in range(_RUNS)
            ]
            failures = [failure for run in runs for failure in run.failures]
            times = [seconds for run in runs for seconds in run.times]
            cpu = middle(run.cpu_each for run in runs)
            name = f"code login, {clients} client{'s' if clients > 1 else ''}"
            yield Figure(f"{name}, failures", len(failures), "", at_most(0), "".join(failures[:1]))
            yield Figure(
                f"{name}, p50",
                middle(p50(run.times) for run in runs) * MILLI,
                "ms",
                at_most(target),
                f"p95 {p95(times) * MILLI:.0f} ms; CPU {cpu * MILLI:.1f} ms,"
                f" Argon2id {limits.argon2id_cpu() * MILLI:.1f} ms",
            )


class _Story:
    """Somebody who opened the page before: the two requests that follow are what is timed."""

    def __init__(self, server: Server, codes: list[str]) -> None:
        self._server, self._codes = server, codes
        self._own = threading.local()

    def come_back(self) -> None:
        if not hasattr(self._own, "browser"):
            self._own.browser = self._server.browser()
            self._own.fields = hidden(self._own.browser.get(_PRESENT).text)
        code = random.choice(self._codes)
        self._own.browser.post(_PRESENT, {**self._own.fields, "code": code})
        self._own.browser.get(_CASE)
