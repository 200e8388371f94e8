"""Floods are met with bounded concurrency, never with addresses: lanes, and delays per name.

* Lane    so many at once; the rest wait a while, the newest first, and then are told to come back
* Delays  each failure of a name makes its next try wait longer, whether the name exists or not
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256


class Crowded(Exception):
    """There is no room now; `retry_after` says when to come back."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__("crowded")
        self.retry_after = retry_after

    @property
    def retry_seconds(self) -> int:
        """Whole seconds, at least one, as the Retry-After header wants them."""
        return max(1, -int(-self.retry_after.total_seconds() // 1))


@dataclass(slots=True, eq=False)
class _Ticket:
    called: threading.Event = field(default_factory=threading.Event)
    refused: bool = False


@dataclass(slots=True)
class Lane:
    """At most `width` at once in one process; waits at most `patience`, the newest first.

    Newest first, because under a flood the oldest have given up; so nobody who waits is served
    late and everybody who is served was served soon. At most `queue` wait at all, so that waiting
    requests cannot take every thread.
    """

    width: int
    patience: timedelta = timedelta(seconds=5)
    queue: int = 16
    retry_after: timedelta = timedelta(seconds=10)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _inside: int = field(default=0, repr=False)
    _waiting: list[_Ticket] = field(default_factory=list, repr=False)

    @property
    def waiting(self) -> int:
        """How many wait for a place at this moment."""
        return len(self._waiting)

    @contextmanager
    def enter(self) -> Iterator[None]:
        """Hold one place while the block runs. Raises Crowded if none came free in time."""
        ticket = self._take_or_wait()
        if ticket is not None:
            self._wait(ticket)
        try:
            yield
        finally:
            self._leave()

    def _take_or_wait(self) -> _Ticket | None:
        with self._lock:
            if self._inside < self.width:
                self._inside += 1
                return None
            ticket = _Ticket()
            self._waiting.append(ticket)
            if len(self._waiting) > self.queue:
                # Whoever has waited longest makes room for the newest.
                oldest = self._waiting.pop(0)
                oldest.refused = True
                oldest.called.set()
            return ticket

    def _wait(self, ticket: _Ticket) -> None:
        ticket.called.wait(self.patience.total_seconds())
        with self._lock:
            # Nobody called in time: still in the line. Called in the very last moment: inside.
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                ticket.refused = True
        if ticket.refused:
            raise Crowded(self.retry_after)

    def _leave(self) -> None:
        with self._lock:
            if self._waiting:
                # The place is handed over, not freed: `_inside` stays as it is.
                self._waiting.pop().called.set()
            else:
                self._inside -= 1


_FREE_TRIES = 3
_FIRST_DELAY = timedelta(seconds=1)
_LONGEST_DELAY = timedelta(minutes=1)
_MOST_DOUBLINGS = 6
_FORGOTTEN_AFTER = timedelta(minutes=15)
_NAMES_KEPT = 10_000


@dataclass(slots=True)
class _Failures:
    count: int
    last: datetime


@dataclass(slots=True)
class Delays:
    """How long a name must wait after failures: 1 s after the third, doubling to a minute.

    Never a lock-out: the right passphrase after the delay always works. Known and unknown names
    are treated alike, and only a hash of them is kept, in memory, for a quarter of an hour.
    """

    clock: Callable[[], datetime]
    _names: OrderedDict[bytes, _Failures] = field(default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __len__(self) -> int:
        """Count the names that failures are remembered of."""
        return len(self._names)

    def check(self, name: str) -> None:
        """Raise Crowded if this name failed so often that it must still wait."""
        with self._lock:
            found = self._names.get(_key(name))
            if found is None:
                return
            wait = found.last + _delay_after(found.count) - self.clock()
        if wait > timedelta(0):
            raise Crowded(wait)

    def failed(self, name: str) -> None:
        """Count one failure against a name."""
        now = self.clock()
        with self._lock:
            self._forget(now)
            before = self._names.pop(_key(name), _Failures(0, now))
            self._names[_key(name)] = _Failures(before.count + 1, now)

    def succeeded(self, name: str) -> None:
        """Forget a name's failures."""
        with self._lock:
            self._names.pop(_key(name), None)

    def _forget(self, now: datetime) -> None:
        # In the order of the last failure, so the forgettable ones stand first.
        while self._names:
            oldest = next(iter(self._names.values()))
            if len(self._names) < _NAMES_KEPT and now - oldest.last < _FORGOTTEN_AFTER:
                return
            self._names.popitem(last=False)


def _key(name: str) -> bytes:
    return sha256(name.strip().casefold().encode()).digest()


def _delay_after(failures: int) -> timedelta:
    if failures < _FREE_TRIES:
        return timedelta(0)
    doublings: int = min(failures - _FREE_TRIES, _MOST_DOUBLINGS)
    return min(_FIRST_DELAY * (1 << doublings), _LONGEST_DELAY)
