"""A portal that really serves: an installation in a temporary home, and its processes."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from bench.browser import Browser
from config import Config
from tests.builders import CHEAP, MadeOffice, found
from wbportal.db import schema
from wbportal.portal import Portal
from wbportal.portal.secrets import draw

_TICKS = os.sysconf("SC_CLK_TCK")
_PATIENCE_SECONDS = 60.0
# So that no figure depends on the disk of the machine being large: a report may fill half of it.
_SETTINGS = {
    "WBPORTAL_DEFAULT_LOCALE": "en",
    "WBPORTAL_MAX_UPLOAD_BYTES": "4000000000",
    "WBPORTAL_DRAFT_DISK_SHARE": "0.9",
}
SERVE = ("-m", "wbportal.cli", "serve")


@dataclass(frozen=True, slots=True)
class Installation:
    """A home with secrets, tables and an office, and the environment that leads to it."""

    home: Path
    url: str
    env: Mapping[str, str] = field(repr=False)
    portal: Portal = field(repr=False)
    office: MadeOffice = field(repr=False)


@dataclass(frozen=True, slots=True)
class Server:
    """The processes that serve one installation."""

    process: subprocess.Popen[bytes]
    here: Installation

    def browser(self) -> Browser:
        return Browser(self.here.url)

    def cpu_seconds(self) -> float:
        """Return what every process of the server has used so far; to 10 ms for each."""
        return sum(_cpu(pid) for pid in [self.process.pid, *_descendants(self.process.pid)])

    def workers(self) -> list[int]:
        """Return the processes that answer requests: the children of gunicorn's first one."""
        return [
            pid
            for master in _children(self.process.pid)
            if "gunicorn" in _command(master)
            for pid in _children(master)
        ]

    def memory(self, key: str = "VmRSS") -> int:
        """Return the bytes that the largest worker holds (VmRSS), or held at most (VmHWM)."""
        return max(_status_bytes(pid, key) for pid in self.workers())

    def fair_memory(self) -> int:
        """Return the bytes of the largest worker, a half of each page that both have (PSS)."""
        return max(_proportional(pid) for pid in self.workers())

    def forget_peak(self) -> None:
        """Let the highest memory be counted from now on (proc(5), clear_refs)."""
        for pid in self.workers():
            Path(f"/proc/{pid}/clear_refs").write_text("5")


@contextmanager
def installed(*, cheap: bool = False) -> Iterator[Installation]:
    """Make an installation with real costs, or `cheap` ones, and an office.

    Two leads, two custodians and the recovery key hold each report besides its reporter: five
    holders to wrap for. Everything is removed at the end.
    """
    home = Path(tempfile.mkdtemp(prefix="wbportal-bench-"))
    try:
        draw(home / "secrets")
        port = free_port()
        env = {
            **{name: value for name, value in os.environ.items() if "WBPORTAL" not in name},
            **_SETTINGS,
            "WBPORTAL_HOME": str(home),
            "WBPORTAL_PUBLIC_URLS": f"http://127.0.0.1:{port}",
            "PORT": str(port),
        }
        config = Config.from_env(env)
        if cheap:
            config = replace(config, receipt_cost=CHEAP, passphrase_cost=CHEAP)
        portal = Portal.from_config(config)
        schema.upgrade(portal.engine)
        office = found(portal)
        yield Installation(home, f"http://127.0.0.1:{port}", env, portal, office)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def served(here: Installation, command: tuple[str, ...] = SERVE) -> Iterator[Server]:
    """Run the server of an installation while the block runs, as its operator would."""
    process = subprocess.Popen([sys.executable, *command], env=here.env, stdout=subprocess.DEVNULL)
    server = Server(process, here)
    try:
        wait_until_up(here.url, process)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE_SECONDS)


def wait_until_up(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait for a server to answer. Raises ConnectionError if it ends, or not within a minute."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            Browser(url).get("/healthz")
        except ConnectionError:
            if time.monotonic() > deadline or process.poll() is not None:
                raise
            time.sleep(0.05)
        else:
            return


def free_port() -> int:
    """Find a port that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/<pid>/stat after the name, which may hold spaces (proc(5))."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _cpu(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0


def _children(pid: int) -> list[int]:
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [number for number in numbers if _stat(number)[1:2] == [str(pid)]]


def _descendants(pid: int) -> list[int]:
    children = _children(pid)
    return children + [one for child in children for one in _descendants(child)]


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def _status_bytes(pid: int, key: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{key}:"):
            return int(line.split()[1]) * 1024
    raise KeyError(key)


def _proportional(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise KeyError(pid)
