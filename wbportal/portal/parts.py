"""The long-lived parts that a unit of work needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy.orm import Session, sessionmaker

from config import Limits
from wbportal.blobs import BlobStore
from wbportal.portal.counts import CountFile
from wbportal.portal.errors import Busy
from wbportal.portal.heads import HeadFile
from wbportal.portal.roots import Roots
from wbportal.portal.uploads import Uploads
from wbportal.vault.deployment import DeploymentKeys

_WAIT_SECONDS = 10


class Turns:
    """Lets the threads of a process write one after the other.

    SQLite's own waiting is asleep for longer and longer stretches; a queue of threads is not.
    """

    def __init__(self, *, needed: bool) -> None:
        self._lock = Lock() if needed else None

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold the right to write. Raises Busy after ten seconds of waiting."""
        if self._lock is None:
            yield
            return
        if not self._lock.acquire(timeout=_WAIT_SECONDS):
            raise Busy
        try:
            yield
        finally:
            self._lock.release()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Database, blobs, keys, and what is kept outside all of them."""

    sessions: sessionmaker[Session]
    blobs: BlobStore
    uploads: Uploads
    keys: DeploymentKeys = field(repr=False)
    roots: Roots
    heads: HeadFile
    counts: CountFile
    limits: Limits
    turns: Turns
