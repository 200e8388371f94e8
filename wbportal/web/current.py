"""What stands behind the request being served: the portal, and who is signed in.

Flask-Login is met here and nowhere else: its `request_loader` and `current_user`, once a request.
No remember cookie, no `next=`, no session protection (which would hash address and user agent).
"""

from http import HTTPStatus

from flask import Flask, Request, abort, current_app
from flask_login import LoginManager, UserMixin, current_user

from wbportal.casework import sessions
from wbportal.casework.keyholders import Person
from wbportal.casework.sessions import Present
from wbportal.portal import Portal
from wbportal.web.session import Cookie, secret_of

_PORTAL = "wbportal"


class _User(UserMixin):
    """The shape Flask-Login wants."""

    def __init__(self, present: Present) -> None:
        self.present = present


def register(app: Flask, portal: Portal) -> None:
    """Put the portal behind the application, and load who is signed in when first asked."""
    app.extensions[_PORTAL] = portal
    # Its context processor would open the session for every page, also where nobody asks.
    manager = LoginManager(app, add_context_processor=False)
    app.config["SESSION_PROTECTION"] = None

    manager.request_loader(_load)


def portal() -> Portal:
    """Return the long-lived parts."""
    found: Portal = current_app.extensions[_PORTAL]
    return found


def signed_in() -> Present | None:
    """Return who is signed in and what pages say to them, None for a visitor."""
    user = current_user._get_current_object()  # noqa: SLF001 - the documented way out of a proxy
    return user.present if isinstance(user, _User) else None


def person() -> Person | None:
    """Return who is signed in, with their unlocked keys; None for a visitor."""
    found = signed_in()
    return None if found is None else found.person


def me() -> Person:
    """Return who is signed in, on a page whose audience keeps visitors out before this."""
    who = person()
    if who is None:
        abort(HTTPStatus.NOT_FOUND)
    return who


def _load(_: Request) -> _User | None:
    cookie = secret_of(Cookie.SESSION)
    if cookie is None:
        return None
    with portal().work() as work:
        present = sessions.current_person(work, cookie)
    return None if present is None else _User(present)
