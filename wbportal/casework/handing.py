"""Carrying out a hand-over: case after case, each in a work of its own, as a lead who can open it.

Keys are only in the session of whoever has them, so this runs in their requests, for about five
seconds each. Whatever cuts it off, every case is either done or as it was.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from wbportal.casework import (
    access,
    assignment,
    authors,
    desk,
    handovers,
    inbox,
    officers,
    queue,
    tallies,
)
from wbportal.casework.access import OpenCase
from wbportal.casework.assignment import (
    at_intake,
    histories,
    is_lead,
    kept_out,
    lock_out,
    parts_for,
    put_in_charge,
    role_in_charge,
)
from wbportal.casework.dossier import Dossier, open_dossier
from wbportal.casework.errors import CaseNotFound, Damaged
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json, ids_to_json
from wbportal.casework.tallies import Outcome, Tally
from wbportal.casework.walling import is_last_officer
from wbportal.casework.walls import meant_by, write_matched
from wbportal.db import accounts, cases, grants, holder_states
from wbportal.db.cases import Assignment
from wbportal.db.handovers import Handover
from wbportal.domain.compartments import Compartment
from wbportal.domain.handovers import Kind, Step, is_last
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action, NotPossible
from wbportal.domain.states import CLOSED
from wbportal.portal import AuditDraft, Overtaken, Portal, Work
from wbportal.vault.errors import VaultError
from wbportal.vault.roster import RosterEntry

SECONDS = 5.0
_TRIES = 4
_Result = TypeVar("_Result")


def carry_on(portal: Portal, who: Person, handover_id: UUID, seconds: float = SECONDS) -> None:
    """Go on with a hand-over for about so long; at least one case is done. Raises CaseNotFound.

    Some 15 ms a case that is given keys, twice that for one that gets new ones; on a busy machine
    several times as much (bench/README.md). What is set aside is tried again once nothing else is
    left.
    """
    ends = time.monotonic() + seconds
    while _persistently(portal, lambda work: queue.open_new(work, who)):
        if time.monotonic() > ends:
            return
    for case_id in _persistently(portal, lambda work: _begin(work, who, handover_id)):
        _hand(portal, who, handover_id, case_id)
        if time.monotonic() > ends:
            break
    _persistently(portal, lambda work: _conclude(work, who, handover_id))


def _persistently(portal: Portal, deed: Callable[[Work], _Result]) -> _Result:
    """Do a deed again as long as others are first: two leads may hand over at the same time."""
    for _ in range(_TRIES - 1):
        try:
            return portal.perform(deed)
        except Overtaken:
            continue
    return portal.perform(deed)


def _begin(work: Work, who: Person, handover_id: UUID) -> list[UUID]:
    """Return the cases to go through, and count what is there already."""
    row = handovers.of_office(work, who, handover_id)
    step, waiting = handovers.step_of(work, row), handovers.waiting(work, who, row)
    tally = tallies.load(work, who, handover_id)
    if tally is None or tally.step is not step:
        tally = Tally(step)
    if row.kind is Kind.KEYS:
        # Also what somebody else gave since the last press.
        has_keys = len(handovers.visible(work, who)) - len(waiting)
        tally = replace(tally, there=max(0, has_keys - tally.done - tally.withheld))
    tallies.keep(work, who, handover_id, tally)
    fresh = [case_id for case_id in waiting if case_id not in tally.set_aside]
    return fresh or waiting


def _hand(portal: Portal, who: Person, handover_id: UUID, case_id: UUID) -> None:
    try:
        _persistently(portal, lambda work: _one(work, who, handover_id, case_id))
    except (Damaged, VaultError):
        _persistently(portal, lambda work: _count(work, who, handover_id, case_id, Outcome.DAMAGED))


def _one(work: Work, who: Person, handover_id: UUID, case_id: UUID) -> None:
    row = handovers.of_office(work, who, handover_id)
    try:
        dossier = open_dossier(work, who, case_id)
    except CaseNotFound:
        _count(work, who, handover_id, case_id, Outcome.GONE)
        return
    histories(work, dossier)  # a roster that changes meanwhile makes this be done again
    match handovers.step_of(work, row):
        case Step.GIVE:
            outcome = _give(work, dossier, row)
        case Step.SWITCH:
            outcome = _switch(work, dossier, row)
        case Step.TAKE_BACK:
            outcome = _take_back(work, dossier, row)
    _count(work, who, handover_id, case_id, outcome)


def _count(work: Work, who: Person, handover_id: UUID, case_id: UUID, outcome: Outcome) -> None:
    tally = tallies.load(work, who, handover_id)
    if tally is not None:
        tallies.keep(work, who, handover_id, tally.with_outcome(case_id, outcome))


def _conclude(work: Work, who: Person, handover_id: UUID) -> None:
    """End a hand-over of which nothing is left.

    Whoever leaves knows of every case that they can open; of the others nobody else can say that
    it is the last one, because a wall may keep it from them.
    """
    row = handovers.of_office(work, who, handover_id)
    if row.finished_at is not None or not is_last(row.kind, handovers.step_of(work, row)):
        return
    is_own = row.kind is Kind.KEYS or (row.kind is Kind.LEAVING and row.from_id == who.id)
    is_done = is_own or handovers.is_done_for_all(work, row)
    if is_done and not handovers.waiting(work, who, row):
        row.finished_at = work.now
        handovers.enter(work, who, row, "finish-handover")


def _give(work: Work, dossier: Dossier, row: Handover) -> Outcome:
    """Wrap the keys of a case for the receiver, who has no role in it by that."""
    to = _receiver(work, dossier, row)
    if to is None or (row.kind is not Kind.KEYS and not _may_take(work, dossier, to)):
        return Outcome.LEFT
    if not _has_what_is_for(dossier, to):
        return _pass_on(work, dossier, row, to)
    walled = _is_kept_from(work, dossier, to)
    given = _granted(work, dossier, to, walled=walled)
    if not given:
        return Outcome.THERE
    _start_unread(work, dossier, to, given)
    if row.kind is Kind.KEYS:
        doubted = _resembling(dossier, to) - dossier.walls.walled
        write_matched(work, dossier.opened, {"doubted": ids_to_json(doubted)})
    case = dossier.opened.case
    detail: dict[str, Json] = {"holder": str(to.holder_id), "handover": str(row.id)}
    draft = AuditDraft(case.office_id, dossier.opened.holder_id, "give-keys", case.id, detail)
    work.audit(draft)
    return Outcome.WITHHELD if walled else Outcome.DONE


def _granted(
    work: Work, dossier: Dossier, to: RosterEntry, *, walled: bool
) -> tuple[Compartment, ...]:
    """Wrap the keys; a part that a lead had for want of somebody to protect gets another one."""
    part = Compartment.PROTECTION
    if Role.PROTECTION not in to.roles:
        return access.grant(work, dossier.opened, to, parts_for(to), walled=walled)
    key = dossier.opened.key(part)
    if to.holder_id in grants.holders(work.db, key.compartment_id, key.epoch):
        return ()
    only = replace(dossier.opened, keys={part: key})
    out = kept_out(work, dossier) | ({to.holder_id} if walled else set())
    access.exclude(work, only, frozenset(), out, {to.holder_id: (part,)})
    return (part,)


def _pass_on(work: Work, dossier: Dossier, row: Handover, to: RosterEntry) -> Outcome:
    """Pass on a key of a case's protection that another officer handed in, unopened."""
    case, key = dossier.opened.case, dossier.opened.key(Compartment.INVESTIGATION)
    handed = [one for one in inbox.read(work, case, key) if "key" in one.said]
    given = officers.pass_on(work, dossier, handed, {"handover": str(row.id)})
    inbox.clear(work, case, key, handed)
    if to.holder_id not in given:
        return Outcome.LEFT
    return Outcome.WITHHELD if given[to.holder_id] else Outcome.DONE


