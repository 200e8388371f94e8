"""The server is killed while somebody writes, sends, uploads or copies the code."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

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


@pytest.fixture
def reporter(mortal: Site, open_browser: Opening) -> Iterator[Reporter]:
    watched = open_browser(mortal.url, "th")
    if not mortal.server.answers():
        mortal.server.start()  # after a test that failed before it did
    yield Reporter(watched, mortal.office.slug)
    # That the server was away is what these tests are about.
    watched.complaints[:] = [one for one in watched.complaints if "ERR_" not in one]


def test_what_is_being_written_outlives_the_server(mortal: Site, reporter: Reporter) -> None:
    before = mortal.count("cases")
    reporter.begin(TEXT)
    mortal.server.kill()
    mortal.server.start()
    reporter.send()
    reporter.read_code()
    reporter.note()
    assert TEXT in reporter.messages()[0]
    assert mortal.count("cases") == before + 1


def test_what_was_sent_to_nobody_is_sent_again(
    mortal: Site, reporter: Reporter, evidence: Path
) -> None:
    before = mortal.count("cases")
    reporter.begin(TEXT)
    reporter.page.set_input_files("#files", evidence)
    mortal.server.kill()
    reporter.page.click(SEND)
    wait_for_nothing(reporter.page)
    mortal.server.start()
    reporter.page.reload()
    assert reporter.browser.path() == NEW
    assert mortal.count("cases") == before + 1
    _arrived_whole(reporter, evidence)


def test_an_upload_that_was_cut_off_is_sent_again(
    mortal: Site, reporter: Reporter, evidence: Path
) -> None:
    before, stored = mortal.count("cases"), mortal.server.stored_bytes()
    reporter.begin(TEXT)
    reporter.page.set_input_files("#files", evidence)
    line = reporter.browser.context.new_cdp_session(reporter.page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1}
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": 2_000_000})
    reporter.page.click(SEND, no_wait_after=True)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while mortal.server.stored_bytes() == stored:
        assert time.monotonic() < deadline, "nothing arrives"
    mortal.server.kill()
    wait_for_nothing(reporter.page)
    line.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})
    mortal.server.start()
    assert mortal.count("cases") == before
    reporter.page.reload()
    assert reporter.browser.path() == NEW
    assert mortal.count("cases") == before + 1
    _arrived_whole(reporter, evidence)


def test_what_was_kept_can_be_gone_on_with(
    mortal: Site, reporter: Reporter, evidence: Path
) -> None:
    reporter.begin(TEXT)
    reporter.page.fill("#who", "ผู้รับเหมา")
    reporter.page.set_input_files("#files", evidence)
    press(reporter.page.locator(KEEP))
    mortal.server.kill()
    mortal.server.start()
    reporter.browser.go(reporter.form_path)
    assert reporter.page.input_value("#text") == "", "nobody sees it unasked"
    press(reporter.page.locator("button[value=show]"))
    assert reporter.page.input_value("#text") == TEXT
    assert reporter.page.input_value("#who") == "ผู้รับเหมา"
    reporter.send()
    _arrived_whole(reporter, evidence)


def test_the_code_stays_the_same(mortal: Site, reporter: Reporter) -> None:
    before = mortal.count("cases")
    reporter.report(TEXT)
    reporter.read_code()
    mortal.server.kill()
    mortal.server.start()
    reporter.page.reload()
    assert groups_on(reporter.page) == reporter.groups
    mortal.server.kill()
    mortal.server.start()
    reporter.note()
    assert reporter.browser.path() == CASE
    assert mortal.count("cases") == before + 1


def _arrived_whole(reporter: Reporter, evidence: Path) -> None:
    reporter.read_code()
    reporter.note()
    assert TEXT in reporter.messages()[0]
    reporter.page.click(".message summary >> nth=-1")
    assert reporter.page.inner_text(".message code") == hash_of(evidence)
