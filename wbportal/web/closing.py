"""Ending connections without letting anybody wait for whoever does not hang up.

gunicorn (27) closes a connection in the one thread that accepts all the others, and there it waits
up to two seconds for the other side to close too: a single visitor who asks four times a second
and never hangs up would keep everybody else out. Here the thread that served the request does it.
"""

import time
from contextlib import suppress
from socket import SHUT_RDWR, SHUT_WR, socket

# It declares no types.
from gunicorn.workers.gthread import (  # type: ignore[import-untyped]
    _DEFER,
    TConn,
    ThreadWorker,
)

from wbportal.web.heads import Head, Places

_MOST_SECONDS = 2.0
_QUIET_SECONDS = 0.2
_PIECE_BYTES = 64 * 1024


class Worker(ThreadWorker):  # type: ignore[misc]  # as above
    """gunicorn's threads: they serve whole heads, and end the connections that they served."""

    places = Places()

    def handle(self, conn: TConn) -> object:
        """Serve one request; afterwards nothing is left to wait for when `conn` is closed."""
        goes_on = self._served(conn)
        if goes_on is False:
            hang_up(conn.sock)
        return goes_on

    def _served(self, conn: TConn) -> object:
        match self.places.head_on(conn.sock):
            case Head.NOTHING:
                return _DEFER
            case Head.HALF:
                return False
            case Head.WHOLE:
                goes_on: object = super().handle(conn)
        # What came behind a request before its answer is out of sight of `places`.
        return goes_on if goes_on is not True or not conn.parser.unreader.buf.tell() else False


def hang_up(connection: socket) -> None:
    """End both directions; closing the socket then waits for nobody.

    Bytes that came and were not read, as of a body that was refused, are read away first: the
    kernel would else throw our answer away with them (RFC 9112 §9.6). That takes two seconds at
    most, and none if there are no such bytes.
    """
    with suppress(OSError):  # it is gone already
        connection.shutdown(SHUT_WR)
        _read_away(connection)
        connection.shutdown(SHUT_RDWR)


def _read_away(connection: socket) -> None:
    deadline = time.monotonic() + _MOST_SECONDS
    connection.settimeout(0)  # what is there now; after that, what comes without a pause
    with suppress(BlockingIOError, TimeoutError):
        while connection.recv(_PIECE_BYTES) and time.monotonic() < deadline:
            connection.settimeout(_QUIET_SECONDS)