def _has_what_is_for(dossier: Dossier, to: RosterEntry) -> bool:
    """Tell whether whoever gives has the part of a case that is for somebody who protects."""
    has_it = Compartment.PROTECTION in dossier.opened.keys
    return has_it or Role.PROTECTION not in to.roles


def _switch(work: Work, dossier: Dossier, row: Handover) -> Outcome:
    """Put the receiver in charge, and take off whoever hands over; with new keys if they leave."""
    from_id, case = row.from_id, dossier.opened.case
    to = _receiver(work, dossier, row)
    can = to is not None and _may_take(work, dossier, to)
    if from_id is None:
        return Outcome.THERE
    mine = cases.assignment(work.db, case.id, from_id)
    if row.kind is Kind.ACTING:
        if mine is None:
            return Outcome.THERE
        return _let_act(work, dossier, row, to) if can and to is not None else Outcome.LEFT
    if row.kind is Kind.LEAVING and is_last_officer(work, dossier, from_id):
        return Outcome.LEFT
    is_needed = _needs_somebody(work, dossier, row, mine)
    if is_needed and not can:
        return Outcome.LEFT
    takes = to if can and (mine is not None or is_needed) else None
    opened = _without(work, dossier, row, takes)
    if takes is not None:
        _put_in_charge(work, dossier, takes, None)
        _record(work, replace(dossier, opened=opened), Action.ASSIGN, takes.holder_id, row)
    if mine is not None:
        work.db.delete(mine)
    _record(work, replace(dossier, opened=opened), Action.REVOKE, from_id, row)
    return Outcome.DONE


