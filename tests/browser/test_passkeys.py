"""A device that a browser plays: set up, signed in with, lost. Only here a script runs."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.access import complaints_of_axe
from tests.browser.people import press
from tests.browser.serving import Site, free_port, serving
from tests.builders import Somebody, fresh_otp

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A portal that answers to a name, too: passkeys belong to no number."""
    port = free_port()
    with serving(tmp_path_factory.mktemp("named"), port, f"http://localhost:{port}") as made:
        yield made


def _page(chromium: Browser, site: Site) -> Page:
    origin = site.url.replace("127.0.0.1", "localhost")
    page = chromium.new_context(base_url=origin, locale="en").new_page()
    page.set_default_timeout(10_000)
    return page


def _plug_in(page: Page, *, prf: bool) -> Callable[[], object]:
    """Give the browser a device; return what takes it away again."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
        "hasPrf": prf,
    }
    made = devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return lambda: devices.send("WebAuthn.removeVirtualAuthenticator", made)


def _sign_in(page: Page, site: Site, who: Somebody, code: str | None = None) -> None:
    page.goto("/account/sign-in")
    page.fill("#username", who.username)
    page.fill("#passphrase", who.passphrase)
    press(page.locator("main form button"))
    page.fill("#otp", code or fresh_otp(site.portal, who, datetime.now(UTC)))
    press(page.locator("main form:has(#otp) button"))


def _set_up(page: Page, *, unlocks: bool) -> None:
    page.goto("/account/factors/passkey")
    assert complaints_of_axe(page) == []
    page.fill("#title", "My phone")
    if unlocks:
        page.check("#unlocks")
    press(page.locator("form[data-passkey] button"))
    assert page.url.endswith("/account/factors"), page.content()


def _use(page: Page) -> None:
    press(page.locator("form[data-passkey] button"))


def _make_codes(page: Page) -> list[str]:
    page.goto("/account/recovery-codes")
    press(page.locator("main form button"))
    return page.locator("main ol code").all_inner_texts()


def _leave(page: Page) -> None:
    press(page.locator("nav form button"))


def _after_passphrase(page: Page, who: Somebody) -> None:
    page.fill("#username", who.username)
    page.fill("#passphrase", who.passphrase)
    press(page.locator("main form button"))
    assert complaints_of_axe(page) == []
    _use(page)
    assert page.url.endswith("/desk/")


def _ask_alone(page: Page, who: Somebody) -> None:
    page.goto("/account/passkey")
    assert complaints_of_axe(page) == []
    page.fill("#username", who.username)
    press(page.locator("main form button"))


def _lose(page: Page, site: Site, who: Somebody, code: str) -> None:
    _sign_in(page, site, who, code)
    assert page.url.endswith("/account/factors")
    assert page.get_by_role("heading", name="A recovery code was used").count() == 1


def test_a_device_that_can_opens_the_key_until_it_is_lost(chromium: Browser, named: Site) -> None:
    who, page = named.office.handlers[0], _page(chromium, named)
    posted: list[str] = []
    page.on("request", lambda one: posted.append(one.post_data or ""))
    lose = _plug_in(page, prf=True)
    _sign_in(page, named, who)
    _set_up(page, unlocks=True)
    assert page.locator(".tag.good").count() == 1
    codes = _make_codes(page)
    assert len(codes) == 10
    _leave(page)
    _after_passphrase(page, who)
    _leave(page)
    _ask_alone(page, who)
    _use(page)
    assert page.url.endswith("/desk/")
    _leave(page)
    opening = re.compile(r"(^|&)prf=[^&]")
    [sent] = [one for one in posted if opening.search(one) and "username" in one]
    assert "clientExtensionResults" not in sent
    lose()
    _lose(page, named, who, codes[0])
    page.context.close()


def test_a_device_that_cannot_is_a_second_factor(chromium: Browser, named: Site) -> None:
    who, page = named.office.handlers[1], _page(chromium, named)
    lose = _plug_in(page, prf=False)
    _sign_in(page, named, who)
    _set_up(page, unlocks=True)
    assert page.locator(".tag.good").count() == 0
    codes = _make_codes(page)
    _leave(page)
    _after_passphrase(page, who)
    _leave(page)
    _ask_alone(page, who)
    page.locator("form[data-passkey] button").click()
    page.locator("[data-failed]").wait_for(state="visible")
    assert complaints_of_axe(page) == []
    lose()
    _lose(page, named, who, codes[0])
    page.context.close()
