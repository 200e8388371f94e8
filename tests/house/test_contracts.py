"""Each import contract of pyproject.toml can fail: every one is broken here on purpose."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, ROOT

_LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
_LAYERS = "Layers: a module imports only from the lines below its own"
_AUDIENCES = "Audiences do not know each other"
_CYCLES = "No cycles, at any depth"
_STORAGE = "Storage cannot decrypt"
_CRYPTOGRAPHY = "Only the vault uses cryptography"
_PURE = "The domain and the vault are pure"
_HTTP = "Deeds know nothing of HTTP"
_ROWS = "Pages never see rows"
_SETTINGS = "Settings are read in two places"

# Which contract forbids it, the module that breaks it, and what that module imports.
_VIOLATIONS = [
    (_LAYERS, "wbportal.casework.bad", "wbportal.web"),
    (_LAYERS, "wbportal.db.bad", "wbportal.blobs"),
    (_LAYERS, "wbportal.cli.bad", "wbportal.web"),
    (_LAYERS, "wbportal.vault.bad", "wbportal.domain"),
    (_LAYERS, "wbportal.utils", "os"),
    (_AUDIENCES, "wbportal.web.desk.bad", "wbportal.web.intake"),
    (_CYCLES, "wbportal.domain.bad.one", "wbportal.domain.good"),
    (_STORAGE, "wbportal.db.bad", "wbportal.vault"),
    (_STORAGE, "wbportal.blobs.bad", "cryptography"),
    (_CRYPTOGRAPHY, "wbportal.web.bad", "cryptography"),
    (_PURE, "wbportal.domain.bad", "flask"),
    (_PURE, "wbportal.vault.bad", "sqlalchemy"),
    (_HTTP, "wbportal.casework.bad", "werkzeug"),
    (_ROWS, "wbportal.web.desk.bad", "wbportal.db"),
    (_ROWS, "wbportal.web.bad", "sqlalchemy"),
    (_SETTINGS, "wbportal.jobs.bad", "config"),
]


def _lint(root: Path) -> tuple[set[str], set[str]]:
    """Return the names of the contracts kept and broken in the tree at `root`."""
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={"COLUMNS": "200", "PATH": ""},
    )
    verdicts = [line.strip().rpartition(" ") for line in run.stdout.splitlines()]
    kept = {name for name, _, verdict in verdicts if verdict == "KEPT"}
    broken = {name for name, _, verdict in verdicts if verdict == "BROKEN"}
    assert kept | broken, run.stdout + run.stderr
    return kept, broken


def _write(root: Path, module: str, imported: str = "") -> None:
    """Write a module that imports one thing, and the packages around it."""
    *packages, name = module.split(".")
    folder = root
    for package in packages:
        folder /= package
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
    (folder / f"{name}.py").write_text(f"import {imported}\n" if imported else "")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A portal of empty modules, named in the contracts."""
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    (tmp_path / "config.py").touch()
    layers = _LINTER["contracts"][0]["layers"]
    packages = [f"wbportal.{name.strip()}" for line in layers for name in line.split("|")]
    audiences = next(c for c in _LINTER["contracts"] if c["name"] == _AUDIENCES)["modules"]
    for package in [*packages, *audiences]:
        _write(tmp_path, f"{package}.good")
    return tmp_path


def test_a_tree_without_a_fault_keeps_every_contract(tree: Path) -> None:
    assert _lint(tree) == ({contract["name"] for contract in _LINTER["contracts"]}, set())


@pytest.mark.parametrize(("contract", "module", "imported"), _VIOLATIONS)
def test_a_contract_is_broken_by_what_it_forbids(
    tree: Path, contract: str, module: str, imported: str
) -> None:
    _write(tree, module, imported)
    if contract == _CYCLES:
        _write(tree, "wbportal.domain.good", "wbportal.domain.bad.two")
        _write(tree, "wbportal.domain.bad.two")
    assert contract in _lint(tree)[1]


def test_every_contract_is_broken_once() -> None:
    assert {name for name, _, _ in _VIOLATIONS} == {c["name"] for c in _LINTER["contracts"]}


def test_every_audience_is_under_contract() -> None:
    audiences = {path.parent.name for path in (PACKAGE / "web").glob("*/__init__.py")}
    named = next(c for c in _LINTER["contracts"] if c["name"] == _AUDIENCES)["modules"]
    assert {f"wbportal.web.{audience}" for audience in audiences} == set(named)
