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
_WORDS = "It was so: the price was put right, and the money comes back."
_NAME = {"th": "มาลี ศรีสุข", "en": "Malee Srisuk"}
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

    def answer(self, *names: str) -> None:
        """Take the first of several answers to each question."""
        for name in names:
            tab_to(self.page, f"[name={name}]")
            self.page.keyboard.press("Space")
            assert self.page.locator(f"[name={name}]:checked").count() == 1

    def pick(self, selector: str, words: str | None = None) -> None:
        """Go down a list to what says `words`, or to its first entry."""
        tab_to(self.page, selector)
        chosen = self.page.locator(f"{selector} option:checked")
        for _ in range(self.page.locator(f"{selector} option").count()):
            self.page.keyboard.press("ArrowDown")
            if words is None or words in chosen.inner_text():
                return
        raise AssertionError(f"nothing in {selector} says {words}")

    def unfold(self, action: str) -> str:
        """Open the form of an action of a case; return what it is found by."""
        form = f"form[action$='/{action}']"
        if not self.page.locator(form).is_visible():
            tab_to(self.page, f"details:has({form}) > summary")
            self.page.keyboard.press("Enter")
        return form

    def title_of(self, words: str) -> str:
        """Return what the title of a case in the queue is found by."""
        href = self.page.locator(f"a.title:has-text('{words}')").get_attribute("href")
        return f"a.title[href='{href}']"

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
def test_somebody_new_works_a_case_to_its_end(
    own_site: Site, open_browser: Opening, lang: str
) -> None:
    def come(somebody: Somebody | None = None) -> Staff:
        browser = open_browser(own_site.url, lang, java_script_enabled=True)  # axe is a script
        if somebody is None:
            return Staff(own_site, browser, f"malee-{lang}", _PASSPHRASE)
        there = Staff(
            own_site, browser, somebody.username, somebody.passphrase, somebody.totp_secret
        )
        there.sign_in()
        return there

    code = _invite(come(own_site.office.administrators[0]), lang)
    newcomer = come()
    words = _join(newcomer, code)
    first, second = (come(lead) for lead in own_site.office.leads)
    _propose(first, newcomer.username, words)
    _sign(second, words)
    reporter = Reporter(open_browser(own_site.url, lang), own_site.office.slug)
    reporter.report_and_note(_TITLE[lang])
    _put_in_charge(first, _TITLE[lang], _NAME[lang])
    newcomer.sign_in()
    case = _read(newcomer, _TITLE[lang])
    _assess(newcomer, case)
    _protect(first, case)
    _act(newcomer, case)
    _decide(second, case)
    reporter.come_back()
    assert _WORDS in reporter.messages()[-1]
    newcomer.go(case)
    assert newcomer.page.locator("a[href$='/conclusion'], form[action$='/address']").count() == 0


def _invite(administrator: Staff, lang: str) -> str:
    administrator.go("/admin/invite")
    administrator.write(display_name=_NAME[lang], username=f"malee-{lang}")
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


def _put_in_charge(lead: Staff, title: str, name: str) -> None:
    lead.go("/desk/")
    lead.press(lead.title_of(title))
    form = lead.unfold("assign")
    lead.pick(f"{form} select", name)
    lead.press(f"{form} button")


def _read(handler: Staff, title: str) -> str:
    """Open one's first case; return its address."""
    handler.go("/desk/")
    handler.press(handler.title_of(title))
    for action in ("acknowledge", "assess"):
        handler.press(f"{handler.unfold(action)} button:not([name])")
    return handler.browser.path()


def _assess(handler: Staff, case: str) -> None:
    handler.go(f"{case}/opinions/assessment")
    handler.answer("jurisdiction", "matter", "priority", "who", "what", "where", "when", "evidence")
    handler.press("form.order button")
    assert handler.browser.path() == f"{case}/opinions/"


def _protect(lead: Staff, case: str) -> None:
    """Assess what it may bring upon the reporter, and plan against it, where no officer does."""
    there = f"/protection/{case.rpartition('/')[2]}"
    lead.go(f"{there}/risk/")
    for name, value in (("likelihood", "possible"), ("severity", "serious"), ("circle", "many")):
        lead.page.locator(f"#{name}").select_option(value)
    lead.write(reasons="The officer renews the permit.", who_knows="The neighbours.")
    lead.press("main form button")
    lead.go(f"{there}/measures/")
    lead.write(what="Ask all of them the same.", who="Malee", by="1/1/2570")
    lead.pick("#state")
    lead.press("main form button")
    assert lead.browser.path() == f"{there}/"


def _act(handler: Staff, case: str) -> None:
    handler.go(case)
    handler.press(f"{handler.unfold('address')} button:not([name])")
    handler.go(f"{case}/opinions/opine")
    handler.answer("course")
    handler.keys.write("[name=text]", "The offers of three shops are in the file.")
    handler.press("form.order button")


def _decide(lead: Staff, case: str) -> None:
    """Decide what an officer proposed, and conclude."""
    lead.go(f"{case}/opinions/resolve")
    lead.answer("course")
    lead.keys.write("[name=text]", "As proposed.")
    lead.press("form.order button")
    lead.go(f"{case}/conclusion")
    lead.answer("outcome")
    for name in ("measures", "money"):
        lead.answer(name)
        lead.page.keyboard.press("ArrowDown")
        assert lead.page.locator(f"[name={name}][value=none]").is_checked()
    lead.keys.write("[name=text]", _WORDS)
    lead.press("form.order > button")
