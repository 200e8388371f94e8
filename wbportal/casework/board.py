"""A board reads a case for one meeting: it gets the keys for a day, and loses them after it.

A lead gives a case to members of the board for the day of a meeting. After that day the door stays
shut, in the night their grants go, and a lead gives the case new keys: what is written from then
on no key opens that they may have kept.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from wbportal.casework import access, desk
from wbportal.casework.access import open_case
from wbportal.casework.assignment import histories, kept_out, lock_out, record
from wbportal.casework.authors import offices_of
from wbportal.casework.desk import Order
from wbportal.casework.dossier import Cover, Dossier, cover_of, open_dossier
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.staff import Colleague, Names
from wbportal.db import accounts, cases, grants, holder_states, seats
from wbportal.db.seats import Seat
from wbportal.domain.compartments import given_on_assignment
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action
from wbportal.portal import AuditDraft, Work
from wbportal.vault.roster import RosterEntry

_ANY = Order()


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody of the board, and the day for which they were given a case."""

    name: str = field(repr=False)
    meets_on: date
    is_over: bool


@dataclass(frozen=True, slots=True)
class Board:
    """What a lead's page says of the board in a case."""

    cover: Cover
    sittings: tuple[Sitting, ...] = field(repr=False)
    free: tuple[Colleague, ...] = field(repr=False)  # who can be given the case


@dataclass(frozen=True, slots=True)
class Meeting:
    """A case that somebody reads for a meeting."""

    cover: Cover
    meets_on: date


def look(work: Work, who: Person, case_id: UUID) -> Board:
    """Read who of the board reads a case. Raises CaseNotFound, RuleError."""
    dossier = open_dossier(work, who, case_id)
    dossier.allow(Action.CONVENE)
    names = Names(work, offices_of(work, dossier.opened.case))
    return Board(
        cover=dossier.cover,
        sittings=tuple(
            Sitting(names[row.holder_id], row.meets_on, row.meets_on < work.today)
            for row in seats.of_case(work.db, case_id)
        ),
        free=tuple(Colleague(e.holder_id, e.name, e.position) for e in _free(work, dossier)),
    )


def convene(
    work: Work, who: Person, case_id: UUID, members: Collection[UUID], meets_on: date
) -> None:
    """Give members of the board the keys of a case until the day of a meeting is over.

    Raises CaseNotFound, RuleError, or Refused: "not-on-the-board", "day-is-over".
    """
    dossier, _ = desk.begin(work, who, case_id, Action.CONVENE, _ANY)
    if meets_on < work.today:
        raise Refused("day-is-over")
    chosen = [entry for entry in _free(work, dossier) if entry.holder_id in members]
    if not chosen or len(chosen) != len(set(members)):
        raise Refused("not-on-the-board")
    for entry in chosen:
        parts = given_on_assignment(Role.BOARD)
        access.grant(work, dossier.opened, entry, parts, walled=False)
        holder_states.forget(work.db, case_id, entry.holder_id)
        seat = Seat(case_id=case_id, holder_id=entry.holder_id, meets_on=meets_on, since=work.now)
        work.db.add(seat)
        said = {"holder": str(entry.holder_id), "last_day": meets_on.isoformat()}
        record(work, dossier.opened, Action.CONVENE, {**said, "for": str(entry.holder_id)})
    desk.end(work, dossier, Action.CONVENE)


def end_meeting(work: Work, who: Person, case_id: UUID) -> None:
    """Take a case away from all of its board; it gets new keys. Raises CaseNotFound, RuleError."""
    dossier, _ = desk.begin(work, who, case_id, Action.END_MEETING, _ANY)
    rows = seats.of_case(work.db, case_id)
    if not rows:
        return
    gone = frozenset(row.holder_id for row in rows)
    opened = lock_out(work, dossier, gone, kept_out(work, dossier))
    for row in rows:
        work.db.delete(row)
        record(work, opened, Action.END_MEETING, {"holder": str(row.holder_id)})
    desk.end(work, dossier, Action.END_MEETING)


def forget_meetings(work: Work) -> int:
    """Delete the grants of those whose meeting is over; return how many people lost a case.

    By the clock, which has no keys: that a case needs new ones stays written in the seat.
    """
    lost = 0
    for row in seats.over(work.db, work.today):
        if not grants.of_holder(work.db, row.case_id, row.holder_id):
            continue
        grants.forget_holder(work.db, row.case_id, row.holder_id)
        holder_states.forget(work.db, row.case_id, row.holder_id)
        lost += 1
        case = cases.by_id(work.db, row.case_id)
        if case is not None:
            work.audit(AuditDraft(case.office_id, None, "meeting-over", case.id))
    return lost


def meetings(work: Work, who: Person) -> tuple[Meeting, ...]:
    """List the cases that somebody reads for meetings to come, the next one first."""
    found = []
    for row in seats.of_holder(work.db, who.id, work.today):
        try:
            opened = open_case(work, who, row.case_id)
        except CaseNotFound:
            continue
        found.append(Meeting(cover_of(opened), row.meets_on))
    return tuple(found)


def _free(work: Work, dossier: Dossier) -> tuple[RosterEntry, ...]:
    """List who of the board can be given a case: nobody who works it, or must not see it."""
    case_id, found = dossier.opened.case.id, []
    taken = {row.holder_id for row in cases.assignments(work.db, case_id)}
    taken |= {row.holder_id for row in seats.of_case(work.db, case_id)}
    for known in histories(work, dossier):
        shut = taken | dossier.walls.walled
        shut |= accounts.suspended_ids(work.db, known.current.office_id)
        board = known.with_role(Role.BOARD, work.today)
        found += [one for one in board if one.holder_id not in shut and _is_only(one)]
    return tuple(found)


def _is_only(entry: RosterEntry) -> bool:
    """Say whether somebody reads cases only for meetings: a lead reads them all anyway."""
    return Role.LEAD not in entry.roles
