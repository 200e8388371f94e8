"""Who may not see a case, as its sealed entries say it; no row in clear does.

The reporter's own choice stands for good. A name that they typed is first matched by machine,
which walls off whoever *may* be meant; the first readers then say who is. Whoever comes later is
matched too, at every change of keys. When recovery gives a case to them, their first readers say
who is meant; of those to whom a case is handed over a lead says that they are not by putting them
in charge. A conflict of interest that was declared stands until a lead decides that there is none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from wbportal.casework import access, inbox, registers
from wbportal.casework.access import OpenCase
from wbportal.casework.authors import offices_of
from wbportal.casework.recipients import Named, walled_by
from wbportal.casework.records import Entry, EntryType, Json, ids_of, text_of
from wbportal.casework.rosters import current_or_none, history
from wbportal.casework.thread import Reading
from wbportal.db import grants
from wbportal.db.cases import Case
from wbportal.domain.compartments import Compartment
from wbportal.domain.conflicts import Verdict
from wbportal.domain.registers import Register
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action
from wbportal.portal import Work
from wbportal.vault.roster import RosterEntry

_MATCHED_BYTES = 1920  # room for some forty people
_NOBODY: Mapping[str, Json] = {}


@dataclass(frozen=True, slots=True)
class Walls:
    """Who is kept out of one case, and whether that is settled."""

    walled: frozenset[UUID]
    unresolved: bool
    listed: frozenset[UUID] = frozenset()  # those the reporter chose from the list
    doubted: frozenset[UUID] = frozenset()  # of the walled, whom a lead may yet put in charge
    trusted: frozenset[UUID] = frozenset()  # whom a lead put in charge, whatever their name
    typed: str = ""  # the name as the reporter wrote it
    named: frozenset[UUID] = frozenset()  # of the walled, whom the reporter named, or may have
    matched_on: date = date.min  # when it was last said who is meant by the typed name


def standing(thread: Reading, investigation: Reading) -> Walls:
    """Return the walls of a case from its two compartments that speak of them."""
    said = _said(thread)
    listed, walled = ids_of(said, "listed"), ids_of(said, "walled")
    unresolved = said.get("unresolved") is True
    doubted: frozenset[UUID] = frozenset()
    trusted: frozenset[UUID] = frozenset()
    matched_on = min((one.day for one in thread.written), default=date.min)
    for one in investigation.written:
        entry, details = one.entry, one.entry.details
        if entry.type is EntryType.NAMES:
            walled, doubted, unresolved = ids_of(details, "walled"), frozenset(), False
            matched_on = one.day
        elif entry.type is EntryType.MATCHED:
            doubted |= ids_of(details, "doubted") - trusted
            walled |= ids_of(details, "walled") - doubted
            unresolved = details.get("unresolved", unresolved) is True
        elif details.get("action") == Action.ASSIGN:
            trusted |= {UUID(text_of(details, "holder"))}
            doubted -= trusted
    named, in_conflict = listed | walled | doubted, _in_conflict(investigation)
    return Walls(
        walled=named | in_conflict,
        unresolved=unresolved,
        listed=listed,
        doubted=doubted - listed - walled - in_conflict,
        trusted=trusted,
        typed=text_of(said, "typed", ""),
        named=named,
        matched_on=matched_on,
    )


def in_force(work: Work, opened: OpenCase, thread: Reading, investigation: Reading) -> Walls:
    """Return the walls of an open case, also of whoever declared a conflict from outside of it.

    That lies in the inbox until a lead writes it down. Raises Damaged or a VaultError.
    """
    found, key = standing(thread, investigation), opened.keys.get(Compartment.INVESTIGATION)
    if key is None:
        return found
    handed = inbox.read(work, opened.case, key)
    declared = frozenset(one.author_id for one in handed if "conflict" in one.said)
    return replace(found, walled=found.walled | declared, doubted=found.doubted - declared)


def kept_out(work: Work, case: Case, standing: Walls) -> frozenset[UUID]:
    """Return whose rows open nothing in a case as it stands.

    Those behind a wall; whoever came since a typed name was matched, and may be meant by it; and,
    while it is unmatched, the leads of its office who do not read first. With no first readers
    there all of them do. Whoever receives reports reads none of which all leads are kept.
    """
    walled = standing.walled | meant_since(work, case, standing)
    known = history(work, case.office_id)
    receivers = {one.holder_id for one in known.receivers(work.today)}
    leads = {lead.holder_id for lead in known.with_role(Role.LEAD, work.today)}
    if not standing.unresolved:
        return walled | receivers if leads <= walled else walled
    first = {lead.holder_id for lead in known.current.entries if lead.first_reader} & leads
    return walled | receivers | (leads - first if first else frozenset())


def meant_since(work: Work, case: Case, standing: Walls) -> frozenset[UUID]:
    """Return who may be meant by a typed name and was on no roster when it was last matched.

    The rosters say who came since, so that it holds in cases, too, that were handed over without
    an entry of it. Whoever came on that very day is only in such an entry.
    """
    if not standing.typed:
        return frozenset()
    came = [
        entry
        for office_id in offices_of(work, case)
        if (known := current_or_none(work, office_id)) is not None
        for entry in known.current.entries
        if known.first_on[entry.holder_id] > standing.matched_on
    ]
    return meant_by(standing, came)


def new_here(work: Work, case: Case, standing: Walls) -> frozenset[UUID]:
    """Return who of the case's office may be meant by a typed name, and never had a row."""
    if not standing.typed:
        return frozenset()
    held = {row.holder_id for row in grants.of_case(work.db, case.id)}
    people = history(work, case.office_id).current.entries
    return meant_by(standing, [entry for entry in people if entry.holder_id not in held])


def meant_by(standing: Walls, people: Sequence[RosterEntry]) -> frozenset[UUID]:
    """Return who of these may be meant by a typed name, and no lead put in charge since."""
    meant, _ = walled_by(Named(typed=standing.typed), people)
    return meant - standing.trusted


def write_matched(work: Work, opened: OpenCase, details: Mapping[str, Json]) -> None:
    """Write who of those who came later may be meant, also if nobody is.

    All are of one size, and are written whether or not a case names anybody: nothing shows by
    being there.
    """
    entry = Entry(EntryType.MATCHED, details=details, at=work.now)
    access.write(work, opened, Compartment.INVESTIGATION, entry, _MATCHED_BYTES)


def _in_conflict(investigation: Reading) -> frozenset[UUID]:
    """Return of whom a conflict of interest was declared, and not found to be none."""
    return frozenset(
        UUID(text_of(item.fields, "holder"))
        for item in registers.kept(investigation, Register.CONFLICT)
        if item.fields.get("verdict") != Verdict.NONE
    )


def _said(thread: Reading) -> Mapping[str, Json]:
    reports = [w.entry for w in thread.written if w.entry.type is EntryType.REPORT]
    said = reports[0].details.get("not_for") if reports else None
    return said if isinstance(said, dict) else _NOBODY
