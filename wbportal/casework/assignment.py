"""Who works a case: giving it to somebody, taking it away, and saying who must not see it."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from uuid import UUID

from wbportal.casework import access, desk, walls
from wbportal.casework.access import NOBODY_NEW, Newcomers, OpenCase, exclude, write
from wbportal.casework.authors import offices_of
from wbportal.casework.desk import Deed, Order
from wbportal.casework.dossier import Dossier
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Entry, EntryType, Json, ids_to_json
from wbportal.casework.rosters import History, current_or_none
from wbportal.db import accounts, cases, compartments, grants, handovers, holder_states, seats
from wbportal.db.cases import Assignment
from wbportal.domain.compartments import Compartment, given_at_intake, given_on_assignment
from wbportal.domain.roles import Role, in_charge
from wbportal.domain.rules import Action
from wbportal.portal import Work
from wbportal.vault.roster import RosterEntry


def assign(work: Work, who: Person, case_id: UUID, order: Order) -> None:
    """Put somebody in charge of a case; a handler gets its keys, old epochs included.

    Raises CaseNotFound, RuleError, StaleRow, or Refused if they may not work this case.
    """
    dossier, _ = desk.begin(work, who, case_id, Action.ASSIGN, order)
    chosen = next((e for e in assignable(work, dossier) if e.holder_id == order.holder_id), None)
    role = None if chosen is None else role_in_charge(work, dossier, chosen)
    if chosen is None or role is None:
        raise Refused("not-assignable")
    opened = _give(work, dossier, chosen)
    if dossier.walls.typed:
        # Until now the name may have been taken for theirs, and they remember a wall.
        holder_states.forget(work.db, case_id, chosen.holder_id)
    put_in_charge(work, dossier, chosen, role)
    record(work, opened, Action.ASSIGN, {"holder": str(chosen.holder_id)})
    desk.end(work, dossier, Action.ASSIGN, {"holder": str(chosen.holder_id)})


def revoke(work: Work, who: Person, case_id: UUID, order: Order) -> None:
    """Take a case away from somebody; a handler's keys open nothing that is written from now on.

    A lead holds the case as a lead, and keeps it until they leave the roster. Raises as `assign`.
    """
    dossier, _ = desk.begin(work, who, case_id, Action.REVOKE, order)
    row = next(
        (a for a in cases.assignments(work.db, case_id) if a.holder_id == order.holder_id), None
    )
    if row is not None:
        work.db.delete(row)
    elif order.holder_id not in lingering(work, dossier):
        raise Refused("not-assigned")
    holder_id, opened = order.holder_id, dossier.opened
    if holder_id is not None and not is_lead(work, dossier, holder_id):
        opened = lock_out(work, dossier, frozenset({holder_id}), kept_out(work, dossier))
    record(work, opened, Action.REVOKE, {"holder": str(holder_id)})
    desk.end(work, dossier, Action.REVOKE, {"holder": str(holder_id)})


def resolve_names(work: Work, who: Person, case_id: UUID, order: Order) -> None:
    """Say whom a name that the reporter typed stands for, or that it is nobody of the office.

    Whoever is meant is locked out, and everybody else whom it held up is let in. Every lead
    gets a new grant and forgets the old one, so that none shows whose meaning changed.
    Raises as `assign`.
    """
    dossier, _ = desk.begin(work, who, case_id, Action.RESOLVE_NAMES, order)
    known = {entry.holder_id for one in histories(work, dossier) for entry in one.current.entries}
    if not order.meant <= known:
        raise Refused("not-on-the-roster")
    if who.id in order.meant:
        raise Refused("yourself")
    in_conflict = dossier.walls.walled - dossier.walls.named
    walled = dossier.walls.listed | order.meant | in_conflict
    entry = Entry(EntryType.NAMES, details={"walled": ids_to_json(order.meant)}, at=work.now)
    opened = lock_out(work, dossier, frozenset(), walled)
    write(work, opened, Compartment.INVESTIGATION, entry)
    leads = {lead.holder_id for lead in _leads(work, dossier)}
    for one in (leads | at_intake(work, dossier)) - {who.id}:
        holder_states.forget(work.db, case_id, one)
    desk.end(work, dossier, Action.RESOLVE_NAMES)


def _give(work: Work, dossier: Dossier, chosen: RosterEntry) -> OpenCase:
    """Give somebody the keys of a case; new ones, if those who received it lose it by that."""
    opened, parts, gone = dossier.opened, parts_for(chosen), at_intake(work, dossier)
    if gone:
        come = {chosen.holder_id: parts}
        walled = kept_out(work, dossier) - {chosen.holder_id}
        opened = lock_out(work, dossier, gone - {chosen.holder_id}, walled, come)
        parts = tuple(part for part in parts if part not in opened.keys)
    access.grant(work, opened, chosen, parts, walled=False)
    return opened


def put_in_charge(
    work: Work,
    dossier: Dossier,
    chosen: RosterEntry,
    role: Role,
    acting: tuple[UUID, date] | None = None,
) -> None:
    """Enter that somebody is in charge of a case, for good or for somebody else until a day."""
    acting_for, until = acting or (None, None)
    row = cases.assignment(work.db, dossier.opened.case.id, chosen.holder_id)
    if row is not None:
        row.acting_for, row.until = acting_for, until
        return
    row = Assignment(
        case_id=dossier.opened.case.id,
        holder_id=chosen.holder_id,
        role=role,
        since=work.now,
        acting_for=acting_for,
        until=until,
    )
    work.db.add(row)


def parts_for(chosen: RosterEntry) -> tuple[Compartment, ...]:
    """Return the compartments whose keys somebody of these roles has: a lead's are more."""
    for role in (Role.LEAD, Role.PROTECTION):
        if role in chosen.roles:
            return given_at_intake(role)
    return given_on_assignment(Role.HANDLER)


