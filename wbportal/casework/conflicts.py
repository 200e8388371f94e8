"""Conflicts of interest: who must not work a case, from when, and what another lead decided.

A conflict is an item of the investigation. Its wall stands in the same work that writes it
(`walling`), and goes on until a lead who did not bring it up decides that there is none. The trail
is told what it is told of any note or change of keys: nothing of a conflict stands in the clear.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from wbportal.casework import (
    assignment,
    desk,
    out_of_reach,
    registers,
    shelf,
    standing_down,
    walling,
)
from wbportal.casework.access import OpenCase
from wbportal.casework.assignment import histories, is_lead, kept_out, lock_out
from wbportal.casework.authors import offices_of
from wbportal.casework.desk import Order
from wbportal.casework.dossier import Cover, Dossier, open_dossier
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.out_of_reach import OutOfReach
from wbportal.casework.records import Json, text_of
from wbportal.casework.registers import Draft, Kept
from wbportal.casework.settling import KEYED, enter_new_keys, settle
from wbportal.casework.shelf import Shelf
from wbportal.casework.staff import Colleague, Names
from wbportal.casework.walling import Left
from wbportal.db import cases
from wbportal.domain.compartments import Compartment
from wbportal.domain.conflicts import (
    Ground,
    Origin,
    Towards,
    Verdict,
    decide_by,
    object_by,
)
from wbportal.domain.registers import Register
from wbportal.domain.roles import CONTENT, Role
from wbportal.domain.rules import Action
from wbportal.portal import Work

_INVESTIGATION = Compartment.INVESTIGATION
_ANY = Order()


class Bar(StrEnum):
    """Why somebody does not decide a conflict: a key that a page turns into a sentence."""

    DECIDED = "decided"
    OWN = "own"  # whoever brought it up is not who decides
    NO_LEAD = "no-lead"


@dataclass(frozen=True, slots=True)
class Raised:
    """What somebody says of a conflict."""

    holder_id: UUID
    ground: Ground
    towards: Towards
    origin: Origin
    on: date  # of the declaration, or on which the objection was received
    known_on: date | None = None  # when whoever objects learned of the ground
    document: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What another lead decided."""

    verdict: Verdict
    by: str = field(repr=False)
    on: date
    words: str = field(repr=False)
    lang: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """One conflict, as those who can open its case read it."""

    id: UUID
    raised: Raised = field(repr=False)
    name: str = field(repr=False)  # whose
    by: str = field(repr=False)  # who wrote it down
    decided: Decided | None = field(repr=False)
    bar: Bar | None  # None: the reader may decide it

    @property
    def decide_by(self) -> date:
        return decide_by(self.raised.on)

    @property
    def is_late(self) -> bool:
        """Whether an objection came after its thirty days; a lead says whether it is heard."""
        known_on = self.raised.known_on
        return known_on is not None and self.raised.on > object_by(known_on)


@dataclass(frozen=True, slots=True)
class Conflicts:
    """The conflicts of one case, and about whom its reader can say another one."""

    case: Cover
    found: tuple[Conflict, ...] = field(repr=False)
    people: tuple[Colleague, ...] = field(repr=False)  # whom an objection may be about
    reportable: tuple[Colleague, ...] = field(repr=False)  # of whom the reader may declare one
    left: Left  # who is, once the reader is not
    other_leads: bool  # somebody who could decide what the reader brings up
    out_of_reach: OutOfReach | None  # told to leads


@dataclass(frozen=True, slots=True)
class Own:
    """A conflict that somebody declared themselves: of its case nothing but the day is told."""

    on: date
    is_kept_out: bool  # False: the case opens again


def look(work: Work, who: Person, case_id: UUID) -> Conflicts:
    """Return the conflicts of a case, the newest first. Raises CaseNotFound."""
    dossier = open_dossier(work, who, case_id)
    found = out_of_reach.look(work, dossier)  # before what lies in the inbox is taken out
    return replace(_conflicts(work, who, dossier, settle(work, who, dossier)), out_of_reach=found)


def find(work: Work, who: Person, case_id: UUID, conflict_id: UUID) -> tuple[Cover, Conflict]:
    """Return one conflict for whoever may decide some. Raises CaseNotFound, NotAllowed."""
    dossier = open_dossier(work, who, case_id)
    kept = registers.find(dossier.investigation, Register.CONFLICT, conflict_id)
    if kept is None:
        raise CaseNotFound
    dossier.allow(Action.DECIDE_CONFLICT)
    names = Names(work, offices_of(work, dossier.opened.case))
    return dossier.cover, _conflict(who, dossier, kept, names)


