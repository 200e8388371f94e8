"""Over Tor: a report with a file, its code, and the way back, through a real onion service."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

from tests.browser.people import CASE, Handler, Reporter, hash_of, press, saved
from tests.browser.serving import Site, free_port, serving
from tests.browser.tor import Onion, onion_service
from tests.browser.watching import Watched, launched, opened

pytestmark = pytest.mark.browser

TEXT = "น้ำประปาหมู่บ้านเบิกเงินไปแล้ว แต่ไม่มีใครมาขุดบ่อ"
ANSWER = "ขอบคุณที่บอกเรา เรากำลังดูเอกสารอยู่"
_FILE_BYTES = 5 * 1024 * 1024
_LOOPBACK = {"0100007F", "00000000000000000000000001000000", "0" * 8, "0" * 32}
# Addresses a page would lead to, or load from, that are not its own.
_FOREIGN = """onion => [...document.querySelectorAll("[href], [src], [action]")]
    .map(one => one.href || one.src || one.action)
    .filter(url => !url.startsWith(`${onion}/`))"""


@pytest.fixture(scope="module")
def onion(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Onion]]:
    """An office behind an onion service, with an address in the clear besides."""
    port = free_port()
    with (
        onion_service(tmp_path_factory.mktemp("tor"), port) as onion,
        serving(tmp_path_factory.mktemp("behind"), port, onion.url) as site,
    ):
        onion.wait()
        yield site, onion


@pytest.fixture(scope="module")
def through_tor(onion: tuple[Site, Onion]) -> Iterator[Browser]:
    """A browser that asks the client for everything, names included; nobody else resolves one."""
    with launched(
        f"--proxy-server=socks5://127.0.0.1:{onion[1].socks_port}",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ) as browser:
        yield browser


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "บ่อน้ำ.bin"
    path.write_bytes(bytes(range(256)) * (_FILE_BYTES // 256))
    return path


def test_a_report_with_a_file_goes_through_tor_and_its_answer_comes_back(
    onion: tuple[Site, Onion], through_tor: Browser, picture: Path
) -> None:
    site, service = onion
    first = _Visit(site, service, _visitor(through_tor, service))
    _report(first, picture)
    _answer(opened(through_tor, site.url, "th"), site, picture)
    second = _Visit(site, service, _visitor(through_tor, service), first.reporter.groups)
    _read_the_answer_and_leave(second)
    assert first.browser.complaints + second.browser.complaints == []


def test_nothing_of_the_network_reaches_another_machine(onion: tuple[Site, Onion]) -> None:
    ends = onion[1].connections()
    assert "0100007F" in ends, "nobody is connected to anybody"
    assert ends <= _LOOPBACK


class _Visit:
    """A reporter who comes over Tor, and looks where each page leads."""

    def __init__(
        self, site: Site, service: Onion, browser: Watched, groups: Sequence[str] = ()
    ) -> None:
        self.site, self.service, self.browser = site, service, browser
        self.reporter = Reporter(browser, site.office.slug, [*groups])

    @property
    def page(self) -> Page:
        return self.browser.page

    def look(self) -> None:
        """Check that a page neither leads to the address in the clear nor names it."""
        assert self.page.url.startswith(self.service.url)
        assert self.page.evaluate(_FOREIGN, self.service.url) == []
        assert self.site.url.partition("://")[2] not in self.page.content()
        assert "https://" not in self.page.content()


def _report(visit: _Visit, picture: Path) -> None:
    reporter = visit.reporter
    visit.browser.go("/")
    visit.look()
    reporter.begin(TEXT)
    visit.look()
    reporter.page.set_input_files("#files", picture)
    reporter.send()
    visit.look()
    reporter.read_code()
    reporter.note()
    assert visit.browser.path() == CASE
    assert TEXT in reporter.messages()[0]
    visit.look()
    _are_cookies_of_an_onion(visit.browser)
    visit.browser.context.close()


def _read_the_answer_and_leave(visit: _Visit) -> None:
    reporter = visit.reporter
    reporter.come_back()
    visit.look()
    assert ANSWER in reporter.messages()[-1]
    visit.page.fill("#text", "บ่อยังไม่ขุด")
    reporter.send()
    assert "บ่อยังไม่ขุด" in reporter.messages()[-1]
    press(visit.page.locator("form.leave button"))
    assert visit.browser.context.cookies() == []
    visit.look()


def _visitor(browser: Browser, service: Onion) -> Watched:
    """Open a browser that notices what must not travel over an onion service."""
    visitor = opened(browser, service.url, "th")

    def answered(response: Response) -> None:
        if "onion-location" in response.headers:
            visitor.complaints.append(f"sent from the onion to {response.headers}")

    def asked(request: Request) -> None:
        # What http onions are like in a browser: the tokens have to do without it.
        if request.method == "POST" and "sec-fetch-site" in request.headers:
            visitor.complaints.append("it said where a form came from")

    def heard(message: ConsoleMessage) -> None:
        # Chromium trusts no http but this machine's; Tor Browser trusts onions, and obeys it.
        if not message.text.startswith("The Cross-Origin-Opener-Policy header has been ignored"):
            visitor.hear(message)

    visitor.context.remove_listener("console", visitor.hear)
    visitor.context.on("console", heard)
    visitor.context.on("response", answered)
    visitor.context.on("request", asked)
    return visitor


def _are_cookies_of_an_onion(visitor: Watched) -> None:
    cookies = visitor.context.cookies()
    assert cookies
    assert not [one for one in cookies if one["secure"] or one["name"].startswith("__")]
    assert all(one["httpOnly"] for one in cookies)


def _answer(browser: Watched, site: Site, picture: Path) -> None:
    """Read the report at the desk, compare the file, and answer."""
    lead = Handler(browser)
    lead.sign_in(site, site.office.leads[0])
    lead.open_case(TEXT)
    press(lead.page.locator(f".files a:has-text('{picture.stem}')"))
    download = saved(lead.page, lead.page.locator("button[value=original]"))
    assert hash_of(download.path()) == hash_of(picture)
    lead.open_case(TEXT)
    lead.do("reply", ANSWER)
