"""`audit verify`: silent consent is worth nothing, so it says what it found of each office."""

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete

from tests.builders import Clock, MadeOffice, found, make_app, make_portal
from wbportal.casework import counts
from wbportal.db import audit
from wbportal.db.audit import AuditEntry
from wbportal.portal import Portal


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return make_portal(tmp_path)


@pytest.fixture
def offices(portal: Portal) -> list[MadeOffice]:
    return [
        found(portal, slug, leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
        for slug in ("one", "two")
    ]


@pytest.fixture
def app(portal: Portal) -> Flask:
    return make_app(portal)


def _verify(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=("audit", "verify", *arguments))


def _last(portal: Portal, office: MadeOffice) -> AuditEntry:
    with portal.work() as work:
        entry = audit.last(work.db, office.id)
        assert entry is not None
        return entry


def _cut_off(portal: Portal, office: MadeOffice) -> None:
    number = _last(portal, office).number
    with portal.work() as work:
        here = delete(AuditEntry).where(AuditEntry.office_id == office.id)
        work.later(here.where(AuditEntry.number == number))


def test_intact_trails_are_said_to_be_intact(app: Flask, offices: list[MadeOffice]) -> None:
    result = _verify(app)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert [line.split(",")[0] for line in lines[::2]] == [
        f"{office.slug}: intact" for office in offices
    ]
    assert [line.split(" are counted")[0] for line in lines[1::2]] == [
        f"{office.slug}: the reports of 0 days" for office in offices
    ]


def test_a_day_that_is_counted_otherwise_is_a_failure(
    app: Flask, portal: Portal, offices: list[MadeOffice]
) -> None:
    clock = portal.clock
    assert isinstance(clock, Clock)
    clock.move(timedelta(days=1))
    portal.perform(counts.enter_counts)
    result = _verify(app)
    assert (result.exit_code, len(offices)) == (0, 2)
    assert "one: the reports of 1 days are counted, and are there." in result.output
    (portal.home / "heads.counts.jsonl").unlink()
    result = _verify(app)
    assert result.exit_code == 1
    assert "the count of 2026-11-23 is not the one kept outside" in result.output
    (portal.home / "heads.counts.jsonl").write_text("nonsense\n")
    result = _verify(app)
    assert (result.exit_code, "counts cannot be read" in result.output) == (1, True)


def test_a_trail_that_was_rolled_back_is_a_failure(
    app: Flask, portal: Portal, offices: list[MadeOffice]
) -> None:
    _cut_off(portal, offices[1])
    result = _verify(app)
    assert result.exit_code == 1
    assert "two: it ends at entry" in result.output
    assert "rolled back" in result.output


def test_one_office_can_be_looked_at_alone(
    app: Flask, portal: Portal, offices: list[MadeOffice]
) -> None:
    _cut_off(portal, offices[1])
    assert _verify(app, "--office", "one").exit_code == 0
    assert _verify(app, "--office", "two").exit_code == 1
    assert _verify(app, "--office", "three").exit_code == 1


def test_the_line_of_a_digest_is_looked_up(
    app: Flask, portal: Portal, offices: list[MadeOffice]
) -> None:
    entry = _last(portal, offices[0])
    result = _verify(app, "--contains", entry.entry_hash.hex())
    assert result.exit_code == 0
    assert f"one: entry {entry.number} has this hash." in result.output


def test_a_line_that_no_trail_has_is_a_failure(app: Flask, offices: list[MadeOffice]) -> None:
    result = _verify(app, "--contains", "ab" * 32)
    assert result.exit_code == 1
    assert "rolled back or rewritten" in result.output
    assert offices


@pytest.mark.parametrize("typed", ["", "abc", "zz" * 32, "ab" * 33])
def test_what_is_no_hash_is_refused(app: Flask, typed: str) -> None:
    result = _verify(app, "--contains", typed)
    assert result.exit_code == 1
    assert "64" in result.output


def test_heads_that_cannot_be_read_are_a_failure(
    app: Flask, portal: Portal, offices: list[MadeOffice]
) -> None:
    assert offices
    (portal.home / "heads.jsonl").write_text("nonsense\n")
    result = _verify(app)
    assert result.exit_code == 1
    assert "cannot be read" in result.output


def test_without_the_pinned_root_nobody_can_vouch_for_a_trail(
    app: Flask, portal: Portal, offices: list[MadeOffice]
) -> None:
    assert offices
    (portal.home / "roots.json").unlink()
    result = _verify(app)
    assert result.exit_code == 1
    assert "who countersigned" in result.output
