"""An office at an address where passkeys work, and what its people do with them over HTTP."""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html import unescape
from pathlib import Path

from flask import Flask
from werkzeug.test import TestResponse

from config import Config
from tests.authenticator import Authenticator
from tests.builders import (
    Browser,
    Clock,
    MadeOffice,
    Somebody,
    found,
    fresh_otp,
    make_app,
    make_config,
    make_portal,
    sign_in,
    visit,
)
from wbportal.db import audit
from wbportal.db import passkeys as rows
from wbportal.portal import Portal

HERE, ELSEWHERE = "http://localhost:8000", "http://portal.localhost:8000"
OPTIONS = re.compile(r'data-options="([^"]+)"')
LATER = timedelta(minutes=6)


@dataclass(slots=True)
class World:
    portal: Portal
    clock: Clock
    app: Flask = field(repr=False)
    office: MadeOffice
    config: Config = field(repr=False)

    def browser(self, origin: str = HERE) -> Browser:
        return visit(self.app, origin)

    def signed_in(self, who: Somebody) -> Browser:
        return sign_in(self.app, who, self.browser())

    def otp(self, who: Somebody) -> str:
        return fresh_otp(self.portal, who, self.clock.now)

    def deeds(self) -> list[str]:
        with self.portal.work() as work:
            return [entry.deed for entry in audit.entries(work.db, self.office.id)]

    def count(self, who: Somebody) -> int:
        with self.portal.work() as work:
            return len(rows.of_account(work.db, who.id))


def make_world(home: Path) -> World:
    clock = Clock()
    config = replace(make_config(home), public_urls=(HERE, ELSEWHERE, "http://127.0.0.1:8000"))
    portal = make_portal(home, clock, config)
    return World(portal, clock, make_app(portal, config), found(portal, handlers=1), config)


def options(page: TestResponse | str) -> str:
    text = page if isinstance(page, str) else page.text
    found_options = OPTIONS.search(text)
    assert found_options is not None, text
    return unescape(found_options[1])


def enrol(
    browser: Browser, key: Authenticator, *, unlocks: bool = False, status: int = 303
) -> TestResponse:
    """Set up a passkey as somebody who is signed in."""
    path = "/account/factors/passkey"
    made = key.create(options(browser.get(path)))
    prf = key.prf_of(made) if unlocks else ""
    fields = {"title": "My phone", "passkey": made, "prf": prf}
    return browser.post(path, fields, status=status)


def with_passphrase(who: Somebody, browser: Browser) -> str:
    """Type the passphrase; return the page that asks for the second factor."""
    known = {"username": who.username, "passphrase": who.passphrase}
    browser.post("/account/sign-in", known)
    return browser.get("/account/second-factor").text


def answered(browser: Browser, said: str, status: int = 303) -> TestResponse:
    return browser.post("/account/second-factor", {"passkey": said}, status=status)


def alone(browser: Browser, username: str, key: Authenticator, **wrong: object) -> TestResponse:
    """Sign in with a passkey alone."""
    page = browser.post("/account/passkey", {"username": username}, status=422)
    asked = options(page)
    said = key.get(asked, **wrong)
    fields = {"username": username, "passkey": said, "prf": key.prf_of(said)}
    return browser.post("/account/passkey", fields, status=None)
