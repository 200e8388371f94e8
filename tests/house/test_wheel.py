"""The wheel carries all that a running portal reads, and nothing that only its makers need."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.house.source import ROOT


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel that was built from this tree, without a network."""
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel")))
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def _carried(folder: str, suffix: str = "") -> set[str]:
    """What the wheel must have from `folder`, named as it is in the repository."""
    files = (path for path in (ROOT / folder).rglob(f"*{suffix}") if path.is_file())
    return {
        path.relative_to(ROOT).as_posix()
        for path in files
        if "__pycache__" not in path.parts and path.suffix != ".pot"
    }


def test_the_wheel_has_the_settings_as_they_are(packed: set[str]) -> None:
    assert "config.py" in packed


def test_the_wheel_has_every_module_and_its_data(packed: set[str]) -> None:
    assert _carried("wbportal") - packed == set()


@pytest.mark.parametrize("folder", ["templates", "migrations"])
def test_the_wheel_has_what_stands_beside_the_package(packed: set[str], folder: str) -> None:
    wanted = _carried(folder)
    assert {f"wbportal/{name}" for name in wanted} - packed == set()
    assert wanted


def test_the_wheel_has_the_compiled_translations(packed: set[str]) -> None:
    assert "wbportal/translations/th/LC_MESSAGES/messages.mo" in packed


def test_the_wheel_has_the_licence_and_no_tests(packed: set[str]) -> None:
    assert any(name.endswith("dist-info/licenses/LICENSE") for name in packed)
    assert not any(Path(name).parts[0] in {"tests", "bench", "docs"} for name in packed)
