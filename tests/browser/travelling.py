"""What travels when a reporter opens a page: how much, with which addresses and headers."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Request

from tests.browser.places import Guide
from tests.browser.watching import Watched

_MOST_BYTES = 30 * 1024
_STEP_BYTES = 8 * 1024  # a page is filled up to whole steps
_MOST_REQUESTS = 3
# Whoever only looks around gets no cookie.
_LOOKING_AROUND = re.compile(r"/|/o/[^/]+/(?:|privacy|before/.*)")
# Addresses on a page that are another's, or that say more than a language.
_TELLING = """own => [...document.querySelectorAll("[href], [src], [action], [formaction]")]
    .flatMap(one => ["href", "src", "action", "formAction"].map(name => one.getAttribute(name)))
    .filter(address => address !== null).map(address => new URL(address, location.href))
    .filter(url => url.protocol !== "tel:" && (url.origin !== own
        || [...url.searchParams.keys()].some(
            key => key !== "lang" && !(key === "v" && url.pathname.startsWith("/static/")))))
    .map(url => url.href)"""


def forget_what_was_fetched(browser: Watched) -> None:
    """Let a browser fetch everything anew for each page."""
    line = browser.context.new_cdp_session(browser.page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})


def light_and_discreet(guide: Guide) -> list[str]:
    """Say what was too much, and what said too much, since the place before."""
    fetched = [*guide.browser.requests]
    guide.browser.requests.clear()
    pages = [request for request in fetched if request.is_navigation_request()]
    guide.seen.update((page.method, urlsplit(page.url).path) for page in pages)
    found = [complaint for page in pages for complaint in _discretion(page)]
    if pages:
        # What somebody typed and gets back is theirs, and may take another step.
        brings_back = any(one.input_value() for one in guide.page.locator("textarea").all())
        most = _MOST_BYTES + _STEP_BYTES * brings_back
        found += _weight(fetched[fetched.index(pages[-1]) :], most)
    telling = guide.page.evaluate(_TELLING, guide.browser.url)
    return found + [f"an address that tells or leads away: {url}" for url in telling]


def _weight(fetched: list[Request], most: int) -> list[str]:
    """Look at a page and all that it needs, with an empty cache."""
    # An icon may be given up when the next page is asked for.
    fetched = [request for request in fetched if request.failure is None]
    weight = sum(request.sizes()["responseBodySize"] for request in fetched)
    found = [f"{weight} bytes"] if weight > most else []
    return found + ([f"{len(fetched)} requests"] if len(fetched) > _MOST_REQUESTS else [])


def _discretion(page: Request) -> Iterator[str]:
    address, response = urlsplit(page.url), page.response()
    assert response is not None, f"no answer for {page.url}"
    headers = response.all_headers()
    if parse_qs(address.query).keys() - {"lang"}:
        yield f"an address says more than a language: {page.url}"
    if "no-store" not in headers.get("cache-control", ""):
        yield f"{address.path} may be kept"
    if _LOOKING_AROUND.fullmatch(address.path) and "set-cookie" in headers:
        yield f"{address.path} sets a cookie"
    if "noindex" not in headers.get("x-robots-tag", "noindex"):
        yield f"{address.path} may be indexed"