def _without(work: Work, dossier: Dossier, row: Handover, takes: RosterEntry | None) -> OpenCase:
    """Give the case new keys without whoever hands over, unless they keep it as a lead."""
    from_id = row.from_id
    if from_id is None or (row.kind is Kind.SUCCESSION and is_lead(work, dossier, from_id)):
        if takes is not None:
            given = access.grant(work, dossier.opened, takes, parts_for(takes), walled=False)
            _start_unread(work, dossier, takes, given)
        return dossier.opened
    come = {} if takes is None else {takes.holder_id: parts_for(takes)}
    # Whoever received the report loses it to somebody in charge.
    gone = {from_id} | (at_intake(work, dossier) - set(come) if takes is not None else set())
    if takes is not None and takes.holder_id not in _holders(work, dossier):
        _start_unread(work, dossier, takes, parts_for(takes))
    return lock_out(work, dossier, frozenset(gone), kept_out(work, dossier), come)


def _let_act(work: Work, dossier: Dossier, row: Handover, to: RosterEntry) -> Outcome:
    if row.from_id is None or row.until is None:
        return Outcome.THERE
    if cases.assignment(work.db, dossier.opened.case.id, to.holder_id) is not None:
        return Outcome.THERE  # they are in charge themselves
    given = access.grant(work, dossier.opened, to, parts_for(to), walled=False)
    _start_unread(work, dossier, to, given)
    _put_in_charge(work, dossier, to, (row.from_id, row.until))
    _record(work, dossier, Action.ASSIGN, to.holder_id, row)
    return Outcome.DONE


def _put_in_charge(
    work: Work, dossier: Dossier, to: RosterEntry, acting: tuple[UUID, date] | None
) -> None:
    role = role_in_charge(work, dossier, to)
    if role is not None:
        put_in_charge(work, dossier, to, role, acting)


def _take_back(work: Work, dossier: Dossier, row: Handover) -> Outcome:
    """Take the receiver off, and give the case new keys unless they hold it as a lead."""
    mine = cases.assignment(work.db, dossier.opened.case.id, row.to_id)
    if mine is not None and mine.acting_for is None:
        return Outcome.THERE  # put in charge for good meanwhile
    if mine is not None:
        work.db.delete(mine)
    opened = dossier.opened
    if not is_lead(work, dossier, row.to_id):
        opened = lock_out(work, dossier, frozenset({row.to_id}), kept_out(work, dossier))
    _record(work, replace(dossier, opened=opened), Action.REVOKE, row.to_id, row)
    return Outcome.DONE


