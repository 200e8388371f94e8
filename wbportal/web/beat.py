"""Answers that leave on a beat, so that how long the work took shows to nobody.

Whoever watches a line sees no content, but when an answer comes. A code that opens a case makes
more work than one that opens nothing, and a long thread more than a short one.
"""

import time
from collections.abc import Callable
from typing import TypeVar

# Longer than the work of most threads on a small machine, and too short for people to notice.
BEAT_SECONDS = 0.02

_Answer = TypeVar("_Answer")


def on_the_beat(answer: Callable[[], _Answer]) -> _Answer:
    """Make an answer, and hand it on at the next multiple of 20 ms from the beginning.

    Nothing may be held meanwhile that others wait for: no work, and no lock.
    """
    begun = time.monotonic()
    try:
        return answer()
    finally:
        time.sleep(until_next(time.monotonic() - begun))


def until_next(took: float) -> float:
    """Return how many seconds are left of the beat in which something that `took` so long ended."""
    return -took % BEAT_SECONDS
