"""Killing what acts, in the middle of it."""

import os
import signal
import time
from collections.abc import Callable


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
