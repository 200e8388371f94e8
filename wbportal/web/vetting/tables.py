"""Which role may do what, and which may meet in one person: the tables of the domain, as they are.

There is no second copy: a page cannot say otherwise than what is enforced.
"""

from dataclasses import dataclass

from flask import render_template

from wbportal.domain.compartments import HOLDERS, Compartment, Holders
from wbportal.domain.roles import COMBINATIONS, STAFF, Role
from wbportal.domain.rules import RULES, Action
from wbportal.web.audience import Audience
from wbportal.web.vetting.blueprint import bp


@dataclass(frozen=True, slots=True)
class Permission:
    """An action, and the roles that may do it in some state."""

    action: Action
    roles: frozenset[Role]


_PERMISSIONS = tuple(
    Permission(action, frozenset().union(*(row.roles for row in RULES if row.action is action)))
    for action in Action
)
_ACTING = tuple(role for role in Role if any(role in one.roles for one in _PERMISSIONS))
_HOLDING = tuple(
    role
    for role in Role
    if any(role in rule.at_intake | rule.instead | rule.on_assignment for rule in HOLDERS.values())
)
_PLACES = (
    Audience.DESK,
    Audience.PROTECT,
    Audience.BOARD,
    Audience.LEAD,
    Audience.ADMINISTRATOR,
    Audience.AUDIT,
    Audience.KEEPERS,
)


@bp.get("/roles")
def roles() -> str:
    """Show the tables."""
    holders: tuple[tuple[Compartment, Holders], ...] = tuple(HOLDERS.items())
    return render_template(
        "vetting/roles.html",
        permissions=_PERMISSIONS,
        acting=_ACTING,
        holders=holders,
        holding=_HOLDING,
        combinations=COMBINATIONS,
        pages_for=_PLACES,
        staff=[role for role in Role if role in STAFF],
    )
