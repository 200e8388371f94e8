"""Pepper and database key are exchanged whatever cuts it off; the old ones open nothing then."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from config import Config
from tests.builders import CHEAP, Clock, MadeOffice, found
from tests.house.installation import installation
from tests.killing import Moments
from wbportal.casework import audit, passphrases
from wbportal.casework import trail as trails
from wbportal.casework.dossier import open_dossier
from wbportal.casework.intake import Report, submit_report
from wbportal.cli.condition import problems
from wbportal.db import accounts, offices, rekeying, schema
from wbportal.portal import Portal, PortalRunning, backup, rotation, running
from wbportal.portal.backup import BackupRefused
from wbportal.portal.rotation import RotationRefused
from wbportal.vault import passphrases as locks
from wbportal.vault.encoding import join
from wbportal.vault.receipts import ReceiptCode

TEXT = "a bridge without a river"


class Here:
    """An installation with secrets in files, an office and a case."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.env = _with_files(installation(home), home / "secrets")
        config = replace(Config.from_env(self.env), passphrase_cost=CHEAP, receipt_cost=CHEAP)
        portal = Portal.from_config(config, Clock())
        schema.upgrade(portal.engine)
        self.office: MadeOffice = found(portal, leads=2, handlers=1)
        with portal.work() as work:
            row = offices.by_id(work.db, self.office.id)
            assert row is not None
            receipt = submit_report(work, row, Report(TEXT, "en"), ReceiptCode.generate())
            self.case_id = receipt.case_id
        portal.engine.dispose()

    def secret(self, name: str) -> bytes:
        return bytes.fromhex((self.home / "secrets" / name).read_text().strip())

    def check_opens(self) -> None:
        """Start as a server would: passphrases unlock, and a case opens with what they give."""
        portal = Portal.from_env(self.env, Clock())
        lead = self.office.leads[0]
        with portal.work() as work:
            for somebody in self.office.people:
                row = accounts.by_id(work.db, somebody.id)
                seed = passphrases.unlock(work, row, somebody.passphrase)
                assert seed == somebody.keys.seed
            dossier = open_dossier(work, lead.person, self.case_id)
            assert dossier.thread.written[0].entry.text == TEXT
            verdict = audit.verify(work, self.office.id)
            assert verdict.finding is audit.Finding.INTACT
        portal.engine.dispose()

    def locked(self) -> dict[bytes, bytes]:
        """Return the locked seeds, by their contexts."""
        portal = Portal.from_env(self.env, Clock())
        with portal.work() as work:
            found = {
                join(b"wbportal account seed v1", row.id.bytes): row.locked_seed or b""
                for row in accounts.with_keys(work.db)
            }
        portal.engine.dispose()
        return found

    def entries(self, deed: str) -> int:
        portal = Portal.from_env(self.env, Clock())
        with portal.work() as work:
            lead = self.office.auditors[0].person
            number = sum(one.deed == deed for one in trails.page(work, lead, None))
        portal.engine.dispose()
        return number


def _with_files(env: dict[str, str], folder: Path) -> dict[str, str]:
    folder.mkdir(mode=0o700, parents=True)
    for name in ("PEPPER", "DATABASE_KEY"):
        file = folder / name.lower().replace("_", "-")
        file.write_text(env.pop(f"WBPORTAL_{name}") + "\n")
        file.chmod(0o600)
    return env


@pytest.fixture
def here(tmp_path: Path) -> Here:
    return Here(tmp_path / "home")


def _quiet(_: str) -> None:
    pass


def _pepper(here: Here) -> int:
    return rotation.rotate_pepper(here.env, passphrases.relock_all, _quiet)


def _database_key(here: Here) -> int:
    return rotation.rotate_database_key(here.env, _quiet)


ROTATIONS: dict[str, Callable[[Here], int]] = {"pepper": _pepper, "database-key": _database_key}
every_rotation = pytest.mark.parametrize("name", sorted(ROTATIONS))


def test_under_a_new_pepper_the_old_one_unlocks_nothing(here: Here) -> None:
    old = here.secret("pepper")
    assert _pepper(here) == len(here.office.people)
    new = here.secret("pepper")
    assert new != old
    here.check_opens()
    for context, locked in here.locked().items():
        assert locks.is_peppered(locked, new, context)
        assert not locks.is_peppered(locked, old, context)
    assert here.entries("rotate-pepper") == 1