PEOPLE: Mapping[Action, Deed] = MappingProxyType(
    {Action.ASSIGN: assign, Action.REVOKE: revoke, Action.RESOLVE_NAMES: resolve_names}
)
"""The deeds of this module, by the action of the rules that each one is."""


def assignable(work: Work, dossier: Dossier) -> tuple[RosterEntry, ...]:
    """List who may be put in charge: vetted, not walled off, not in charge already.

    Of whom a name may mean that was matched before they came, that is for a lead to say.
    Whoever keeps a share of this case's identity is none of them, unless they are a lead: who asks
    for an identity and who opens it are two people. A custodian of other cases may be.
    """
    case = dossier.opened.case
    taken = {row.holder_id for row in cases.assignments(work.db, case.id)}
    keepers = _share_keepers(work, case.id)
    walled = dossier.walls.walled - dossier.walls.doubted
    found = []
    for known in histories(work, dossier):
        suspended = accounts.suspended_ids(work.db, known.current.office_id)
        for entry in known.current.entries:
            kept_out = entry.holder_id in (taken | suspended | walled)
            roles = known.roles(entry.holder_id, work.today)
            if not kept_out and in_charge(roles, keeps_share=entry.holder_id in keepers):
                found.append(entry)
    return tuple(found)


def lingering(work: Work, dossier: Dossier) -> frozenset[UUID]:
    """Return who has a grant to the newest keys, and is nothing to the case any more."""
    case = dossier.opened.case
    charged = {row.holder_id for row in cases.assignments(work.db, case.id)}
    ahead = handovers.receivers(work.db, case.office_id)
    is_new = cases.is_at_intake(work.db, case)
    receiving = _with_role(work, dossier, Role.INTAKE) if is_new else frozenset()
    return _holding_without_part(work, dossier) - charged - ahead - receiving


