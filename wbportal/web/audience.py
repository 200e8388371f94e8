"""Who a page is for, declared where its blueprint is mounted."""

from collections.abc import Mapping
from enum import Enum

from flask import Blueprint, Flask, current_app, request

from wbportal.domain.roles import CONTENT, STAFF, Role

_EXTENSION = "wbportal.audience"


class Audience(Enum):
    """Who may see a page at all; what they may do there is the rules' business."""

    PUBLIC = "anybody"
    REPORTER = "anybody, as a reporter: the receipt code decides"
    SIGNED_IN = "anybody with an account"
    DESK = "whoever holds keys"
    LEAD = "leads"
    BOARD = "members of the board"
    ADMINISTRATOR = "administrators"
    KEEPERS = "administrators and leads"
    AUDIT = "auditors"
    WATCH = "administrators and auditors"
    PROTECT = "protection officers, and the leads who stand in"

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that let a signed-in person in; empty where nobody has to sign in."""
        return _ROLES[self]

    @property
    def is_anonymous(self) -> bool:
        return not self.roles


_ROLES: Mapping[Audience, frozenset[Role]] = {
    Audience.PUBLIC: frozenset(),
    Audience.REPORTER: frozenset(),
    Audience.SIGNED_IN: STAFF,
    Audience.DESK: CONTENT,
    Audience.LEAD: frozenset({Role.LEAD}),
    Audience.BOARD: frozenset({Role.BOARD}),
    Audience.PROTECT: frozenset({Role.PROTECTION, Role.LEAD}),
    Audience.KEEPERS: frozenset({Role.ADMINISTRATOR, Role.LEAD}),
    Audience.ADMINISTRATOR: frozenset({Role.ADMINISTRATOR}),
    # Not for leads: the trail names every case, also one that a wall keeps from its reader.
    Audience.AUDIT: frozenset({Role.AUDITOR}),
    Audience.WATCH: frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
}


class UndeclaredRoute(Exception):
    """A route was mounted without saying who it is for; the portal does not start."""


class WrongRole(Exception):
    """Somebody who is signed in asked for a page that is not for their role."""


def register(app: Flask) -> None:
    """Let audiences be declared; `gate` enforces them."""
    app.extensions[_EXTENSION] = {"static": Audience.PUBLIC}
    app.context_processor(lambda: {"may_leave": is_reporters()})


def mount(
    app: Flask,
    blueprint: Blueprint,
    audience: Audience,
    exceptions: Mapping[str, Audience] | None = None,
) -> None:
    """Register a blueprint for `audience`; `exceptions` names its views that are for others."""
    before = {rule.endpoint for rule in app.url_map.iter_rules()}
    app.register_blueprint(blueprint)
    added = {rule.endpoint for rule in app.url_map.iter_rules()} - before
    others = {f"{blueprint.name}.{view}": whom for view, whom in (exceptions or {}).items()}
    if not others.keys() <= added:
        raise UndeclaredRoute(f"{blueprint.name}: an exception names no view")
    app.extensions[_EXTENSION] |= dict.fromkeys(added, audience) | others


def check(app: Flask) -> None:
    """Raise UndeclaredRoute if a route has no audience. Called last, when all are mounted."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in app.extensions[_EXTENSION]:
            raise UndeclaredRoute(rule.endpoint)


def of(app: Flask, endpoint: str | None) -> Audience:
    """Return the audience of an endpoint; an address that leads nowhere is public."""
    declared: Mapping[str, Audience] = app.extensions[_EXTENSION]
    return declared.get(endpoint or "", Audience.PUBLIC)


def current() -> Audience:
    """Return the audience of the page being asked for."""
    return of(current_app, request.endpoint)


def is_reporters() -> bool:
    """Tell whether a reporter may be looking at this page: also where an address leads nowhere."""
    return request.endpoint is None or current() is Audience.REPORTER
