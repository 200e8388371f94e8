"""The next honest sign-in, and the next code, while forty strangers try passphrases."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench.browser import Browser, Unexpected, hidden
from bench.figures import MILLI, Figure, at_most, middle
from bench.reports import send_reports
from bench.serving import Server, installed, served
from bench.signing_in import sign_in

_STRANGERS, _TIMES = 40, 9
_SIGN_IN, _PRESENT = "/account/sign-in", "/receipt/"
_SETTLE_SECONDS = 2.0
_RETRY_SECONDS = 1.0  # what the entrance says
_MOST = 2.0


def figures() -> Iterator[Figure]:
    """Compare both doors, quiet and beset."""
    with installed() as here, served(here) as server:
        lead, (sent,) = here.office.leads[0], send_reports(here, 1)
        known, _ = sign_in(server, lead)
        right = {"username": lead.username, "passphrase": lead.passphrase}
        doors: dict[str, Callable[[], float]] = {
            "sign-in from a known browser": lambda: _post(known, _SIGN_IN, right),
            "code": lambda: _post(server.browser(), _PRESENT, {"code": sent.groups}),
        }
        quiet = {name: middle(door() for _ in range(_TIMES)) for name, door in doors.items()}
        with _strangers(server):
            beset = {name: middle(door() for _ in range(_TIMES)) for name, door in doors.items()}
        for name, alone in quiet.items():
            yield Figure(
                f"{name}, beside {_STRANGERS} wrong ones",
                beset[name] / alone,
                "×",
                at_most(_MOST),
                f"{beset[name] * MILLI:.0f} ms, alone {alone * MILLI:.0f} ms",
            )


def _post(browser: Browser, path: str, fields: dict[str, str]) -> float:
    form = hidden(browser.get(path).text)
    begun = time.monotonic()
    browser.post(path, {**form, **fields})
    return time.monotonic() - begun


@contextmanager
def _strangers(server: Server) -> Iterator[None]:
    """Let forty browsers try wrong passphrases, each under ever new names, while the block runs.

    Whoever is told to come back does so when told, as a browser would whose owner reads the page.
    """
    over = threading.Event()

    def try_on(number: int) -> None:
        tried = 0
        while not over.is_set():
            tried += 1
            wrong = {"username": f"nobody{number}-{tried}", "passphrase": "not this one, surely"}
            try:
                _post(server.browser(), _SIGN_IN, wrong)
            except (Unexpected, ConnectionError):
                over.wait(_RETRY_SECONDS)  # refused, as it must be

    threads = [threading.Thread(target=try_on, args=(one,)) for one in range(_STRANGERS)]
    for thread in threads:
        thread.start()
    try:
        time.sleep(_SETTLE_SECONDS)
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
