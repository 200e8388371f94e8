"""What somebody has to do across their cases, and which projects these are about, sealed for them.

Each case is remembered with the number of the last entry of its investigation: whatever was
written since shows by that number alone, so only what changed is opened again. Whoever is taken
off a case, or walled, meets newer keys, which close it; then it is forgotten here as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self
from uuid import UUID

from wbportal.casework import letter_items, registers, shelf
from wbportal.casework.dossier import Dossier, open_dossier
from wbportal.casework.errors import CaseworkError
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json, number_of, text_of
from wbportal.casework.registers import Kept
from wbportal.casework.shelf import Shelf
from wbportal.db import cases, compartments
from wbportal.domain.compartments import Compartment
from wbportal.domain.conflicts import decide_by
from wbportal.domain.inquiry import INQUIRY, OPEN
from wbportal.domain.registers import Register
from wbportal.domain.roles import Role
from wbportal.portal import Work
from wbportal.vault.errors import VaultError

_OPENED_AT_ONCE = 20  # cases; some 3 ms each
_TITLE_CHARS = 80


@dataclass(frozen=True, slots=True)
class Task:
    """Something that one person has to do in one case."""

    case_id: UUID
    item_id: UUID
    number: str
    due: date
    what: str = field(repr=False)
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Twin:
    """Another case about the same project or contract."""

    case_id: UUID
    reference: str
    shared: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Deciding:
    """A conflict of interest that a lead has yet to decide."""

    case_id: UUID
    reference: str
    due: date


@dataclass(frozen=True, slots=True)
class Pressing:
    """What is due to somebody that stands in no row in the clear."""

    conflicts: tuple[Deciding, ...] = field(repr=False)  # the first due on top
    replies: int  # cases in which a reply to a letter is awaited
    late: int  # of these, where it is overdue


@dataclass(frozen=True, slots=True)
class _OfCase:
    """What is remembered of one case."""

    number: int  # of the last entry that was read
    tasks: tuple[Task, ...] = field(repr=False)
    projects: frozenset[str] = field(repr=False)
    decide_by: date | None = field(default=None, repr=False)  # a conflict that the reader decides
    reply_due: date | None = field(default=None, repr=False)  # the first, to a letter

    @property
    def asks(self) -> bool:
        """Whether there is anything to remember."""
        return bool(self.tasks or self.projects or self.decide_by or self.reply_due)

    def to_json(self) -> Json:
        tasks: list[Json] = [
            [str(one.item_id), one.number, one.due.isoformat(), one.what] for one in self.tasks
        ]
        projects: list[Json] = []
        projects.extend(sorted(self.projects))
        return {
            "number": self.number,
            "tasks": tasks,
            "projects": projects,
            "decide_by": _iso(self.decide_by),
            "reply_due": _iso(self.reply_due),
        }

    @classmethod
    def from_json(cls, case_id: UUID, value: Mapping[str, Json]) -> Self:
        tasks, projects = value.get("tasks"), value.get("projects")
        return cls(
            number=number_of(value, "number"),
            tasks=tuple(_task(case_id, one) for one in tasks) if isinstance(tasks, list) else (),
            projects=frozenset(
                one
                for one in (projects if isinstance(projects, list) else [])
                if isinstance(one, str)
            ),
            decide_by=_day(value, "decide_by"),
            reply_due=_day(value, "reply_due"),
        )


_Agenda = dict[UUID, _OfCase]


def note(work: Work, who: Person, dossier: Dossier) -> None:
    """Remember what an opened case asks of its reader; nothing, if it is not theirs to work."""
    known, case_id = _load(work, who), dossier.opened.case.id
    found = _read(who, dossier)
    if found.asks or cases.is_assigned(work.db, case_id, who.id, work.today):
        known[case_id] = found
    else:
        known.pop(case_id, None)
    _keep(work, who, known)


def watch(work: Work, who: Person, case_id: UUID) -> None:
    """Remember to look what a case asks of somebody, at the next `refresh`."""
    known = _load(work, who)
    known[case_id] = _OfCase(number=0, tasks=(), projects=frozenset())
    _keep(work, who, known)


def refresh(work: Work, who: Person) -> bool:
    """Open the cases in which something was written since; tell whether more are left.

    Two queries when nothing was.
    """
    known = _load(work, who)
    mine = frozenset(cases.in_charge_of(work.db, who.id, work.today))
    numbers = compartments.numbers(work.db, mine | known.keys(), Compartment.INVESTIGATION)
    # An investigation in which nothing was ever written holds its first blank entry alone.
    changed = [
        one
        for one in sorted(mine | known.keys())
        if numbers.get(one, 0) != (known[one].number if one in known else 1)
    ]
    for case_id in changed[:_OPENED_AT_ONCE]:
        known.pop(case_id, None)
        try:
            dossier = open_dossier(work, who, case_id)
        except (CaseworkError, VaultError):
            continue  # not theirs any more; or damaged, which its own page says
        known[case_id] = _read(who, dossier)
    _keep(work, who, known)
    return len(changed) > _OPENED_AT_ONCE


def own_tasks(work: Work, who: Person) -> tuple[Task, ...]:
    """Return somebody's open tasks from their sealed memory, by their day; after `refresh`."""
    found = [task for one in _theirs(work, who).values() for task in one.tasks]
    references = cases.references(work.db, {one.case_id for one in found})
    named = (replace(one, reference=references.get(one.case_id, "")) for one in found)
    return tuple(sorted(named, key=lambda one: (one.due, one.reference, one.number)))


