"""Putting a wall up and taking it down, so that no row shows whom it is about.

In one work, whoever acts: every row of a holder changes, and the one person's open nothing. A lead
gives the case new keys besides. A handler cannot, because only a lead's signature begins an epoch:
the first lead who looks at a list, or opens the case, then does. What everybody else remembers of
the case is dropped, so that each tries their grant anew and finds out alone.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from wbportal.casework import identity, shelf, states
from wbportal.casework.access import NOBODY_NEW, Newcomers, OpenCase
from wbportal.casework.assignment import histories, kept_out, lock_out
from wbportal.casework.authors import standing_aside
from wbportal.casework.dossier import Dossier
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.recipients import Named, alternates
from wbportal.casework.regranting import moved_share
from wbportal.casework.rosters import history
from wbportal.casework.shelf import Shelf
from wbportal.casework.states import Remembered
from wbportal.casework.walls import Walls
from wbportal.casework.wrapping import blind, wrap_anew
from wbportal.db import accounts, compartments, grants, holder_states, offices
from wbportal.db.grants import Grant
from wbportal.domain.compartments import HOLDERS, Compartment, given_at_intake
from wbportal.domain.roles import Role
from wbportal.portal import Work


class Left(StrEnum):
    """Who can open a case once somebody cannot: said in words before they decide."""

    LEADS = "leads"  # other leads, of the office or of the one that stands in
    ALTERNATE = "alternate"  # the leads of the office that stands in are given keys
    RECOVERY = "recovery"  # only the shares on paper
    NOBODY = "nobody"  # so it is not done


def who_is_left(work: Work, dossier: Dossier, holder_id: UUID) -> Left:
    """Say who leads a case, if somebody is behind a wall from now on."""
    if _other_leads(work, dossier, holder_id):
        return Left.LEADS
    if _stand_ins(work, dossier):
        return Left.ALTERNATE
    here = history(work, dossier.opened.case.office_id)
    return Left.NOBODY if here.current.recovery_kem is None else Left.RECOVERY


def put_up(work: Work, dossier: Dossier, who: Person, holder_id: UUID) -> OpenCase:
    """Keep a case from somebody at once; return it with the keys to write on with. About 10 ms.

    Raises Refused: "nobody-left", "last-officer", or "last-lead" if whoever acts cannot give keys
    to others.
    """
    opened, walled = dossier.opened, kept_out(work, dossier) | {holder_id}
    left = _check_left(work, dossier, holder_id)
    if opened.role is Role.LEAD:
        come = _stand_ins(work, dossier) if left is Left.ALTERNATE else NOBODY_NEW
        opened = lock_out(work, dossier, frozenset(), walled, come)
    else:
        histories(work, dossier)
        for key in opened.keys.values():
            wrap_anew(work, opened.case, key, walled)
    cover(work, who, opened)
    for row in grants.of_holder(work.db, opened.case.id, holder_id):
        if row.kind not in opened.keys:
            blind(row)
    identity.forget_for(work, opened.case.id, holder_id)
    if holder_id == who.id:
        _remember_wall(work, who, opened.case.id)
    return opened


def take_down(work: Work, dossier: Dossier, who: Person, after: Walls) -> OpenCase:
    """Give a case new keys for whoever may open it `after` a wall was lifted; about 10 ms.

    One key opens what came before it: whoever is let in again reads the past, too.
    """
    lifted = replace(dossier, walls=after)
    opened = lock_out(work, lifted, frozenset(), kept_out(work, lifted))
    cover(work, who, opened)
    return opened


def renew(work: Work, dossier: Dossier, gone: frozenset[UUID]) -> OpenCase:
    """Give a case the new keys that others could not give it, without who is gone; about 5 ms."""
    opened = lock_out(work, dossier, gone, kept_out(work, dossier))
    _forget_older(work, opened)
    return opened


def rows_apart(work: Work, dossier: Dossier, holder_id: UUID) -> Mapping[Compartment, Grant]:
    """Return somebody's rows for what whoever acts cannot open, and so could not give back."""
    rows = grants.of_holder(work.db, dossier.opened.case.id, holder_id)
    return {row.kind: row for row in rows if row.kind not in dossier.opened.keys}


def _check_left(work: Work, dossier: Dossier, holder_id: UUID) -> Left:
    """Return who leads a case then; raise Refused if there would be nobody."""
    left = who_is_left(work, dossier, holder_id)
    if left is Left.NOBODY:
        raise Refused("nobody-left")
    if left is not Left.LEADS and dossier.opened.role is not Role.LEAD:
        raise Refused("last-lead")
    if is_last_officer(work, dossier, holder_id):
        raise Refused("last-officer")
    return left


def cover(work: Work, who: Person, opened: OpenCase) -> None:
    """Change what would else show, by changing for one person alone, that it is about them.

    Whoever acts gets another row in the parts that they do not open, and another wrap of a share:
    so does somebody who declares a conflict of their own.
    """
    _forget_older(work, opened)
    for row in grants.of_holder(work.db, opened.case.id, who.id):
        if HOLDERS[row.kind].as_shares:
            row.wrapped_key = moved_share(who, row)
        elif row.kind not in opened.keys:
            blind(row)
    holder_states.forget_all_but(work.db, opened.case.id, who.id)


def _forget_older(work: Work, opened: OpenCase) -> None:
    for key in opened.keys.values():
        grants.forget_older(work.db, key.compartment_id, key.epoch)


def _remember_wall(work: Work, who: Person, case_id: UUID) -> None:
    states.keep(work, who, case_id, Remembered(walled=True))
    known = shelf.load(work, who) or Shelf()
    shelf.keep(work, who, known.with_declared(case_id, work.today))


def _other_leads(work: Work, dossier: Dossier, holder_id: UUID) -> frozenset[UUID]:
    """Return the leads who can open a case besides one: by roster, by rule, and by a real key."""
    key, case = dossier.opened.key(Compartment.THREAD), dossier.opened.case
    leads = {
        lead.holder_id
        for known in histories(work, dossier)
        for lead in known.with_role(Role.LEAD, work.today)
        if lead.holder_id not in accounts.suspended_ids(work.db, known.current.office_id)
    }
    held = grants.holders(work.db, key.compartment_id, key.epoch) - {case.id, case.office_id}
    return frozenset(leads & held) - kept_out(work, dossier) - {holder_id}


def is_last_officer(work: Work, dossier: Dossier, holder_id: UUID) -> bool:
    """Say whether nobody but one person reads what the reporter says to be protected.

    A lead who can would give it to the others with the next key; who cannot has no key to give.
    """
    case, part = (
        dossier.opened.case,
        compartments.one(work.db, dossier.opened.case.id, Compartment.PROTECTION),
    )
    if part is None or Compartment.PROTECTION in dossier.opened.keys:
        return False
    held = grants.holders(work.db, part.id, part.epoch)
    aside = standing_aside(work, case, Compartment.PROTECTION, held, dossier.walls.walled)
    return holder_id in held and not held - aside - dossier.walls.walled - {
        holder_id,
        case.id,
        case.office_id,
    }


def _stand_ins(work: Work, dossier: Dossier) -> Newcomers:
    """Return the leads of the office that stands in, with what is theirs: as at the intake."""
    office = offices.by_id(work.db, dossier.opened.case.office_id)
    named = Named(dossier.walls.walled, dossier.walls.typed)
    parts = given_at_intake(Role.LEAD)
    found = () if office is None else alternates(work, office, named)
    return MappingProxyType({entry.holder_id: parts for entry in found})
