"""Browsers that notice what must not happen: errors, forbidden content, requests to others."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

_CHROMIUM = "/usr/bin/chromium"
# The same without windows, which reads nobody's settings: it spends a third less.
_SHELL = shutil.which("chromium-headless-shell", path="/usr/bin") or _CHROMIUM
_QUIET = (
    "--no-sandbox",  # refused to root otherwise; it opens nothing but our own pages
    "--disable-background-networking",
    "--disable-component-update",
    "--no-pings",
)
_PATIENCE = 90_000  # milliseconds; a busy machine is not a failing page
PHONE = {"width": 360, "height": 800}
SMALL_PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}
_LOCALES = {"th": "th-TH", "en": "en-GB"}
# Said of every page with such a status, and many have one on purpose: 422, 410, 404.
_STATUS = "Failed to load resource: the server responded with a status of 4"


@dataclass  # without slots: Playwright keeps something of its own beside each listener
class Watched:
    """One person's browser: a fresh profile, and what it had to complain about."""

    context: BrowserContext = field(repr=False)
    page: Page = field(repr=False)
    url: str
    complaints: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list, repr=False)

    def go(self, path: str) -> Response:
        response = self.page.goto(self.url + path)
        assert response is not None
        return response

    def tab(self) -> Page:
        """Open a second tab."""
        return self.context.new_page()

    def path(self) -> str:
        """Return where the first tab is."""
        return self.page.url.removeprefix(self.url)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(_STATUS):
            self.complaints.append(f"{message.text} ({message.page and message.page.url})")

    def see(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.startswith((f"{self.url}/", "data:")):
            self.complaints.append(f"asked {request.url}")

    def answer(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.complaints.append(f"{response.status} for {response.url}")


@contextmanager
def launched(*options: str) -> Iterator[Browser]:
    """Run Debian's Chromium without a window, with further options."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_SHELL, args=[*_QUIET, *options])
        try:
            yield browser
        finally:
            browser.close()


def opened(browser: Browser, url: str, lang: str = "en", **options: object) -> Watched:
    """Open a fresh profile, without scripts and as wide as a phone unless told otherwise."""
    chosen = {
        "java_script_enabled": False,
        "viewport": PHONE,
        "locale": _LOCALES.get(lang, lang),
        **options,
    }
    return watched(browser.new_context(**chosen), url)


def watched(context: BrowserContext, url: str) -> Watched:
    """Watch whatever happens in a profile."""
    context.set_default_timeout(_PATIENCE)
    made = Watched(context, context.pages[0] if context.pages else context.new_page(), url)
    context.on("console", made.hear)
    context.on("weberror", lambda error: made.complaints.append(str(error.error)))
    context.on("request", made.see)
    context.on("response", made.answer)
    return made


@contextmanager
def with_profile(browser: Browser, profile: Path, url: str) -> Iterator[Watched]:
    """Run a whole Chromium with settings of its own, which lie in a folder."""
    context = browser.browser_type.launch_persistent_context(
        profile, executable_path=_CHROMIUM, args=[*_QUIET], java_script_enabled=False
    )
    try:
        yield watched(context, url)
    finally:
        context.close()
