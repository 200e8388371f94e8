"""What people do with the pages: they find things by what those are, never by what they say."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from playwright.sync_api import Download, Locator, Page, expect

from tests.browser.serving import Site
from tests.browser.watching import Watched
from tests.builders import Somebody, fresh_otp

NEW, PRESENT, CASE, CHANGE = "/receipt/new", "/receipt/", "/receipt/case", "/receipt/change"
SEND, KEEP = "button[name=do][value=send]", "button.quiet[name=do][value=keep]"
_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def thai_digits(text: str) -> str:
    return text.translate(_THAI)


def hash_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


@dataclass(slots=True)
class Reporter:
    """Somebody in front of a browser and, once it was noted, with a code on paper."""

    browser: Watched = field(repr=False)
    slug: str
    groups: list[str] = field(default_factory=list, repr=False)
    words: list[str] = field(default_factory=list, repr=False)

    @property
    def page(self) -> Page:
        return self.browser.page

    @property
    def form_path(self) -> str:
        return f"/o/{self.slug}/report/"

    @property
    def code(self) -> str:
        return " ".join(self.groups)

    def begin(self, words: str) -> None:
        """Open the form and write."""
        self.browser.go(self.form_path)
        self.page.fill("#text", words)

    def report(self, words: str) -> None:
        self.begin(words)
        self.send()
        assert self.browser.path() == NEW

    def send(self) -> None:
        press(self.page.locator(SEND))

    def read_code(self) -> None:
        """Copy what the page shows onto paper."""
        self.groups = groups_on(self.page)
        self.words = words_on(self.page)

    def note(self, *, thai: bool = False, words: bool = False) -> None:
        """Type the two groups that are asked for."""
        for field_ in asked_on(self.page):
            index = int((field_.get_attribute("name") or "").removeprefix("group_")) - 1
            typed = self.words[index] if words else self.groups[index]
            field_.fill(thai_digits(typed) if thai else typed)
        self.press_noted()

    def press_noted(self) -> None:
        press(self.page.locator("form:has([name^=group_]) button"))

    def report_and_note(self, words: str) -> None:
        self.report(words)
        self.read_code()
        self.note()
        assert self.browser.path() == CASE

    def come_back(self, code: str | None = None) -> None:
        """Type the code."""
        self.browser.go(PRESENT)
        self.page.fill("#code", self.code if code is None else code)
        press(self.page.locator("form:has(#code) button"))
        assert self.browser.path() == CASE

    def messages(self) -> list[str]:
        return self.page.locator(".thread .message").all_inner_texts()


@dataclass(slots=True)
class Handler:
    """Somebody at the desk."""

    browser: Watched = field(repr=False)

    @property
    def page(self) -> Page:
        return self.browser.page

    def sign_in(self, site: Site, somebody: Somebody) -> None:
        """Type passphrase and second factor."""
        self.browser.go("/account/sign-in")
        self.page.fill("#username", somebody.username)
        self.page.fill("#passphrase", somebody.passphrase)
        press(self.page.locator("main form button"))
        self.page.fill("#otp", fresh_otp(site.portal, somebody, datetime.now(UTC)))
        press(self.page.locator("main form button"))

    def find(self, title: str) -> Locator:
        """Return the row of a case, by its beginning, wherever in the queue it stands."""
        self.browser.go("/desk/")
        row = self.page.locator(f"tr:has(a.title:has-text('{title}'))")
        while row.count() == 0:
            press(self.page.locator(".pages a[rel=next]"))
        return row

    def open_case(self, title: str) -> None:
        """Find a case in the queue by its beginning and open it."""
        press(self.find(title).locator("a.title"))

    def order(self, action: str) -> Locator:
        """Return the form of an action, unfolded if it was not."""
        form = self.page.locator(f"form[action$='/{action}']")
        if not form.is_visible():
            self.page.locator(f"details:has(form[action$='/{action}']) summary").click()
        return form

    def do(self, action: str, text: str = "", choice: str = "", file: Path | None = None) -> None:
        """Fill in the form of an action and send it."""
        form = self.order(action)
        if text:
            form.locator("textarea").fill(text)
        if choice:
            form.locator("select").select_option(choice)
        if file is not None:
            form.locator("input[type=file]").set_input_files(file)
        press(form.locator("button"))
        assert self.page.locator(".panel.bad").count() == 0, self.page.inner_text(".panel.bad")


def press(button: Locator) -> None:
    """Press what leads to another page, and wait until that is there."""
    with button.page.expect_navigation():
        button.click()


def groups_on(page: Page) -> list[str]:
    """Return the eight groups of the code that a page shows."""
    return page.locator(".digits li").all_inner_texts()


def words_on(page: Page) -> list[str]:
    shown = page.locator(".code .words")
    return shown.inner_text().split() if shown.count() else []


def asked_on(page: Page) -> list[Locator]:
    return page.locator("input[name^=group_]").all()


def saved(page: Page, button: Locator) -> Download:
    """Press a button that hands out a file."""
    with page.expect_download() as waiting:
        button.click()
    return waiting.value


def wait_for_nothing(page: Page) -> None:
    """Wait for the browser's own page that says why it shows nothing."""
    expect(page).to_have_url(re.compile("^chrome-error:"), timeout=90_000)
