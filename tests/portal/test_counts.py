"""The file of daily counts: appended to, never rewritten, and read as far as it is whole."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from wbportal.portal.counts import CountFile, KeptCount
from wbportal.portal.heads import HeadsDamaged

OFFICE, OTHER, DAY = uuid4(), uuid4(), date(2026, 11, 23)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "heads.counts.jsonl"


def test_what_was_kept_is_found_by_office_and_day(path: Path) -> None:
    kept = CountFile(path)
    assert kept.on(OFFICE, DAY) == ()
    kept.add([KeptCount(OFFICE, DAY, 2, b"signed"), KeptCount(OTHER, DAY, 1, b"other")])
    assert CountFile(path).on(OFFICE, DAY) == (b"signed",)
    assert kept.of(OTHER) == {DAY: (b"other",)}


def test_the_same_line_twice_is_one_count_and_another_one_stays_beside_it(path: Path) -> None:
    kept = CountFile(path)
    for signed in (b"signed", b"signed", b"anew"):
        kept.add([KeptCount(OFFICE, DAY, 2, signed)])
    assert kept.on(OFFICE, DAY) == (b"signed", b"anew")


def test_a_line_that_a_crash_cut_short_does_not_count(path: Path) -> None:
    kept = CountFile(path)
    kept.add([KeptCount(OFFICE, DAY, 2, b"signed")])
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:20])
    assert kept.on(OFFICE, DAY) == (b"signed",)
    kept.add([KeptCount(OTHER, DAY, 1, b"other")])
    assert kept.on(OTHER, DAY) == (b"other",)


@pytest.mark.parametrize("line", ["nonsense", "{}", '{"office": 1}', "[]"])
def test_a_file_that_cannot_be_read_is_said(path: Path, line: str) -> None:
    path.write_text(line + "\n")
    with pytest.raises(HeadsDamaged):
        CountFile(path).on(OFFICE, DAY)


def test_nothing_to_add_makes_no_file(path: Path) -> None:
    CountFile(path).add([])
    assert not path.exists()
