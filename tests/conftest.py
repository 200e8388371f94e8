"""What every test shares: how many rounds to run, and patience on a loaded machine."""

from collections.abc import Callable

import pytest
from hypothesis import settings

_SOAK_FACTOR = 20


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="many more rounds: `make soak`")


def pytest_configure(config: pytest.Config) -> None:
    # No deadline: a busy machine is not a failing property.
    settings.register_profile("test", deadline=None)
    settings.register_profile("soak", deadline=None, max_examples=_SOAK_FACTOR * 100)
    settings.load_profile("soak" if config.getoption("--soak") else "test")


@pytest.fixture(scope="session")
def rounds(request: pytest.FixtureRequest) -> Callable[[int], int]:
    """Return how many rounds to run for a usual number of them: more under --soak."""
    factor = _SOAK_FACTOR if request.config.getoption("--soak") else 1
    return lambda usual: usual * factor
