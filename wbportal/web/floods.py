"""Who shares which places, so that a flood at one door leaves the others open.

A process has 64 threads (see `flask serve`). New reports hold at most 38 of them, people coming
back with a code 12, those who sign in 8; the rest are the desk's, always, and of browsers that
somebody signed in with before. At most 32 bodies are read at once. Codes being made or stretched
and passphrases being tried have lanes of their own.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Flask, current_app, g, request

from wbportal.casework import account
from wbportal.web import audience, current
from wbportal.web.session import Cookie, secret_of
from wbportal.web.throttle import Delays, Lane

_EXTENSION = "wbportal.floods"
_HELD = "places"
# Whose blueprint it is decides; what is neither, like a style sheet, costs next to nothing.
_NEWCOMERS, _RETURNING, _ENTRANCE = "intake", "receipt", "account"
_CHECKING = "proof"
_SOON = timedelta(seconds=1)
_UNBOUNDED = 1024  # more than there are threads


def _argon2id(width: int = 2) -> Lane:
    return Lane(width=width, queue=8)


@dataclass(frozen=True, slots=True)
class Shares:
    """What is divided between new reports, people coming back, signing in, and the desk."""

    newcomers: Lane
    returning: Lane
    entrance: Lane
    desk: Lane

    def mine(self) -> Lane:
        """Return the share of the request being served."""
        # A browser that somebody signed in with before belongs to the desk also at its door.
        if not audience.current().is_anonymous or _is_known_browser():
            return self.desk
        shares = {
            _NEWCOMERS: self.newcomers,
            _RETURNING: self.returning,
            _CHECKING: self.returning,
            _ENTRANCE: self.entrance,
        }
        return shares.get(request.blueprint or "", self.desk)


@dataclass(frozen=True, slots=True)
class Floods:
    """Every lane and delay of one process."""

    clock: Callable[[], datetime]
    requests: Shares = field(
        default_factory=lambda: Shares(
            newcomers=Lane(width=32, queue=6, retry_after=_SOON),
            returning=Lane(width=10, queue=2, retry_after=_SOON),
            entrance=Lane(width=6, queue=2, retry_after=_SOON),
            desk=Lane(width=_UNBOUNDED),
        )
    )
    bodies: Shares = field(
        default_factory=lambda: Shares(
            newcomers=Lane(width=18, queue=20),
            returning=Lane(width=6),
            entrance=Lane(width=2),
            desk=Lane(width=6),
        )
    )
    # Codes being made. Newcomers have their share of the threads whatever they wait for, and a
    # report that takes a while is better than one that is told to come again.
    reports: Lane = field(
        default_factory=lambda: Lane(width=2, queue=44, patience=timedelta(seconds=20))
    )
    codes: Lane = field(default_factory=_argon2id)
    # One at a time in a process: two processes of strangers then leave an honest sign-in two
    # thirds of a core where there are only two, and it takes no more than twice its time.
    sign_in: Lane = field(default_factory=lambda: _argon2id(1))
    known_device: Lane = field(default_factory=_argon2id)  # a valid device token
    names: Delays = field(init=False)
    devices: Delays = field(init=False)  # a device's failures count against the device alone

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", Delays(self.clock))
        object.__setattr__(self, "devices", Delays(self.clock))


def register(app: Flask, floods: Floods) -> None:
    """Give every request its place, or answer 429 at once."""
    app.extensions[_EXTENSION] = floods
    app.before_request(_take_place)
    app.teardown_request(_give_back)


def floods() -> Floods:
    """Return this process's lanes and delays."""
    found: Floods = current_app.extensions[_EXTENSION]
    return found


def is_newcomer() -> bool:
    """Tell whether this request is of somebody who reports: their files wait in a draft."""
    return request.blueprint == _NEWCOMERS


def _is_known_browser() -> bool:
    if request.blueprint != _ENTRANCE:
        return False
    return account.is_anybodys_device(current.portal().keys, secret_of(Cookie.DEVICE))


def _take_place() -> None:
    held = ExitStack()
    held.enter_context(floods().requests.mine().enter())
    setattr(g, _HELD, held)


def _give_back(_: BaseException | None) -> None:
    held = g.pop(_HELD, None)
    if isinstance(held, ExitStack):
        held.close()
