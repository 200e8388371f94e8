"""Whether a server runs: it shares a lock file that whoever needs the data alone takes whole."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wbportal.portal.errors import PortalRunning


@contextmanager
def sharing(home: Path) -> Iterator[None]:
    """Say that a server, worker or command is using the data. Raises PortalRunning."""
    with _held(home, fcntl.LOCK_SH):
        yield


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Keep every server and worker out. Raises PortalRunning if one is there."""
    with _held(home, fcntl.LOCK_EX):
        yield


@contextmanager
def _held(home: Path, how: int) -> Iterator[None]:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_CREAT | os.O_RDWR | os.O_CLOEXEC
    descriptor = os.open(home / "running.lock", flags, 0o600)
    try:
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PortalRunning from error
        yield
    finally:
        os.close(descriptor)
