"""From one step of signing in to the next: cookies, lanes, delays, and pages that refuse."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import make_response, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from wbportal.casework import account, sessions
from wbportal.casework.account import Accepted
from wbportal.casework.errors import Refused
from wbportal.casework.factors import Factor
from wbportal.casework.passkeys import Answer
from wbportal.casework.refusals import Refusal
from wbportal.portal import StaleRow
from wbportal.vault.sessions import SessionSecret
from wbportal.web.account import failures
from wbportal.web.current import portal
from wbportal.web.floods import floods
from wbportal.web.forms import Form
from wbportal.web.session import Cookie, give, kept_in, secret_of
from wbportal.web.staff import places
from wbportal.web.throttle import Delays, Lane

Page = tuple[str, HTTPStatus]


@dataclass(frozen=True, slots=True)
class Door:
    """Where somebody who claims to be `username` waits, and what delays them."""

    lane: Lane
    delays: Delays


def is_known_browser(username: str) -> bool:
    """Say whether this name signed in, or joined, with this browser before."""
    return account.is_known_device(portal().keys, username, secret_of(Cookie.DEVICE))


def door_of(username: str) -> Door:
    """Return the door for a name: a browser that it signed in with before has one of its own."""
    if is_known_browser(username):
        return Door(floods().known_device, floods().devices)
    return Door(floods().sign_in, floods().names)


def try_passphrase(username: str, passphrase: str) -> SessionSecret:
    """Check a passphrase in its lane; a failure is written down. Raises Refused, Crowded."""
    door = door_of(username)
    door.delays.check(username)
    try:
        with door.lane.enter(), portal().work() as work:
            return account.sign_in(work, username, passphrase)
    except Refused:
        door.delays.failed(username)
        failures.write_down(username)
        raise


def try_passkey(username: str, answer: Answer) -> Accepted:
    """Check a passkey that opens a key; a failure is written down. Raises Refused, Crowded."""
    door = door_of(username)
    door.delays.check(username)
    try:
        with door.lane.enter(), portal().work() as work:
            accepted = account.sign_in_with_passkey(work, username, answer)
    except (Refused, StaleRow) as error:
        door.delays.failed(username)
        failures.write_down(username)
        raise _refused(error, Refusal.WRONG_PASSKEY) from error
    door.delays.succeeded(username)
    return accepted


def try_factor(username: str, shown: str | Answer) -> Accepted:
    """Check a second factor; a failure is written down. Raises Refused, Crowded."""
    cookie, delays = secret_of(Cookie.SESSION), floods().names
    # A name holds no space: the two factors of one person are delayed apart.
    delays.check(f"{username} code")
    try:
        with portal().work() as work:
            accepted = account.accept_factor(work, cookie, shown)
    except (Refused, StaleRow) as error:
        delays.failed(f"{username} code")
        with portal().work() as work:
            account.note_wrong_code(work, cookie)
        # The same code, or answer, sent twice at once counts once.
        raise _refused(error, Refusal.WRONG_CODE) from error
    delays.succeeded(f"{username} code")
    door_of(username).delays.succeeded(username)
    return accepted


def let_in(accepted: Accepted) -> Response:
    """Begin the session, mark the browser as known, and lead to where the person's work is."""
    kept = kept_in(Cookie.BROWSER)
    # In a work of its own: whatever happens here, what was shown stays spent.
    with portal().work() as work:
        secret = account.begin_session(
            work, accepted, kept, in_new_browser=not is_known_browser(accepted.username)
        )
    response = redirect(_first_page(accepted, secret), HTTPStatus.SEE_OTHER)
    give(response, Cookie.SESSION, secret.raw)
    if kept:
        give(response, Cookie.BROWSER, kept)  # for another while
    return known(response, accepted.username)


def known(response: Response, username: str) -> Response:
    """Mark the browser as one in which this name signed in, or joined."""
    give(response, Cookie.DEVICE, account.device_token(portal().keys, username))
    return response


def _first_page(accepted: Accepted, secret: SessionSecret) -> str:
    """Say where somebody begins: at their codes if there is something to do about them."""
    if accepted.is_new:
        return url_for("account.recovery_codes")
    if accepted.factor is Factor.RECOVERY_CODE:
        return url_for("account.factors")
    with portal().work() as work:
        present = sessions.current_person(work, secret.raw)
    roles = present.person.roles if present is not None else frozenset()
    return places(roles)[0].address


def _refused(error: Refused | StaleRow, otherwise: Refusal) -> Refused:
    return error if isinstance(error, Refused) else Refused(otherwise)


def on_to(address: str, secret: SessionSecret) -> Response:
    """Lead to the next step, with the cookie that it needs."""
    response = redirect(address, HTTPStatus.SEE_OTHER)
    give(response, Cookie.SESSION, secret.raw)
    return response


def with_secret(page: Page, secret: SessionSecret) -> Response:
    """Answer with a page, and the cookie to which its question is bound."""
    response = make_response(page)
    give(response, Cookie.SESSION, secret.raw)
    return response


def page(template: str, form: Form, **words: object) -> Page:
    """Render a form: 200 when asked for, 422 when it was sent and refused."""
    refused = request.method == "POST"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render_template(template, form=form, **words), status
