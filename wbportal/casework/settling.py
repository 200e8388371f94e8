"""What a lead who opens a case does for others: they could not give it new keys, or words.

Only a lead's signature begins an epoch. Whoever walled somebody off, or passed a report on, says in
a sealed item that the case has no new keys yet; the first lead who opens it gives it some. And what
those who hold no key of the inquiry handed in is written down there.
"""

from uuid import UUID

from wbportal.casework import inbox, officers, registers, standing_down, walling
from wbportal.casework.access import OpenCase
from wbportal.casework.assignment import at_intake
from wbportal.casework.dossier import Dossier
from wbportal.casework.inbox import Handed
from wbportal.casework.keyholders import Person
from wbportal.casework.registers import Draft, Kept, Version
from wbportal.domain.compartments import Compartment
from wbportal.domain.registers import Register
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action
from wbportal.portal import AuditDraft, Work

KEYED = "keyed"
"""The field of an item that says whether the case got new keys with it."""

_CLOSES = (Register.CONFLICT, Register.PASSED_ON)
_INVESTIGATION = Compartment.INVESTIGATION


def settle(work: Work, who: Person, dossier: Dossier) -> tuple[Kept, ...]:
    """Do as a lead what others could not: new keys, and words for the inquiry.

    Returns the conflicts that were written down just now, which the dossier does not have yet.
    """
    case, key = dossier.opened.case, dossier.opened.key(_INVESTIGATION)
    if not inbox.is_there(work, case, key):
        inbox.renew(work, case, key, (who.id, dossier.opened.signing))
    if dossier.opened.role is not Role.LEAD:
        return ()
    found = inbox.read(work, case, key)
    keys = [one for one in found if "key" in one.said]
    officers.pass_on(work, dossier, keys)
    handed = standing_down.waiting(dossier, found)
    inbox.clear(work, case, key, (*keys, *handed))
    every = [one for what in _CLOSES for one in registers.kept(dossier.investigation, what)]
    waiting = [one for one in every if one.fields.get(KEYED) is False]
    if not waiting and not handed:
        return ()
    gone = _gone(work, dossier, waiting)
    opened = walling.renew(work, standing_down.standing_in(work, who, dossier, handed), gone)
    for kept in waiting:
        draft = Draft(kept.register, {**kept.fields, KEYED: True}, kept.text, kept.lang)
        registers.put(work, opened, _INVESTIGATION, draft, item_id=kept.id)
    written = tuple(_write_down(work, opened, one) for one in handed)
    if written:  # as if this lead had brought it up: nothing tells that somebody else did
        walling.cover(work, who, opened)
    enter_new_keys(work, opened)
    return written


def enter_new_keys(work: Work, opened: OpenCase) -> None:
    """Enter into the trail that a case has new keys."""
    case = opened.case
    work.audit(AuditDraft(case.office_id, opened.holder_id, "renew-keys", case.id))


def _gone(work: Work, dossier: Dossier, waiting: list[Kept]) -> frozenset[UUID]:
    """Return whoever received a case that was passed on and got a row of it since, by a race."""
    is_passed_on = any(one.register is Register.PASSED_ON for one in waiting)
    return at_intake(work, dossier) if is_passed_on else frozenset()


def _write_down(work: Work, opened: OpenCase, one: Handed) -> Kept:
    draft = standing_down.draft_of(one)
    action = Action.DECLARE_CONFLICT
    item = registers.put(work, opened, _INVESTIGATION, draft, action=action)
    version = Version(opened.holder_id, work.today, work.now, draft.fields, draft.text, draft.lang)
    return Kept(item, Register.CONFLICT, (version,))
