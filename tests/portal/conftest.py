"""One scene for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.portal.scene import Scene, make_scene


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = make_scene(tmp_path)
    yield made
    made.portal.engine.dispose()
