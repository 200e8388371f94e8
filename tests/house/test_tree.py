"""The tests mirror the tree: who knows where a module is knows where its tests are."""

from tests.house.source import PACKAGE, ROOT

# Folders of tests for no single module.
_WHOLE = {
    "bench": "the benchmarks' own arithmetic",
    "browser": "pages in a real browser",
    "builders": "ready-made offices, people and cases",
    "fakes": "the outside world, for ports only",
    "house": "the rules of the house",
    "journeys": "whole stories over HTTP",
    "migrations": "each step up and down, with data",
}


def test_every_folder_of_tests_has_a_package() -> None:
    tested = {path.parent.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("*.py")}
    stray = [
        folder.as_posix()
        for folder in tested
        if folder.parts and folder.parts[0] not in _WHOLE and not (PACKAGE / folder).is_dir()
    ]
    assert stray == []


def test_every_layer_has_its_tests() -> None:
    layers = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    untested = [layer for layer in layers if not list((ROOT / "tests" / layer).rglob("test_*.py"))]
    assert untested == []


def test_the_top_level_is_as_agreed() -> None:
    folders = {path.parent.name for path in ROOT.glob("*/*.py")} - {".venv"}
    assert folders == {"wbportal", "migrations", "tests", "bench"}
    assert {path.name for path in ROOT.glob("*.py")} == {"config.py"}
