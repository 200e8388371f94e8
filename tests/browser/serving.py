"""A portal that really serves, as its operator starts it; it can be killed and started again."""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from base64 import b32decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from config import Config
from tests.builders import CHEAP, MadeOffice, found, otp
from wbportal.cli.demonstration import making
from wbportal.db import accounts, schema
from wbportal.portal import Portal
from wbportal.portal.secrets import draw

_PATIENCE_SECONDS = 90.0
_LOOK_EVERY_SECONDS = 0.05


@dataclass(slots=True)
class Server:
    """The processes that serve one home."""

    home: Path
    url: str
    env: Mapping[str, str] = field(repr=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start all of it, and wait until it answers."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "wbportal.cli", "serve"],
            env=self.env,
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not self.answers():
            assert self._process.poll() is None, "the server ended by itself"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(_LOOK_EVERY_SECONDS)

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/healthz", timeout=5).close()  # noqa: S310 - ours
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
        return True

    def stop(self) -> None:
        """End it in order, as an operator does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(_PATIENCE_SECONDS)
            self._process = None

    def kill(self) -> None:
        """Take the power away: kill -9 for every process of it at once."""
        assert self._process is not None
        everybody = [self._process.pid, *_descendants(self._process.pid)]
        for pid in everybody:
            os.kill(pid, signal.SIGKILL)
        self._process.wait(_PATIENCE_SECONDS)
        self._process = None
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while any(_is_alive(pid) for pid in everybody):
            assert time.monotonic() < deadline, "somebody survived"
            time.sleep(_LOOK_EVERY_SECONDS)

    def stored_bytes(self) -> int:
        """Return what lies in the blob store, finished or not."""
        return sum(
            path.stat().st_size for path in (self.home / "blobs").rglob("*") if path.is_file()
        )


@dataclass(frozen=True, slots=True)
class Site:
    """A server with an office, and a hand on its database."""

    server: Server
    portal: Portal = field(repr=False)
    office: MadeOffice = field(repr=False)

    @property
    def url(self) -> str:
        return self.server.url

    def count(self, table: str) -> int:
        """Count the rows of a table."""
        with self.portal.work() as work:
            return work.db.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608 - ours

    def end_visits(self) -> None:
        """End every visit in the database, as half an hour without a click does."""
        with self.portal.engine.begin() as connection:
            connection.execute(text("DELETE FROM sessions WHERE kind = 'reporter'"))


@dataclass(frozen=True, slots=True)
class Demonstration:
    """The demonstration of `make run`, served: ten cases, people, and codes to come back with."""

    server: Server
    portal: Portal = field(repr=False)

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def slug(self) -> str:
        return str(making.read(self.server.home)["office"])

    @property
    def people(self) -> dict[str, dict[str, str]]:
        said = json.loads((self.server.home / "demo.json").read_bytes())
        return {one["username"]: one for one in said["people"]}

    def otp(self, username: str) -> str:
        """Return what somebody's authenticator shows; it may be used although one just was."""
        with self.portal.work() as work:
            row = accounts.by_username(work.db, username)
            assert row is not None
            row.totp_step = 0
        return otp(b32decode(self.people[username]["totp_secret"]), datetime.now(UTC))

    @property
    def codes(self) -> list[str]:
        return [str(code) for code in making.read_codes(self.server.home).values()]


@contextmanager
def serving(home: Path, port: int | None = None, *also: str) -> Iterator[Site]:
    """Found an office and serve it, under other addresses too; passphrases are stretched cheaply.

    Without a port it is one that is free.
    """
    draw(home / "secrets")
    server = _server(home, port or free_port(), *also)
    config = Config.from_env(server.env)
    portal = Portal.from_config(replace(config, passphrase_cost=CHEAP))
    schema.upgrade(portal.engine)
    office = found(portal)
    with _running(server, portal):
        yield Site(server, portal, office)


@contextmanager
def demonstrating(home: Path, made: Path) -> Iterator[Demonstration]:
    """Serve the demonstration in `home`: a copy of the one in `made`, which the first makes."""
    server = _server(home, free_port(), WBPORTAL_DEMO="1")
    made.mkdir(exist_ok=True)
    with (made.parent / f"{made.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until it is closed
        making.make_once(made, server.env)
    shutil.copytree(made, home, dirs_exist_ok=True)
    portal = Portal.from_env(server.env)
    with _running(server, portal):
        yield Demonstration(server, portal)


@contextmanager
def _running(server: Server, portal: Portal) -> Iterator[None]:
    server.start()
    try:
        yield
    finally:
        portal.engine.dispose()
        server.stop()


def _server(home: Path, port: int, *also: str, **settings: str) -> Server:
    home.mkdir(parents=True, exist_ok=True)
    url = f"http://127.0.0.1:{port}"
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("WBPORTAL_")},
        "WBPORTAL_HOME": str(home),
        "WBPORTAL_PUBLIC_URLS": " ".join((url, *also)),
        "WBPORTAL_MIN_FREE_BYTES": "0",
        "PORT": str(port),
        **settings,
    }
    return Server(home, url, env)


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _descendants(pid: int) -> list[int]:
    children = [one for one in _processes() if _parent_and_state(one)[0] == pid]
    return children + [one for child in children for one in _descendants(child)]


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _is_alive(pid: int) -> bool:
    return _parent_and_state(pid)[1] not in {"", "Z", "X"}


def _parent_and_state(pid: int) -> tuple[int, str]:
    """Read them behind the name, which may hold spaces (proc_pid_stat(5))."""
    try:
        state, parent, *_ = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0, ""
    return int(parent), state
