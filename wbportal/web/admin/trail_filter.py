"""What of a trail an address asks for, with what could not be read of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from flask import request, url_for
from flask_babel import gettext

from wbportal import i18n
from wbportal.casework import trail
from wbportal.casework.trail import Wanted
from wbportal.domain.texts import TextRefused, clean_line
from wbportal.portal import Work
from wbportal.web.admin.deed_groups import Group, deeds_of
from wbportal.web.locale import language

NOBODY = "nobody"
_MAX_CHARS = 100
_MAX_NUMBER = 2**63 - 1  # what a database can count to


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, as it was typed, and what it comes to."""

    group: Group | None
    who: str
    case: str
    since: str
    until: str
    only_failures: bool
    wanted: Wanted
    errors: Mapping[str, str] = field(default_factory=dict)  # by field

    @property
    def fields(self) -> dict[str, str]:
        """What a form says that asks for the same view."""
        told = {
            "deeds": self.group.value if self.group else "",
            "who": self.who,
            "case": self.case,
            "since": self.since,
            "until": self.until,
            "failures": "yes" if self.only_failures else "",
        }
        return {name: value for name, value in told.items() if value}

    def address(self, before: int | None = None, view: str = "trail.deeds") -> str:
        """Return the address of this view, or of what comes in it after an entry."""
        told = self.fields if before is None else {**self.fields, "before": str(before)}
        return f"{url_for(view)}?{urlencode(told)}" if told else url_for(view)


def asked(work: Work, office_id: UUID, sent: Mapping[str, str]) -> Asked:
    """Read what was sent; of what cannot be read, `errors` says so and nothing is looked for."""
    errors: dict[str, str] = {}
    typed = {name: _line(sent.get(name, "")) for name in ("case", "since", "until")}
    group = Group(sent["deeds"]) if sent.get("deeds") in set(Group) else None
    who = sent.get("who", "")
    actor = _uuid(who)
    only_failures = sent.get("failures") == "yes"
    cases = trail.read_case(work, office_id, typed["case"]) if typed["case"] else None
    if typed["case"] and cases is None:
        errors["case"] = gettext("No case here has this reference, and no id begins like this.")
    since, until = (_day(typed[name], errors, name) for name in ("since", "until"))
    first, last = since and since[0], until and until[1]
    if first and last and last < first:
        errors["until"] = gettext("This day is before the first one.")
    wanted = Wanted(
        deeds=deeds_of(group, only_failures=only_failures),
        actor_id=actor,
        nobody=who == NOBODY,
        cases=cases,
        since=first,
        until=last,
    )
    known = who if actor or who == NOBODY else ""
    return Asked(
        group, known, typed["case"], typed["since"], typed["until"], only_failures, wanted, errors
    )


def before() -> int | None:
    """Return the number of the entry after which the page begins."""
    number = request.args.get("before", type=int)
    return None if number is None else within(number)


def within(number: int) -> int:
    """Return a number that a database can be asked for."""
    return max(0, min(number, _MAX_NUMBER))


def _day(typed: str, errors: dict[str, str], name: str) -> tuple[date, date] | None:
    if not typed:
        return None
    span = i18n.read_date(typed, language()).span
    if span is None:
        errors[name] = gettext("This day cannot be read. For example: 12 March 2569.")
    return span


def _line(typed: str) -> str:
    try:
        return clean_line(typed, _MAX_CHARS)
    except TextRefused:
        return ""


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
