"""Conflicts of interest of those who cannot open the inquiry: protection officers, custodians.

They keep one part of a case, and declare from the page of that part. Their own rows open nothing
from then on; what they say goes into the case's inbox, and whoever opens the inquiry keeps to it
from that moment. The first lead who does writes it down as any other conflict. The trail says what
it says of any other deed of theirs: *protect*, or a refusal.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from wbportal.casework import (
    access,
    epochs,
    identity,
    identity_keys,
    inbox,
    protection,
    shelf,
    states,
)
from wbportal.casework.authors import offices_of
from wbportal.casework.dossier import Dossier
from wbportal.casework.errors import CaseNotFound
from wbportal.casework.identity_requests import case_of, find_to_answer, opens_share
from wbportal.casework.inbox import Handed
from wbportal.casework.keyholders import Person
from wbportal.casework.protecting import enter_protection
from wbportal.casework.records import Json, text_of
from wbportal.casework.registers import Draft
from wbportal.casework.rosters import current_or_none, history
from wbportal.casework.shelf import Shelf
from wbportal.casework.states import Remembered
from wbportal.casework.wrapping import blind
from wbportal.db import compartments, grants
from wbportal.db.cases import Case
from wbportal.db.grants import Grant
from wbportal.domain.compartments import SHARES_THAT_OPEN_IDENTITY, Compartment
from wbportal.domain.conflicts import Ground, Origin, Towards
from wbportal.domain.registers import Register
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action, Facts, decide
from wbportal.portal import Work
from wbportal.vault.keys import PublicKey

_PART = Compartment.PROTECTION


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody must not keep a part of a case."""

    ground: Ground
    towards: Towards
    text: str = field(default="", repr=False)
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """From where somebody declares, and who has that part of the case once they do not."""

    case_id: UUID
    reference: str
    is_last: bool  # no other officer; or fewer keepers than a name takes
    has_recovery: bool


def officers_place(work: Work, who: Person, case_id: UUID) -> Place:
    """Return what an officer is told before they declare. Raises CaseNotFound.

    A lead who stands in has the case itself to declare in.
    """
    case = _protected(work, who, case_id).opened.case
    return _place(work, case, is_last=not _other_officers(work, case, who.id))


def keepers_place(work: Work, who: Person, opening_id: UUID) -> Place:
    """Return what a custodian is told before they declare. Raises CaseNotFound, also of an end."""
    case = _asked(work, who, opening_id)
    others = identity_keys.keepers(work, case) - {who.id}
    return _place(work, case, is_last=len(others) < SHARES_THAT_OPEN_IDENTITY)


def as_officer(work: Work, who: Person, case_id: UUID, reason: Reason) -> None:
    """Let a protection officer stand down from a case; about 3 ms. Raises CaseNotFound, Refused."""
    found = _protected(work, who, case_id)
    opened, case = found.opened, found.opened.case
    decide(Action.DECLARE_CONFLICT, opened.role, case.state, Facts())
    said: dict[str, Json] = {}
    if not _other_officers(work, case, who.id):
        said["stand_in"] = {
            str(one): b64encode(opened.key(_PART).wrap(public, one)).decode()
            for one, public in _leads(work, case).items()
        }
    _stand_down(work, who, case, reason, said)
    enter_protection(work, found)


def as_keeper(work: Work, who: Person, opening_id: UUID, reason: Reason) -> None:
    """Let a custodian stand down from a case, which refuses the request at hand; about 3 ms.

    Raises CaseNotFound, Refused.
    """
    case = _asked(work, who, opening_id)
    identity.refuse(work, who, opening_id, reason.text)
    _stand_down(work, who, case, reason, {})


def waiting(dossier: Dossier, handed: Sequence[Handed]) -> tuple[Handed, ...]:
    """Return the declarations in a case's inbox that the lead who opened it can write down.

    Where leads are to stand in and this one was given no key, another one has to.
    """
    found = tuple(one for one in handed if "conflict" in one.said)
    given = (one.said.get("stand_in") for one in found)
    is_mine = all(str(dossier.opened.holder_id) in keys for keys in given if isinstance(keys, dict))
    return found if is_mine else ()


def standing_in(work: Work, who: Person, dossier: Dossier, handed: tuple[Handed, ...]) -> Dossier:
    """Return a case with the key of its protection, if its last officer left that to the leads."""
    opened = dossier.opened
    part = compartments.one(work.db, opened.case.id, _PART)
    for one in handed:
        keys = one.said.get("stand_in")
        if part is None or not isinstance(keys, dict):
            continue
        for row in grants.of_epoch(work.db, part.id, part.epoch):
            if row.holder_id == who.id:
                row.wrapped_key = b64decode(text_of(keys, str(who.id)))
                key = epochs.unwrap(work, opened.case, part, row, who.keys.kem)
                opened = replace(opened, keys={**opened.keys, _PART: key})
    return replace(dossier, opened=opened)