def count(work: Work, who: Person) -> tuple[int, int]:
    """Return how many open tasks somebody has, and how many of them are overdue."""
    tasks = own_tasks(work, who)
    return len(tasks), sum(one.due < work.today for one in tasks)


def pressing(work: Work, who: Person) -> Pressing:
    """Return what the clear clocks must not say, from somebody's sealed memory; after `refresh`.

    Of the cases that they are in charge of, and of those that they have opened since.
    """
    known = _theirs(work, who)
    days = {one: kept.decide_by for one, kept in known.items() if kept.decide_by is not None}
    references = cases.references(work.db, days.keys())
    found = [Deciding(one, references.get(one, ""), day) for one, day in days.items()]
    replies = [kept.reply_due for kept in known.values() if kept.reply_due is not None]
    return Pressing(
        conflicts=tuple(sorted(found, key=lambda one: (one.due, one.reference))),
        replies=len(replies),
        late=sum(day < work.today for day in replies),
    )


def twins(work: Work, who: Person, case_id: UUID) -> tuple[Twin, ...]:
    """Return the other cases about a project of this one that `who` has opened, and still may.

    What others hold is never compared: nobody learns of a case that is not theirs.
    """
    known = _load(work, who)
    mine = known.pop(case_id, None)
    projects = frozenset[str]() if mine is None else mine.projects
    shared = {one: projects & kept.projects for one, kept in known.items()}
    ids = [one for one, both in shared.items() if both and _opens(work, who, one)]
    references = cases.references(work.db, ids)
    return tuple(Twin(one, references[one], tuple(sorted(shared[one]))) for one in sorted(ids))


def _theirs(work: Work, who: Person) -> _Agenda:
    """Return what somebody remembers of the cases that are theirs today."""
    known = _load(work, who)
    if Role.LEAD in who.roles:
        return known
    # But for those in which they acted for somebody until yesterday.
    mine = frozenset(cases.in_charge_of(work.db, who.id, work.today))
    return {one: kept for one, kept in known.items() if one in mine}


def _decide_by(who: Person, dossier: Dossier) -> date | None:
    """Return by when the reader decides a conflict; whoever brought it up does not."""
    if dossier.opened.role is not Role.LEAD:
        return None
    days = [
        decide_by(date.fromisoformat(text_of(one.fields, "on")))
        for one in registers.kept(dossier.investigation, Register.CONFLICT)
        if not one.fields.get("verdict")
        and text_of(one.fields, "brought_by", str(one.author_id)) != str(who.id)
    ]
    return min(days, default=None)


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _day(value: Mapping[str, Json], key: str) -> date | None:
    said = text_of(value, key, "")
    return date.fromisoformat(said) if said else None


def _read(who: Person, dossier: Dossier) -> _OfCase:
    case_id, investigation = dossier.opened.case.id, dossier.investigation
    tasks = registers.kept(investigation, Register.TASK)
    projects = registers.kept(investigation, Register.PROCUREMENT)
    return _OfCase(
        number=investigation.head.number,
        tasks=tuple(
            _of_item(case_id, place, one)
            for place, one in enumerate(tasks, 1)
            if one.fields.get("owner") == str(who.id) and one.fields.get("state") == OPEN
        ),
        projects=frozenset(
            number.lower()
            for one in projects
            for name in ("egp", "ocid")
            if (number := text_of(one.fields, name, ""))
        ),
        decide_by=_decide_by(who, dossier),
        reply_due=letter_items.reply_due(dossier.investigation),
    )


def _of_item(case_id: UUID, place: int, kept: Kept) -> Task:
    return Task(
        case_id=case_id,
        item_id=kept.id,
        number=INQUIRY[Register.TASK].number(place),
        due=date.fromisoformat(text_of(kept.fields, "due")),
        what=text_of(kept.fields, "what")[:_TITLE_CHARS],
    )


def _task(case_id: UUID, value: Json) -> Task:
    match value:
        case [str() as item_id, str() as number, str() as due, str() as what]:
            return Task(case_id, UUID(item_id), number, date.fromisoformat(due), what)
    raise TypeError


def _opens(work: Work, who: Person, case_id: UUID) -> bool:
    try:
        open_dossier(work, who, case_id)
    except (CaseworkError, VaultError):
        return False
    return True


def _load(work: Work, who: Person) -> _Agenda:
    known = shelf.load(work, who) or Shelf()
    return {
        UUID(case_id): _OfCase.from_json(UUID(case_id), value)
        for case_id, value in known.agenda.items()
        if isinstance(value, dict) and UUID(case_id) not in known.walled
    }


def _keep(work: Work, who: Person, agenda: _Agenda) -> None:
    before = shelf.load(work, who) or shelf.rebuilt(work, who)
    after = replace(before, agenda={str(one): kept.to_json() for one, kept in agenda.items()})
    if after != before:
        shelf.keep(work, who, after)
