"""Which error becomes which page: one table, and what is told of an error to whom."""

import logging
import traceback
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from flask import Flask, render_template, request, url_for
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from wbportal.casework.denials import note_denial
from wbportal.casework.errors import CaseNotFound, CaseworkError
from wbportal.casework.offices import OfficeNotFound
from wbportal.domain.rules import NotAllowed, NotPossible
from wbportal.portal.errors import Busy, Overtaken
from wbportal.vault.errors import VaultError
from wbportal.web import audience, current, hosts, locale
from wbportal.web.audience import WrongRole
from wbportal.web.kept import kept_fields
from wbportal.web.requests import form_was_read
from wbportal.web.throttle import Crowded

PAGES: Mapping[type[Exception], HTTPStatus] = MappingProxyType(
    {
        CaseNotFound: HTTPStatus.NOT_FOUND,
        WrongRole: HTTPStatus.FORBIDDEN,
        NotAllowed: HTTPStatus.FORBIDDEN,
        NotPossible: HTTPStatus.CONFLICT,
        Overtaken: HTTPStatus.CONFLICT,
        Crowded: HTTPStatus.TOO_MANY_REQUESTS,
        Busy: HTTPStatus.SERVICE_UNAVAILABLE,
        OfficeNotFound: HTTPStatus.NOT_FOUND,
        CaseworkError: HTTPStatus.INTERNAL_SERVER_ERROR,
        VaultError: HTTPStatus.INTERNAL_SERVER_ERROR,
        Exception: HTTPStatus.INTERNAL_SERVER_ERROR,
    }
)
"""The nearest class above an error decides; everything unforeseen is our fault."""

_WORDS: Mapping[int, tuple[LazyString, LazyString]] = MappingProxyType(
    {
        400: (
            lazy_gettext("This could not be read"),
            # Reloading sends once more what was typed; going back shows an empty form.
            lazy_gettext(
                "Nothing was stored. Please reload this page first: that sends again what you"
                " wrote. If it does not help, go back, reload and try again."
            ),
        ),
        403: (
            lazy_gettext("This is not yours to do"),
            lazy_gettext("Your role does not allow it. The attempt was noted."),
        ),
        404: (
            lazy_gettext("There is nothing here"),
            lazy_gettext("The address may be mistyped, or the page may be gone."),
        ),
        405: (
            lazy_gettext("This does not work that way"),
            lazy_gettext("Please use the buttons and links of the pages."),
        ),
        409: (
            lazy_gettext("This has changed meanwhile"),
            lazy_gettext("Nothing was changed. Please open the page again and look first."),
        ),
        410: (
            lazy_gettext("This is over"),
            lazy_gettext("The page was shown once and is gone for good."),
        ),
        413: (
            lazy_gettext("This is too much at once"),
            lazy_gettext("Nothing was stored. Please go back and send less."),
        ),
        429: (
            lazy_gettext("Too many people are here at this moment"),
            lazy_gettext(
                "Nothing was stored. Please wait a little, then reload this page. If you were"
                " writing, do not go back: the text would be lost."
            ),
        ),
    }
)
_OURS = (
    lazy_gettext("Something went wrong on our side"),
    lazy_gettext("It is not your fault. Please try again later."),
)

_DENIALS = (WrongRole, NotAllowed, CaseNotFound)
_log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Turn every error into a page in the reader's language."""
    for kind in (*PAGES, HTTPException):
        app.register_error_handler(kind, _answer)


def _answer(error: Exception) -> Response:
    if isinstance(error, _DENIALS):
        _note_denial()
    return page_for(error)


def _note_denial() -> None:
    # Never on a reporter's page: whoever is signed in beside it is nobody's business.
    if audience.current().is_anonymous:
        return
    who = current.person()
    if who is not None:
        with current.portal().work() as work:
            note_denial(work, who, request.endpoint or "")


def page_for(error: Exception) -> Response:
    """Return the page that says what an error means for whoever reads it."""
    if hosts.here() is None:
        # No page for strangers: under some names not even our own addresses can be written.
        return Response(status=HTTPStatus.BAD_REQUEST, mimetype="text/plain")
    if isinstance(error, HTTPException):
        return _page_for_http(error)
    status = next(PAGES[kind] for kind in type(error).__mro__ if kind in PAGES)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _tell_the_log(error)
    page = _page(status, error.retry_seconds if isinstance(error, Crowded) else None)
    if isinstance(error, Crowded):
        page.headers["Retry-After"] = str(error.retry_seconds)
    return page


def _page_for_http(error: HTTPException) -> Response:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()  # a redirect that is raised
    page = _page(HTTPStatus(error.code), None)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            page.headers[name] = value
    return page


def _page(status: HTTPStatus, retry_seconds: int | None) -> Response:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        locale.be_careful()
    title, advice = _WORDS.get(status, _OURS)
    text = render_template(
        "error.html",
        title=title,
        advice=advice,
        retry_seconds=retry_seconds,
        kept=kept_fields(),
        had_files=form_was_read() and bool(request.files),
        home=url_for("intake.offices"),
    )
    return Response(text, status, mimetype="text/html")


def _tell_the_log(error: Exception) -> None:
    # Neither the message of an error nor the address of the page: both may hold what was written.
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    trail = " < ".join(
        f"{frame.name} {frame.filename}:{frame.lineno}" for frame in reversed(frames)
    )
    kinds = " from ".join(type(cause).__name__ for cause in _causes(error))
    _log.error("%s at %s: %s", kinds, request.endpoint, trail)


def _causes(error: BaseException) -> list[BaseException]:
    causes, next_one = [error], error.__cause__
    while next_one is not None and len(causes) < 8:  # noqa: PLR2004 - a loop must end
        causes.append(next_one)
        next_one = next_one.__cause__
    return causes
