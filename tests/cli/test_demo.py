"""The demonstration: made once, whole, and such that a script can drive it."""

import json
import os
import signal
import subprocess
import sys
from base64 import b32decode
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.cli.serving import Visitor, free_port, served
from wbportal.casework import audit
from wbportal.cli.demonstration import making
from wbportal.db.audit import AuditEntry, ReporterEvent
from wbportal.db.cases import Assignment, Case
from wbportal.db.offices import Office
from wbportal.db.sessions import SessionRow
from wbportal.domain.states import State
from wbportal.portal import Portal
from wbportal.vault.receipts import ReceiptCode
from wbportal.vault.totp import code_at

ENV = {"WBPORTAL_DEMO": "1", "PORT": "8000"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration that was made and is not served."""
    home = tmp_path_factory.mktemp("demonstration") / "home"
    assert making.make_once(home, ENV)
    return home


@pytest.fixture(scope="module")
def portal(home: Path) -> Portal:
    return Portal.from_env({**ENV, "WBPORTAL_HOME": str(home)})


@pytest.fixture
def cases(portal: Portal) -> list[Case]:
    with portal.work() as work:
        return list(work.db.scalars(select(Case)))


def test_the_cases_are_in_different_states(cases: list[Case]) -> None:
    states = Counter(case.state for case in cases)
    assert sum(states.values()) == 11
    assert set(states) == set(State) - {State.DESTROYED}


def test_some_clocks_run_late_and_some_are_soon_due(cases: list[Case]) -> None:
    today = datetime.now(UTC).date()
    going = [case for case in cases if case.state not in {State.DECLINED, State.CONCLUDED}]
    late = [case for case in going if case.due < today]
    soon = [case for case in going if 0 <= (case.due - today).days <= 30]
    assert len(late) >= 2
    assert len(soon) >= 2


def test_some_cases_are_nobodys_yet_and_some_are_urgent(portal: Portal, cases: list[Case]) -> None:
    with portal.work() as work:
        taken = set(work.db.scalars(select(Assignment.case_id)))
    assert {case.id for case in cases} - taken
    assert any(case.urgent for case in cases)
    assert len({case.received_on for case in cases}) == 11


def test_the_trail_is_intact_and_ends_today_at_the_latest(portal: Portal) -> None:
    with portal.work() as work:
        (office,) = work.db.scalars(select(Office))
        assert audit.verify(work, office.id).finding is audit.Finding.INTACT
        times = [at for at in work.db.scalars(select(AuditEntry.at)) if at is not None]
        assert max(times) <= datetime.now(UTC)
        # What reporters did has entered it, as if the worker had run every night.
        assert not [
            event
            for event in work.db.scalars(select(ReporterEvent))
            if event.day < portal.clock().astimezone(portal.timezone).date()
        ]


def test_nobody_is_signed_in(portal: Portal) -> None:
    with portal.work() as work:
        assert list(work.db.scalars(select(SessionRow))) == []


def test_a_script_reads_whom_to_sign_in_as(home: Path) -> None:
    said = json.loads((home / "demo.json").read_text("utf-8"))
    assert set(said) == {"url", "office", "people"}
    roles = Counter(role for one in said["people"] for role in one["roles"])
    assert roles == {
        "administrator": 1,
        "lead": 2,
        "handler": 2,
        "intake": 1,
        "custodian": 2,
        "protection": 1,
        "auditor": 1,
        "board": 1,
    }
    for one in said["people"]:
        assert set(one) == {"username", "display_name", "passphrase", "totp_secret", "roles"}
        assert len(b32decode(one["totp_secret"])) == 20


def test_what_opens_something_is_for_its_owner_alone(home: Path) -> None:
    for path in (home / "demo.json", home / "demo-codes.json", *(home / "secrets").iterdir()):
        assert path.stat().st_mode & 0o077 == 0


def test_three_codes_can_be_tried(home: Path) -> None:
    codes = making.read_codes(home)
    assert len(codes) == 3
    for code in codes.values():
        assert ReceiptCode.parse(str(code)).groups() == str(code).split()


def test_a_demonstration_is_made_once(home: Path) -> None:
    before = (home / "demo.json").read_bytes()
    assert not making.make_once(home, ENV)
    assert (home / "demo.json").read_bytes() == before


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "portal.sqlite").write_bytes(b"somebody's")
    with pytest.raises(making.NotEmpty):
        making.make_once(tmp_path, ENV)
    assert (tmp_path / "portal.sqlite").read_bytes() == b"somebody's"


def test_a_demonstration_that_was_made_and_not_moved_out_is_finished(
    home: Path, tmp_path: Path
) -> None:
    building = tmp_path / "building"
    building.mkdir()
    (tmp_path / "secrets").mkdir()  # one piece was moved already
    for name in ("demo.json", "portal.sqlite"):
        (building / name).write_bytes((home / name).read_bytes())
    making.make_once(tmp_path, ENV)
    assert {path.name for path in tmp_path.iterdir()} == {
        *("demo.json", "portal.sqlite", "secrets", "running.lock")
    }


def test_a_making_that_was_killed_begins_anew_and_then_serves(tmp_path: Path) -> None:
    port, home = free_port(), tmp_path / "home"
    env = {key: value for key, value in os.environ.items() if not key.startswith("WBPORTAL_")}
    elsewhere = tmp_path / "elsewhere.sqlite"
    env |= {
        "WBPORTAL_HOME": str(home),
        "WBPORTAL_DATABASE_URL": f"sqlite:///{elsewhere}",
        "WBPORTAL_PEPPER": "of another installation",
        "PORT": str(port),
    }
    first = subprocess.Popen([sys.executable, "-m", "wbportal.cli", "demo"], env=env)
    while not (home / "building" / "portal.sqlite").exists():
        assert first.poll() is None
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert not (home / "demo.json").exists()
    with served(env, "demo") as server:
        said = json.loads((home / "demo.json").read_text("utf-8"))
        assert said["url"] == server.url
        _sign_in_and_look(said)
        _come_back(said["url"], home)
        printed = server.log.read_text("utf-8")
        assert all(one["passphrase"] in printed for one in said["people"])
        assert server.stop() == 0
    assert not elsewhere.exists()


def _sign_in_and_look(said: dict[str, object]) -> None:
    people = said["people"]
    assert isinstance(people, list)
    lead = next(one for one in people if one["roles"] == ["lead"])
    visitor = Visitor(str(said["url"]))
    known = {"username": lead["username"], "passphrase": lead["passphrase"]}
    visitor.post("/account/sign-in", known)
    otp = code_at(b32decode(lead["totp_secret"]), datetime.now(UTC))
    landed = visitor.post("/account/second-factor", {"otp": otp})
    assert (landed.status, landed.url) == (200, f"{said['url']}/desk/")


def _come_back(url: str, home: Path) -> None:
    for code in making.read_codes(home).values():
        assert Visitor(url).post("/receipt/", {"code": str(code)}).url == f"{url}/receipt/case"
