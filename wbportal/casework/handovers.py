"""Hand-overs as leads plan and follow them: who gets whose cases, and what is left to do.

What is left is always asked of the rows, never remembered: so a hand-over goes on after whatever
cut it off, two leads can carry out one at the same time, and a case that came meanwhile is in it.
Nobody is told of a case that a wall keeps from them, in no number and no name.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from wbportal.casework import rosters, shelf, tallies
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.shelf import Shelf
from wbportal.casework.staff import Colleague, Names
from wbportal.casework.tallies import Tally
from wbportal.db import accounts, cases
from wbportal.db import handovers as rows
from wbportal.db.handovers import Handover
from wbportal.domain.compartments import Compartment
from wbportal.domain.handovers import Kind, Step, is_last, step_on
from wbportal.domain.roles import Role, in_charge
from wbportal.portal import AuditDraft, Json, Work

_HOLD_KEYS = frozenset({Role.LEAD, Role.PROTECTION})  # of a case without being in charge of it


class Obstacle(StrEnum):
    """Why something is not handed over."""

    RECEIVER = "receiver"  # not vetted for it, or the giver
    GIVER = "giver"  # nobody of this office
    SAME = "same"  # one person twice
    PAST = "past"  # it would start before today
    ENDS_BEFORE = "ends-before"
    THERE = "there"  # the same is planned already
    OVER = "over"  # it was called off, or has ended


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody wants handed over."""

    kind: Kind
    to_id: UUID
    from_id: UUID | None = None
    starts_on: date | None = None  # None: today
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Aside:
    """A case that needs somebody else, or a decision."""

    case_id: UUID
    reference: str


@dataclass(frozen=True, slots=True)
class View:
    """One hand-over, as the lead who asks may see it."""

    id: UUID
    kind: Kind
    step: Step
    giver: str
    to: str
    by: str
    from_id: UUID | None
    planned_at: datetime
    starts_on: date
    until: date | None
    is_called_off: bool
    waiting: int  # cases in which something is left to do, as far as the reader may know
    tally: Tally = field(repr=False)
    left: tuple[Aside, ...] = field(repr=False)
    damaged: tuple[Aside, ...] = field(repr=False)
    is_mine: bool  # whoever reads this began or planned it, or is the one to act
    is_finished: bool

    @property
    def is_due(self) -> bool:
        """Whether something is to be done today."""
        return bool(self.waiting)

    @property
    def is_open(self) -> bool:
        """Whether it can still be called off."""
        return not self.is_called_off and (bool(self.waiting) or not self.is_last)

    @property
    def is_last(self) -> bool:
        return is_last(self.kind, self.step)


@dataclass(frozen=True, slots=True)
class _Targets:
    """The cases that a step is about: these, or all, but for some."""

    these: frozenset[UUID] | None
    but: frozenset[UUID] = frozenset()

    def __contains__(self, case_id: UUID) -> bool:
        return case_id not in self.but and (self.these is None or case_id in self.these)


def plan(work: Work, who: Person, wanted: Plan) -> UUID:
    """Plan a hand-over in the office of the lead who asks; return its id. Raises Refused."""
    if wanted.to_id not in {one.id for one in receivers(work, who, wanted.kind)}:
        raise Refused(Obstacle.RECEIVER)
    _check_giver(work, who, wanted)
    starts_on = wanted.starts_on or work.today
    if starts_on < work.today:
        raise Refused(Obstacle.PAST)
    if wanted.until is not None and wanted.until < starts_on:
        raise Refused(Obstacle.ENDS_BEFORE)
    if any(_is_same(row, who, wanted) for row in rows.of_office(work.db, who.office_id)):
        raise Refused(Obstacle.THERE)
    row = Handover(
        id=uuid4(),
        office_id=who.office_id,
        kind=wanted.kind,
        from_id=wanted.from_id,
        to_id=wanted.to_id,
        by_id=who.id,
        planned_at=work.now,
        starts_on=starts_on,
        until=wanted.until,
    )
    work.db.add(row)
    enter(work, who, row, "plan-handover")
    return row.id


