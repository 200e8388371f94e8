"""Roots are pinned outside the database, for every process at once."""

from pathlib import Path
from uuid import uuid4

import pytest

from wbportal.portal.roots import Roots, RootsDamaged


def test_a_pinned_root_is_found_again(tmp_path: Path) -> None:
    office, other, path = uuid4(), uuid4(), tmp_path / "roots.json"
    Roots(path).pin(office, bytes(range(32)))
    Roots(path).pin(other, bytes(32))
    assert dict(Roots(path)) == {office: bytes(range(32)), other: bytes(32)}


def test_no_file_means_no_roots(tmp_path: Path) -> None:
    roots = Roots(tmp_path / "roots.json")
    assert roots.get(uuid4()) is None
    assert len(roots) == 0


def test_a_running_process_notices_a_new_root(tmp_path: Path) -> None:
    office, path = uuid4(), tmp_path / "roots.json"
    running = Roots(path)
    assert office not in running
    Roots(path).pin(office, b"\x01" * 32)
    assert running[office] == b"\x01" * 32
    Roots(path).pin(office, b"\x02" * 32)
    assert running[office] == b"\x02" * 32


@pytest.mark.parametrize("content", ["nonsense", "[]", '{"x": "00"}', '{"x": 1}', "null"])
def test_a_damaged_file_pins_nothing(tmp_path: Path, content: str) -> None:
    path = tmp_path / "roots.json"
    path.write_text(content)
    with pytest.raises(RootsDamaged):
        Roots(path).get(uuid4())
    with pytest.raises(RootsDamaged):
        Roots(path).pin(uuid4(), bytes(32))
    assert path.read_text() == content
