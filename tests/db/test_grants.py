"""Finding what a receipt code opens: as much work for any code."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.casework.scene import Scene, make_scene
from wbportal.db import cases, grants
from wbportal.db.grants import ReporterGrant
from wbportal.domain.compartments import given_to_reporter

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


def _for_code(db: Session, lookup: bytes) -> list[ReporterGrant]:
    return list(grants.for_code(db, lookup, given_to_reporter()))


def test_a_code_finds_its_own_grants(scene: Scene, db: Session) -> None:
    for case_id in scene.codes:
        row = cases.by_id(db, case_id)
        assert row is not None
        found = _for_code(db, row.receipt_lookup or b"")
        assert {one.kind for one in found} == set(given_to_reporter())
        assert {one.case_id for one in found} == {case_id}


def test_a_code_of_nobody_reads_the_next_grants(scene: Scene, db: Session) -> None:
    first, second, *_ = _lookups(scene, db)
    for nobodys, expected in ((_LOWEST, first), (first + b"\0", second)):
        found, owner = _for_code(db, nobodys), cases.by_receipt_lookup(db, expected)
        assert owner is not None
        assert [one.case_id for one in found] == [owner.id] * len(given_to_reporter())


def test_behind_the_last_one_there_is_nothing(db: Session) -> None:
    assert _for_code(db, _HIGHEST) == []
