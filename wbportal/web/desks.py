"""Reading for the pages of people who hold keys."""

from collections.abc import Callable
from typing import TypeVar

from wbportal.portal import StaleRow, Work
from wbportal.web.current import portal

_TRIES = 4
_Result = TypeVar("_Result")


def reading(deed: Callable[[Work], _Result]) -> _Result:
    """Read for a page; again if another page of the same reader remembered something first."""
    for _ in range(_TRIES - 1):
        try:
            return portal().perform(deed)
        except StaleRow:
            continue
    return portal().perform(deed)