def _needs_somebody(work: Work, dossier: Dossier, row: Handover, mine: Assignment | None) -> bool:
    """Tell whether the case would be without somebody in charge, or without anybody's keys."""
    case, gone = dossier.opened.case, row.from_id
    others = [
        one
        for one in cases.assignments(work.db, case.id)
        if one.holder_id != gone and one.acting_for is None
    ]
    if mine is not None and not others and case.state not in CLOSED:
        return True
    return row.kind is Kind.LEAVING and not _is_held_without(work, dossier, gone)


def _is_held_without(work: Work, dossier: Dossier, gone: UUID | None) -> bool:
    """Tell whether somebody else can open the case: by rule, by roster, and with a real key."""
    case = dossier.opened.case
    held = _holders(work, dossier) - kept_out(work, dossier) - {gone, case.id, case.office_id}
    return any(_counts(work, dossier, holder_id) for holder_id in held)


def _counts(work: Work, dossier: Dossier, holder_id: UUID) -> bool:
    account = accounts.by_id(work.db, holder_id)
    if account is None or account.suspended_at is not None:
        return False
    is_handler = cases.is_assigned(work.db, dossier.opened.case.id, holder_id, work.today)
    entry = authors.entry_of(work, dossier.opened.case, holder_id)
    return is_lead(work, dossier, holder_id) or (is_handler and entry is not None)


def _holders(work: Work, dossier: Dossier) -> frozenset[UUID]:
    key = dossier.opened.key(Compartment.THREAD)
    return grants.holders(work.db, key.compartment_id, key.epoch)


def _receiver(work: Work, dossier: Dossier, row: Handover) -> RosterEntry | None:
    """Return who is to get the case, if their vetting counts today."""
    account = accounts.by_id(work.db, row.to_id)
    if account is None or account.suspended_at is not None:
        return None
    return authors.entry_of(work, dossier.opened.case, row.to_id)


def _may_take(work: Work, dossier: Dossier, to: RosterEntry) -> bool:
    """Tell whether somebody may be put in charge: as if it were done on the case's page."""
    try:
        dossier.allow(Action.ASSIGN)
    except NotPossible:
        return False
    is_fit = role_in_charge(work, dossier, to) is not None
    return is_fit and not _is_kept_from(work, dossier, to)


def _is_kept_from(work: Work, dossier: Dossier, to: RosterEntry) -> bool:
    """Tell whether somebody must not see a case, or may be meant by a name in it.

    Who was not there when a name was matched may be the one after all. If they are not, a lead
    puts them in charge by hand, and they get keys that open.
    """
    return to.holder_id in kept_out(work, dossier) | _resembling(dossier, to)


def _resembling(dossier: Dossier, to: RosterEntry) -> frozenset[UUID]:
    """Return the receiver, if they may be meant by a name and no lead put them in charge since."""
    return meant_by(dossier.walls, [to])


def _start_unread(
    work: Work, dossier: Dossier, to: RosterEntry, given: Collection[Compartment]
) -> None:
    if Compartment.THREAD in given:
        holder_states.forget(work.db, dossier.opened.case.id, to.holder_id)


def _record(work: Work, dossier: Dossier, action: Action, holder_id: UUID, row: Handover) -> None:
    """Write into the case, and the trail, who got it and who no longer has it."""
    detail = {"holder": str(holder_id)}
    if row.kind is Kind.ACTING and row.from_id is not None and row.until is not None:
        detail |= {"for": str(row.from_id), "last_day": row.until.isoformat()}
    assignment.record(work, dossier.opened, action, dict(detail))
    desk.end(work, dossier, action, {**detail, "handover": str(row.id)})
