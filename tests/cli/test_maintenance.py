"""Is everything in order: what is wrong is named, in one line each."""

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, update

from config import Limits
from tests.builders import Clock, MadeOffice, found, make_app, make_config
from wbportal.casework import digests
from wbportal.db import schema
from wbportal.db.audit import AuditEntry
from wbportal.db.rosters import RosterRow
from wbportal.jobs.queue import enqueue
from wbportal.portal import AuditDraft, Portal, running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def portal(tmp_path: Path, clock: Clock) -> Portal:
    portal = Portal.from_config(make_config(tmp_path), clock)
    schema.upgrade(portal.engine)
    return portal


@pytest.fixture
def office(portal: Portal) -> MadeOffice:
    return found(portal, handlers=0, custodians=0, auditors=0)


@pytest.fixture
def app(portal: Portal) -> Flask:
    return make_app(portal)


def _run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=arguments)


def _bad(app: Flask) -> dict[str, str]:
    """Return what `check` complains of."""
    result = _run(app, "check")
    lines = [line.split(maxsplit=2) for line in result.output.splitlines()]
    found = {name: rest[0] for verdict, name, *rest in lines if verdict == "BAD"}
    assert result.exit_code == (1 if found else 0), result.output
    return found


def test_an_installation_in_order_has_nothing_bad(app: Flask, office: MadeOffice) -> None:
    assert set(_bad(app)) <= {"sandbox"}  # some machines have none
    assert office.people


def test_an_empty_database_is_named_and_nothing_after_it_tried(tmp_path: Path) -> None:
    config = make_config(tmp_path)
    portal = Portal.from_config(config, Clock())
    assert set(_bad(make_app(portal, config))) == {"schema"}


def test_a_secret_that_others_can_read_is_named(app: Flask, portal: Portal) -> None:
    folder = portal.home / "secrets"
    folder.mkdir()
    (folder / "pepper").touch(mode=0o640)
    assert "pepper" in _bad(app)["secrets"]


def test_a_disk_that_is_nearly_full_is_named(tmp_path: Path) -> None:
    config = make_config(tmp_path, limits=Limits(min_free_bytes=10**18))
    portal = Portal.from_config(config, Clock())
    schema.upgrade(portal.engine)
    assert "Files are refused" in _bad(make_app(portal, config))["disk"]


def test_a_root_that_is_not_pinned_is_named(app: Flask, portal: Portal, office: MadeOffice) -> None:
    (portal.home / "roots.json").unlink()
    assert f"{office.slug} is not pinned" in _bad(app)["rosters"]


def test_files_outside_the_database_that_cannot_be_read_are_named(
    app: Flask, portal: Portal, office: MadeOffice
) -> None:
    assert office.people
    (portal.home / "heads.jsonl").write_text("nonsense\n")
    assert "heads cannot be read" in _bad(app)["trails"]
    (portal.home / "roots.json").write_text("nonsense\n")
    assert "roots cannot be read" in _bad(app)["rosters"]


def test_a_roster_that_was_rolled_back_is_named(
    app: Flask, portal: Portal, office: MadeOffice
) -> None:
    with portal.work() as work:
        newest = RosterRow.version == 2
        work.later(delete(RosterRow).where(RosterRow.office_id == office.id, newest))
    assert "rolled back" in _bad(app)["rosters"]


def test_a_trail_that_was_changed_is_named(app: Flask, portal: Portal, office: MadeOffice) -> None:
    with portal.work() as work:
        work.later(update(AuditEntry).where(AuditEntry.number == 2).values(deed="nothing"))
    assert f"{office.slug}: entry 2" in _bad(app)["trails"]


def test_a_clock_that_went_back_is_named(
    app: Flask, portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    with portal.work() as work:
        work.audit(AuditDraft(office.id, None, "now"))
    clock.move(-timedelta(hours=1))
    assert "behind" in _bad(app)["clock"]


def test_jobs_that_nobody_runs_are_named(app: Flask, portal: Portal, clock: Clock) -> None:
    with portal.work() as work:
        enqueue(work, "anything", work.now)
    assert "worker" not in _bad(app)
    clock.move(timedelta(hours=2))
    assert "does a worker run?" in _bad(app)["worker"]


def test_a_sweep_says_how_much_it_deleted(app: Flask, portal: Portal, clock: Clock) -> None:
    writer = portal.blobs.create(clock.now.date())
    writer.stream.write(b"left over")
    writer.keep()
    assert _run(app, "sweep").output == "0 deleted.\n"
    clock.move(timedelta(days=3))
    assert _run(app, "sweep").output == "1 deleted.\n"


def test_a_sweep_of_everything_needs_the_server_stopped(app: Flask, portal: Portal) -> None:
    with running.sharing(portal.home):
        refused = _run(app, "sweep", "--all")
    assert refused.exit_code == 1
    assert "Stop the server first" in refused.output
    assert _run(app, "sweep", "--all").exit_code == 0


def test_a_digest_is_sent_where_somebody_says(
    app: Flask, portal: Portal, office: MadeOffice
) -> None:
    lead = office.leads[0]
    assert _run(app, "digest", lead.username, "lead@example.org").exit_code == 0
    with portal.work() as work:
        assert list(digests.recipients(work)) == [lead.id]
    assert _run(app, "digest", lead.username).exit_code == 0
    with portal.work() as work:
        assert list(digests.recipients(work)) == []


@pytest.mark.parametrize(
    "arguments", [("nobody", "a@example.org"), ("office-lead1", "not an address")]
)
def test_a_digest_to_nobody_or_nowhere_is_refused(
    app: Flask, office: MadeOffice, arguments: tuple[str, ...]
) -> None:
    refused = _run(app, "digest", *arguments)
    assert refused.exit_code == 1
    assert office.people
