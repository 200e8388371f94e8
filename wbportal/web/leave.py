"""Quick exit: one button, everywhere, that ends the visit at once."""

import logging

from flask import Blueprint, Response, make_response, render_template

from wbportal.casework import drafts, visits
from wbportal.casework.errors import CaseworkError
from wbportal.portal import WorkFailed
from wbportal.vault.errors import VaultError
from wbportal.vault.sessions import SessionSecret
from wbportal.web.csrf import forget_token
from wbportal.web.current import portal
from wbportal.web.session import REPORTERS, Cookie, secret_of, take_back, wipe
from wbportal.web.traits import Traits, declare

bp = Blueprint("leave", __name__)

_log = logging.getLogger(__name__)


@bp.post("/leave")
@declare(Traits(tokenless=True))
def leave() -> Response:
    """End session and draft, and answer with a page that says nothing.

    No redirect and no token: it must work at once, always. Another site that makes a browser
    post here sends none of our cookies, and then nothing is ended or expired.
    """
    page = make_response(render_template("leave.html"))
    if any(secret_of(cookie) for cookie in REPORTERS):
        _end_visit()
        take_back(page, *REPORTERS)
        wipe(page)
    # Also of a visit that went no further than the page that asks for a code.
    forget_token()
    return page


def _end_visit() -> None:
    draft, reporter = secret_of(Cookie.DRAFT), secret_of(Cookie.REPORTER)
    try:
        with portal().work() as work:
            if draft is not None:
                drafts.forget_all(work, SessionSecret(draft))
            if reporter is not None:
                visits.end(work, SessionSecret(reporter))
    except (WorkFailed, CaseworkError, VaultError):
        # The cookies go in any case, and what only they could open is swept on its last day.
        _log.warning("A visit could not be ended in the database.")
