"""Somebody new: invited, vetted, and in charge of a case until it is concluded; by keyboard."""

import re
from base64 import b32decode
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page

from tests.browser.access import complaints_of_axe
from tests.browser.conftest import Opening
from tests.browser.hands import Keys, tab_to
from tests.browser.people import Reporter
from tests.browser.serving import Site
from tests.browser.watching import Watched
from tests.builders import Somebody, otp
from wbportal.db import accounts

pytestmark = pytest.mark.browser

_PASSPHRASE = "seven green bottles by the canal"
_TITLE = {"th": "ครุภัณฑ์คอมพิวเตอร์แพงกว่าตลาดสามเท่า", "en": "Computers at three times the price"}


@dataclass(slots=True)
class Staff:
    """Somebody at the desk with a keyboard; what comes on the screen is for everybody."""

    site: Site
    browser: Watched = field(repr=False)
    username: str
    passphrase: str = field(repr=False)
    totp_secret: bytes = field(default=b"", repr=False)
    looked: set[str] = field(default_factory=set)

    @property
    def page(self) -> Page:
        return self.browser.page

    @property
    def keys(self) -> Keys:
        return Keys(self.page)

    def go(self, path: str) -> None:
        self.browser.go(path)
        self.look()

    def press(self, selector: str) -> None:
        self.keys.press(selector)
        self.look()

    def look(self) -> None:
        """Say what a page would keep from somebody, once for each."""
        place = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", self.browser.path())
        if place not in self.looked:
            self.looked.add(place)
            assert complaints_of_axe(self.page) == [], place

    def tick(self, selector: str) -> None:
        tab_to(self.page, selector)
        self.page.keyboard.press("Space")
        assert self.page.locator(selector).is_checked()

    def write(self, **fields: str) -> None:
        for name, value in fields.items():
            self.keys.write(f"#{name}", value)

    def sign_in(self) -> None:
        self.go("/account/sign-in")
        self.write(username=self.username, passphrase=self.passphrase)
        self.press("main form button")
        self.write(otp=self._otp())
        self.press("main form button")

    def _otp(self) -> str:
        with self.site.portal.work() as work:
            row = accounts.by_username(work.db, self.username)
            assert row is not None
            row.totp_step = 0
        return otp(self.totp_secret, datetime.now(UTC))


@pytest.mark.parametrize("lang", ["th", "en"])
def test_somebody_new_works_a_case_to_its_end(site: Site, open_browser: Opening, lang: str) -> None:
    def come(somebody: Somebody | None = None) -> Staff:
        browser = open_browser(site.url, lang, java_script_enabled=True)  # axe is a script
        if somebody is None:
            return Staff(site, browser, f"malee-{lang}", _PASSPHRASE)
        there = Staff(site, browser, somebody.username, somebody.passphrase, somebody.totp_secret)
        there.sign_in()
        return there

    code = _invite(come(site.office.administrators[0]), lang)
    newcomer = come()
    words = _join(newcomer, code)
    first, second = (come(lead) for lead in site.office.leads)
    _propose(first, newcomer.username, words)
    _sign(second, words)
    reporter = Reporter(open_browser(site.url, lang), site.office.slug)
    reporter.report_and_note(_TITLE[lang])


def _invite(administrator: Staff, lang: str) -> str:
    administrator.go("/admin/invite")
    administrator.write(display_name="Malee Srisuk", username=f"malee-{lang}")
    administrator.tick("[name=roles][value=handler]")
    administrator.press("main form button")
    return administrator.page.locator("dd code").inner_text()


def _join(newcomer: Staff, code: str) -> str:
    """Set a passphrase, enrol a second factor, declare; return the six words of the paper."""
    newcomer.go("/account/join")
    newcomer.write(code=code)
    newcomer.press("main form button")
    newcomer.write(passphrase=_PASSPHRASE, again=_PASSPHRASE)
    newcomer.press("main form button")
    shown = newcomer.page.locator("[data-secret]").text_content() or ""
    newcomer.totp_secret = b32decode(re.sub(r"\s", "", shown))
    newcomer.write(otp=otp(newcomer.totp_secret, datetime.now(UTC)))
    newcomer.press("main form button")
    newcomer.go("/account/declaration")
    newcomer.tick("#nothing")
    newcomer.press("main form button")
    newcomer.go("/account/paper")
    return newcomer.page.locator(".code [lang=en]").inner_text()


def _propose(lead: Staff, username: str, words: str) -> None:
    lead.go("/vetting/")
    lead.press("tr:has(.tag.good) a")
    assert lead.page.get_by_text(username, exact=True).count()
    lead.write(words=words, position="Officer")
    lead.tick("#confirmed")
    lead.press("form:has(#confirmed) button")


def _sign(lead: Staff, words: str) -> None:
    lead.go("/vetting/proposal")
    lead.keys.write("main form input[lang=en]", words)
    lead.press("form:has(input[lang=en]) button")
