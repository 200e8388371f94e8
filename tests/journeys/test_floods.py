"""While a real server is flooded at its open doors, the desk and codes go on being answered."""

import re
import select
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection
from itertools import count
from urllib.parse import urlsplit

import pytest

from bench.browser import Browser, Unexpected, hidden
from tests.builders import Somebody, fresh_otp
from tests.cli.serving import Visitor, words
from tests.journeys.wire import MULTIPART, REPORT, Place, Wire, part, place

UPLOADS = 16
SIGN_INS = 40
HALF_WORDS = 400
_STATUS = re.compile(r" answered (\d+)")
DOOR, FACTOR = "/account/sign-in", "/account/second-factor"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with place(tmp_path_factory.mktemp("floods") / "home") as found:
        yield found


@dataclass(slots=True)
class Strangers:
    """Forty who try names and passphrases, each as fast as the door lets them."""

    url: str
    answers: Counter[int] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)
    names: Iterator[int] = field(default_factory=count)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        token = Browser(self.url)
        known = hidden(token.get(DOOR).text)
        threads = [
            threading.Thread(target=self._try_on, args=(known, dict(token.cookies)))
            for _ in range(SIGN_INS)
        ]
        for thread in threads:
            thread.start()
        try:
            self.wait_for(SIGN_INS)
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join()

    def wait_for(self, more: int) -> None:
        """Wait until so many more tries were answered: the flood lasts."""
        wanted, deadline = self.answers.total() + more, time.monotonic() + 60
        while self.answers.total() < wanted:
            assert time.monotonic() < deadline, self.answers
            time.sleep(0.01)

    def _try_on(self, known: dict[str, str], cookies: dict[str, str]) -> None:
        while not self.over.is_set():
            browser = Browser(self.url, dict(cookies))
            given = {"username": f"name{next(self.names)}", "passphrase": "what is behind it"}
            try:
                status = browser.post(DOOR, {**known, **given}, status=422).status
            except Unexpected as error:
                status = int((_STATUS.search(str(error)) or [0, 0])[1])
            self.answers[status] += 1


@contextmanager
def _slow_uploads(here: Place) -> Iterator[list[socket.socket]]:
    """Begin uploads that never get anywhere; at the end all of them are still waited for."""
    headers = {"Content-Type": MULTIPART, "Content-Length": "100000000"}
    with ExitStack() as held:
        uploads = []
        for _ in range(UPLOADS):
            wire = Wire.to(here)
            uploads.append(held.enter_context(wire.begun(headers)))
            uploads[-1].sendall(wire.parts(text="slowly") + part("files", b"x" * 9000, "a")[:-2])
        yield uploads
        for upload in uploads:
            upload.sendall(b"x")
        assert select.select(uploads, [], [], 0)[0] == [], "an upload was answered or cut"


def _sign_in(here: Place, somebody: Somebody, browser: Browser) -> Browser:
    known = {"username": somebody.username, "passphrase": somebody.passphrase}
    browser.post(DOOR, {**hidden(browser.get(DOOR).text), **known})
    code = fresh_otp(here.portal, somebody, datetime.now(UTC))
    browser.post(FACTOR, {**hidden(browser.get(FACTOR).text), "otp": code})
    return browser


@pytest.mark.slow
def test_a_flood_at_the_doors_stops_neither_the_desk_nor_a_code(
    here: Place, rounds: Callable[[int], int]
) -> None:
    text = words()
    code = Visitor(here.url).report("office", text)
    lead = here.office.leads[0]
    desk, strangers = _sign_in(here, lead, here.browser()), Strangers(here.url)
    with _slow_uploads(here), strangers.at_work():
        for _ in range(rounds(2)):
            assert "/desk/cases/" in desk.get("/desk/").text
            assert text in Visitor(here.url).post("/receipt/", {"code": code}).text
            desk.get("/account/")
            here.browser().get(REPORT)
            here.browser().get("/healthz")
            strangers.wait_for(5)
        here.check_no_plain_file()
    assert set(strangers.answers) == {422, 429}


@pytest.mark.slow
def test_who_signed_in_before_signs_in_while_strangers_flood_the_door(
    here: Place, rounds: Callable[[int], int]
) -> None:
    lead = here.office.leads[0]
    mine = _sign_in(here, lead, here.browser())
    strangers = Strangers(here.url)
    with strangers.at_work():
        for _ in range(rounds(1)):
            mine.cookies.pop("session", None)
            mine = _sign_in(here, lead, mine)
            mine.get("/desk/")
            strangers.wait_for(5)
    assert set(strangers.answers) == {422, 429}


def test_a_report_goes_in_while_others_send_slowly(here: Place) -> None:
    with _slow_uploads(here):
        text = words()
        code = Visitor(here.url).report("office", text)
        assert text in Visitor(here.url).post("/receipt/", {"code": code}).text


@pytest.mark.parametrize("said", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\n"])
def test_hundreds_who_say_half_a_word_keep_nobody_waiting(here: Place, said: bytes) -> None:
    parts = urlsplit(here.url)
    with ExitStack() as held:
        for _ in range(HALF_WORDS):
            address = (parts.hostname or "", parts.port or 80)
            held.enter_context(socket.create_connection(address)).sendall(said)
        time.sleep(1)  # so that each of them has a thread, if it can have one
        for path in ("/healthz", REPORT, "/receipt/", DOOR):
            here.browser().get(path)


def test_a_connection_serves_several_requests_but_none_that_came_too_early(here: Place) -> None:
    parts = urlsplit(here.url)
    lasting = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    with closing(lasting):
        for _ in range(3):
            lasting.request("GET", "/healthz")
            assert lasting.getresponse().read()
    head = f"GET /healthz HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()
    with socket.create_connection((parts.hostname or "", parts.port or 80)) as early:
        early.sendall(head + head + b"GET / HT")
        received = b"".join(iter(lambda: early.recv(1000), b""))
    assert received.count(b"HTTP/1.1 200") == 1
