"""The queue: what there is to do, and how to find it."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from flask import render_template, request, url_for
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal import i18n
from wbportal.casework import agenda, views
from wbportal.casework.queue import (
    MANY,
    Counts,
    Filter,
    Queue,
    kept_long_enough,
    not_passed_on,
    read_queue,
)
from wbportal.casework.views import View
from wbportal.domain.areas import AREAS, areas_sorted
from wbportal.domain.questionnaire import QUESTIONNAIRE
from wbportal.domain.states import CLOSED, LIVE, State
from wbportal.portal import Work
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.lists import listing
from wbportal.web.locale import language
from wbportal.web.staff import READ_CASES

_CATEGORIES = {choice.key for choice in QUESTIONNAIRE.question("category").choices}
_areas = cache(areas_sorted)
_MAX_PAGE = 100_000  # of 25 cases; a number that no database takes is no page either
_SHOWN = {
    "all": lazy_gettext("All"),
    "mine": lazy_gettext("Mine"),
    "unassigned": lazy_gettext("Nobody’s"),
    "urgent": lazy_gettext("Urgent"),
    "overdue": lazy_gettext("Overdue"),
    "kept": lazy_gettext("Kept long enough"),
    "waiting": lazy_gettext("Not passed on yet"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the queue the address asks for; what it cannot ask for is passed over."""

    show: str
    state: State | None
    area: str | None
    category: str | None
    number: int

    @classmethod
    def here(cls) -> "Asked":
        """Read the address of this request."""
        asked = request.args
        return cls(
            show=asked.get("show", "") if asked.get("show") in _SHOWN else "all",
            state=State(asked["state"]) if asked.get("state") in set(LIVE) else None,
            area=asked["area"] if asked.get("area") in AREAS else None,
            category=asked["category"] if asked.get("category") in _CATEGORIES else None,
            number=min(asked.get("page", 1, type=int), _MAX_PAGE),
        )

    def filter(self, closed_by: date | None) -> Filter:
        """Return what is wanted; `closed_by` is the day that "kept long enough" stands for."""
        return Filter(
            state=self.state,
            mine=self.show == "mine",
            unassigned=self.show == "unassigned",
            urgent=self.show == "urgent",
            overdue=self.show == "overdue",
            area=self.area,
            category=self.category,
            closed_by=closed_by if self.show == "kept" else None,
        )

    def page_address(self, number: int) -> str:
        """Return the address of another page of this view."""
        return self.address(number=number)

    def address(self, show: str = "", number: int = 1) -> str:
        """Return the address of another view, or another page of this one."""
        show = show or self.show
        return url_for(
            "desk.queue",
            show=None if show == "all" else show,
            state=self.state,
            area=self.area,
            category=self.category,
            page=None if number == 1 else number,
        )


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the page says, read in one work."""

    queue: Queue
    tasks: tuple[int, int]  # open, and of these overdue
    saved: tuple[View, ...]


@bp.get("/")
def queue() -> str:
    """List the cases that whoever asks may open."""
    asked = Asked.here()
    shown, are_more = listing(lambda work: _read(work, asked))
    return render_template(
        "desk/queue.html",
        asked=asked,
        queue=shown.queue,
        views=_views(shown.queue),
        in_state=_in_state(shown.queue.counts),
        reads_cases=bool(me().roles & READ_CASES),
        are_more=are_more,
        tasks=shown.tasks,
        states=[state for state in State if state in LIVE],
        areas=_areas(language()),
        categories=QUESTIONNAIRE.question("category").choices,
        saved=shown.saved,
    )


def _read(work: Work, asked: Asked) -> _Shown:
    agenda.refresh(work, me())
    found = read_queue(work, me(), _wanted(work, asked), asked.number)
    return _Shown(found, agenda.count(work, me()), views.kept(work, me()))


def _wanted(work: Work, asked: Asked) -> Filter:
    """Return what is looked for; the office says until when, and of whom."""
    wanted = asked.filter(kept_long_enough(work, me()) if asked.show == "kept" else None)
    waiting = not_passed_on(work, me()) if asked.show == "waiting" else None
    if waiting is None:
        return wanted
    return replace(waiting, area=wanted.area, category=wanted.category)


def _views(queue: Queue) -> list[tuple[str, LazyString, str]]:
    counts = queue.counts
    numbers = (
        _amount(counts.all),
        _amount(counts.mine),
        _amount(counts.unassigned, at_least=counts.is_partial),
        _amount(counts.urgent),  # what is urgent stands first, and is all looked at
        _amount(counts.overdue, at_least=counts.is_partial),
        "" if queue.kept_long_enough is None else _amount(queue.kept_long_enough),
        "" if queue.not_passed_on is None else _amount(queue.not_passed_on),
    )
    views = zip(_SHOWN.items(), numbers, strict=True)
    return [(*view, number) for view, number in views if number]


def _in_state(counts: Counts) -> dict[State, str]:
    return {
        state: _amount(
            counts.by_state.get(state, 0), at_least=counts.is_partial and state not in CLOSED
        )
        for state in LIVE
    }


def _amount(number: int, *, at_least: bool = False) -> str:
    """Say how many; nobody counts beyond MANY, and the page does not pretend to."""
    more = "+" if at_least or number >= MANY else ""
    return i18n.number(min(number, MANY), language()) + more