def own(work: Work, who: Person) -> tuple[Own, ...]:
    """List what somebody declared themselves, the newest first: from what they alone remember."""
    known = shelf.load(work, who) or Shelf()
    found = [
        Own(day, one in known.walled and not standing_down.is_let_in_again(work, who, one))
        for one, day in known.declared.items()
    ]
    return tuple(sorted(found, key=lambda one: one.on, reverse=True))


def declare(work: Work, who: Person, case_id: UUID, raised: Raised) -> None:
    """Declare a conflict, one's own or as a lead somebody else's: the wall stands at once.

    Raises CaseNotFound, RuleError, or Refused as `walling.put_up`, and "not-on-the-roster".
    """
    dossier, _ = desk.begin(work, who, case_id, Action.DECLARE_CONFLICT, _ANY)
    if raised.holder_id not in {one.id for one in _reportable(work, who, dossier)}:
        raise Refused("not-on-the-roster")
    origin = Origin.DECLARED if raised.holder_id == who.id else Origin.REPORTED
    raised = replace(raised, origin=origin, on=work.today)
    _raise(work, who, dossier, raised, Action.DECLARE_CONFLICT)


def enter_objection(work: Work, who: Person, case_id: UUID, raised: Raised) -> None:
    """Enter that the accused, or somebody concerned, objects to an officer, suspended at once.

    Raises as `declare`, and Refused("yourself"): whoever agrees with it declares a conflict.
    """
    dossier, _ = desk.begin(work, who, case_id, Action.ENTER_OBJECTION, _ANY)
    if raised.holder_id == who.id:
        raise Refused("yourself-objected")
    if raised.holder_id not in {one.id for one in _others(work, dossier)}:
        raise Refused("not-on-the-roster")
    _raise(work, who, dossier, raised, Action.ENTER_OBJECTION)


def decide(work: Work, who: Person, case_id: UUID, conflict_id: UUID, decided: Decided) -> None:
    """Decide a conflict that somebody else brought up. Raises CaseNotFound, RuleError, Refused."""
    dossier, _ = desk.begin(work, who, case_id, Action.DECIDE_CONFLICT, _ANY)
    kept = registers.find(dossier.investigation, Register.CONFLICT, conflict_id)
    if kept is None:
        raise CaseNotFound
    bar = _bar(who, dossier, kept)
    if bar is not None:
        raise Refused(f"conflict-{bar}")
    match decided.verdict:
        case Verdict.CONFLICT:
            opened = _replaced(work, dossier, _raised(kept).holder_id)
        case Verdict.NONE:
            opened = _lifted(work, who, dossier, kept)
    said: dict[str, Json] = {
        "verdict": decided.verdict.value,
        "decider": str(who.id),
        "decided_on": work.today.isoformat(),
        "words": decided.words,
        "words_lang": decided.lang,
    }
    _put(work, opened, kept, said, Action.DECIDE_CONFLICT)


def waiting_of(dossier: Dossier, written: Sequence[Kept] = ()) -> date | None:
    """Return by when the next conflict of a case is to be decided, None if none is open."""
    every = (*registers.kept(dossier.investigation, Register.CONFLICT), *written)
    days = [decide_by(_raised(one).on) for one in every if not one.fields.get("verdict")]
    return min(days, default=None)


def _raise(work: Work, who: Person, dossier: Dossier, raised: Raised, action: Action) -> None:
    rows = standing_down.rows_to_keep(walling.rows_apart(work, dossier, raised.holder_id))
    opened = walling.put_up(work, dossier, who, raised.holder_id)
    fields: dict[str, Json] = {
        "holder": str(raised.holder_id),
        "ground": raised.ground.value,
        "towards": raised.towards.value,
        "origin": raised.origin.value,
        "on": raised.on.isoformat(),
        "known_on": "" if raised.known_on is None else raised.known_on.isoformat(),
        "document": raised.document,
        "rows": rows,
        KEYED: opened.role is Role.LEAD,
    }
    draft = Draft(Register.CONFLICT, fields, raised.text, raised.lang)
    registers.put(work, opened, _INVESTIGATION, draft, action=action)
    if opened.role is Role.LEAD:
        enter_new_keys(work, opened)
    else:
        desk.end(work, dossier, Action.NOTE)


def _put(
    work: Work,
    opened: OpenCase,
    kept: Kept,
    said: Mapping[str, Json],
    action: Action | None = None,
) -> None:
    draft = Draft(Register.CONFLICT, {**kept.fields, **said}, kept.text, kept.lang)
    registers.put(work, opened, _INVESTIGATION, draft, item_id=kept.id, action=action)


