"""`backup` and `restore`: by hand, with a passphrase from a file or typed twice."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.builders import found
from tests.house.installation import installation
from wbportal.cli import main
from wbportal.db import schema
from wbportal.portal import Portal, running

PASSPHRASE = "tidy walnut crescent engine"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    env = installation(tmp_path / "home")
    portal = Portal.from_env(env)
    schema.upgrade(portal.engine)
    found(portal, leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
    return env


@pytest.fixture
def passphrase_file(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase"
    path.write_text(f"{PASSPHRASE}\n")
    return path


def _run(env: dict[str, str], *arguments: str | Path, typed: str = "") -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments], env=env, input=typed)


def test_a_backup_of_a_folder_is_named_by_its_day_and_comes_back(
    env: dict[str, str], tmp_path: Path, passphrase_file: Path
) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    made = _run(env, "backup", kept, "--passphrase-file", passphrase_file)
    assert made.exit_code == 0, made.output
    (path,) = kept.iterdir()
    assert path.name.startswith("wbportal-20")
    assert path.suffix == ".backup"
    assert "Destroy it after" in made.output

    there = {**env, "WBPORTAL_HOME": str(tmp_path / "there")}
    restored = _run(there, "restore", path, "--passphrase-file", passphrase_file)
    assert "everything of" in restored.output
    assert schema.current(Portal.from_env(there).engine) == schema.head()


def test_a_passphrase_is_typed_twice_and_does_not_show(env: dict[str, str], tmp_path: Path) -> None:
    made = _run(env, "backup", tmp_path / "one", typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert made.exit_code == 0, made.output
    assert PASSPHRASE not in made.output


@pytest.mark.parametrize("weak", ["", "short", "passwordpassword"])
def test_a_weak_passphrase_is_refused(
    env: dict[str, str], tmp_path: Path, passphrase_file: Path, weak: str
) -> None:
    passphrase_file.write_text(f"{weak}\n")
    refused = _run(env, "backup", tmp_path / "one", "--passphrase-file", passphrase_file)
    assert refused.exit_code == 1
    assert not (tmp_path / "one").exists()


def test_a_server_that_runs_is_told_to_be_stopped_first(
    env: dict[str, str], tmp_path: Path, passphrase_file: Path
) -> None:
    with running.sharing(Path(env["WBPORTAL_HOME"])):
        refused = _run(env, "backup", tmp_path / "one", "--passphrase-file", passphrase_file)
    assert refused.exit_code == 1
    assert "Stop the server first" in refused.output


def test_a_home_that_is_not_empty_is_left_alone(
    env: dict[str, str], tmp_path: Path, passphrase_file: Path
) -> None:
    path = tmp_path / "one"
    _run(env, "backup", path, "--passphrase-file", passphrase_file)
    refused = _run(env, "restore", path, "--passphrase-file", passphrase_file)
    assert refused.exit_code == 1
    assert "not empty" in refused.output
