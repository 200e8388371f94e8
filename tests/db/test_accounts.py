"""Finding accounts by the names that people type."""

from pathlib import Path

import pytest

from tests.builders import found, make_portal
from wbportal.db import accounts
from wbportal.portal import Portal


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return make_portal(tmp_path)


def test_a_row_is_read_whether_the_name_exists_or_not(portal: Portal) -> None:
    office = found(portal, leads=2, handlers=1, custodians=0, administrators=0, auditors=0)
    with portal.work() as work:
        for somebody in office.people:
            row = accounts.named_or_any(work.db, f" {somebody.username.upper()} ")
            assert row is not None
            assert row.id == somebody.id
        for nobody in ("", "a", "office-lead9", "zzz", "\x00"):
            row = accounts.named_or_any(work.db, nobody)
            assert row is not None
            assert row.id in {somebody.id for somebody in office.people}


def test_there_is_nobody_where_nobody_is(portal: Portal) -> None:
    with portal.work() as work:
        assert accounts.named_or_any(work.db, "anybody") is None
