"""The queue of one person: the cases they may open, most urgent first.

Whether a grant opens is known only when it is tried, so cases are listed from the first try on;
what is shown of their content comes from the memory sealed for this person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from uuid import UUID

from wbportal.casework import settings, shelf, states
from wbportal.casework.access import open_case
from wbportal.casework.dossier import open_dossier
from wbportal.casework.errors import CaseNotFound, CaseworkError
from wbportal.casework.keyholders import Person
from wbportal.casework.rosters import current_or_none
from wbportal.casework.shelf import Shelf
from wbportal.casework.staff import Names
from wbportal.casework.states import Remembered
from wbportal.db import queue as rows
from wbportal.db import walks
from wbportal.db.cases import Case
from wbportal.db.queue import MANY, Counts, Filter
from wbportal.db.walks import Scope
from wbportal.domain.channels import Channel
from wbportal.domain.compartments import Compartment
from wbportal.domain.passing_on import PASS_ON_DAYS, pass_on_by
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action, Facts, offered
from wbportal.domain.states import CLOSED, State
from wbportal.portal import Work
from wbportal.vault.errors import VaultError

__all__ = [
    "MANY",
    "PAGE_CASES",
    "Counts",
    "DueKind",
    "Filter",
    "Queue",
    "Row",
    "has_new",
    "kept_long_enough",
    "not_passed_on",
    "open_new",
    "read_queue",
    "rows_of",
    "scope_of",
]

PAGE_CASES = 25
_TRIED_AT_ONCE = 500  # grants; about 3 ms each


class DueKind(StrEnum):
    """What is due on the day a row shows."""

    ACKNOWLEDGEMENT = "acknowledgement"
    FEEDBACK = "feedback"
    ANSWER = "answer"  # the reporter's


@dataclass(frozen=True, slots=True)
class Row:
    """One case, as its line in the queue says it."""

    case_id: UUID
    reference: str
    state: State
    received_on: date
    is_urgent: bool
    due: date | None
    due_kind: DueKind | None
    is_overdue: bool
    area: str | None
    category: str | None
    channel: Channel
    title: str = field(repr=False)
    is_unread: bool
    is_damaged: bool  # it was changed behind our back and does not open
    is_waiting: bool  # whoever receives reports should have passed it on by now
    may_be_spam: bool  # whoever reads the row may destroy the case
    people: tuple[str, ...] = field(default=(), repr=False)
    is_mine: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of somebody's queue, and how much there is besides."""

    rows: tuple[Row, ...]
    counts: Counts
    matching: int
    number: int  # of this page, from 1
    last: int
    kept_long_enough: int | None  # closed cases; None if the office has not said how long
    not_passed_on: int | None  # None for whom that is not to see


def has_new(work: Work, who: Person) -> bool:
    """Tell whether there are grants that were never tried; one query."""
    return bool(walks.untried(work.db, scope_of(work, who, Shelf()), 1))


def open_new(work: Work, who: Person) -> bool:
    """Try grants that were never tried, and remember which open; tell whether more are left.

    One query when there is nothing new.
    """
    known = shelf.load(work, who)
    scope = scope_of(work, who, Shelf())
    new = walks.untried(work.db, scope, _TRIED_AT_ONCE + 1)
    opened: list[UUID] = []
    walled: list[UUID] = []
    for case_id in new[:_TRIED_AT_ONCE]:
        tried = _tried(work, who, case_id)
        states.keep(work, who, case_id, tried)
        (walled if tried.walled else opened).append(case_id)
    before = shelf.rebuilt(work, who) if known is None else known
    after = before.with_tried(opened, walled)
    if after != known:
        shelf.keep(work, who, after)
    return len(new) > _TRIED_AT_ONCE