def call_off(work: Work, who: Person, handover_id: UUID) -> None:
    """Let nothing more of a hand-over happen; what it gave is then to be taken back.

    Keys that a lead was given stay. Raises CaseNotFound or Refused.
    """
    row = of_office(work, who, handover_id)
    if row.called_off_at is not None or row.finished_at is not None:
        raise Refused(Obstacle.OVER)
    row.called_off_at = work.now
    if row.kind is Kind.KEYS or is_done_for_all(work, row):
        row.finished_at = work.now
    enter(work, who, row, "call-off-handover")


def look(work: Work, who: Person, handover_id: UUID) -> View:
    """Return one hand-over of the reader's office. Raises CaseNotFound."""
    row = of_office(work, who, handover_id)
    return _view(work, who, row, Names(work, (who.office_id,)))


def every(work: Work, who: Person) -> tuple[View, ...]:
    """List the hand-overs of the reader's office, the newest first; a few queries each."""
    names = Names(work, (who.office_id,))
    found = rows.of_office(work.db, who.office_id)
    return tuple(_view(work, who, row, names) for row in found)


def receivers(work: Work, who: Person, kind: Kind) -> tuple[Colleague, ...]:
    """List who may be handed something: keys go to leads and to those who protect.

    The rest goes to whoever may work a case.
    """
    known = rosters.history(work, who.office_id)
    suspended = accounts.suspended_ids(work.db, who.office_id)

    def fits(roles: frozenset[Role], holder_id: UUID) -> bool:
        if kind is Kind.KEYS:
            return bool(_HOLD_KEYS & roles) and holder_id != who.id
        return in_charge(roles, keeps_share=False) is not None

    return tuple(
        Colleague(entry.holder_id, entry.name, entry.position)
        for entry in known.current.entries
        if entry.holder_id not in suspended
        and fits(known.roles(entry.holder_id, work.today), entry.holder_id)
    )


def givers(work: Work, who: Person) -> tuple[Colleague, ...]:
    """List whose cases can be handed over: vetted for cases, or once were and in charge still."""
    known = rosters.history(work, who.office_id)
    names, found = Names(work, (who.office_id,)), []
    for account in accounts.of_office(work.db, who.office_id):
        entry = known.entry(account.id)
        wanted = {Role.LEAD.value, Role.HANDLER.value, Role.PROTECTION.value, Role.INTAKE.value}
        works = entry is not None and bool(wanted & entry.roles)
        if works or (entry is None and rows.any_role(work.db, account.id)):
            position = "" if entry is None else entry.position
            found.append(Colleague(account.id, names[account.id], position))
    return tuple(found)


def lacking(work: Work, who: Person, holder_id: UUID) -> tuple[int, int]:
    """Return how many cases somebody has no keys of, and of how many that `who` can open."""
    mine = visible(work, who)
    theirs = rows.with_newest(work.db, holder_id, _kind_of(work, who.office_id, holder_id))
    return sum(case_id not in theirs for case_id in mine), len(mine)


def waiting(work: Work, who: Person, row: Handover) -> list[UUID]:
    """List the cases that a hand-over has yet to come to, the most urgent first.

    Only those that `who` has opened; what a wall keeps from them is in no list.
    """
    if row.finished_at is not None:
        return []
    wanted = _targets(work, row)
    return [case_id for case_id in visible(work, who) if case_id in wanted]


def is_done_for_all(work: Work, row: Handover) -> bool:
    """Tell whether nothing is left for anybody; not for the eyes of whoever a wall concerns."""
    wanted = _targets(work, row)
    return wanted.these is not None and not wanted.these - wanted.but


def visible(work: Work, who: Person) -> list[UUID]:
    """List the cases that somebody has tried and that are not behind a wall."""
    known = shelf.load(work, who) or Shelf()
    return [one for one in rows.tried_by(work.db, who.id) if one not in known.walled]


def step_of(work: Work, row: Handover) -> Step:
    """Return what is to be done to each case today."""
    if row.called_off_at is not None:
        return Step.TAKE_BACK
    return step_on(row.kind, row.starts_on, row.until, work.today)


