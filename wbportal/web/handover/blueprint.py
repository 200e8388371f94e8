"""The blueprint that the pages of handing over share."""

from flask import Blueprint

from wbportal.casework.keyholders import Person
from wbportal.web.audience import WrongRole
from wbportal.web.current import person

bp = Blueprint("handover", __name__, url_prefix="/desk/handover")


def me() -> Person:
    """Return the lead who is signed in: the audience of the blueprint sees to it."""
    who = person()
    if who is None:
        raise WrongRole
    return who
