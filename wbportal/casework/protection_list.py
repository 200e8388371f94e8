"""The list of those who protect: which reporter waits, who is to be asked, what is due.

What each case asks for is sealed; it is read from a memory that is sealed for whoever looks, and
brought up to date when something was written since. Of a reporter's acts every one writes here,
so that what is new is often nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from wbportal.casework import glances, protection, settings, states
from wbportal.casework.errors import CaseNotFound, CaseworkError
from wbportal.casework.glances import Glance
from wbportal.casework.keyholders import Person
from wbportal.casework.protection import Agenda
from wbportal.casework.states import Remembered
from wbportal.db import protected
from wbportal.db.protected import ProtectedCase
from wbportal.domain import aftercare
from wbportal.domain.aftercare import Standing
from wbportal.domain.compartments import Compartment
from wbportal.domain.protection import Level
from wbportal.domain.roles import Role
from wbportal.domain.states import CLOSED, State
from wbportal.portal import Work
from wbportal.vault.errors import VaultError

PAGE_CASES = 25
_OPENED_AT_ONCE = 200

_WANT_RISK = frozenset({State.RECEIVED, State.ASSESSING, State.ADDRESSING, State.REFERRED})
_WANT_PLAN = frozenset({State.ASSESSING, State.ADDRESSING})


@dataclass(frozen=True, slots=True)
class Row:
    """One case, as its line in the list says it."""

    case_id: UUID
    reference: str
    state: State
    received_on: date
    is_urgent: bool
    is_damaged: bool
    told_on: date | None  # the reporter waits for an answer
    check_in: Standing | None  # DUE, MISSED or nothing
    requests: int
    due: date | None
    is_overdue: bool
    level: Level | None
    wants_risk: bool
    wants_plan: bool

    @property
    def rank(self) -> tuple[int, date]:
        """Where it stands: who waits, what is due, what is to be made, and all others."""
        if self.told_on is not None:
            return 0, self.told_on
        if self.is_overdue or self.check_in is Standing.DUE:
            return 1, self.due or self.received_on
        if self.wants_risk or self.wants_plan:
            return 2, self.received_on
        if self.requests or self.due is not None:
            return 3, self.due or self.received_on
        return 4, self.received_on


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list, and how many cases wait for what."""

    rows: tuple[Row, ...]
    number: int
    last: int
    told: int
    check_ins: int
    to_assess: int
    requests: int
    all: int
    are_more: bool  # that could not be opened at once


def look(work: Work, who: Person, number: int) -> Page:
    """Return page `number`; about 80 µs for each case they hold, 10 ms for one that is new.

    What was written since they last looked is opened now, some hundreds at once. Leads are asked
    about cases only that their own list has tried before: it knows walls.
    """
    cases, memories = protected.of_holder(work.db, who.id), glances.load_all(work, who)
    new = [
        case
        for case in cases
        if _is_theirs(who, memories.get(case.id)) and _is_new(case, memories.get(case.id))
    ]
    for case in new[:_OPENED_AT_ONCE]:
        memories[case.id] = Glance.of(_opened(work, who, case.id))
    months = settings.check_in_months(work, who.office_id)
    found = [
        _row(case, memory, work.today, months)
        for case in cases
        if (memory := memories.get(case.id)) is not None
        if not memory.walled and _is_theirs(who, memory)
    ]
    rows = sorted(found, key=lambda row: (row.rank, row.reference))
    last = max(1, -(-len(rows) // PAGE_CASES))
    number = min(max(number, 1), last)
    first = (number - 1) * PAGE_CASES
    return Page(
        rows=tuple(rows[first : first + PAGE_CASES]),
        number=number,
        last=last,
        told=sum(row.told_on is not None for row in rows),
        check_ins=sum(row.check_in is not None for row in rows),
        to_assess=sum(row.wants_risk or row.wants_plan for row in rows),
        requests=sum(row.requests > 0 for row in rows),
        all=len(rows),
        are_more=len(new) > _OPENED_AT_ONCE,
    )


def _row(case: ProtectedCase, memory: Glance, today: date, months: Sequence[int]) -> Row:
    care = memory.care
    agenda = Agenda.from_json(care)
    return Row(
        case_id=case.id,
        reference=case.reference,
        state=case.state,
        received_on=case.received_on,
        is_urgent=case.urgent and case.state not in CLOSED,
        is_damaged=not care,
        told_on=agenda.told_on,
        check_in=_check_in(case, agenda, today, months),
        requests=agenda.requests,
        due=agenda.due,
        is_overdue=agenda.due is not None and agenda.due < today,
        level=agenda.level,
        wants_risk=case.state in _WANT_RISK and case.risk_assessed_on is None,
        wants_plan=case.state in _WANT_PLAN and case.plan_made_on is None,
    )


def _check_in(
    case: ProtectedCase, agenda: Agenda, today: date, months: Sequence[int]
) -> Standing | None:
    """Return how the newest check-in stands, if the reporter has not answered it."""
    if case.state not in CLOSED or case.closed_on is None:
        return None
    said = [] if agenda.checked_on is None else [agenda.checked_on]
    found = aftercare.check_ins(case.closed_on, said, today, months)
    standing = next((one.standing for one in reversed(found) if one.day <= today), None)
    return standing if standing in {Standing.DUE, Standing.MISSED} else None


def _is_theirs(who: Person, memory: Glance | None) -> bool:
    if Role.LEAD not in who.roles:
        return True
    return memory is not None and memory.holds(Compartment.PROTECTION)


def _is_new(case: ProtectedCase, memory: Glance | None) -> bool:
    if memory is None:
        return True
    return not memory.walled and Agenda.from_json(memory.care).to != case.number


def _opened(work: Work, who: Person, case_id: UUID) -> Remembered:
    """Open a case, and return what there is to remember of it."""
    memory = states.load(work, who, case_id)
    try:
        return protection.open_protected(work, who, case_id).memory
    except CaseNotFound:
        after = memory or Remembered(walled=True)
    except (CaseworkError, VaultError):
        after = replace(memory or Remembered(), care={})  # listed, and said to be damaged
    states.keep(work, who, case_id, after)
    return after
