"""Who shares which places, so that a flood at one door leaves the others open.

A process has 64 threads (see `flask serve`). New reports hold at most 44 of them, people coming
back with a code at most 12, so that the desk always has some. Bodies being read, codes being
stretched and passphrases being tried have lanes of their own within that.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Flask, current_app, g, request

from wbportal.web import audience
from wbportal.web.throttle import Delays, Lane

_EXTENSION = "wbportal.floods"
_HELD = "places"
_RETURNING = "receipt"  # the blueprint of those who have a code
_SOON = timedelta(seconds=1)


def _argon2id() -> Lane:
    return Lane(width=2, queue=8)


@dataclass(frozen=True, slots=True)
class Shares:
    """What is divided between new reports, people coming back, and the desk."""

    newcomers: Lane
    returning: Lane
    desk: Lane

    def mine(self) -> Lane:
        """Return the share of the request being served."""
        if not audience.current().is_anonymous:
            return self.desk
        return self.newcomers if is_newcomer() else self.returning


@dataclass(frozen=True, slots=True)
class Floods:
    """Every lane and delay of one process."""

    clock: Callable[[], datetime]
    requests: Shares = field(
        default_factory=lambda: Shares(
            Lane(width=36, queue=8, retry_after=_SOON),
            Lane(width=10, queue=2, retry_after=_SOON),
            Lane(width=1024),
        )
    )
    bodies: Shares = field(
        default_factory=lambda: Shares(Lane(width=20, queue=44), Lane(width=6), Lane(width=6))
    )
    reports: Lane = field(default_factory=lambda: Lane(width=2, queue=44))  # codes being made
    codes: Lane = field(default_factory=_argon2id)
    sign_in: Lane = field(default_factory=_argon2id)
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
    """Tell whether this request is of somebody without a session and without a code."""
    return audience.current().is_anonymous and request.blueprint != _RETURNING


def _take_place() -> None:
    held = ExitStack()
    held.enter_context(floods().requests.mine().enter())
    setattr(g, _HELD, held)


def _give_back(_: BaseException | None) -> None:
    held = g.pop(_HELD, None)
    if isinstance(held, ExitStack):
        held.close()