def of_office(work: Work, who: Person, handover_id: UUID) -> Handover:
    """Load a hand-over of somebody's office. Raises CaseNotFound."""
    row = rows.by_id(work.db, handover_id)
    if row is None or row.office_id != who.office_id:
        raise CaseNotFound
    return row


def enter(work: Work, who: Person, row: Handover, deed: str) -> None:
    """Enter into the trail what was done to a hand-over."""
    detail: dict[str, Json] = {"handover": str(row.id), "kind": row.kind.value}
    detail["to"] = str(row.to_id)
    if row.from_id is not None:
        detail["from"] = str(row.from_id)
    detail["starts"] = row.starts_on.isoformat()
    if row.until is not None:
        detail["until"] = row.until.isoformat()
    work.audit(AuditDraft(row.office_id, who.id, deed, detail=detail))


def _check_giver(work: Work, who: Person, wanted: Plan) -> None:
    if wanted.kind is Kind.KEYS:
        return
    if wanted.from_id not in {one.id for one in givers(work, who)}:
        raise Refused(Obstacle.GIVER)
    if wanted.from_id == wanted.to_id:
        raise Refused(Obstacle.SAME)


def _is_same(row: Handover, who: Person, wanted: Plan) -> bool:
    """Tell whether this goes on already; of keys, every giver has a hand-over of their own."""
    if row.finished_at is not None or row.called_off_at is not None:
        return False
    if (row.kind, row.from_id, row.to_id) != (wanted.kind, wanted.from_id, wanted.to_id):
        return False
    return row.kind is not Kind.KEYS or row.by_id == who.id


def _targets(work: Work, row: Handover) -> _Targets:
    """Say in which cases something is left to do."""
    db, to_id, from_id = work.db, row.to_id, row.from_id
    step, part = step_of(work, row), _kind_of(work, row.office_id, to_id)
    if from_id is None:
        return _Targets(None, rows.with_newest(db, to_id, part))
    if step is Step.GIVE:
        return _Targets(rows.in_charge(db, from_id), rows.with_newest(db, to_id, part))
    if step is Step.TAKE_BACK:
        is_lead = part is Compartment.PROTECTION
        ahead = frozenset() if is_lead else rows.granted(db, to_id) - rows.any_role(db, to_id)
        return _Targets(rows.acted_for(db, to_id, from_id) | ahead)
    if row.kind is Kind.ACTING:
        return _Targets(rows.in_charge(db, from_id), rows.any_role(db, to_id))
    if row.kind is Kind.LEAVING:
        return _Targets(rows.any_role(db, from_id) | rows.granted(db, from_id))
    return _Targets(rows.in_charge(db, from_id))


def _kind_of(work: Work, office_id: UUID, holder_id: UUID) -> Compartment:
    """Return the compartment whose key shows that somebody has all that their roles give."""
    roles = rosters.history(work, office_id).roles(holder_id, work.today)
    return Compartment.PROTECTION if _HOLD_KEYS & roles else Compartment.THREAD


def _view(work: Work, who: Person, row: Handover, names: Names) -> View:
    step, left = step_of(work, row), waiting(work, who, row)
    kept = tallies.load(work, who, row.id)
    tally = kept if kept is not None and kept.step is step else Tally(step)
    return View(
        id=row.id,
        kind=row.kind,
        step=step,
        giver="" if row.from_id is None else names[row.from_id],
        to=names[row.to_id],
        by=names[row.by_id],
        from_id=row.from_id,
        planned_at=row.planned_at,
        starts_on=row.starts_on,
        until=row.until,
        is_called_off=row.called_off_at is not None,
        waiting=len(left),
        tally=tally,
        left=_asides(work, tally.left & frozenset(left)),
        damaged=_asides(work, tally.damaged & frozenset(left)),
        is_mine=row.kind is not Kind.KEYS or row.by_id == who.id,
        is_finished=row.finished_at is not None,
    )


def _asides(work: Work, case_ids: Collection[UUID]) -> tuple[Aside, ...]:
    found = [(cases.by_id(work.db, case_id), case_id) for case_id in case_ids]
    named = [Aside(case_id, case.reference) for case, case_id in found if case is not None]
    return tuple(sorted(named, key=lambda one: one.reference))
