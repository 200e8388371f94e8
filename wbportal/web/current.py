"""What stands behind the request being served: the portal, and who is signed in.

Flask-Login is met here and nowhere else: its `request_loader` and `current_user`, once a request.
No remember cookie, no `next=`, no session protection (which would hash address and user agent).
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Request, current_app
from flask_login import LoginManager, UserMixin, current_user

from wbportal.casework.keyholders import Person
from wbportal.portal import Portal

_PORTAL = "wbportal"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody whose session is open: their keys, and what pages say to them."""

    person: Person
    display_name: str
    language: str | None  # what they chose for themselves


SessionOpener = Callable[[Request], SignedIn | None]
"""Opens the session that a request's cookie belongs to; None if there is none."""


class _User(UserMixin):
    """The shape Flask-Login wants."""

    def __init__(self, signed_in: SignedIn) -> None:
        self.signed_in = signed_in


def register(app: Flask, portal: Portal, open_session: SessionOpener) -> None:
    """Put the portal behind the application, and load who is signed in when first asked."""
    app.extensions[_PORTAL] = portal
    # Its context processor would open the session for every page, also where nobody asks.
    manager = LoginManager(app, add_context_processor=False)
    app.config["SESSION_PROTECTION"] = None

    def load(request: Request) -> _User | None:
        opened = open_session(request)
        return None if opened is None else _User(opened)

    manager.request_loader(load)


def portal() -> Portal:
    """Return the long-lived parts."""
    found: Portal = current_app.extensions[_PORTAL]
    return found


def signed_in() -> SignedIn | None:
    """Return who is signed in and what pages say to them, None for a visitor."""
    user = current_user._get_current_object()  # noqa: SLF001 - the documented way out of a proxy
    return user.signed_in if isinstance(user, _User) else None


def person() -> Person | None:
    """Return who is signed in, with their unlocked keys; None for a visitor."""
    found = signed_in()
    return None if found is None else found.person