def at_intake(work: Work, dossier: Dossier) -> frozenset[UUID]:
    """Return who has rows in a case for receiving it; nobody once somebody is in charge.

    Whoever received reports once, or led, and kept rows, is one of them.
    """
    is_new = cases.is_at_intake(work.db, dossier.opened.case)
    return _holding_without_part(work, dossier) if is_new else frozenset()


def _holding_without_part(work: Work, dossier: Dossier) -> frozenset[UUID]:
    """Return who has a grant to the newest keys, and neither leads nor reads it for a board."""
    key, case = dossier.opened.key(Compartment.THREAD), dossier.opened.case
    holders = grants.holders(work.db, key.compartment_id, key.epoch)
    seated = {row.holder_id for row in seats.of_case(work.db, case.id)}
    leads = _with_role(work, dossier, Role.LEAD)
    return holders - leads - seated - {case.id, case.office_id}


def _with_role(work: Work, dossier: Dossier, role: Role) -> frozenset[UUID]:
    """Return who has a role on the rosters that count in a case, also if their vetting lapsed."""
    entries = (entry for one in histories(work, dossier) for entry in one.current.entries)
    return frozenset(entry.holder_id for entry in entries if role.value in entry.roles)


def kept_out(work: Work, dossier: Dossier) -> frozenset[UUID]:
    """Return whose rows open nothing in a case as it stands; never whoever has it open.

    They read it before everybody's keys changed, as a lead who does not read first may have.
    """
    found = walls.kept_out(work, dossier.opened.case, dossier.walls)
    return found - ({dossier.opened.holder_id} - dossier.walls.walled)


def role_in_charge(work: Work, dossier: Dossier, chosen: RosterEntry) -> Role | None:
    """Return as what somebody can be put in charge of a case, None if not at all."""
    keeps_share = chosen.holder_id in _share_keepers(work, dossier.opened.case.id)
    return in_charge({Role(role) for role in chosen.roles}, keeps_share=keeps_share)


def _share_keepers(work: Work, case_id: UUID) -> frozenset[UUID]:
    """Return who has a share of a case's identity; a walled custodian's opens nothing and counts.

    So nothing of who may be put in charge tells of a wall.
    """
    row = compartments.one(work.db, case_id, Compartment.IDENTITY)
    return frozenset() if row is None else grants.holders(work.db, row.id, row.epoch)


def is_lead(work: Work, dossier: Dossier, holder_id: UUID) -> bool:
    """Tell whether somebody is a lead of the case's office, or of the one that stands in."""
    return any(lead.holder_id == holder_id for lead in _leads(work, dossier))


def _leads(work: Work, dossier: Dossier) -> tuple[RosterEntry, ...]:
    return tuple(
        lead
        for known in histories(work, dossier)
        for lead in known.with_role(Role.LEAD, work.today)
    )


def histories(work: Work, dossier: Dossier) -> tuple[History, ...]:
    """Return the rosters that count in a case; the work fails if a newer one comes meanwhile."""
    offices = offices_of(work, dossier.opened.case)
    found = [known for one in offices if (known := current_or_none(work, one)) is not None]
    for known in found:
        work.expect_roster(known.current.office_id, known.current.version)
    return tuple(found)


def lock_out(
    work: Work,
    dossier: Dossier,
    gone: frozenset[UUID],
    walled: frozenset[UUID],
    come: Newcomers = NOBODY_NEW,
) -> OpenCase:
    """Give a case new keys without these people; the work fails if a roster changes meanwhile."""
    histories(work, dossier)
    return exclude(work, dossier.opened, gone, walled, come)


def record(work: Work, opened: OpenCase, action: Action, details: Mapping[str, Json]) -> None:
    """Write into the investigation who has the case, so that the reporter is not told."""
    entry = Entry(EntryType.NOTE, details={"action": action.value, **details}, at=work.now)
    write(work, opened, Compartment.INVESTIGATION, entry)
