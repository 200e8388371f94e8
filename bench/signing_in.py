"""Signing in, both factors, and one's own memory of the office opened."""

import time
from collections.abc import Iterator

from bench import limits
from bench.browser import Browser, hidden
from bench.figures import MILLI, Figure, middle
from bench.serving import Server, installed, served
from tests.builders import Somebody, fresh_otp

_SIGN_IN, _SECOND = "/account/sign-in", "/account/second-factor"
_TIMES = 15


def figures() -> Iterator[Figure]:
    """Sign the first lead in, again and again."""
    with installed() as here, served(here) as server:
        lead = here.office.leads[0]
        both = [sign_in(server, lead)[1] for _ in range(_TIMES)]
        yield Figure(
            "sign-in, both factors, p50",
            middle(both) * MILLI,
            "ms",
            None,
            f"Argon2id of a passphrase {limits.passphrase_cpu() * MILLI:.0f} ms",
        )


def sign_in(server: Server, who: Somebody) -> tuple[Browser, float]:
    """Sign somebody in; return the browser, and the seconds that both forms took."""
    browser = server.browser()
    typed = {"username": who.username, "passphrase": who.passphrase}
    form = hidden(browser.get(_SIGN_IN).text)
    begun = time.monotonic()
    browser.post(_SIGN_IN, {**form, **typed})
    took = time.monotonic() - begun
    form = hidden(browser.get(_SECOND).text)
    # A code counts once: the step it was spent at is forgotten, so that nobody has to wait.
    otp = fresh_otp(server.here.portal, who, server.here.portal.clock())
    begun = time.monotonic()
    browser.post(_SECOND, {**form, "otp": otp})
    return browser, took + time.monotonic() - begun
