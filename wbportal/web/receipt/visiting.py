"""What pages behind the code know of a request: whose visit it is, and which form it sends."""

import re
import secrets
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import visits
from wbportal.casework.drafts import FormKey, Purpose
from wbportal.casework.errors import CodeNeeded
from wbportal.casework.visits import Visit
from wbportal.portal import Work
from wbportal.vault.sessions import SessionSecret
from wbportal.web.reporter import draft_secret, visit_secret

_NUMBER = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class FormHere:
    """A form in one browser."""

    secret: SessionSecret = field(repr=False)
    number: str

    def key(self, purpose: Purpose, scope: str = "") -> FormKey:
        return FormKey(self.secret, purpose, scope, self.number)


def form_here() -> FormHere:
    """Return the form that this request sends, or a fresh one."""
    number = request.form.get("form", "")
    return FormHere(
        draft_secret() or SessionSecret.generate(),
        number if _NUMBER.fullmatch(number) else secrets.token_hex(16),
    )


def visit_here(work: Work, fresh: SessionSecret | None = None) -> Visit:
    """Return the visit of this browser, or the one that it has just begun. Raises CodeNeeded."""
    secret = fresh or visit_secret()
    visit = None if secret is None else visits.find(work, secret)
    if visit is None:
        raise CodeNeeded
    return visit


def led_to(endpoint: str) -> Response:
    return redirect(url_for(endpoint), HTTPStatus.SEE_OTHER)
