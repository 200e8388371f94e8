"""An officer's keys for another officer: earlier cases, handed in and passed on by leads.

An officer who has the key of a case's protection wraps it for a colleague who came later, but may
not know who is behind a wall in the case; a lead knows, and holds no such key. So the officer hands
the wrapped key in, closed to everybody but the colleague, and the next lead who comes by puts it
into the colleague's row, or into it what opens nothing.
"""

import time
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from wbportal.casework import inbox, states
from wbportal.casework.assignment import histories, kept_out
from wbportal.casework.authors import entry_of
from wbportal.casework.dossier import Dossier
from wbportal.casework.errors import CaseNotFound
from wbportal.casework.inbox import Handed
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json, ids_to_json, text_of
from wbportal.casework.rosters import history
from wbportal.casework.staff import Colleague
from wbportal.casework.walls import meant_by, write_matched
from wbportal.db import (
    accounts,
    cases,
    compartments,
    grants,
    handovers,
    holder_states,
    inboxes,
    protected,
)
from wbportal.db.grants import Grant
from wbportal.domain.compartments import Compartment
from wbportal.domain.roles import Role
from wbportal.portal import AuditDraft, Overtaken, Portal, Work
from wbportal.vault.encoding import join, u32
from wbportal.vault.epochs import EpochKey, decoy_wrap
from wbportal.vault.keys import PublicKey, WrappedKey
from wbportal.vault.roster import RosterEntry

SECONDS = 5.0
_AT_ONCE = 25
_LABEL = b"wbportal officer's key v1"
_PART = Compartment.PROTECTION


@dataclass(frozen=True, slots=True)
class Lacking:
    """A colleague who lacks keys, of how many cases; and how many lie with the leads."""

    who: Colleague
    waiting: int  # cases to hand in
    handed_in: int  # that a lead has yet to pass on


def lacking(work: Work, who: Person) -> tuple[Lacking, ...]:
    """List the officers to whom `who` can hand keys in; some 20 µs a case where there are any."""
    if Role.PROTECTION not in who.roles:
        return ()
    every = [case.id for case in protected.of_holder(work.db, who.id)]
    found = []
    for entry in _others(work, who):
        has = handovers.with_newest(work.db, entry.holder_id, _PART)
        wanted = [case_id for case_id in every if case_id not in has]
        keys = _keys(work, who, wanted)
        waiting = _not_handed(work, who, entry, keys)
        if keys:
            colleague = Colleague(entry.holder_id, entry.name, entry.position)
            found.append(Lacking(colleague, len(waiting), len(keys) - len(waiting)))
    return tuple(found)


def carry_on(portal: Portal, who: Person, to_id: UUID, seconds: float = SECONDS) -> None:
    """Hand keys in for a colleague for about so long, 25 cases at once; about 1 ms a case.

    Every case is handed in or not, whatever cuts it off. Raises CaseNotFound for anybody else.
    """
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            if not portal.perform(partial(_some, who=who, to_id=to_id)):
                return
        except Overtaken:
            continue


def pass_on(
    work: Work, dossier: Dossier, handed: Sequence[Handed], detail: Mapping[str, Json] | None = None
) -> dict[UUID, bool]:
    """Put keys that were handed in into the rows of those they are for; walls hold.

    Returns for whom, and whether they got what opens nothing. A key that is not the newest, or
    for somebody who is no officer or has a row, goes nowhere.
    """
    case, found = dossier.opened.case, dict[UUID, bool]()
    part = compartments.one(work.db, case.id, _PART)
    for one in handed:
        to = _receiver(work, dossier, one)
        if part is None or to is None or to.holder_id in found:
            continue
        wrapped = _wrapped(one, part.epoch)
        if wrapped is None or to.holder_id in grants.holders(work.db, part.id, part.epoch):
            continue
        histories(work, dossier)
        meant = meant_by(dossier.walls, [to])
        walled = to.holder_id in kept_out(work, dossier) | meant
        row = Grant(
            case_id=case.id,
            compartment_id=part.id,
            kind=_PART,
            epoch=part.epoch,
            holder_id=to.holder_id,
            wrapped_key=decoy_wrap(part.id, part.epoch, to.holder_id) if walled else wrapped,
        )
        work.db.add(row)
        found[to.holder_id] = walled
        doubted = meant - dossier.walls.walled
        write_matched(work, dossier.opened, {"doubted": ids_to_json(doubted)})
        said = {"holder": str(to.holder_id), **(detail or {})}
        work.audit(AuditDraft(case.office_id, dossier.opened.holder_id, "give-keys", case.id, said))
    return found