def test_under_a_new_key_the_old_one_opens_no_database(here: Here) -> None:
    old = here.secret("database-key")
    assert _database_key(here) == (here.home / "portal.sqlite").stat().st_size
    assert here.secret("database-key") != old
    assert not rekeying.is_under(here.home / "portal.sqlite", old)
    here.check_opens()
    assert here.entries("rotate-database-key") == 1
    assert schema.differences(Portal.from_env(here.env).engine) == []


@every_rotation
def test_nothing_of_the_old_secret_is_left(here: Here, name: str) -> None:
    old = here.secret(name)
    ROTATIONS[name](here)
    files = [path for path in here.home.rglob("*") if path.is_file()]
    assert all(old.hex().encode() not in path.read_bytes() for path in files)
    assert {path.name for path in (here.home / "secrets").iterdir()} == {"pepper", "database-key"}
    assert not [path for path in files if "rekeyed" in path.name]
    assert all(path.stat().st_mode & 0o077 == 0 for path in files if "blobs" not in path.parts)


@every_rotation
def test_a_secret_is_exchanged_only_while_no_server_runs(here: Here, name: str) -> None:
    old = here.secret(name)
    with running.sharing(here.home), pytest.raises(PortalRunning):
        ROTATIONS[name](here)
    assert here.secret(name) == old


@every_rotation
def test_a_secret_in_a_variable_is_not_exchanged(here: Here, name: str) -> None:
    variable = f"WBPORTAL_{name.upper().replace('-', '_')}"
    here.env[variable] = here.secret(name).hex()
    with pytest.raises(RotationRefused, match="stands in a variable"):
        ROTATIONS[name](here)


@every_rotation
def test_a_secret_behind_a_link_is_not_exchanged(here: Here, name: str) -> None:
    file = here.home / "secrets" / name
    file.rename(file.with_name("elsewhere"))
    file.symlink_to("elsewhere")
    with pytest.raises(RotationRefused, match="is a link"):
        ROTATIONS[name](here)


@every_rotation
def test_a_rotation_that_was_cut_off_is_said_and_not_backed_up(
    here: Here, name: str, tmp_path: Path
) -> None:
    _cut_off(here, name)
    said = dict(problems(Portal.from_env(here.env, Clock())))
    assert f"wbportal rotate {name}" in (said["rotation"] or "")
    with pytest.raises(BackupRefused, match=f"wbportal rotate {name}"):
        backup.write(here.env, tmp_path / "one", "tidy walnut crescent engine")
    ROTATIONS[name](here)
    assert dict(problems(Portal.from_env(here.env, Clock())))["rotation"] is None


def _cut_off(here: Here, name: str) -> None:
    """Leave a rotation where its next secret is drawn and nothing else has happened."""
    file = here.home / "secrets" / f"{name}-next"
    file.write_text(os.urandom(32).hex() + "\n")
    file.chmod(0o600)


def test_a_passphrase_changed_between_two_runs_is_put_under_the_new_pepper(here: Here) -> None:
    _cut_off(here, "pepper")
    portal = Portal.from_env(here.env, Clock())
    somebody = here.office.leads[1]
    with portal.work() as work:
        row = accounts.by_id(work.db, somebody.id)
        assert row is not None
        row.locked_seed = passphrases.lock(work, row.id, somebody.keys.seed, "another long one")
    portal.engine.dispose()
    _pepper(here)
    with Portal.from_env(here.env, Clock()).work() as work:
        row = accounts.by_id(work.db, somebody.id)
        assert passphrases.unlock(work, row, "another long one") == somebody.keys.seed


@pytest.mark.slow
@every_rotation
def test_a_rotation_killed_at_any_moment_leaves_all_open_and_goes_on(
    here: Here, name: str, rounds: Callable[[int], int]
) -> None:
    begun = time.monotonic()
    ROTATIONS[name](here)
    moments = Moments(23, time.monotonic() - begun)
    for _ in moments.rounds(rounds(10)):
        moments.kill(lambda: ROTATIONS[name](here))
        here.check_opens()
        if moments.is_one_in(3):
            before = here.secret(name)
            ROTATIONS[name](here)
            assert here.secret(name) != before
            here.check_opens()
    assert moments.killed > rounds(10) / 3, "hardly any of the moments lay in the rotation"
