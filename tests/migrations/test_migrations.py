"""Migrations arrive at the models, go back where nothing is lost, and lose nothing on the way."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Engine, String, text

import wbportal
from tests.db import rows
from wbportal.db import schema
from wbportal.db.declarations import DeclarationRow
from wbportal.db.engine import begin_writing, open_engine, open_sessions
from wbportal.db.epochs import EpochRow
from wbportal.db.errors import SchemaBehind, SchemaRefused
from wbportal.db.holder_states import HolderState
from wbportal.db.models import METADATA
from wbportal.domain.compartments import Compartment

KEY = bytes(range(32))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = open_engine(f"sqlite:///{tmp_path}/migrated.sqlite", KEY)
    yield made
    made.dispose()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(
        str(wbportal.folder("migrations") / "environment"),
        version_locations=[str(wbportal.folder("migrations"))],
    )


def _tables(engine: Engine) -> dict[str, set[str]]:
    """Return what the database itself says of its tables and indexes, line by line."""
    query = text("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE '%alembic%'")
    with engine.connect() as connection:
        return {
            # Made anew by a migration, a table has its name in quotes.
            name: {
                line.strip().rstrip(",").replace(f'TABLE "{name}" (', f"TABLE {name} (")
                for line in (sql or "").splitlines()
            }
            for name, sql in connection.execute(query)
        }


def _counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table.name: connection.scalar(text(f"SELECT count(*) FROM {table.name}"))  # noqa: S608 - our own names
            for table in METADATA.sorted_tables
        }


def _fill(engine: Engine) -> None:
    """Add a case with something in the tables that refer to it."""
    with open_sessions(engine)() as db:
        office = rows.office()
        case = rows.case(office.id)
        holder = rows.account(office.id, "somchai")
        parts = [rows.compartment(case.id, kind) for kind in Compartment]
        db.add_all([office, case, holder, *parts])
        for part in parts:
            db.add(EpochRow(compartment_id=part.id, epoch=1, statement=b"x"))
            db.add(rows.grant(part, holder.id))
            db.add(rows.record(part, 1))
        db.add(HolderState(holder_id=holder.id, case_id=case.id, sealed_state=b"x"))
        db.commit()


def test_the_head_is_what_the_models_say(engine: Engine, tmp_path: Path) -> None:
    schema.upgrade(engine)
    modelled = open_engine(f"sqlite:///{tmp_path}/modelled.sqlite", KEY)
    METADATA.create_all(modelled)
    assert _tables(engine) == _tables(modelled)
    assert schema.differences(engine) == []
    modelled.dispose()


def test_a_difference_from_the_models_is_seen(engine: Engine) -> None:
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE cases ADD COLUMN motto TEXT"))
    assert any("motto" in one for one in schema.differences(engine))


def test_there_is_one_head_and_every_file_is_numbered() -> None:
    scripts = _scripts()
    assert len(scripts.get_heads()) == 1
    revisions = [script.revision for script in scripts.walk_revisions()][::-1]
    files = sorted(path.name for path in wbportal.folder("migrations").glob("*.py"))
    assert [name[:4] for name in files] == revisions
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.py", name) for name in files)


def test_each_step_goes_up_and_down_and_up_again(engine: Engine) -> None:
    before: list[dict[str, set[str]]] = []
    revisions = [script.revision for script in _scripts().walk_revisions()][::-1]
    for revision in revisions:
        before.append(_tables(engine))
        schema.upgrade(engine, revision)
        assert schema.current(engine) == revision
    for tables in reversed(before):
        schema.downgrade(engine, "-1")
        assert _tables(engine) == tables
    schema.upgrade(engine)
    assert schema.current(engine) == schema.head() == revisions[-1]


def test_going_back_refuses_where_data_would_be_lost(engine: Engine) -> None:
    schema.upgrade(engine)
    _fill(engine)
    before = (_tables(engine), _counts(engine))
    with pytest.raises(SchemaRefused, match="cases"):
        schema.downgrade(engine, "0001")
    assert (_tables(engine), _counts(engine)) == before
    assert schema.current(engine) == schema.head()


def test_going_back_refuses_while_somebody_has_declared_their_interests(engine: Engine) -> None:
    schema.upgrade(engine, "0006")
    with open_sessions(engine)() as db:
        office = rows.office()
        holder = rows.account(office.id, "somchai")
        db.add_all([office, holder])
        db.add(DeclarationRow(account_id=holder.id, sealed_declaration=b"x"))
        db.commit()
    with pytest.raises(SchemaRefused, match="declared"):
        schema.downgrade(engine, "0005")
    assert schema.current(engine) == "0006"


def test_going_back_to_nothing_refuses_while_there_is_an_office(engine: Engine) -> None:
    schema.upgrade(engine, "0001")
    with open_sessions(engine)() as db:
        db.add(rows.office())
        db.commit()
    with pytest.raises(SchemaRefused, match="office"):
        schema.downgrade(engine, "base")
    assert schema.current(engine) == "0001"


def test_going_up_keeps_what_was_there(engine: Engine) -> None:
    schema.upgrade(engine, "0001")
    with open_sessions(engine)() as db:
        db.add(rows.office())
        db.commit()
    schema.upgrade(engine)
    assert _counts(engine)["offices"] == 1


def test_indexes_are_dropped_and_cases_kept_when_their_layers_come_and_go(engine: Engine) -> None:
    schema.upgrade(engine)
    _fill(engine)
    for columns, values, move, to in (
        ("layer, case_id, piece, sealed_piece", "0, id, 0, 'x'", schema.downgrade, "0018"),
        ("case_id, piece, sealed_piece", "id, 0, 'x'", schema.upgrade, "0019"),
    ):
        with engine.begin() as connection:
            fill = f"INSERT INTO index_pieces ({columns}) SELECT {values} FROM cases"  # noqa: S608 - constants
            connection.execute(text(fill))
        assert _counts(engine)["index_pieces"] == 1
        move(engine, to)
        assert (_counts(engine)["index_pieces"], _counts(engine)["cases"]) == (0, 1)


def _rebuild_cases(connection: Connection) -> None:
    context = MigrationContext.configure(connection, opts={"target_metadata": METADATA})
    operations = Operations(context)
    with operations.batch_alter_table("cases", recreate="always") as batch:
        batch.add_column(Column("motto", String(10)))


def test_making_cases_anew_touches_no_other_table(engine: Engine) -> None:
    schema.upgrade(engine)
    _fill(engine)
    tables, counts = _tables(engine), _counts(engine)
    with schema.unchecked(engine) as connection:
        begin_writing(connection)
        _rebuild_cases(connection)
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
        connection.commit()
    assert _counts(engine) == counts
    # Rules, references and the lack of a rowid are still there.
    after = _tables(engine)
    assert after.pop("cases") == tables.pop("cases") | {"motto VARCHAR(10)"}
    assert after == tables


def test_the_connection_of_a_migration_is_used_for_nothing_else(engine: Engine) -> None:
    schema.upgrade(engine)
    with schema.unchecked(engine) as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 0
    for _ in range(3):
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_step_that_ends_with_a_dangling_reference_is_undone(engine: Engine) -> None:
    schema.upgrade(engine, "0001")
    with open_sessions(engine)() as db:
        office = rows.office()
        db.add_all([office, rows.account(office.id, "somchai")])
        db.commit()
    with schema.unchecked(engine) as connection:
        connection.exec_driver_sql("DELETE FROM offices")
        connection.commit()
    tables = _tables(engine)
    with pytest.raises(SchemaRefused, match="accounts"):
        schema.upgrade(engine)
    assert schema.current(engine) == "0001"
    assert _tables(engine) == tables


def test_a_database_that_is_behind_is_named_with_what_to_do(engine: Engine) -> None:
    with pytest.raises(SchemaBehind, match="flask db upgrade"):
        schema.check(engine)
    schema.upgrade(engine, "0001")
    with pytest.raises(SchemaBehind, match="0001"):
        schema.check(engine)
    schema.upgrade(engine)
    schema.check(engine)


def test_upgrading_twice_is_upgrading_once(engine: Engine) -> None:
    schema.upgrade(engine)
    _fill(engine)
    counts = _counts(engine)
    schema.upgrade(engine)
    assert _counts(engine) == counts