def _some(work: Work, who: Person, to_id: UUID) -> bool:
    """Hand some keys in; tell whether there were any."""
    to = next((one for one in _others(work, who) if one.holder_id == to_id), None)
    if to is None or Role.PROTECTION not in who.roles:
        raise CaseNotFound
    work.expect_roster(who.office_id, history(work, who.office_id).current.version)
    has = handovers.with_newest(work.db, to_id, _PART)
    every = [case.id for case in protected.of_holder(work.db, who.id)]
    keys = _keys(work, who, [one for one in every if one not in has])
    waiting = _not_handed(work, who, to, keys)
    some = dict(list(waiting.items())[:_AT_ONCE])
    for case in cases.by_ids(work.db, list(some)):
        key = some[case.id]
        wrapped = key.wrap(PublicKey(to.kem), to_id)
        said: dict[str, Json] = {
            "to": str(to_id),
            "epoch": key.epoch,
            "wrapped": b64encode(wrapped).decode(),
        }
        inbox.put(work, who, case, {"key": said}, _mark(who, to, case.id, key))
    if some:
        detail: dict[str, Json] = {"holder": str(to_id), "cases": len(some)}
        work.audit(AuditDraft(who.office_id, who.id, "hand-in-keys", detail=detail))
    return bool(some)


def _keys(work: Work, who: Person, case_ids: Sequence[UUID]) -> dict[UUID, EpochKey]:
    """Return the keys that somebody remembers, of cases that no wall keeps from them."""
    read = states.key_reader(who, _PART)
    found = {}
    for row in holder_states.of(work.db, who.id, case_ids) if case_ids else ():
        key = read(row.case_id, row.sealed_state)
        if key is not None:
            found[row.case_id] = key
    return found


def _not_handed(
    work: Work, who: Person, to: RosterEntry, keys: Mapping[UUID, EpochKey]
) -> dict[UUID, EpochKey]:
    """Leave out what was handed in already; in cases without an inbox nothing can be."""
    marks = {_mark(who, to, case_id, key): case_id for case_id, key in keys.items()}
    handed = {marks[one] for one in inboxes.known(work.db, list(marks))}
    there = inboxes.of_cases(work.db, list(keys))
    return {one: key for one, key in keys.items() if one in there and one not in handed}


def _mark(who: Person, to: RosterEntry, case_id: UUID, key: EpochKey) -> UUID:
    """Return the id of what is handed in: its author alone can tell that it was."""
    about = join(_LABEL, case_id.bytes, to.holder_id.bytes, to.kem, u32(key.epoch))
    return UUID(bytes=who.keys.state.derive(about).secret[:16])


def _others(work: Work, who: Person) -> list[RosterEntry]:
    suspended = accounts.suspended_ids(work.db, who.office_id)
    officers = history(work, who.office_id).with_role(Role.PROTECTION, work.today)
    return [one for one in officers if one.holder_id not in suspended | {who.id}]


def _receiver(work: Work, dossier: Dossier, one: Handed) -> RosterEntry | None:
    """Return for whom a key is, if both are officers today."""
    said = one.said.get("key")
    case = dossier.opened.case
    if not isinstance(said, dict):
        return None
    to, giver = (
        entry_of(work, case, holder_id) for holder_id in (UUID(text_of(said, "to")), one.author_id)
    )
    are_officers = all(one is not None and Role.PROTECTION in one.roles for one in (to, giver))
    return to if are_officers else None


def _wrapped(one: Handed, epoch: int) -> WrappedKey | None:
    match one.said.get("key"):
        case {"epoch": int() as of, "wrapped": str() as wrapped} if of == epoch:
            return WrappedKey(b64decode(wrapped))
    return None
