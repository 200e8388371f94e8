"""The one typed door to sqlcipher3, a C extension without types."""

import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from types import ModuleType

from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlcipher3 import dbapi2

from wbportal.db.errors import DatabaseRefused, SqliteTooOld, WrongDatabaseKey

BUSY_MILLISECONDS = 10_000
MODULE: ModuleType = dbapi2

_FIRST_SOUND = (3, 51, 3)  # sqlite.org/wal.html, "the WAL-reset bug"
_KEY_BYTES = 32
_PRAGMAS = (
    # A grant (1.3 KB) fits a page of 8 KiB without overflowing it, and not one of 4 KiB.
    "cipher_page_size = 8192",
    "journal_mode = WAL",
    "synchronous = FULL",  # NORMAL loses the last commits when the power fails
    "foreign_keys = ON",
    "secure_delete = ON",
    "trusted_schema = OFF",
    "cache_size = -16384",  # KiB a connection: what the queue of 100,000 cases needs, decrypted
    f"busy_timeout = {BUSY_MILLISECONDS}",
)


def refuse_old_sqlite(version: tuple[int, ...]) -> None:
    """Raise SqliteTooOld for a version whose log two processes can corrupt."""
    if version < _FIRST_SOUND:
        found, wanted = (".".join(map(str, v)) for v in (version, _FIRST_SOUND))
        raise SqliteTooOld(f"SQLite {found} can lose data: {wanted} or newer is needed.")


def connect_with_any(path: Path, keys: Sequence[bytes]) -> DBAPIConnection:
    """Open a database with the first of `keys` that fits. Raises WrongDatabaseKey."""
    for key in keys[:-1]:
        try:
            return connect(path, key)
        except WrongDatabaseKey:
            continue
    return connect(path, keys[-1])


def connect(path: Path, key: bytes) -> DBAPIConnection:
    """Open an encrypted database file, or begin one that only its owner can read; 0.2 ms.

    Transactions are begun by whoever uses the connection. Raises WrongDatabaseKey.
    """
    refuse_old_sqlite(dbapi2.sqlite_version_info)
    if len(key) != _KEY_BYTES:
        raise WrongDatabaseKey("The database key is not 32 bytes.")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # SQLite would make the file readable for all; its log inherits the mode.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    connection: DBAPIConnection = dbapi2.connect(
        str(path), isolation_level=None, check_same_thread=False
    )
    try:
        with closing(connection.cursor()) as cursor:
            cursor.execute("PRAGMA cipher_log_level = NONE")  # it would write on our terminal
            # By the raw cursor: no statement log and no URL ever holds the key.
            cursor.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            for pragma in _PRAGMAS:
                cursor.execute(f"PRAGMA {pragma}")
    except dbapi2.DatabaseError as error:
        connection.close()
        raise WrongDatabaseKey("The database key does not open the database file.") from error
    return connection


def rekey(path: Path, old: bytes, new: bytes) -> None:
    """Encrypt a whole database file anew, in place; only for a copy that nobody else has open.

    A minute for some gigabytes. Whatever cuts it off leaves a file of no use, because nothing is
    written ahead. Raises WrongDatabaseKey if `old` does not open it, and DatabaseRefused if it
    does not read from end to end afterwards.
    """
    connection = dbapi2.connect(str(path), isolation_level=None)
    try:
        with closing(connection.cursor()) as cursor:
            cursor.execute("PRAGMA cipher_log_level = NONE")
            cursor.execute(f"PRAGMA key = \"x'{old.hex()}'\"")
            for pragma in ("cipher_page_size = 8192", "journal_mode = OFF", "cache_size = -32768"):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.execute(f"PRAGMA rekey = \"x'{new.hex()}'\"")
    except dbapi2.DatabaseError as error:
        raise WrongDatabaseKey("The database key does not open the database file.") from error
    finally:
        connection.close()
    _check_whole(path, new)


def _check_whole(path: Path, key: bytes) -> None:
    connection = connect(path, key)
    try:
        with closing(connection.cursor()) as cursor:
            cursor.execute("PRAGMA integrity_check")
            found = cursor.fetchall()
    finally:
        connection.close()
    if [tuple(row) for row in found] != [("ok",)]:
        raise DatabaseRefused("The database is damaged: restore a backup of an earlier day.")
