"""What every test shares: how many rounds to run, patience, and no network but this machine."""

import ipaddress
import sys
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import settings

_SOAK_ROUNDS = 5  # each may take seconds: a server is killed and started
_SOAK_EXAMPLES = 2_000


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="many more rounds: `make soak`")


def pytest_configure(config: pytest.Config) -> None:
    # No deadline: a busy machine is not a failing property.
    settings.register_profile("test", deadline=None)
    settings.register_profile("soak", deadline=None, max_examples=_SOAK_EXAMPLES)
    settings.load_profile("soak" if config.getoption("--soak") else "test")
    sys.addaudithook(_refuse_the_network)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process is left alone with it at the end."""
    tests_of = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.get_closest_marker("browser") is None, -tests_of[item.path]))


@pytest.fixture(scope="session")
def rounds(request: pytest.FixtureRequest) -> Callable[[int], int]:
    """Return how many rounds to run for a usual number of them: more under --soak."""
    factor = _SOAK_ROUNDS if request.config.getoption("--soak") else 1
    return lambda usual: usual * factor


def _refuse_the_network(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not _is_this_machine(str(address[0])):
            raise PermissionError(f"a test connects to {address[0]}")


def _is_this_machine(host: str) -> bool:
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
