"""Whoever receives reports reads each first, passes it on to the leads, and loses it by that.

In one work: what they say of it is sealed for the leads, and the rows of everybody who receives
reports go, those that opened nothing with them. They know the key in force, so the first lead who
comes by gives the case another (`settling`). What leads remember of it goes, too: that tells them
to come by, and the case is new for them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from wbportal.casework import desk, registers
from wbportal.casework.assignment import at_intake, histories
from wbportal.casework.authors import offices_of
from wbportal.casework.desk import Order
from wbportal.casework.dossier import Cover, Dossier, open_dossier
from wbportal.casework.errors import CaseworkError
from wbportal.casework.joined_cases import find_other
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json, text_of
from wbportal.casework.registers import Draft
from wbportal.casework.settling import KEYED
from wbportal.casework.staff import Names
from wbportal.casework.thread import Reading
from wbportal.db import cases, grants, holder_states
from wbportal.domain.assessments import Matter, Priority
from wbportal.domain.compartments import Compartment
from wbportal.domain.registers import Register
from wbportal.domain.rules import Action
from wbportal.portal import Work
from wbportal.vault.errors import VaultError

_ANY = Order()


@dataclass(frozen=True, slots=True)
class PassingOn:
    """What somebody says of a report when they pass it on."""

    matter: Matter
    priority: Priority
    number: str = field(default="", repr=False)  # the office's own, in its book of what came in
    numbered_on: date | None = None  # the legal date that goes with it
    alike: tuple[str, ...] = field(default=(), repr=False)  # references of cases about the same
    text: str = field(default="", repr=False)
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Booked:
    """Where a case stands in the office's own book of what came in (เลขรับ)."""

    number: str = field(repr=False)
    on: date | None  # the legal date that goes with it


@dataclass(frozen=True, slots=True)
class Alike:
    """Another case that may be about the same, as somebody who may open it sees it."""

    case_id: UUID
    reference: str


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A report that was passed on, as whoever works it reads that."""

    by: str = field(repr=False)
    at: datetime | None
    said: PassingOn
    alike: tuple[Alike, ...] = field(repr=False)


def look(work: Work, who: Person, case_id: UUID) -> Cover:
    """Return what the page of passing on says on top. Raises CaseNotFound, RuleError."""
    dossier = open_dossier(work, who, case_id)
    dossier.allow(Action.PASS_ON)
    return dossier.cover


def pass_on(work: Work, who: Person, case_id: UUID, said: PassingOn) -> None:
    """Pass a report on to the leads, and take it from everybody who receives reports.

    Raises CaseNotFound, RuleError, or Refused as `find_other` if a reference is of no case that
    whoever passes on may open.
    """
    dossier, _ = desk.begin(work, who, case_id, Action.PASS_ON, _ANY)
    alike: list[Json] = [str(find_other(work, who, case_id, one)) for one in said.alike]
    fields: dict[str, Json] = {
        "matter": said.matter.value,
        "priority": said.priority.value,
        "number": said.number,
        "numbered_on": "" if said.numbered_on is None else said.numbered_on.isoformat(),
        "alike": alike,
        KEYED: False,
    }
    draft = Draft(Register.PASSED_ON, fields, said.text, said.lang)
    part = Compartment.INVESTIGATION
    registers.put(work, dossier.opened, part, draft, action=Action.PASS_ON)
    if said.priority is Priority.URGENT:
        dossier.opened.case.urgent = True
    _let_go(work, dossier)
    desk.end(work, dossier, Action.PASS_ON)


def passed_on(work: Work, who: Person, dossier: Dossier) -> PassedOn | None:
    """Return what was said when a case was passed on; it names others only to who opens them."""
    kept = registers.kept(dossier.investigation, Register.PASSED_ON)
    if not kept:
        return None
    item, said = kept[-1], kept[-1].fields
    booked = booked_in(dossier.investigation)
    return PassedOn(
        by=Names(work, offices_of(work, dossier.opened.case))[item.author_id],
        at=item.versions[0].at,
        said=PassingOn(
            matter=Matter(text_of(said, "matter")),
            priority=Priority(text_of(said, "priority")),
            number="" if booked is None else booked.number,
            numbered_on=None if booked is None else booked.on,
            text=item.text,
            lang=item.lang,
        ),
        alike=_alike(work, who, said.get("alike")),
    )


def booked_in(investigation: Reading) -> Booked | None:
    """Return the office's own number of a case and its day, None if neither was given."""
    kept = registers.kept(investigation, Register.PASSED_ON)
    said = kept[-1].fields if kept else {}
    number, on = text_of(said, "number", ""), text_of(said, "numbered_on", "")
    return Booked(number, date.fromisoformat(on) if on else None) if number or on else None


def _let_go(work: Work, dossier: Dossier) -> None:
    """Delete what everybody who received a case has of it, and what all remember."""
    case = dossier.opened.case
    histories(work, dossier)  # the work fails if somebody else comes to receive reports meanwhile
    for holder_id in at_intake(work, dossier):
        grants.forget_holder(work.db, case.id, holder_id)
    holder_states.forget_all_but(work.db, case.id, dossier.opened.holder_id)
    holder_states.forget(work.db, case.id, dossier.opened.holder_id)
    cases.touch(case)


def _alike(work: Work, who: Person, said: Json) -> tuple[Alike, ...]:
    ids = [UUID(one) for one in said if isinstance(one, str)] if isinstance(said, list) else []
    opened = [case_id for case_id in ids if _opens(work, who, case_id)]
    references = cases.references(work.db, opened)
    return tuple(Alike(case_id, references[case_id]) for case_id in opened)


def _opens(work: Work, who: Person, case_id: UUID) -> bool:
    try:
        open_dossier(work, who, case_id)
    except (CaseworkError, VaultError):
        return False
    return True
