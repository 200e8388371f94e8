"""Only our own pages may send us forms: a token in a cookie of its own, and what browsers tell.

1. `Sec-Fetch-Site`, if present, says `same-origin` (http onions send none).
2. `Origin`, if present, is one of the configured addresses, or `null`.
3. The form carries the token of the cookie; a view that keeps text reports a bad one on its form.
"""

from typing import Final

from flask import Flask, abort, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect

from wbportal.web import hosts
from wbportal.web.traits import current as traits

UNSAFE: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_COOKIE = "csrf"


class TokenCookie(SecureCookieSessionInterface):
    """Flask's signed session, used for the token and for nothing else.

    It is its own cookie so that a token outlives signing in, signing out and expiry.
    """

    def get_cookie_name(self, app: Flask) -> str:  # noqa: ARG002 - Flask's signature
        return f"__Host-{_COOKIE}" if hosts.is_https() else _COOKIE

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002 - Flask's signature
        return hosts.is_https()

    def get_cookie_samesite(self, app: Flask) -> str:  # noqa: ARG002 - Flask's signature
        # Not Strict: a page reached by a link would see no cookie and replace everybody's token.
        return "Lax"


def register(app: Flask) -> None:
    """Check every unsafe request before its view."""
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,  # we call `protect` ourselves, after the cheaper checks
        WTF_CSRF_TIME_LIMIT=None,  # people write for hours
        WTF_CSRF_SSL_STRICT=False,  # it wants a Referer; Sec-Fetch-Site and Origin do its work
    )
    app.session_interface = TokenCookie()
    protection = CSRFProtect(app)

    def check() -> None:
        if request.method in UNSAFE and request.endpoint is not None:
            _refuse_other_sites()
            _check_token(protection)

    app.before_request(check)


def _refuse_other_sites() -> None:
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        abort(400)
    origin = request.headers.get("Origin", "null")
    if origin != "null" and not hosts.hosts().is_ours(origin):
        abort(400)


def _check_token(protection: CSRFProtect) -> None:
    # A form that keeps text validates the token itself and shows the error beside the text.
    if not traits().tokenless and not traits().keeps_text:
        protection.protect()


def forget_token() -> None:
    """Expire the token's cookie, if the browser sent it; the next form gets a new one."""
    if session:
        session.clear()
