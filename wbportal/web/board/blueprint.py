"""The blueprint that the pages of a board share."""

from flask import Blueprint

from wbportal.casework.keyholders import Person
from wbportal.web.audience import WrongRole
from wbportal.web.current import person

bp = Blueprint("board", __name__, url_prefix="/board")


def me() -> Person:
    """Return who is signed in: the audience of the blueprint sees to it that they sit there."""
    who = person()
    if who is None:
        raise WrongRole
    return who
