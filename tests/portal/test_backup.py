"""A backup holds the whole installation but its visitors, and comes back whole or not at all."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.builders import Clock, MadeOffice, found
from tests.house.installation import installation
from wbportal.casework import audit, counts, drafts, sessions
from wbportal.casework.drafts import Draft, FormKey, Purpose
from wbportal.casework.intake import Report, submit_report
from wbportal.casework.records import FileSlip
from wbportal.db import offices, schema
from wbportal.db.blobs import Blob
from wbportal.db.cases import Case
from wbportal.db.drafts import DraftRow
from wbportal.db.sessions import SessionRow
from wbportal.portal import Portal, PortalRunning, Work, backup, running
from wbportal.portal.backup import BackupRefused
from wbportal.vault.passphrases import Cost
from wbportal.vault.receipts import ReceiptCode
from wbportal.vault.sessions import SessionSecret
from wbportal.vault.streams import FileKey, SealingWriter

CHEAP = Cost(64, 1)
PASSPHRASE = "tidy walnut crescent"
CONTENT = b"what the camera saw" * 1000


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return installation(tmp_path / "home")


@pytest.fixture
def portal(env: dict[str, str]) -> Portal:
    portal = Portal.from_env(env, Clock())
    schema.upgrade(portal.engine)
    return portal


@pytest.fixture
def office(portal: Portal) -> MadeOffice:
    office = found(portal, leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
    with portal.work() as work:
        row = offices.by_id(work.db, office.id)
        assert row is not None
        report = Report("what I saw", "en", files=(_sealed(work),))
        submit_report(work, row, report, ReceiptCode.generate())
    with portal.work() as work:
        form = FormKey(SessionSecret.generate(), Purpose.REPORT, str(office.id), "1")
        drafts.keep(work, form, Draft(typed={"text": "not sent"}, files=(_sealed(work),)))
        sessions.begin(work, office.leads[0].id, office.leads[0].keys.seed)
    return office


@pytest.fixture
def made(env: dict[str, str], office: MadeOffice, tmp_path: Path) -> Path:
    path = tmp_path / "one.backup"
    backup.write(env, path, PASSPHRASE, CHEAP)
    assert office.people
    return path


def _sealed(work: Work) -> FileSlip:
    key, writer = FileKey.generate(uuid4()), work.begin_blob()
    sealing = SealingWriter(key, writer.stream)
    sealing.write(CONTENT)
    done = sealing.finish()
    writer.keep()
    return FileSlip(
        file_id=key.file_id,
        blob=writer.name,
        key=key.secret,
        name="photo.jpg",
        media_type="image/jpeg",
        length=done.length,
        padded=done.padded_length,
        sha256=done.sha256,
    )


def _count(portal: Portal, table: type) -> int:
    with portal.work() as work:
        return work.db.scalar(select(func.count()).select_from(table)) or 0


def _restored(path: Path, home: Path) -> Portal:
    backup.restore(path, home, PASSPHRASE)
    return Portal.from_env({"WBPORTAL_HOME": str(home), "WBPORTAL_DEMO": "1"}, Clock())


def test_everything_comes_back_but_what_visitors_left_behind(
    portal: Portal, made: Path, tmp_path: Path
) -> None:
    there = _restored(made, tmp_path / "there")
    assert _count(there, Case) == 1
    assert (_count(portal, DraftRow), _count(portal, SessionRow)) == (2, 1)
    assert (_count(there, DraftRow), _count(there, SessionRow)) == (0, 0)
    assert _count(there, Blob) == len(list(there.blobs.stored())) == 1
    assert len(list(portal.blobs.stored())) == 2


def test_what_comes_back_is_in_order(
    portal: Portal, office: MadeOffice, made: Path, tmp_path: Path
) -> None:
    there = _restored(made, tmp_path / "there")
    schema.check(there.engine)
    assert schema.differences(there.engine) == []
    with portal.work() as here, there.work() as work:
        assert audit.verify(work, office.id) == audit.verify(here, office.id)
        assert audit.verify(work, office.id).finding is audit.Finding.INTACT
    assert dict(there.roots) == dict(portal.roots)
    assert there.keys == portal.keys


def test_files_keep_their_day_and_nobody_else_can_read_them(made: Path, tmp_path: Path) -> None:
    there = _restored(made, tmp_path / "there")
    (blob,) = there.blobs.stored()
    assert blob.day == there.clock().date()
    for path in (tmp_path / "there").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_backup_holds_nothing_in_clear(portal: Portal, made: Path) -> None:
    content = made.read_bytes()
    assert b"SQLite" not in content
    for path in (portal.home / "secrets").glob("*"):
        assert path.read_bytes().strip() not in content
    assert portal.keys.pepper not in content


def test_nothing_is_left_beside_a_backup(portal: Portal, made: Path) -> None:
    assert {path.name for path in made.parent.iterdir()} == {"home", made.name}
    assert not (portal.home / "backup.sqlite").exists()


def test_a_server_that_runs_is_not_backed_up(
    portal: Portal, env: dict[str, str], tmp_path: Path
) -> None:
    with running.sharing(portal.home), pytest.raises(PortalRunning):
        backup.write(env, tmp_path / "one.backup", PASSPHRASE, CHEAP)
    assert not list(tmp_path.glob("one*"))


def test_no_server_starts_while_a_backup_is_made(portal: Portal) -> None:
    with running.alone(portal.home), pytest.raises(PortalRunning), running.sharing(portal.home):
        pytest.fail("it started")


def test_a_backup_is_never_overwritten(env: dict[str, str], made: Path) -> None:
    before = made.read_bytes()
    with pytest.raises(BackupRefused):
        backup.write(env, made, PASSPHRASE, CHEAP)
    assert made.read_bytes() == before


def test_it_is_restored_into_an_empty_folder_only(made: Path, tmp_path: Path) -> None:
    home = tmp_path / "there"
    home.mkdir()
    (home / "something").touch()
    with pytest.raises(BackupRefused, match="not empty"):
        backup.restore(made, home, PASSPHRASE)
    assert {path.name for path in home.iterdir()} == {"something", "running.lock"}


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE.upper()])
def test_another_passphrase_restores_nothing(made: Path, tmp_path: Path, passphrase: str) -> None:
    home = tmp_path / "there"
    with pytest.raises(BackupRefused, match="passphrase"):
        backup.restore(made, home, passphrase)
    assert {path.name for path in home.iterdir()} <= {"running.lock"}


def test_a_backup_that_was_changed_restores_nothing(made: Path, tmp_path: Path) -> None:
    whole = made.read_bytes()
    made.write_bytes(whole[:-100] + bytes([whole[-100] ^ 1]) + whole[-99:])
    home = tmp_path / "there"
    with pytest.raises(BackupRefused):
        backup.restore(made, home, PASSPHRASE)
    assert {path.name for path in home.iterdir()} <= {"running.lock"}


def test_a_restoring_that_was_cut_off_begins_anew(made: Path, tmp_path: Path) -> None:
    home = tmp_path / "there"
    (home / "restoring").mkdir(parents=True)
    (home / "restoring" / "portal.sqlite").write_bytes(b"half of it")
    assert _count(_restored(made, home), Case) == 1
    assert not (home / "restoring").exists()


def test_a_portal_goes_on_after_it_was_restored(
    office: MadeOffice, made: Path, tmp_path: Path
) -> None:
    there = _restored(made, tmp_path / "there")
    with there.work() as work:
        row = offices.by_id(work.db, office.id)
        assert row is not None
        submit_report(work, row, Report("and more", "en"), ReceiptCode.generate())
    assert _count(there, Case) == 2


def test_the_counts_outside_the_database_come_back_too(
    env: dict[str, str], portal: Portal, office: MadeOffice, tmp_path: Path
) -> None:
    assert isinstance(portal.clock, Clock)
    portal.clock.move(timedelta(days=2))
    portal.perform(counts.enter_counts)
    path, home = tmp_path / "counted.backup", tmp_path / "elsewhere"
    backup.write(env, path, PASSPHRASE, CHEAP)
    backup.restore(path, home, PASSPHRASE)
    with Portal.from_env({**env, "WBPORTAL_HOME": str(home)}).work() as work:
        kept = work.parts.counts.of(office.id)
    assert kept == portal.counts.of(office.id)
    assert len(kept) == 2
