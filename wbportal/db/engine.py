"""Opening the database, and the few things in which databases differ."""

from contextlib import suppress
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from wbportal.db import sqlcipher
from wbportal.db.errors import DatabaseRefused

# Together one for each thread of a server process, and some to spare. A few stay open with what
# they read in memory; the rest is closed after use. None is opened before it is used.
_KEPT, _OVERFLOW = 4, 68
_POOL_SECONDS = 10
_HELD = "held"
_LOCK_NOT_AVAILABLE = "55P03"
_UNIQUE_VIOLATION = "23505"  # SQL:2023 class 23, as PostgreSQL numbers it
_FOREIGN_KEY = frozenset({"23503", "23001"})


def open_engine(url: str, key: bytes, following: bytes | None = None) -> Engine:
    """Make an engine for `url`; nothing is opened yet.

    `key` seals an SQLite file, or `following` if a rotation of it was cut off after the file was
    exchanged; other databases look after themselves. Raises DatabaseRefused.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            parsed,
            pool_size=_KEPT,
            max_overflow=_OVERFLOW,
            pool_timeout=_POOL_SECONDS,
            pool_use_lifo=True,
        )
    path = database_file(url)
    keys = (key,) if following is None else (key, following)
    engine = create_engine(
        "sqlite+pysqlite://",
        module=sqlcipher.MODULE,
        creator=partial(sqlcipher.connect_with_any, path, keys),
        poolclass=QueuePool,  # with a creator, a pool for one thread would be chosen
        pool_size=_KEPT,
        max_overflow=_OVERFLOW,
        pool_timeout=_POOL_SECONDS,
        pool_use_lifo=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def database_file(url: str) -> Path:
    """Return the file of an embedded database. Raises DatabaseRefused if it is none."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        raise DatabaseRefused("The database has to be a file.")
    return Path(parsed.database or "")


def open_sessions(engine: Engine) -> sessionmaker[Session]:
    """Make sessions that write nothing before they are told to, and keep what they read."""
    sessions = sessionmaker(engine, autoflush=False, expire_on_commit=False)
    event.listen(sessions, "loaded_as_persistent", _hold)
    return sessions


def begin_writing(connection: Connection) -> None:
    """Turn a transaction that has only read into one that may write.

    SQLite lets no reader become a writer once somebody else wrote, so the read ends and a new
    transaction waits for the lock. Elsewhere the transaction goes on, and rows are locked one by
    one. Raises OperationalError if the lock is not had within ten seconds.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def is_busy(error: OperationalError) -> bool:
    """Say whether a statement failed only because somebody else was writing for too long."""
    return "database is locked" in str(error.orig) or _sqlstate(error) == _LOCK_NOT_AVAILABLE


def is_taken(error: IntegrityError) -> bool:
    """Say whether a row was refused because what has to be unique in it is there already."""
    return "UNIQUE constraint" in str(error.orig) or _sqlstate(error) == _UNIQUE_VIOLATION


def is_dangling(error: IntegrityError) -> bool:
    """Say whether a row was refused because the one it refers to is gone, or the reverse."""
    return "FOREIGN KEY constraint" in str(error.orig) or _sqlstate(error) in _FOREIGN_KEY


def checkpoint(engine: Engine) -> None:
    """Move the write-ahead log into the database file, as before a copy of it."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection, suppress(OperationalError):
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _sqlstate(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", ""))


def _hold(session: Session, row: object) -> None:
    # A session alone forgets a row that nobody holds, and asks for it again by the same id.
    session.info.setdefault(_HELD, []).append(row)


def _begin(connection: Connection) -> None:
    # The driver begins nothing by itself, so that this may be followed by a BEGIN IMMEDIATE.
    connection.exec_driver_sql("BEGIN")
