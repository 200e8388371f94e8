"""The blueprint that the pages of protection share."""

from flask import Blueprint

from wbportal.casework.keyholders import Person
from wbportal.web.audience import WrongRole
from wbportal.web.current import person

bp = Blueprint("protection", __name__, url_prefix="/protection")


def me() -> Person:
    """Return who is signed in: the audience of the blueprint sees to it that somebody is."""
    who = person()
    if who is None:
        raise WrongRole
    return who
