"""`recover` in processes of its own: shares are typed, cases open again, kill -9 or not."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from config import Config
from tests.builders import CHEAP, Clock, Somebody, found
from tests.casework.returning import listed, rejoined, sees, start_over
from tests.casework.scene import Scene
from tests.cli.serving import environment, free_port
from wbportal.casework import recovering
from wbportal.casework.recipients import Named
from wbportal.cli.condition import CHECKS
from wbportal.db import schema
from wbportal.portal import Portal, running

REPORTS = 6
_REPORTS_TO_KILL_AMONG = 24


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path / "home", free_port())


@pytest.fixture
def scene(env: dict[str, str]) -> Scene:
    config = replace(Config.from_env(env), passphrase_cost=CHEAP, receipt_cost=CHEAP)
    portal = Portal.from_config(config)
    schema.upgrade(portal.engine)
    office = found(portal, leads=2, handlers=0, custodians=2, administrators=0, auditors=0)
    return Scene(portal, Clock(), office)


def _start(env: Mapping[str, str], *arguments: str) -> subprocess.Popen[str]:
    # In a session of its own there is no terminal, so that passphrases are read from the pipe.
    return subprocess.Popen(
        [sys.executable, "-m", "wbportal.cli", *arguments],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def _run(env: Mapping[str, str], *arguments: str, typed: list[str], status: int = 0) -> str:
    process = _start(env, *arguments)
    output, _ = process.communicate("".join(f"{line}\n" for line in typed), timeout=120)
    assert process.returncode == status, output
    return output


def _typed(scene: Scene, lead: Somebody) -> list[str]:
    return [lead.passphrase, *scene.office.founded.recovery_shares[1:]]


def test_somebody_gets_their_cases_back_from_invitation_to_count(
    env: dict[str, str], scene: Scene
) -> None:
    lost, other = scene.office.leads
    case_ids = [scene.report(f"report {number}") for number in range(REPORTS)]
    walled = scene.report("about them", named=Named(frozenset({lost.id})))
    printed = _run(env, "recover", "invite", lost.username, typed=["y"])
    assert f"Username  {lost.username}" in printed
    new = rejoined(scene.portal, lost)
    arguments = ("recover", "person", lost.username, "--lead", other.username)
    refused = _run(env, *arguments, typed=_typed(scene, other), status=1)
    assert "`wbportal admit` first" in refused
    listed(scene, new)
    output = _run(env, *arguments, typed=_typed(scene, other))
    assert f"{REPORTS} cases open for {lost.username} again" in output
    assert "second factor from before" in output
    assert "do not open with these shares" not in output
    assert all(sees(scene, new.person, case_id) for case_id in case_ids)
    assert not sees(scene, new.person, walled)


def test_one_share_too_few_opens_nothing(env: dict[str, str], scene: Scene) -> None:
    lost, other = scene.office.leads
    case_id = scene.report()
    new = listed(scene, rejoined(scene.portal, lost))
    arguments = ("recover", "person", lost.username, "--lead", other.username)
    output = _run(env, *arguments, typed=_typed(scene, other)[:2], status=1)
    assert "1 of the 2 that are needed" in output
    assert not sees(scene, new.person, case_id)
    with scene.portal.work() as work:
        assert recovering.unfinished(work, scene.office.id) is None


def test_an_office_comes_back_after_a_kill_with_an_exact_count(
    env: dict[str, str], scene: Scene
) -> None:
    case_ids = [scene.report(f"report {number}") for number in range(_REPORTS_TO_KILL_AMONG)]
    first, _ = start_over(scene, "malee", "somsak")
    arguments = ("recover", "office", "--lead", "malee")
    _killed_in_the_middle(env, scene, arguments, _typed(scene, first))
    with scene.portal.work() as work:
        assert recovering.unfinished(work, scene.office.id) is not None
    assert "recover office" in (_problem(scene) or "")
    output = _run(env, *arguments, typed=_typed(scene, first))
    assert "Going on with a recovery that was cut off." in output
    count = _REPORTS_TO_KILL_AMONG
    assert f"{count} cases were gone through: {count} open for a lead of today." in output
    assert all(sees(scene, first.person, case_id) for case_id in case_ids)
    assert _problem(scene) is None


def _killed_in_the_middle(
    env: Mapping[str, str], scene: Scene, arguments: tuple[str, ...], typed: list[str]
) -> None:
    process = _start(env, *arguments)
    assert process.stdin is not None
    process.stdin.write("".join(f"{line}\n" for line in typed))
    process.stdin.flush()
    os.setpriority(os.PRIO_PROCESS, process.pid, 19)  # whoever looks on comes first
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with scene.portal.work() as work:
            if recovering.unfinished(work, scene.office.id) is not None:
                break
        time.sleep(0.005)
    process.kill()
    output, _ = process.communicate()
    assert process.returncode == -signal.SIGKILL, output


def _problem(scene: Scene) -> str | None:
    (check,) = [one for one in CHECKS if one.name == "cases"]
    return check.problem(scene.portal)


@pytest.mark.usefixtures("scene")
def test_a_server_that_runs_has_to_be_stopped(env: dict[str, str]) -> None:
    with running.sharing(Path(env["WBPORTAL_HOME"])):
        refused = _run(env, "recover", "office", "--lead", "malee", typed=[], status=1)
    assert "Stop the server first." in refused
