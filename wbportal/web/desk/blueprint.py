"""The blueprint that the pages of the desk share, and how its views do their deeds."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint

from wbportal.casework.keyholders import Person
from wbportal.portal import StaleRow, Work
from wbportal.web.audience import WrongRole
from wbportal.web.current import person, portal

bp = Blueprint("desk", __name__, url_prefix="/desk")

_TRIES = 4
_Result = TypeVar("_Result")


def me() -> Person:
    """Return who is signed in: the audience of the blueprint sees to it that somebody is."""
    who = person()
    if who is None:
        raise WrongRole
    return who


def reading(deed: Callable[[Work], _Result]) -> _Result:
    """Read for a page; again if another page of the same reader remembered something first."""
    for _ in range(_TRIES - 1):
        try:
            return portal().perform(deed)
        except StaleRow:
            continue
    return portal().perform(deed)
