"""Reports: how many a second, and what each costs, at 1, 8 and 50 clients."""

import re
from collections.abc import Iterator

from bench import limits
from bench.browser import Unexpected, hidden
from bench.figures import MILLI, Figure, at_least, at_most, middle, p50, p95
from bench.load import Load, put_load
from bench.serving import Server, installed, served

_FORM, _NEW = "/o/office/report/", "/receipt/new"
_GROUP = re.compile(r"<li>(\d{4})</li>")
_TEXT = "The road between the two villages was paid for twice, and built not even once. " * 8
_RUNS, _SECONDS, _WARM_UP = 3, 4.0, 2.0
_HUSH_LINE = 61  # cycles/s, measured on the same kind of machine with 8 clients
_MOST_OF_ARGON2ID = 1.5


def figures() -> Iterator[Figure]:
    """Run the cycle GET form, POST, GET code with each number of clients."""
    with installed() as here, served(here) as server:
        put_load(server, lambda: cycle(server), 2, _WARM_UP)
        for clients in (1, 8, 50):
            runs = [
                put_load(server, lambda: cycle(server), clients, _SECONDS) for _ in range(_RUNS)
            ]
            yield from _of(clients, runs)


def cycle(server: Server) -> None:
    """Report something and look at the code, each request over a new connection."""
    browser = server.browser()
    page = browser.get(_FORM)
    browser.post(_FORM, {**hidden(page.text), "text": _TEXT, "do": "send"})
    if len(_GROUP.findall(browser.get(_NEW).text)) != 8:
        raise Unexpected("the page shows no code")


def _of(clients: int, runs: list[Load]) -> Iterator[Figure]:
    name = f"submissions, {clients} client{'s' if clients > 1 else ''}"
    stretching = limits.argon2id_cpu()
    failures = [failure for run in runs for failure in run.failures]
    cpu = middle(run.cpu_each for run in runs)
    own = middle(run.client_cpu / max(1, len(run.times)) for run in runs)
    times = [seconds for run in runs for seconds in run.times]
    yield Figure(
        f"{name}, cycles",
        middle(run.rate for run in runs),
        "/s",
        at_least(_HUSH_LINE) if clients == 8 else None,
        f"Argon2id alone: {limits.argon2id_rate(2):.0f}/s on two cores",
    )
    yield Figure(f"{name}, p50", p50(times) * MILLI, "ms", None, f"p95 {p95(times) * MILLI:.0f} ms")
    yield Figure(
        f"{name}, CPU each",
        cpu * MILLI,
        "ms",
        None,
        f"Argon2id {stretching * MILLI:.1f} ms; and {own * MILLI:.1f} ms of the client",
    )
    yield Figure(f"{name}, CPU by Argon2id", cpu / stretching, "×", at_most(_MOST_OF_ARGON2ID))
    first = f"first: {failures[0][:90]}" if failures else ""
    yield Figure(f"{name}, failures", len(failures), "", at_most(0), first)
