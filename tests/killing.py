"""Killing what acts, in the middle of it."""

import itertools
import os
import random
import signal
import time
from collections.abc import Callable, Iterator


def killed_after(seconds: float, act: Callable[[], object]) -> bool:
    """Act in a process that is killed meanwhile; say whether it was still at it."""
    child = os.fork()
    if child == 0:
        try:
            act()
            os._exit(0)
        finally:
            os._exit(1)  # never back into the tests
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


class Moments:
    """Moments at which what acts is killed: the same ones for a seed, over as long as it takes."""

    def __init__(self, seed: int, lasts: float) -> None:
        self._random = random.Random(seed)  # noqa: S311 - moments that can be tried again
        self._lasts = lasts  # seconds
        self.killed = 0

    def rounds(self, usual: int) -> Iterator[int]:
        """Yield so many rounds, and more until it was killed in a third; thrice as many at most."""
        for number in itertools.count(1):
            yield number
            if number >= 3 * usual or (number >= usual and self.killed > usual / 3):
                return

    def kill(self, act: Callable[[], object]) -> None:
        moment = self._random.uniform(0, self._lasts)
        if killed_after(moment, act):
            self.killed += 1
        else:  # a busy machine took longer when it was measured
            self._lasts = moment

    def is_one_in(self, number: int) -> bool:
        return self._random.random() < 1 / number
