"""What the pages of somebody who reports, and of somebody who comes back, have in common."""

from collections.abc import Callable
from typing import TypeVar

from werkzeug.wrappers import Response

from wbportal.portal import StaleRow, Work
from wbportal.vault.sessions import SessionSecret
from wbportal.web.current import portal
from wbportal.web.session import Cookie, give, secret_of

_TRIES = 4
_Result = TypeVar("_Result")


def draft_secret() -> SessionSecret | None:
    """Return the secret that this browser's drafts are kept under, if it has one."""
    raw = secret_of(Cookie.DRAFT)
    return None if raw is None else SessionSecret(raw)


def visit_secret() -> SessionSecret | None:
    """Return the secret of this browser's visit, if it has one."""
    raw = secret_of(Cookie.REPORTER)
    return None if raw is None else SessionSecret(raw)


def hand_out(response: Response, cookie: Cookie, secret: SessionSecret) -> Response:
    """Give a secret to the browser, unless it is the one that it sent."""
    if secret_of(cookie) != secret.raw:
        give(response, cookie, secret.raw)
    return response


def perform(deed: Callable[[Work], _Result]) -> _Result:
    """Do a deed, and do it again if the same form, sent twice, was faster."""
    for _ in range(_TRIES - 1):
        try:
            return portal().perform(deed)
        except StaleRow:
            continue
    return portal().perform(deed)
