"""Several clients at once, each doing the same story over and over, for a set time."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.browser import Unexpected
from bench.serving import Server


@dataclass(slots=True)
class Load:
    """What came of one run."""

    times: list[float] = field(default_factory=list)  # seconds each story took
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0
    server_cpu: float = 0.0  # seconds, of every process of the server
    client_cpu: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    @property
    def cpu_each(self) -> float:
        """Return the server's CPU seconds for one story."""
        return self.server_cpu / max(1, len(self.times))


def put_load(server: Server, story: Callable[[], None], clients: int, seconds: float) -> Load:
    """Let `clients` repeat a story for some seconds; a story begun is finished."""
    load = Load()
    stop = time.monotonic() + seconds
    threads = [threading.Thread(target=_repeat, args=(load, story, stop)) for _ in range(clients)]
    cpu, own, begun = server.cpu_seconds(), time.process_time(), time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.monotonic() - begun
    load.server_cpu = server.cpu_seconds() - cpu
    load.client_cpu = time.process_time() - own
    return load


def _repeat(load: Load, story: Callable[[], None], stop: float) -> None:
    while (begun := time.monotonic()) < stop:
        try:
            story()
        except (Unexpected, OSError) as error:
            load.failures.append(f"{type(error).__name__}: {error}")
        else:
            load.times.append(time.monotonic() - begun)
