"""Interviews and oral reports of a case, and what the reporter says of their transcript.

An interview stands in the investigation. What the reporter said is sent to them on their own page,
as a text of the thread, to check, rectify and agree to by code (Directive (EU) 2019/1937 art. 18,
paragraphs 3 and 4); each version is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from wbportal.casework import alarms, desk, reads, registers
from wbportal.casework.authors import offices_of
from wbportal.casework.desk import Order
from wbportal.casework.dossier import Cover, Dossier, open_dossier
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.offices import office_of
from wbportal.casework.recorded import ToCheck, recorded_in, to_check
from wbportal.casework.records import Json
from wbportal.casework.registers import Draft, Kept, Version
from wbportal.casework.rosters import current_or_none
from wbportal.casework.staff import Names
from wbportal.domain.compartments import Compartment
from wbportal.domain.interviews import (
    INTERVIEWS,
    REPORTER,
    lacks_second_officer,
)
from wbportal.domain.lawpacks import needs_two_officers
from wbportal.domain.register_fields import Values, day, text
from wbportal.domain.registers import Register
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action
from wbportal.portal import Work
from wbportal.vault.reads import Reading as Reads
from wbportal.vault.reads import What

_OFFICERS = frozenset({Role.HANDLER, Role.LEAD})


@dataclass(frozen=True, slots=True)
class Interview:
    """One interview as it stands, with every version of it."""

    id: UUID
    values: Values = field(repr=False)
    versions: tuple[Version, ...] = field(repr=False)  # the oldest first; each with its transcript
    sent: ToCheck | None = field(repr=False)  # to the reporter

    @property
    def newest(self) -> Version:
        return self.versions[-1]

    @property
    def held(self) -> date | None:
        """The day on which it was."""
        return day(self.values, INTERVIEWS.dated)

    @property
    def is_reporters(self) -> bool:
        return text(self.values, "sort") == REPORTER


@dataclass(frozen=True, slots=True)
class Interviews:
    """The interviews of a case, for its pages."""

    cover: Cover
    today: date
    interviews: tuple[Interview, ...] = field(repr=False)
    names: Names = field(repr=False)
    officers: Mapping[str, str] = field(repr=False)  # id → name
    takes_two: bool
    can_come_back: bool  # the reporter has a code

    def find(self, interview_id: UUID) -> Interview:
        """Return one of them. Raises CaseNotFound."""
        found = next((one for one in self.interviews if one.id == interview_id), None)
        if found is None:
            raise CaseNotFound
        return found


def look(work: Work, who: Person, case_id: UUID) -> Interviews:
    """Open the interviews of a case for a page; the trail is told, sealed.

    Raises CaseNotFound, RuleError.
    """
    dossier = open_dossier(work, who, case_id)
    dossier.allow(Action.INTERVIEW)
    case = dossier.opened.case
    reads.enter(work, who, case, Reads(case_id, What.PAGE))
    alarms.note_opening(work, who, case_id)
    recorded = recorded_in(case.id, dossier.thread)
    return Interviews(
        cover=dossier.cover,
        today=work.today,
        interviews=interviews_in(dossier),
        names=Names(work, offices_of(work, case)),
        officers=_officers(work, dossier),
        takes_two=needs_two_officers(office_of(work, case.office_id).kind),
        can_come_back=recorded is None or recorded.has_slip,
    )


def interviews_in(dossier: Dossier) -> tuple[Interview, ...]:
    """Return the interviews of an open case in the order in which they were entered."""
    sent = {one.of: one for one in to_check(dossier.opened.case.id, dossier.thread)}
    items = registers.kept(dossier.investigation, Register.INTERVIEW)
    return tuple(_interview(one, sent.get(one.id)) for one in items)


def record(
    work: Work,
    who: Person,
    case_id: UUID,
    values: Values,
    transcript: tuple[str, str],
    correcting: tuple[UUID, int] | None = None,
) -> UUID:
    """Write an interview with its transcript (text, language), or a new version of one.

    `correcting` names it, and how many versions of it were on the page. Raises CaseNotFound,
    RuleError, or Refused: "second-officer", "overtaken".
    """
    dossier, _ = desk.begin(work, who, case_id, Action.INTERVIEW, Order())
    kind = office_of(work, dossier.opened.case.office_id).kind
    if needs_two_officers(kind) and lacks_second_officer(values):
        raise Refused("second-officer")
    if correcting is not None and len(_find(dossier, correcting[0]).versions) != correcting[1]:
        raise Refused("overtaken")
    fields: dict[str, Json] = {
        key: value if isinstance(value, str) else list(value) for key, value in values.items()
    }
    made = registers.put(
        work,
        dossier.opened,
        Compartment.INVESTIGATION,
        Draft(Register.INTERVIEW, fields, *transcript),
        item_id=None if correcting is None else correcting[0],
        action=Action.INTERVIEW if correcting is None else None,
    )
    desk.end(work, dossier, Action.INTERVIEW)
    return made


def send_transcript(
    work: Work, who: Person, case_id: UUID, interview_id: UUID, transcript: tuple[str, str]
) -> None:
    """Send what the reporter said to their page, to check, rectify and agree to.

    Sent again, it is a new version, and they are asked again. Raises CaseNotFound, RuleError, or
    Refused: "not-the-reporter".
    """
    dossier, _ = desk.begin(work, who, case_id, Action.SEND_TRANSCRIPT, Order())
    interview = _find(dossier, interview_id)
    if not interview.is_reporters:
        raise Refused("not-the-reporter")
    registers.put(
        work,
        dossier.opened,
        Compartment.THREAD,
        Draft(Register.TRANSCRIPT, {}, *transcript),
        item_id=interview_id,
        action=Action.SEND_TRANSCRIPT,
    )
    desk.end(work, dossier, Action.SEND_TRANSCRIPT)


def _interview(item: Kept, sent: ToCheck | None) -> Interview:
    return Interview(item.id, values_of(item.newest), item.versions, sent)


def values_of(version: Version) -> Values:
    """Return the fields of an interview as its form reads them."""
    return {
        key: value if isinstance(value, str) else tuple(map(str, value))
        for key, value in version.fields.items()
        if isinstance(value, str | list)
    }


def _find(dossier: Dossier, interview_id: UUID) -> Interview:
    found = next((one for one in interviews_in(dossier) if one.id == interview_id), None)
    if found is None:
        raise CaseNotFound
    return found


def _officers(work: Work, dossier: Dossier) -> Mapping[str, str]:
    """Return who may have taken a statement: whoever works cases here and is not kept out."""
    return {
        str(entry.holder_id): entry.name
        for office_id in offices_of(work, dossier.opened.case)
        if (known := current_or_none(work, office_id)) is not None
        for entry in known.current.entries
        if {Role(one) for one in entry.roles} & _OFFICERS
        and entry.holder_id not in dossier.walls.walled
    }
