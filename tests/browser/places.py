"""Every page there is, in every state worth looking at: one list for checks and for pictures.

A place leads somebody's browser to where it is; places are led to in the order of their list,
because what somebody sees depends on what they did before.
"""

from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from playwright.sync_api import Page

from tests.browser.people import PRESENT, press
from tests.browser.serving import Demonstration
from tests.browser.watching import Watched
from wbportal.casework import sessions

Leading = Callable[["Guide"], object]
_SESSION = "session"  # the cookie
_UNFOLD = "document.querySelectorAll('details').forEach(one => { one.open = true })"


@dataclass(frozen=True, slots=True)
class Place:
    """A page in a state, and how to come there."""

    name: str
    lead: Leading


@dataclass(frozen=True, slots=True)
class Guide:
    """Somebody who knows the way through the demonstration, in one language."""

    here: Demonstration
    browser: Watched
    lang: str
    number: int = 0  # so that each invites somebody else
    seen: set[tuple[str, str]] = field(default_factory=set)  # the method and path of each page
    _signed_in: dict[str, str] = field(default_factory=dict, repr=False)  # username → cookie

    @property
    def page(self) -> Page:
        return self.browser.page

    @property
    def office(self) -> str:
        return f"/o/{self.here.slug}/"

    def walk(self, places: tuple[Place, ...]) -> Iterator[str]:
        """Go to one place after the other, and say its name on arrival."""
        for place in places:
            place.lead(self)
            yield place.name

    def press(self, selector: str) -> None:
        press(self.page.locator(selector).first)

    def come_back(self, code: str) -> None:
        self.browser.go(PRESENT)
        self.page.fill("#code", code)
        self.press("form:has(#code) button")

    def sign_in(self, username: str) -> None:
        """Sign in and choose the language; whoever did so before goes on as if just now."""
        self.browser.context.clear_cookies(name=_SESSION)
        if username in self._signed_in:
            self._go_on(self._signed_in[username])
            return
        self.browser.go("/account/sign-in")
        self.page.fill("#username", username)
        self.page.fill("#passphrase", self.here.people[username]["passphrase"])
        self.press("main form button")
        self.page.fill("#otp", self.here.otp(username))
        self.press("main form button")
        self.browser.go("/account/")
        self.page.select_option("#language", self.lang)
        self.press("form:has(#language) button")
        self._signed_in[username] = self._session()

    def was_stepped_up(self, ago: timedelta) -> None:
        """Let it be so long ago that whoever is signed in showed a second factor."""
        portal = self.here.portal
        earlier = replace(portal, clock=lambda: portal.clock() - ago)
        cookie = urlsafe_b64decode(self._session() + "=")
        with earlier.work() as work:
            assert sessions.current_person(work, cookie) is not None
            sessions.note_step_up(work, cookie)

    def _go_on(self, session: str) -> None:
        self.browser.context.add_cookies(
            [{"name": _SESSION, "value": session, "url": self.here.url}]
        )
        self.was_stepped_up(timedelta(0))

    def _session(self) -> str:
        kept = {one["name"]: one["value"] for one in self.browser.context.cookies()}
        return kept[_SESSION]

    def unfold(self) -> None:
        """Open everything that folds."""
        self.page.evaluate(_UNFOLD)


def to(path: str) -> Leading:
    def lead(guide: Guide) -> None:
        guide.browser.go(path.replace("{office}", guide.office))

    return lead


def signed_in(username: str, path: str) -> Leading:
    def lead(guide: Guide) -> None:
        guide.sign_in(username)
        guide.browser.go(path)

    return lead


def refused(path: str) -> Leading:
    """Lead to what a form says of nonsense; of nothing the browser itself would complain."""

    def lead(guide: Guide) -> None:
        guide.browser.go(path)
        fill_in_nonsense(guide)
        guide.press("main form button")

    return lead


def fill_in_nonsense(guide: Guide) -> None:
    for field_ in guide.page.locator("main form input:not([type=hidden], [type=checkbox])").all():
        if field_.is_editable():
            field_.fill("x y")
