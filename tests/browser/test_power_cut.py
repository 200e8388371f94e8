"""The server, the connection or the tab is lost while somebody writes, sends or uploads."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession

from tests.browser.conftest import Opening
from tests.browser.people import (
    CASE,
    KEEP,
    NEW,
    SEND,
    Reporter,
    groups_on,
    hash_of,
    press,
    wait_for_nothing,
)
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

TEXT = "ไฟดับระหว่างที่เขียน\nThe lights went out while I wrote."
_PATIENCE_SECONDS = 90.0
_NEXT = "button[name=do][value=next]"
_SPEED = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


@pytest.fixture
def reporter(own_site: Site, open_browser: Opening) -> Iterator[Reporter]:
    watched = open_browser(own_site.url, "th")
    if not own_site.server.answers():
        own_site.server.start()  # after a test that failed before it did
    yield Reporter(watched, own_site.office.slug)
    # That the server was away is what these tests are about.
    watched.complaints[:] = [one for one in watched.complaints if "ERR_" not in one]


def test_what_is_being_written_outlives_the_server(own_site: Site, reporter: Reporter) -> None:
    before = own_site.count("cases")
    reporter.begin(TEXT)
    own_site.server.kill()
    own_site.server.start()
    reporter.send()
    reporter.read_code()
    reporter.note()
    assert TEXT in reporter.messages()[0]
    assert own_site.count("cases") == before + 1


def test_what_was_sent_to_nobody_is_sent_again(
    own_site: Site, reporter: Reporter, evidence: Path
) -> None:
    before = own_site.count("cases")
    reporter.begin(TEXT)
    reporter.page.set_input_files("#files", evidence)
    own_site.server.kill()
    reporter.page.click(SEND)
    wait_for_nothing(reporter.page)
    own_site.server.start()
    reporter.page.reload()
    assert reporter.browser.path() == NEW
    assert own_site.count("cases") == before + 1
    _arrived_whole(reporter, evidence)


def test_an_upload_that_was_cut_off_is_sent_again(
    own_site: Site, reporter: Reporter, evidence: Path
) -> None:
    before = own_site.count("cases")
    with _sending_slowly(own_site, reporter, evidence):
        own_site.server.kill()
        wait_for_nothing(reporter.page)
    own_site.server.start()
    assert own_site.count("cases") == before
    reporter.page.reload()
    assert reporter.browser.path() == NEW
    assert own_site.count("cases") == before + 1
    _arrived_whole(reporter, evidence)


def test_an_upload_is_waited_for_by_a_server_that_is_stopped(
    own_site: Site, reporter: Reporter, evidence: Path
) -> None:
    before = own_site.count("cases")
    with _sending_slowly(own_site, reporter, evidence):
        own_site.server.stop()
    own_site.server.start()
    reporter.browser.go(NEW)
    assert own_site.count("cases") == before + 1
    _arrived_whole(reporter, evidence)


def test_an_upload_whose_connection_is_lost_is_sent_again(
    own_site: Site, reporter: Reporter, evidence: Path
) -> None:
    before = own_site.count("cases")
    with _sending_slowly(own_site, reporter, evidence) as line:
        line.send("Network.emulateNetworkConditions", _SPEED | {"offline": True})
        wait_for_nothing(reporter.page)
    reporter.page.reload()  # whether it had arrived or not, nobody here can tell
    assert reporter.browser.path() == NEW
    assert own_site.count("cases") == before + 1
    _arrived_whole(reporter, evidence)


def test_a_page_sent_without_a_connection_is_sent_again(reporter: Reporter) -> None:
    reporter.browser.go(f"{reporter.form_path}1/")
    reporter.page.fill("#text", TEXT)
    reporter.browser.context.set_offline(True)
    reporter.page.click(_NEXT, no_wait_after=True)
    wait_for_nothing(reporter.page)
    reporter.browser.context.set_offline(False)
    reporter.page.reload()
    assert reporter.browser.path() == f"{reporter.form_path}2/"
    press(reporter.page.locator("button[name=do][value=review]"))
    assert TEXT in reporter.page.inner_text("main")


@pytest.mark.parametrize("lost", ["server", "connection"])
def test_a_message_sent_to_nobody_is_sent_again(
    own_site: Site, reporter: Reporter, evidence: Path, lost: str
) -> None:
    reporter.report_and_note(TEXT)
    reporter.page.fill("#text", "ส่งไปไม่ถึงใคร")
    reporter.page.set_input_files("#files", evidence)
    reporter.browser.context.set_offline(lost == "connection")
    if lost == "server":
        own_site.server.kill()
    reporter.page.click(SEND, no_wait_after=True)
    wait_for_nothing(reporter.page)
    reporter.browser.context.set_offline(False)
    if lost == "server":
        own_site.server.start()
    reporter.page.reload()
    assert reporter.browser.path() == CASE
    assert "ส่งไปไม่ถึงใคร" in reporter.messages()[-1]
    assert evidence.name in reporter.messages()[-1]
    assert len(reporter.messages()) == 2


def test_answers_and_files_of_earlier_pages_outlive_the_server(
    own_site: Site, reporter: Reporter, evidence: Path
) -> None:
    """What arrived whole stays, also when what comes after it is cut off."""
    page = reporter.page
    reporter.browser.go(f"{reporter.form_path}1/")
    page.fill("#text", TEXT)
    press(page.locator(_NEXT))
    reporter.browser.go(f"{reporter.form_path}17/")
    page.set_input_files("#files", evidence)
    press(page.locator(KEEP))
    assert evidence.name in page.inner_text("main")
    with _sending_slowly(own_site, reporter, evidence, KEEP):
        own_site.server.kill()
        wait_for_nothing(page)
    own_site.server.start()
    reporter.browser.go(f"{reporter.form_path}review/")
    assert TEXT in page.inner_text("main")
    assert page.inner_text("main").count(evidence.name) == 1
    reporter.send()
    _arrived_whole(reporter, evidence)


def test_a_tab_that_dies_is_gone_on_with_in_another(own_site: Site, reporter: Reporter) -> None:
    reporter.browser.go(f"{reporter.form_path}1/")
    reporter.page.fill("#text", TEXT)
    press(reporter.page.locator(_NEXT))
    tab = reporter.browser.tab()
    reporter.page.close()
    tab.goto(f"{own_site.url}{reporter.form_path}1/")
    assert tab.input_value("#text") == TEXT


def test_what_was_kept_can_be_gone_on_with(
    own_site: Site, reporter: Reporter, evidence: Path
) -> None:
    reporter.begin(TEXT)
    reporter.page.fill("#who", "ผู้รับเหมา")
    reporter.page.set_input_files("#files", evidence)
    press(reporter.page.locator(KEEP))
    own_site.server.kill()
    own_site.server.start()
    reporter.browser.go(reporter.form_path)
    assert reporter.page.input_value("#text") == "", "nobody sees it unasked"
    press(reporter.page.locator("button[value=show]"))
    assert reporter.page.input_value("#text") == TEXT
    assert reporter.page.input_value("#who") == "ผู้รับเหมา"
    reporter.send()
    _arrived_whole(reporter, evidence)


def test_the_code_stays_the_same(own_site: Site, reporter: Reporter) -> None:
    before = own_site.count("cases")
    reporter.report(TEXT)
    reporter.read_code()
    own_site.server.kill()
    own_site.server.start()
    reporter.page.reload()
    assert groups_on(reporter.page) == reporter.groups
    own_site.server.kill()
    own_site.server.start()
    reporter.note()
    assert reporter.browser.path() == CASE
    assert own_site.count("cases") == before + 1


@contextmanager
def _sending_slowly(
    site: Site, reporter: Reporter, evidence: Path, button: str = SEND
) -> Iterator[CDPSession]:
    """Press a button, and run the block when something of a file has arrived, but not all."""
    stored = site.server.stored_bytes()
    if button == SEND:
        reporter.begin(TEXT)
    reporter.page.set_input_files("#files", evidence)
    line = reporter.browser.context.new_cdp_session(reporter.page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", _SPEED | {"uploadThroughput": 2_000_000})
    reporter.page.click(button, no_wait_after=True)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while site.server.stored_bytes() == stored:
        assert time.monotonic() < deadline, "nothing arrives"
    yield line
    line.send("Network.emulateNetworkConditions", _SPEED)


def _arrived_whole(reporter: Reporter, evidence: Path) -> None:
    reporter.read_code()
    reporter.note()
    assert TEXT in reporter.messages()[0]
    reporter.page.click(".message summary >> nth=-1")
    assert reporter.page.inner_text(".message code") == hash_of(evidence)
