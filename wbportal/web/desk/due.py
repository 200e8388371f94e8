"""What is due: one list across all cases that somebody may open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from flask import render_template, request, url_for
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal import i18n
from wbportal.casework import agenda
from wbportal.casework.agenda import Pressing
from wbportal.casework.due import Due, Wanted, When, read_due
from wbportal.casework.queue import MANY
from wbportal.portal import Work
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.lists import listing
from wbportal.web.locale import language

_MAX_PAGE = 100_000
_SHOWN: Mapping[When, LazyString] = MappingProxyType(
    {
        When.SOON: lazy_gettext("Up to a week ahead"),
        When.OVERDUE: lazy_gettext("Overdue"),
        When.TODAY: lazy_gettext("Today"),
        When.WEEK: lazy_gettext("This week"),
        When.LATER: lazy_gettext("Later"),
    }
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; what it cannot ask for is passed over."""

    when: When
    clock: str
    mine: bool
    number: int

    @classmethod
    def here(cls) -> "Asked":
        """Read the address of this request."""
        asked = request.args
        return cls(
            when=When(asked["when"]) if asked.get("when") in set(When) else When.SOON,
            clock=asked.get("clock", ""),
            mine=asked.get("mine") == "y",
            number=min(asked.get("page", 1, type=int), _MAX_PAGE),
        )

    @property
    def wanted(self) -> Wanted:
        return Wanted(key=self.clock or None, mine=self.mine)

    def page_address(self, number: int) -> str:
        """Return the address of another page of this view."""
        return self.address(self.when, number)

    def address(self, when: When, number: int = 1) -> str:
        """Return the address of another view, or another page of this one."""
        return url_for(
            "desk.due",
            when=None if when is When.SOON else when,
            clock=self.clock or None,
            mine="y" if self.mine else None,
            page=None if number == 1 else number,
        )


@bp.get("/due/")
def due() -> str:
    """List what is due in the cases that whoever asks may open, the earliest day first."""
    asked = Asked.here()
    (found, pressing, today), are_more = listing(lambda work: _read(work, asked))
    return render_template(
        "desk/due.html",
        asked=asked,
        due=found,
        views=_views(found),
        are_more=are_more,
        pressing=pressing,
        today=today,
    )


def _read(work: Work, asked: Asked) -> tuple[Due, Pressing, date]:
    """Read the page in one work."""
    agenda.refresh(work, me())
    found = read_due(work, me(), asked.when, asked.wanted, asked.number)
    return found, agenda.pressing(work, me()), work.today


def _views(found: Due) -> list[tuple[When, LazyString, str]]:
    counts = found.counts
    return [
        (when, words, _amount(counts[when]) if when in counts else "")
        for when, words in _SHOWN.items()
    ]


def _amount(number: int) -> str:
    said = i18n.number(min(number, MANY), language())
    return f"{said}+" if number >= MANY else said
