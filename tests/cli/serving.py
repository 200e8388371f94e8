"""A real server in a process of its own, and a browser that talks to it over the wire."""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener, urlopen

from tests.house.installation import installation

_PATIENCE_SECONDS = 60
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_FORM = re.compile(r'name="form" value="([^"]+)"')
_CODE = re.compile(r"<li>(\d{4})</li>")
_ASKED = re.compile(r'name="group_(\d)"')


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(home: Path, port: int) -> dict[str, str]:
    """Return the environment of a server at `home`, with secrets of its own."""
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith("WBPORTAL_")},
        **installation(home),
        "WBPORTAL_PUBLIC_URLS": f"http://127.0.0.1:{port}",
        "WBPORTAL_MIN_FREE_BYTES": "0",
        "PORT": str(port),
    }


@dataclass(slots=True)
class Served:
    """A server that runs."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path

    def stop(self) -> int:
        """Ask it to stop, and return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(_PATIENCE_SECONDS)

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            with (
                suppress(URLError, ConnectionError),
                urlopen(  # noqa: S310 - our own
                    f"{self.url}/healthz"
                ) as answer,
            ):
                assert answer.status == 200
                return
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def children(self) -> list[int]:
        """Return the ids of gunicorn's and the worker's processes."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]


@contextmanager
def served(env: Mapping[str, str], *command: str) -> Iterator[Served]:
    """Run `wbportal serve`, or another command that serves, for as long as the block lasts."""
    log = Path(env["WBPORTAL_HOME"]).with_suffix(".log")
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "wbportal.cli", *(command or ("serve",))],
            env=env,
            stdout=out,
            stderr=out,
        )
    server = Served(process, f"http://127.0.0.1:{env['PORT']}", log)
    try:
        server.wait_until_it_answers()
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(_PATIENCE_SECONDS)


def are_gone(pids: list[int]) -> bool:
    """Wait until none of these processes is there any more."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if not any(_is_alive(pid) for pid in pids):
            return True
        time.sleep(0.1)
    return False


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@dataclass(slots=True)
class Page:
    """What came back."""

    status: int
    url: str
    text: str


def _browser() -> OpenerDirector:
    return build_opener(HTTPCookieProcessor(CookieJar()))


@dataclass(slots=True)
class Visitor:
    """A browser without JavaScript."""

    url: str
    opener: OpenerDirector = field(default_factory=_browser)

    def get(self, path: str) -> Page:
        return self._open(Request(self.url + path))  # noqa: S310 - our own

    def post(self, path: str, fields: Mapping[str, str], page: Page | None = None) -> Page:
        """Send a form as it is on `page`, or on the page at `path`."""
        page = page or self.get(path)
        found = {"csrf_token": _TOKEN, "form": _FORM}
        hidden = {name: m[1] for name, pattern in found.items() if (m := pattern.search(page.text))}
        body = urlencode({**hidden, **fields}).encode()
        headers = {"Origin": self.url, "Sec-Fetch-Site": "same-origin"}
        return self._open(Request(self.url + path, body, headers))  # noqa: S310 - our own

    def report(self, office: str, text: str) -> str:
        """Send a report, note its code, and return it."""
        shown = self.post(f"/o/{office}/report/", {"text": text})
        assert shown.url.endswith("/receipt/new"), shown.text
        code = _CODE.findall(shown.text)
        asked = [int(index) for index in _ASKED.findall(shown.text)]
        noted = self.post(
            "/receipt/new", {f"group_{index}": code[index - 1] for index in asked}, shown
        )
        assert noted.url.endswith("/receipt/case"), noted.text
        return " ".join(code)

    def _open(self, request: Request) -> Page:
        try:
            with self.opener.open(request) as answer:
                return Page(answer.status, answer.url, answer.read().decode())
        except HTTPError as error:
            return Page(error.code, error.url, error.read().decode())


def words() -> str:
    """Return words that stand nowhere else."""
    return f"something I saw {secrets.token_hex(8)}"
