"""Lets in before a view whom its audience is for, and nobody else."""

from http import HTTPStatus

from flask import Flask, redirect, request, url_for
from werkzeug.wrappers import Response

from wbportal.web import audience
from wbportal.web.audience import Audience, WrongRole
from wbportal.web.current import person, signed_in
from wbportal.web.kept import page_with_text_kept
from wbportal.web.traits import current as traits

_SIGN_IN, _FACTORS = "account.sign_in", "account.factors"


def register(app: Flask) -> None:
    """Enforce audiences before every view."""
    app.before_request(_enforce)


def _enforce() -> Response | tuple[str, HTTPStatus] | None:
    whom = audience.current()
    if whom.is_anonymous:
        return None
    who = person()
    if who is None:
        return _ask_to_sign_in()
    if whom is not Audience.SIGNED_IN and not (who.roles & whom.roles):
        raise WrongRole
    present = signed_in()
    if present is not None and present.lacks_passkey and not traits().for_enrolment:
        return redirect(url_for(_FACTORS), HTTPStatus.SEE_OTHER)
    return None


def _ask_to_sign_in() -> Response | tuple[str, HTTPStatus]:
    # A form sent after the session ended comes back with its text, never as a bare redirect.
    if request.method == "POST" and traits().keeps_text:
        return page_with_text_kept(), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for(_SIGN_IN), HTTPStatus.SEE_OTHER)
