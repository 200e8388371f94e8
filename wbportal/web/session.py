"""The cookies that hold one half of a session; the other half lies sealed in the database."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from wbportal.web import hosts

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class _Manner:
    name: str
    same_site: str
    lifetime: timedelta | None = None  # None: until the browser closes


class Cookie(Enum):
    """Every cookie but the CSRF token's; all HttpOnly, for the whole host and nothing wider."""

    DRAFT = _Manner("draft", "Strict")
    REPORTER = _Manner("reporter", "Strict")
    # Lax: a link in a notice must find its reader signed in.
    SESSION = _Manner("session", "Lax")
    DEVICE = _Manner("device", "Lax", timedelta(days=90))
    # The name that somebody gave the browser, sealed for them alone.
    BROWSER = _Manner("browser", "Lax", timedelta(days=90))

    @property
    def sent_name(self) -> str:
        """The name on the wire; `__Host-` binds it to this host where https is in use."""
        return f"__Host-{self.value.name}" if hosts.is_https() else self.value.name


REPORTERS = (Cookie.DRAFT, Cookie.REPORTER)


def secret_of(cookie: Cookie) -> bytes | None:
    """Return the 32 secret bytes this request's cookie holds, None without a well-formed one."""
    secret = kept_in(cookie)
    return secret if len(secret) == SECRET_BYTES else None


def kept_in(cookie: Cookie) -> bytes:
    """Return what this request's cookie holds, nothing without a well-formed one."""
    try:
        return urlsafe_b64decode(request.cookies.get(cookie.sent_name, "").encode() + b"==")
    except (ValueError, binascii.Error):
        return b""


def give(response: BaseResponse, cookie: Cookie, secret: bytes) -> None:
    """Hand a secret, or something sealed, to the browser."""
    response.set_cookie(
        cookie.sent_name,
        urlsafe_b64encode(secret).decode().rstrip("="),
        max_age=cookie.value.lifetime,
        secure=hosts.is_https(),
        httponly=True,
        samesite=cookie.value.same_site,
    )


def take_back(response: BaseResponse, *cookies: Cookie) -> None:
    """Make the browser forget cookies now, also over plain http where Clear-Site-Data is deaf."""
    for cookie in cookies:
        response.delete_cookie(
            cookie.sent_name,
            secure=hosts.is_https(),
            httponly=True,
            samesite=cookie.value.same_site,
        )


def wipe(response: Response) -> None:
    """Ask an https browser to drop whatever it still holds of this site."""
    if hosts.is_https():
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