def _replaced(work: Work, dossier: Dossier, holder_id: UUID) -> OpenCase:
    """Take somebody off a case whose wall stays, as any other; who takes it over is assigned."""
    opened = dossier.opened
    row = cases.assignment(work.db, opened.case.id, holder_id)
    if row is None:
        desk.end(work, dossier, Action.NOTE)
        return opened
    work.db.delete(row)
    if not is_lead(work, dossier, holder_id):
        opened = lock_out(work, dossier, frozenset({holder_id}), kept_out(work, dossier))
    assignment.record(work, opened, Action.REVOKE, {"holder": str(holder_id)})
    desk.end(work, dossier, Action.REVOKE, {"holder": str(holder_id)})
    return opened


def _lifted(work: Work, who: Person, dossier: Dossier, kept: Kept) -> OpenCase:
    others = [
        one
        for one in registers.kept(dossier.investigation, Register.CONFLICT)
        if one.id != kept.id and one.fields.get("verdict") != Verdict.NONE
    ]
    holder_id = _raised(kept).holder_id
    # Besides those of items, whoever declared from outside and whom nobody wrote down yet.
    still = dossier.walls.walled - {holder_id} | {_raised(one).holder_id for one in others}
    still |= dossier.walls.named
    opened = walling.take_down(work, dossier, who, replace(dossier.walls, walled=still))
    if holder_id not in still:
        standing_down.give_back(work, opened.case.id, holder_id, kept.fields.get("rows"))
    enter_new_keys(work, opened)
    return opened


def _conflicts(work: Work, who: Person, dossier: Dossier, written: tuple[Kept, ...]) -> Conflicts:
    names = Names(work, offices_of(work, dossier.opened.case))
    every = (*registers.kept(dossier.investigation, Register.CONFLICT), *written)
    found = [_conflict(who, dossier, one, names) for one in reversed(every)]
    left = walling.who_is_left(work, dossier, who.id)
    return Conflicts(
        case=dossier.cover,
        found=tuple(found),
        people=_others(work, dossier),
        reportable=_reportable(work, who, dossier),
        left=left,
        other_leads=left in {Left.LEADS, Left.ALTERNATE},
        out_of_reach=None,
    )


def _conflict(who: Person, dossier: Dossier, kept: Kept, names: Names) -> Conflict:
    raised = _raised(kept)
    return Conflict(
        id=kept.id,
        raised=raised,
        name=names[raised.holder_id],
        by=names[_brought_by(kept)],
        decided=_decided(kept, names),
        bar=_bar(who, dossier, kept),
    )


def _bar(who: Person, dossier: Dossier, kept: Kept) -> Bar | None:
    if kept.fields.get("verdict"):
        return Bar.DECIDED
    if dossier.opened.role is not Role.LEAD:
        return Bar.NO_LEAD
    return Bar.OWN if who.id == _brought_by(kept) else None


def _brought_by(kept: Kept) -> UUID:
    """Return who brought a conflict up; what came from outside a lead only wrote down."""
    said = text_of(kept.fields, "brought_by", "")
    return UUID(said) if said else kept.author_id


def _raised(kept: Kept) -> Raised:
    said = kept.fields
    known_on = text_of(said, "known_on", "")
    return Raised(
        holder_id=UUID(text_of(said, "holder")),
        ground=Ground(text_of(said, "ground")),
        towards=Towards(text_of(said, "towards")),
        origin=Origin(text_of(said, "origin")),
        on=date.fromisoformat(text_of(said, "on")),
        known_on=date.fromisoformat(known_on) if known_on else None,
        document=text_of(said, "document", ""),
        text=kept.text,
        lang=kept.lang,
    )


def _decided(kept: Kept, names: Names) -> Decided | None:
    said = kept.fields
    verdict = text_of(said, "verdict", "")
    if not verdict:
        return None
    return Decided(
        verdict=Verdict(verdict),
        by=names[UUID(text_of(said, "decider"))],
        on=date.fromisoformat(text_of(said, "decided_on")),
        words=text_of(said, "words", ""),
        lang=text_of(said, "words_lang", ""),
    )


def _reportable(work: Work, who: Person, dossier: Dossier) -> tuple[Colleague, ...]:
    """Return of whom somebody may declare a conflict: of themselves, and as a lead of anybody."""
    mine = tuple(one for one in _every(work, dossier) if one.id == who.id)
    return mine if dossier.opened.role is not Role.LEAD else (*mine, *_others(work, dossier))


def _others(work: Work, dossier: Dossier) -> tuple[Colleague, ...]:
    """Return everybody who may come to work a case, but for the reader and the walled."""
    apart = dossier.walls.walled | {dossier.opened.holder_id}
    return tuple(one for one in _every(work, dossier) if one.id not in apart)


def _every(work: Work, dossier: Dossier) -> tuple[Colleague, ...]:
    return tuple(
        Colleague(entry.holder_id, entry.name, entry.position)
        for known in histories(work, dossier)
        for entry in known.current.entries
        if known.roles(entry.holder_id, work.today) & CONTENT
    )
