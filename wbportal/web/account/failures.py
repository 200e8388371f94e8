"""Failed sign-ins in the audit trail, but no flood of them.

Whether one is written depends on the clock alone, never on the name: a name that exists costs the
same work as one that does not.
"""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Flask, current_app

from wbportal.casework import account
from wbportal.web.current import portal

_EXTENSION = "wbportal.failures"
_BURST = 60  # written without a pause
_ONE_MORE_EVERY = timedelta(minutes=1)


@dataclass(slots=True)
class Tally:
    """Lets sixty entries through, then one a minute; counts the rest for the next entry."""

    _left: float = _BURST
    _skipped: int = 0
    _last: datetime | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def admit(self, now: datetime) -> int | None:
        """Return how many were only counted since the last entry; None: count this one too."""
        with self._lock:
            if self._last is not None:
                earned = max(timedelta(0), now - self._last) / _ONE_MORE_EVERY
                self._left = min(_BURST, self._left + earned)
            self._last = now
            if self._left < 1:
                self._skipped += 1
                return None
            self._left -= 1
            skipped, self._skipped = self._skipped, 0
            return skipped


def register(app: Flask) -> None:
    """Give the application its tally."""
    app.extensions[_EXTENSION] = Tally()


def write_down(username: str) -> None:
    """Enter a failed sign-in into the trail, in a work of its own."""
    tally: Tally = current_app.extensions[_EXTENSION]
    skipped = tally.admit(portal().clock())
    if skipped is not None:
        with portal().work() as work:
            account.note_failed_sign_in(work, username, skipped)
