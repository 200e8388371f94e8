"""Reading what a browser sends: never too slowly, never too much, and whole or not at all."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socket import SHUT_RD, socket
from typing import Final, Protocol

# It declares no types.
from gunicorn.http.errors import ParseException  # type: ignore[import-untyped]
from werkzeug.exceptions import BadRequest, ClientDisconnected, RequestEntityTooLarge

_WINDOW_SECONDS: Final = 60.0
_LEAST_BYTES: Final = 60 * 1024  # in a window: 1 KiB a second
_LOOK_SECONDS: Final = 5.0
PIECE_BYTES: Final = 256 * 1024
# Asked for while a body comes in slowly: a larger piece might take longer than the window, and
# a body that moves would look like one that stands still.
_SMALL_PIECE_BYTES: Final = 16 * 1024
_QUICK_SECONDS: Final = 0.5
_TEXT_BYTES: Final = 8 * 1024 * 1024  # everything in a body that is not in a file

Clock = Callable[[], float]


class _Source(Protocol):
    """What a server or a test client hands over as `wsgi.input`."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(slots=True)
class Pace:
    """How fast a body comes in: slow is less than 60 KiB in each 60 s, from its start on."""

    clock: Clock
    _since: float = field(init=False)
    _received: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._since = self.clock()

    def received(self, count: int) -> None:
        self._received += count

    def is_slow(self) -> bool:
        """Judge the window if it is over, and begin the next one."""
        now = self.clock()
        if now - self._since < _WINDOW_SECONDS:
            return False
        enough = self._received >= _LEAST_BYTES
        self._since, self._received = now, 0
        return not enough


@dataclass(slots=True, eq=False)
class Body:
    """`wsgi.input`, read in pieces and counted: small ones until it proves to be quick."""

    source: _Source
    most_bytes: int  # all files at their largest, and the text
    pace: Pace
    length: int | None = None  # as it was announced; None for one that comes in chunks
    connection: socket | None = None  # the server's, to cut a body nobody sends on
    _read: int = 0
    _in_files: int = 0
    _is_quick: bool = False

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes, and never more than 256 KiB.

        Raises ClientDisconnected (400) when the sender is gone or too slow, BadRequest for chunks
        that are none, RequestEntityTooLarge (413) when more text comes than any form holds, or
        more files than any form may carry.
        """
        began = self.pace.clock()
        try:
            data = self.source.read(
                min(size, PIECE_BYTES if self._is_quick else _SMALL_PIECE_BYTES)
            )
        except OSError as error:
            raise ClientDisconnected from error
        except ParseException as error:
            raise BadRequest from error
        self._is_quick = self.pace.clock() - began < _QUICK_SECONDS
        self._read += len(data)
        self.pace.received(len(data))
        self._check()
        if size and not data:
            self._check_whole()
        return data

    def went_into_file(self, count: int) -> None:
        """Tell that `count` of the bytes read belong to a file, kept or discarded."""
        self._in_files += count

    def cut(self) -> None:
        """Wake up a reader that waits for bytes which do not come."""
        if self.connection is None:
            return
        try:
            self.connection.shutdown(SHUT_RD)
        except OSError:
            self.connection = None  # closed meanwhile: nothing waits any more

    def _check(self) -> None:
        if self._read - self._in_files > _TEXT_BYTES or self._read > self.most_bytes:
            raise RequestEntityTooLarge
        if self.pace.is_slow():
            raise ClientDisconnected

    def _check_whole(self) -> None:
        # A server that says `wsgi.input_terminated` leaves this to us; half a text looks whole.
        if self.length is not None and self._read < self.length:
            raise ClientDisconnected


class Watch:
    """Cuts bodies whose readers are stuck; its one thread lives only while there are bodies."""

    def __init__(self, look_seconds: float = _LOOK_SECONDS) -> None:
        self._look_seconds = look_seconds
        self._bodies: set[Body] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @contextmanager
    def over(self, body: Body) -> Iterator[None]:
        """Watch `body` while the block reads it."""
        with self._lock:
            self._bodies.add(body)
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                self._bodies.discard(body)

    def _look(self) -> None:
        while True:
            time.sleep(self._look_seconds)
            with self._lock:
                if not self._bodies:
                    self._thread = None
                    return
                slow = [body for body in self._bodies if body.pace.is_slow()]
            for body in slow:
                body.cut()
