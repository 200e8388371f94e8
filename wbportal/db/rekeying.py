"""The embedded database under another key: a copy is made, and takes its place when it is whole."""

import os
import shutil
from pathlib import Path

from sqlalchemy import Engine

from wbportal.db import sqlcipher
from wbportal.db.engine import checkpoint
from wbportal.db.errors import DatabaseRefused


def is_under(path: Path, key: bytes) -> bool:
    """Say whether a database file opens with `key`."""
    try:
        sqlcipher.connect(path, key).close()
    except DatabaseRefused:
        return False
    return True


def copy_under(engine: Engine, path: Path, copy: Path, keys: tuple[bytes, bytes]) -> int:
    """Make `copy` of a database that nobody uses, under `keys[1]`; return its size in bytes.

    What was left of an attempt before is removed. `path` is only read. The copy is read
    from end to end, and on the disk when this returns. Raises DatabaseRefused.
    """
    checkpoint(engine)
    engine.dispose()
    _check_no_log(path)
    for left in (copy, *_logs(copy)):
        left.unlink(missing_ok=True)
    if shutil.disk_usage(copy.parent).free < 2 * path.stat().st_size:
        raise DatabaseRefused("The disk is too full for a second copy of the database.")
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    shutil.copyfile(path, copy)
    sqlcipher.rekey(copy, *keys)
    _check_no_log(copy)
    with copy.open("rb+") as file:
        os.fsync(file.fileno())
    return copy.stat().st_size


def take_place(path: Path, copy: Path) -> None:
    """Let a copy be the database from now on; the one before is gone then."""
    # An empty log of the file before: nothing in it belongs to either.
    for left in _logs(path):
        left.unlink(missing_ok=True)
    copy.replace(path)


def _logs(path: Path) -> tuple[Path, ...]:
    # The journal, too: turning a file to write-ahead needs one, and SQLite would play back what
    # an attempt before had left of it.
    return tuple(path.with_name(path.name + end) for end in ("-journal", "-wal", "-shm"))


def _check_no_log(path: Path) -> None:
    journal, log, _ = _logs(path)
    if any(one.exists() and one.stat().st_size for one in (journal, log)):
        raise DatabaseRefused("Something else has the database open: stop it first.")
