"""A served portal, and a visitor who says over the wire exactly what no browser would."""

import re
import socket
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import select

from bench.browser import Browser, hidden
from tests.builders import MadeOffice, found
from tests.cli.serving import Served, environment, free_port, served
from wbportal.db import schema
from wbportal.db.blobs import Blob
from wbportal.portal import Portal

REPORT = "/o/office/report/"
CANARY = "the mayor took money under the bridge"
BOUNDARY = "wire-boundary-71c9"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
URLENCODED = "application/x-www-form-urlencoded"
_CLEARING_SECONDS = 10
_END = f"--{BOUNDARY}--\r\n".encode()
_PATIENCE_SECONDS = 30
_MEMORY = re.compile(r"VmHWM:\s+(\d+) kB")


@dataclass(frozen=True, slots=True)
class Place:
    """A server, its installation, and an empty folder for whatever is temporary."""

    server: Served
    portal: Portal
    office: MadeOffice
    temporary: Path

    @property
    def url(self) -> str:
        return self.server.url

    def browser(self) -> Browser:
        return Browser(self.url)

    def workers(self) -> list[int]:
        """Return the processes that answer requests."""
        return [pid for child in self.server.children() for pid in _children(child)]

    def forget_peak(self) -> None:
        for pid in self.workers():
            Path(f"/proc/{pid}/clear_refs").write_text("5")  # proc(5)

    def peak_bytes(self) -> int:
        """Return the most memory that a worker held since `forget_peak`."""
        status = [Path(f"/proc/{pid}/status").read_text() for pid in self.workers()]
        return max(int(found[1]) * 1024 for one in status if (found := _MEMORY.search(one)))

    def check_no_plain_file(self) -> None:
        """Nothing temporary lies in a folder, nor in a file that was unlinked while it is open."""
        assert list(self.temporary.iterdir()) == []
        opened = [target for pid in self.workers() for target in _opened_by(pid)]
        assert [one for one in opened if one.startswith(str(self.temporary))] == []

    def check_well(self) -> None:
        """It answers at once, holds what rows name and nothing else, and tells its log nothing."""
        for path in ("/healthz", REPORT, "/receipt/"):
            self.browser().get(path)
        self.check_no_plain_file()
        self.check_log()
        # Whoever was cut off a moment ago may still be clearing up.
        deadline = time.monotonic() + _CLEARING_SECONDS
        while self.stored() != self.named() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert self.stored() == self.named()

    def check_log(self) -> None:
        told = self.server.log.read_text().replace(f"{self.url} at 127.0.0.1", "")
        for secret in ("Traceback", "127.0.0.1", CANARY, "mayor", BOUNDARY, "csrf"):
            assert secret not in told, told[-2000:]

    def stored(self) -> set[str]:
        return {blob.key for blob in self.portal.blobs.stored()}

    def named(self) -> set[str]:
        with self.portal.work() as work:
            return set(work.db.scalars(select(Blob.name)))


@contextmanager
def place(home: Path, **settings: str) -> Iterator[Place]:
    """Serve a fresh installation; at the end nothing is left that no row names."""
    temporary = home.with_name("temporary")
    temporary.mkdir()
    env = environment(home, free_port()) | settings | {"TMPDIR": str(temporary)}
    portal = Portal.from_env(env)
    schema.upgrade(portal.engine)
    office = found(portal, leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
    with served(env) as server:
        here = Place(server, portal, office, temporary)
        yield here
        here.check_well()
    portal.sweep(everything=True)
    assert here.stored() == here.named()
    assert list(temporary.iterdir()) == []
    here.check_log()
    portal.engine.dispose()


def part(name: str, value: bytes, file_name: str | None = None) -> bytes:
    """Return one part of a multipart body."""
    file = "" if file_name is None else f'; filename="{file_name}"'
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
    return head.encode() + value + b"\r\n"


def whole(*parts: bytes) -> bytes:
    return b"".join(parts) + _END


@dataclass(slots=True)
class Wire:
    """One visitor with a cookie and a form, on connections of their own."""

    browser: Browser
    fields: Mapping[str, str] = field(repr=False)

    @classmethod
    def to(cls, here: Place, path: str = REPORT) -> "Wire":
        browser = here.browser()
        return cls(browser, hidden(browser.get(path).text))

    def parts(self, **more: str) -> bytes:
        """Return the form's hidden fields, and more, as parts."""
        every = {**self.fields, **more}
        return b"".join(part(name, value.encode()) for name, value in every.items())

    def post(self, body: bytes, kind: str = MULTIPART, path: str = REPORT) -> tuple[int, str]:
        """Send a whole body with its true length; return status and page."""
        headers = {"Content-Type": kind, "Content-Length": str(len(body))}
        return self.say(headers, [body], path)

    def say(
        self, headers: Mapping[str, str], pieces: Iterable[bytes], path: str = REPORT
    ) -> tuple[int, str]:
        """Send a head and whatever pieces, stop sending, and return status and page.

        The status is 0 if the connection ended without an answer.
        """
        with self.begun(headers, path) as connection:
            # The other side may answer, and end, before it has heard everything.
            with suppress(OSError):
                for piece in pieces:
                    connection.sendall(piece)
                connection.shutdown(socket.SHUT_WR)
            return answer_on(connection)

    def begun(self, headers: Mapping[str, str], path: str = REPORT) -> socket.socket:
        """Return a connection on which the head of a request was sent."""
        parts = urlsplit(self.browser.origin)
        cookies = "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())
        lines = [
            f"POST {path} HTTP/1.1",
            f"Host: {parts.netloc}",
            "Connection: close",
            f"Origin: {self.browser.origin}",
            "Sec-Fetch-Site: same-origin",
            f"Cookie: {cookies}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        connection = socket.create_connection(
            (parts.hostname or "", parts.port or 80), timeout=_PATIENCE_SECONDS
        )
        connection.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
        return connection


def answer_on(connection: socket.socket) -> tuple[int, str]:
    """Read an answer to its end; return status and page."""
    received = bytearray()
    with suppress(ConnectionResetError):
        while piece := connection.recv(64 * 1024):
            received += piece
    if not received.startswith(b"HTTP/1.1 "):
        return 0, ""
    return int(received[9:12]), received.partition(b"\r\n\r\n")[2].decode()


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()]


def _opened_by(pid: int) -> list[str]:
    targets = []
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            targets.append(str(entry.readlink()))
    return targets
