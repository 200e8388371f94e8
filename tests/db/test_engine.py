"""The database file is sealed, for its owner alone, and says no sooner than it loses anything."""

import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from tests.db.conftest import KEY
from tests.db.rows import case, founded, office
from wbportal.db import offices
from wbportal.db.engine import (
    begin_writing,
    checkpoint,
    is_busy,
    is_dangling,
    is_taken,
    open_engine,
    open_sessions,
)
from wbportal.db.errors import DatabaseRefused, SqliteTooOld, WrongDatabaseKey
from wbportal.db.offices import Office
from wbportal.db.sqlcipher import refuse_old_sqlite

_WAL_FULL = 2


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", _WAL_FULL),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("busy_timeout", 10_000),
        ("trusted_schema", 0),
        ("cipher_page_size", "8192"),
    ],
)
def test_every_connection_is_set_up(engine: Engine, pragma: str, value: object) -> None:
    with engine.connect() as one, engine.connect() as two:
        for connection in (one, two):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_nothing_of_a_row_can_be_read_in_the_files(db: Session, tmp_path: Path) -> None:
    founded(db)
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        assert "สำนักงาน".encode() not in content
        assert b"SQLite format" not in content
        assert b"CREATE TABLE" not in content


def test_only_the_owner_can_read_the_files(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        engine = open_engine(f"sqlite:///{tmp_path}/new/portal.sqlite", KEY)
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE t (x)")
            modes = {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "new").iterdir()}
        engine.dispose()
    finally:
        os.umask(before)
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


@pytest.mark.parametrize("key", [bytes(32), b"short", b""])
def test_another_key_does_not_open_the_file(engine: Engine, tmp_path: Path, key: bytes) -> None:
    engine.dispose()
    with pytest.raises(WrongDatabaseKey):
        open_engine(f"sqlite:///{tmp_path}/portal.sqlite", key).connect()


def test_the_key_stands_in_no_url_and_no_message(engine: Engine, tmp_path: Path) -> None:
    assert KEY.hex() not in str(engine.url)
    assert KEY.hex() not in repr(engine)
    with pytest.raises(WrongDatabaseKey) as caught:
        open_engine(f"sqlite:///{tmp_path}/portal.sqlite", bytes(range(1, 33))).connect()
    assert bytes(range(1, 33)).hex() not in str(caught.value)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url: str) -> None:
    with pytest.raises(DatabaseRefused):
        open_engine(url, KEY)


def test_an_sqlite_that_can_lose_data_is_refused() -> None:
    with pytest.raises(SqliteTooOld, match=r"3\.51\.2"):
        refuse_old_sqlite((3, 51, 2))
    refuse_old_sqlite((3, 51, 3))
    refuse_old_sqlite((4, 0, 0))


def test_a_reader_that_writes_in_the_end_does_not_lose_to_a_writer_before(engine: Engine) -> None:
    with engine.connect() as one, engine.connect() as two:
        for connection in (one, two):
            connection.execute(text("SELECT count(*) FROM jobs"))
        for connection in (one, two):
            begin_writing(connection)
            connection.exec_driver_sql("DELETE FROM jobs")
            connection.commit()


def test_waiting_too_long_for_the_lock_is_told_apart(engine: Engine) -> None:
    with engine.connect() as one, engine.connect() as two:
        begin_writing(one)
        two.exec_driver_sql("PRAGMA busy_timeout = 1")
        with pytest.raises(OperationalError) as caught:
            begin_writing(two)
        two.exec_driver_sql("PRAGMA busy_timeout = 10000")
    assert is_busy(caught.value)


def test_a_row_that_is_there_already_is_told_from_one_that_dangles(db: Session) -> None:
    there = founded(db)
    db.add(office(there.slug))
    with pytest.raises(IntegrityError) as taken:
        db.commit()
    db.rollback()
    db.add(case(office("unknown").id))
    with pytest.raises(IntegrityError) as dangling:
        db.commit()
    assert (is_taken(taken.value), is_dangling(taken.value)) == (True, False)
    assert (is_taken(dangling.value), is_dangling(dangling.value)) == (False, True)


def test_a_checkpoint_empties_the_log(engine: Engine, db: Session, tmp_path: Path) -> None:
    founded(db)
    assert (tmp_path / "portal.sqlite-wal").stat().st_size > 0
    db.close()
    checkpoint(engine)
    assert (tmp_path / "portal.sqlite-wal").stat().st_size == 0


def test_a_row_is_read_once_in_a_session(engine: Engine) -> None:
    with Session(engine) as db:
        db.add(office())
        db.commit()
        (office_id,) = db.scalars(select(Office.id)).all()
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    with open_sessions(engine)() as db:
        for _ in range(3):
            assert offices.by_id(db, office_id) is not None
    assert [one.split()[0] for one in asked] == ["BEGIN", "SELECT"]
