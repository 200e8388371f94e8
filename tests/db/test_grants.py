"""Finding what a receipt code opens: as much work for any code."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.casework.scene import Scene, make_scene
from wbportal.db import cases, grants

_LOWEST, _HIGHEST = bytes(32), b"\xff" * 32


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    home: Path = tmp_path_factory.mktemp("home")
    scene = make_scene(home)
    for _ in range(5):
        scene.report()
    return scene


@pytest.fixture
def db(scene: Scene) -> Iterator[Session]:
    with scene.portal.work() as work:
        yield work.db


def _lookups(scene: Scene, db: Session) -> list[bytes]:
    rows = [cases.by_id(db, case_id) for case_id in scene.codes]
    return sorted(row.receipt_lookup for row in rows if row and row.receipt_lookup)


def test_a_code_finds_its_own_grant(scene: Scene, db: Session) -> None:
    for case_id in scene.codes:
        row = cases.by_id(db, case_id)
        assert row is not None
        found = grants.for_code(db, row.receipt_lookup or b"")
        assert found is not None
        assert found.case_id == case_id


def test_a_code_of_nobody_reads_the_next_grant(scene: Scene, db: Session) -> None:
    first, second, *_ = _lookups(scene, db)
    for nobodys, expected in ((_LOWEST, first), (first + b"\0", second)):
        found, owner = grants.for_code(db, nobodys), cases.by_receipt_lookup(db, expected)
        assert found is not None
        assert owner is not None
        assert found.case_id == owner.id


def test_behind_the_last_one_there_is_nothing(db: Session) -> None:
    assert grants.for_code(db, _HIGHEST) is None