def read_queue(work: Work, who: Person, wanted: Filter, number: int) -> Queue:
    """Read page `number` of what `wanted` leaves; a page beyond the last one is the last one.

    Ten short queries, and 25 sealed memories opened. Cases never opened before are opened now, to
    know what they are about.
    """
    scope = scope_of(work, who, shelf.load(work, who) or Shelf())
    counts = rows.count(work.db, scope)
    beyond = max(0, number - 1) * PAGE_CASES
    is_all = wanted == Filter() and not beyond
    matching = counts.all if is_all else rows.count_matching(work.db, scope, wanted, beyond)
    last = max(1, -(-matching // PAGE_CASES))
    number = min(max(number, 1), last)
    window = ((number - 1) * PAGE_CASES, PAGE_CASES)
    cases = rows.page(work.db, scope, wanted, window)
    return Queue(
        rows_of(work, who, scope, cases),
        counts,
        matching,
        number,
        last,
        _count_kept(work, who, scope),
        _count_not_passed_on(work, who, scope),
    )


def kept_long_enough(work: Work, who: Person) -> date | None:
    """Return the day on or before which a case was closed that this lead may let go.

    None for others, and where the office has not said how long it keeps cases.
    """
    return settings.kept_long_enough(work, who.office_id) if Role.LEAD in who.roles else None


def _count_kept(work: Work, who: Person, scope: Scope) -> int | None:
    day = kept_long_enough(work, who)
    if day is None:
        return None
    return rows.count_matching(work.db, scope, Filter(closed_by=day))


def not_passed_on(work: Work, who: Person) -> Filter | None:
    """Return what a lead looks for to find reports that nobody passed on in time.

    None for others, and where nobody but leads receives reports.
    """
    receivers = _receivers(work, (who.office_id,)) if Role.LEAD in who.roles else frozenset()
    if not receivers:
        return None
    by = work.today - timedelta(days=PASS_ON_DAYS + 1)
    return Filter(state=State.RECEIVED, unassigned=True, received_to=by, held_by=receivers)


def _count_not_passed_on(work: Work, who: Person, scope: Scope) -> int | None:
    wanted = not_passed_on(work, who)
    return None if wanted is None else rows.count_matching(work.db, scope, wanted)


def _receivers(work: Work, office_ids: Sequence[UUID]) -> frozenset[UUID]:
    found = (current_or_none(work, one) for one in office_ids)
    return frozenset(
        entry.holder_id
        for known in found
        if known is not None
        for entry in known.receivers(work.today)
    )


def scope_of(work: Work, who: Person, known: Shelf) -> Scope:
    """Say which cases somebody lists: granted, in their charge, and not behind a wall."""
    return Scope(
        holder_id=who.id,
        office_ids=rows.offices_of(work.db, who.office_id),
        only_assigned=Role.LEAD not in who.roles,
        today=work.today,
        walled=known.walled,
        receives=Role.INTAKE in who.roles,
    )


def _tried(work: Work, who: Person, case_id: UUID) -> Remembered:
    """Try a grant, and return what there is to remember of it."""
    try:
        opened = open_case(work, who, case_id)
    except CaseNotFound:
        return Remembered(walled=True)
    except (CaseworkError, VaultError):
        return Remembered()  # listed, and said to be damaged when its row is read
    return states.with_keys(None, opened.keys)


def rows_of(work: Work, who: Person, scope: Scope, cases: Sequence[Case]) -> tuple[Row, ...]:
    """Return the lines of some cases of a scope, in their order; a wall found late drops one."""
    ids = [case.id for case in cases]
    memories = states.load_many(work, who, ids)
    lengths = rows.thread_lengths(work.db, ids)
    people = rows.assigned(work.db, ids, work.today)
    names = Names(work, scope.office_ids)
    received = rows.held(work.db, ids, _receivers(work, scope.office_ids))
    spam = _states_of_spam(Role.LEAD if Role.LEAD in who.roles else Role.HANDLER)
    found = []
    for case in cases:
        memory = _with_title(work, who, case.id, memories[case.id])
        # A shelf that was tampered with shows nothing that a memory hides.
        if memory is None or not memory.walled:
            holders = people.get(case.id, [])
            row = replace(
                _row(case, memory, lengths.get(case.id, 0), work.today),
                people=tuple(names[holder_id] for holder_id in holders),
                is_mine=who.id in holders,
                may_be_spam=memory is not None and case.state in spam,
                is_waiting=case.id in received and not holders and _is_late(case, work.today),
            )
            found.append(row)
    return tuple(found)


def _with_title(work: Work, who: Person, case_id: UUID, memory: Remembered) -> Remembered | None:
    """Open a case whose thread was never read, to know its title; None if it is damaged."""
    if memory.walled or Compartment.THREAD in memory.heads:
        return memory
    try:
        open_dossier(work, who, case_id)
    except (CaseworkError, VaultError):
        return None
    return states.load(work, who, case_id)


def _row(case: Case, memory: Remembered | None, thread_length: int, today: date) -> Row:
    due, kind = due_of(case)
    return Row(
        case_id=case.id,
        reference=case.reference,
        state=case.state,
        received_on=case.received_on,
        is_urgent=case.urgent,
        due=due,
        due_kind=kind,
        is_overdue=case.state not in CLOSED and case.due < today,
        area=case.area,
        category=case.category,
        channel=Channel(case.channel),
        title="" if memory is None else memory.title,
        is_unread=memory is not None and thread_length > memory.read_to,
        is_damaged=memory is None,
        is_waiting=False,
        may_be_spam=False,
    )


def _is_late(case: Case, today: date) -> bool:
    return case.state is State.RECEIVED and pass_on_by(case.received_on) < today


def due_of(case: Case) -> tuple[date | None, DueKind | None]:
    """Return what is due next in a case, and when; nothing in a closed one."""
    if case.state in CLOSED:
        return None, None
    if case.state is State.AWAITING_REPORTER:
        return case.awaiting_until, DueKind.ANSWER
    if case.acknowledged_on is None and case.ack_due < case.feedback_due:
        return case.ack_due, DueKind.ACKNOWLEDGEMENT
    return case.feedback_due, DueKind.FEEDBACK


@cache
def _states_of_spam(role: Role) -> frozenset[State]:
    """Return the states in which somebody of this role may call a case spam."""
    return frozenset(s for s in State if Action.DESTROY in offered(role, s, Facts()))
