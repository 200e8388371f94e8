"""Quick exit: one button, everywhere, that ends the visit at once."""

from collections.abc import Callable

from flask import Blueprint, Flask, Response, current_app, make_response, render_template

from wbportal.web.csrf import forget_token
from wbportal.web.session import REPORTERS, Cookie, secret_of, take_back, wipe
from wbportal.web.traits import Traits, declare

bp = Blueprint("leave", __name__)

EndVisit = Callable[[bytes | None, bytes | None], None]
"""Ends, in the database, what a draft's and a reporter's cookie stand for."""

_EXTENSION = "wbportal.leave"


def register(app: Flask, end_visit: EndVisit) -> None:
    """Say how a visit is ended in the database."""
    app.extensions[_EXTENSION] = end_visit


@bp.post("/leave")
@declare(Traits(tokenless=True))
def leave() -> Response:
    """End session and draft, and answer with a page that says nothing.

    No redirect and no token: it must work at once, always. Another site that makes a browser
    post here sends no SameSite=Strict cookie, and then nothing is ended or expired.
    """
    secrets = {cookie: secret_of(cookie) for cookie in REPORTERS}
    page = make_response(render_template("leave.html"))
    if any(secrets.values()):
        end_visit: EndVisit = current_app.extensions[_EXTENSION]
        end_visit(secrets[Cookie.DRAFT], secrets[Cookie.REPORTER])
        take_back(page, *REPORTERS)
        forget_token()
        wipe(page)
    return page
