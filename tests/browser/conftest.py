"""Browsers and servers for the tests that look at pages as people see them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.serving import Demonstration, Site, demonstrating, serving
from tests.browser.watching import Watched, launched, opened

Opening = Callable[..., Watched]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Of a module: Playwright keeps an event loop running, which other tests must not find.
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A portal with an office that every test may report to."""
    with serving(tmp_path_factory.mktemp("site")) as made:
        yield made


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A portal that a module has to itself: it may kill it, if it starts it again."""
    with serving(tmp_path_factory.mktemp("own")) as made:
        yield made


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """The demonstration office, with cases in many states; what a walk does, no other finds."""
    # The folder above is that of all processes of a run.
    above = tmp_path_factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else None
    made = (above or tmp_path_factory.getbasetemp()) / "demonstration-made"
    with demonstrating(tmp_path_factory.mktemp("demonstration"), made) as served:
        yield served


@pytest.fixture
def open_browser(chromium: Browser) -> Iterator[Opening]:
    """Open browsers of different people; at the end, nothing in them has complained."""
    everybody: list[Watched] = []

    def open_one(url: str, lang: str = "en", **options: object) -> Watched:
        watched = opened(chromium, url, lang, **options)
        everybody.append(watched)
        return watched

    yield open_one
    for watched in everybody:
        watched.context.close()
    assert [one for watched in everybody for one in watched.complaints] == []


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """A file that is larger than anything is kept in memory for."""
    path = tmp_path / "หลักฐาน การจ้าง ๒๕๖๙.bin"
    piece = bytes(range(256)) * 4096
    with path.open("wb") as file:
        for number in range(25):
            file.write(bytes([number]) + piece[1:])
    return path
