"""Waiting for the heads of requests in few places: half a head takes no thread from anybody.

gunicorn (27) reads a head in one of the threads that serve, however long it takes to come: some
hundred connections that send half a line and then nothing keep everybody out for good. Here a
thread serves a request whose head is there, and few threads wait for the others.
"""

import select
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from socket import MSG_DONTWAIT, MSG_PEEK, SHUT_RD, SO_RCVLOWAT, SOL_SOCKET, socket

_END = b"\r\n\r\n"
_MOST_BYTES = 64 * 1024
_MOST_SECONDS = 5.0


class Head(Enum):
    """What has come of a head."""

    NOTHING = auto()
    WHOLE = auto()  # or the sender has hung up: nobody waits in either case
    HALF = auto()  # and the rest did not come in time


@dataclass(slots=True)
class Places:
    """Where threads of one process wait for the rest of a head; the newest drives out the oldest.

    Four, because of 64 threads 58 are divided in `wbportal/web/floods.py`, and the desk keeps two.
    """

    width: int = 4
    most_seconds: float = _MOST_SECONDS
    _inside: list[socket] = field(default_factory=list, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def head_on(self, connection: socket) -> Head:
        """Say what has come of the next head, after waiting for the rest of one that began."""
        try:
            seen = _seen(connection)
        except BlockingIOError:
            return Head.NOTHING
        except OSError:
            return Head.WHOLE
        if not seen or _END in seen:
            return Head.WHOLE
        with self._held(connection):
            return self._wait(connection, len(seen))

    @contextmanager
    def _held(self, connection: socket) -> Iterator[None]:
        with self._lock:
            self._inside.append(connection)
            if len(self._inside) > self.width:
                with suppress(OSError):
                    self._inside.pop(0).shutdown(SHUT_RD)  # its thread wakes up
        try:
            yield
        finally:
            with self._lock:
                if connection in self._inside:
                    self._inside.remove(connection)

    def _wait(self, connection: socket, length: int) -> Head:
        deadline = time.monotonic() + self.most_seconds
        with suppress(OSError):
            while length <= _MOST_BYTES and _more_than(length, connection, deadline):
                seen = _seen(connection)
                if _END in seen:
                    return Head.WHOLE
                if len(seen) <= length:
                    break  # the sender hung up
                length = len(seen)
        return Head.HALF


def _seen(connection: socket) -> bytes:
    return connection.recv(_MOST_BYTES + 1, MSG_PEEK | MSG_DONTWAIT)


def _more_than(length: int, connection: socket, deadline: float) -> bool:
    """Wait for more bytes than these, or the end of all; say whether that came in time."""
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    # Else what was looked at and not taken would count as news, again and again (socket(7)).
    connection.setsockopt(SOL_SOCKET, SO_RCVLOWAT, length + 1)
    try:
        return bool(poll.poll(max(0.0, deadline - time.monotonic()) * 1000))
    finally:
        connection.setsockopt(SOL_SOCKET, SO_RCVLOWAT, 1)
