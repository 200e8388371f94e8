"""The set-up: what each word of the Makefile needs, and what it says when that is missing."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.source import ROOT


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What a fresh clone brings for its set-up."""
    for name in ("Makefile", "pyproject.toml", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def _make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run make with no home, no settings, and nothing but the system's own commands."""
    return subprocess.run(
        ["/usr/bin/make", *words],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def _python(folder: Path, script: str) -> str:
    python = folder / "python"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    return f"PYTHON={python}"


def test_running_needs_no_tools_and_no_browser(clone: Path) -> None:
    steps = _make(clone, "--dry-run", "run").stdout
    assert "requirements.txt" in steps
    assert "requirements-dev.txt" not in steps
    assert "chromium" not in steps


def test_testing_runs_every_check_and_the_tests_last(clone: Path) -> None:
    steps = _make(clone, "--dry-run", "test").stdout
    places = [steps.index(step) for step in ("ruff format", "ruff check", "mypy", "lint-imports")]
    assert places == sorted(places)
    assert "pytest" in steps.splitlines()[-1]


def test_every_package_is_checked_by_its_hash(clone: Path) -> None:
    installs = [
        line for line in _make(clone, "--dry-run", "test").stdout.splitlines() if "install" in line
    ]
    assert all("--require-hashes" in line for line in installs if " pip " in line)
    for lock in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / lock).read_text("utf-8")
        assert text.count("==") <= text.count(" \\\n    --hash=sha256:")
        assert "://" not in text


def test_a_missing_python_is_said_in_a_sentence(clone: Path) -> None:
    run = _make(clone, "run", "PYTHON=python3.99")
    assert run.returncode != 0
    assert "python3.99 does not run" in run.stdout


def test_an_old_python_is_said_in_a_sentence(clone: Path) -> None:
    run = _make(clone, "run", _python(clone, "exit 1"))
    assert "older than 3.11" in run.stdout


def test_a_python_without_venv_leaves_nothing_half_made(clone: Path) -> None:
    half = '[ "$1" = -c ] && exit 0; mkdir -p .venv/bin; exit 1'
    run = _make(clone, "run", _python(clone, half))
    assert run.returncode != 0
    assert "apt-get install -y python3-venv" in run.stdout
    assert not (clone / ".venv").exists()


def test_an_interrupted_installation_is_begun_again(clone: Path) -> None:
    made = '[ "$1" = -c ] && exit 0; mkdir -p .venv/bin; cp "$0.pip" .venv/bin/python'
    setting = _python(clone, made)
    interrupted = clone / "python.pip"
    interrupted.write_text('#!/bin/sh\necho "$@"; exit 1\n')
    interrupted.chmod(0o755)
    for _ in range(2):
        run = _make(clone, "run", setting)
        assert run.returncode != 0
        assert "-r requirements.txt" in run.stdout
        assert not (clone / ".venv/.runtime").exists()


def test_ci_runs_what_everybody_runs() -> None:
    script = (ROOT / ".ci/run").read_text("utf-8")
    assert script.splitlines()[-1] == "exec make test"
    assert "install" not in script
