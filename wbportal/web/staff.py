"""What the pages of people who sign in have in common: the places that their roles lead to."""

from collections.abc import Collection
from dataclasses import dataclass

from flask import Flask, request
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.casework import alarms
from wbportal.domain.roles import Role
from wbportal.web.current import portal, signed_in

_NOBODY: frozenset[Role] = frozenset()
READ_CASES = frozenset({Role.INTAKE, Role.LEAD, Role.HANDLER})
"""Who lists cases; others find their part of some on pages of their own."""
_ALARMS = "/admin/alarms/"


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in the portal, by its public address."""

    address: str
    words: LazyString
    roles: frozenset[Role]  # none: for everybody who is signed in

    @property
    def waiting(self) -> int:
        """How many things wait there for somebody to look; asked for the menu of every page."""
        me = signed_in()
        if self.address != _ALARMS or me is None:
            return 0
        with portal().work() as work:
            return alarms.count_open(work, me.office.id)

    @property
    def is_here(self) -> bool:
        """Whether the page being made lies there, and in no place below it."""
        there = [place for place in _PLACES if request.path.startswith(place.address)]
        return max(there, key=lambda place: len(place.address), default=None) is self


_PLACES = (
    Place("/desk/", lazy_gettext("Cases"), READ_CASES),
    Place("/board/", lazy_gettext("Meetings"), frozenset({Role.BOARD})),
    Place("/desk/tasks/", lazy_gettext("My tasks"), frozenset({Role.LEAD, Role.HANDLER})),
    Place("/desk/letters/", lazy_gettext("Letters"), frozenset({Role.LEAD, Role.HANDLER})),
    Place("/desk/search/", lazy_gettext("Search"), READ_CASES),
    Place("/protection/", lazy_gettext("Protection"), frozenset({Role.PROTECTION, Role.LEAD})),
    Place("/desk/handover/", lazy_gettext("Hand over"), frozenset({Role.LEAD})),
    Place("/desk/identities/", lazy_gettext("Names"), frozenset({Role.CUSTODIAN, Role.LEAD})),
    Place("/vetting/", lazy_gettext("People to vet"), frozenset({Role.LEAD})),
    Place("/admin/", lazy_gettext("Administration"), frozenset({Role.ADMINISTRATOR})),
    Place("/admin/audit/", lazy_gettext("Audit trail"), frozenset({Role.AUDITOR})),
    Place(_ALARMS, lazy_gettext("Alarms"), frozenset({Role.ADMINISTRATOR, Role.AUDITOR})),
    Place("/account/", lazy_gettext("My account"), _NOBODY),
)

_ROLE_WORDS = {
    Role.ADMINISTRATOR: lazy_gettext("Administrator"),
    Role.INTAKE: lazy_gettext("Intake officer"),
    Role.LEAD: lazy_gettext("Lead"),
    Role.HANDLER: lazy_gettext("Handler"),
    Role.CUSTODIAN: lazy_gettext("Custodian of identities"),
    Role.PROTECTION: lazy_gettext("Protection officer"),
    Role.BOARD: lazy_gettext("Member of the board"),
    Role.AUDITOR: lazy_gettext("Auditor"),
}


def register(app: Flask) -> None:
    """Give templates `signed_in()`, `places(roles)` and `role_words(role)`."""
    app.add_template_global(signed_in)
    app.add_template_global(places)
    app.add_template_global(role_words)


def places(roles: Collection[Role]) -> tuple[Place, ...]:
    """Return where people of these roles can go, the first of which is where they begin."""
    return tuple(place for place in _PLACES if not place.roles or place.roles.intersection(roles))


def role_words(role: Role) -> str:
    """Return how a role that a roster can give is said."""
    return str(_ROLE_WORDS[role])