def draft_of(one: Handed) -> Draft:
    """Return what was handed in as the item of the inquiry that it becomes."""
    said = one.said.get("conflict")
    fields = said if isinstance(said, dict) else {}
    return Draft(
        Register.CONFLICT,
        {
            "holder": str(one.author_id),
            "brought_by": str(one.author_id),
            "ground": text_of(fields, "ground"),
            "towards": text_of(fields, "towards"),
            "origin": Origin.DECLARED.value,
            "on": text_of(fields, "on"),
            "rows": one.said.get("rows"),
            "keyed": True,
        },
        text_of(fields, "text", ""),
        text_of(fields, "lang", ""),
    )


def is_let_in_again(work: Work, who: Person, case_id: UUID) -> bool:
    """Tell whether somebody opens their own part of a case again, after a wall was lifted."""
    try:
        access.open_protection(work, who, case_id)
    except CaseNotFound:
        return opens_share(work, who, case_id)
    return True


def rows_to_keep(rows: Mapping[Compartment, Grant]) -> Json:
    """Return rows as an item keeps them: they open with their holder's own key alone."""
    return {
        kind.value: [row.epoch, b64encode(row.wrapped_key).decode()] for kind, row in rows.items()
    }


def give_back(work: Work, case_id: UUID, holder_id: UUID, kept: Json) -> None:
    """Put rows back that a wall had emptied, where no newer key has come since."""
    said = kept if isinstance(kept, dict) else {}
    for row in grants.of_holder(work.db, case_id, holder_id):
        match said.get(row.kind.value):
            case [int() as epoch, str() as wrapped] if epoch == row.epoch:
                row.wrapped_key = b64decode(wrapped)


def _stand_down(
    work: Work, who: Person, case: Case, reason: Reason, said: Mapping[str, Json]
) -> None:
    """Hand a declaration in, let every row of whoever declares open nothing, and remember it."""
    inbox.cover_rows(work, who, case)
    rows = {row.kind: row for row in _newest(work, case, who.id)}
    conflict: dict[str, Json] = {
        "ground": reason.ground.value,
        "towards": reason.towards.value,
        "on": work.today.isoformat(),
        "text": reason.text,
        "lang": reason.lang,
    }
    inbox.put(work, who, case, {**said, "conflict": conflict, "rows": rows_to_keep(rows)})
    for row in rows.values():
        blind(row)
    known = states.load(work, who, case.id)
    if known is not None:  # a custodian has no memory of a case, and a new row would tell
        states.keep(work, who, case.id, Remembered(walled=True))
    before = shelf.load(work, who) or Shelf()
    shelf.keep(work, who, before.with_declared(case.id, work.today))


def _newest(work: Work, case: Case, holder_id: UUID) -> list[Grant]:
    newest = {row.kind: row.epoch for row in compartments.of_case(work.db, case.id)}
    rows = grants.of_holder(work.db, case.id, holder_id)
    return [row for row in rows if row.epoch == newest[row.kind]]


def _protected(work: Work, who: Person, case_id: UUID) -> protection.Protected:
    found = protection.open_protected(work, who, case_id)
    if found.opened.role is not Role.PROTECTION:
        raise CaseNotFound
    return found


def _asked(work: Work, who: Person, opening_id: UUID) -> Case:
    """Return the case of a request that can still be answered. Raises CaseNotFound."""
    found = find_to_answer(work, who, opening_id)
    if not found.is_waiting or Role.LEAD in who.roles:
        raise CaseNotFound
    return case_of(work, found.case_id)


def _place(work: Work, case: Case, *, is_last: bool) -> Place:
    has_recovery = history(work, case.office_id).current.recovery_kem is not None
    return Place(case.id, case.reference, is_last, has_recovery)


def _other_officers(work: Work, case: Case, holder_id: UUID) -> frozenset[UUID]:
    """Return who else has an officer's row; whether a wall keeps one from it, no officer knows."""
    part = compartments.one(work.db, case.id, _PART)
    held = frozenset() if part is None else grants.holders(work.db, part.id, part.epoch)
    return frozenset(
        entry.holder_id
        for entry in history(work, case.office_id).with_role(Role.PROTECTION, work.today)
        if entry.holder_id in held - {holder_id}
    )


def _leads(work: Work, case: Case) -> dict[UUID, PublicKey]:
    return {
        entry.holder_id: PublicKey(entry.kem)
        for office_id in offices_of(work, case)
        if (known := current_or_none(work, office_id)) is not None
        for entry in known.with_role(Role.LEAD, work.today)
    }
