"""Exporting a case: what may leave with whoever exports it, and the trace that this leaves.

What is exported can be read by whoever finds it. So it is only what the exporter can open
anyway, never who the reporter is, and no file that shows it; and each time stands in the register
of exports, in the timeline, and in the trail of the office.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from wbportal.casework import alarms, casefile, desk, files, reads, registers
from wbportal.casework.authors import offices_of
from wbportal.casework.casefile import CaseFile
from wbportal.casework.dossier import Cover, Dossier, open_dossier
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.offices import OfficeView, office_of
from wbportal.casework.passing_on import Booked, booked_in
from wbportal.casework.records import FileSlip, Json, number_of, text_of
from wbportal.casework.registers import Draft, Kept
from wbportal.casework.staff import Names
from wbportal.casework.thread import Reading
from wbportal.domain.compartments import Compartment
from wbportal.domain.letters import Secrecy
from wbportal.domain.registers import Register
from wbportal.domain.rules import Action
from wbportal.portal import Work
from wbportal.vault import reads as sealed_reads
from wbportal.vault.reads import What
from wbportal.vault.signatures import SigningKey

PARTS = (Compartment.THREAD, Compartment.INVESTIGATION, Compartment.PROTECTION)
"""What can be exported. Who the reporter is never is: it opens for one person, and stays here."""

NOT_EXPORTED = frozenset({Register.JOINED, Register.PASSED_ON})
"""What does not leave with a case: whoever reads the paper may not know of the others it names."""

MOST_COPIES = 20
_ID_CHARS = 36


class Form(StrEnum):
    """As what a case leaves."""

    PDF = "pdf"  # to print
    ARCHIVE = "archive"  # with files and a manifest, signed
    REDACTED = "redacted"  # a PDF without the words that may not leave


WHOLE = (Form.PDF, Form.ARCHIVE)


class Files(StrEnum):
    """Which files go along in an archive."""

    NONE = "none"
    CLEANED = "cleaned"
    ORIGINALS = "originals"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to export, and why."""

    form: Form
    parts: frozenset[Compartment]
    files: Files
    secrecy: Secrecy
    recipient: str = field(repr=False)
    copies: int
    purpose: str = field(repr=False)
    lang: str

    def to_json(self) -> dict[str, Json]:
        return {
            "form": self.form.value,
            "parts": [part.value for part in PARTS if part in self.parts],
            "files": self.files.value,
            "secrecy": self.secrecy.value,
            "recipient": self.recipient,
            "copies": self.copies,
        }


@dataclass(frozen=True, slots=True)
class Export:
    """What was read for an export, and is still to be set in pages and noted."""

    wish: Wish
    number: int  # of the exports of this case
    at: datetime
    by: str = field(repr=False)
    by_id: UUID
    office: OfficeView
    case: CaseFile = field(repr=False)
    kept: Mapping[Register, tuple[Kept, ...]] = field(repr=False)
    names: Mapping[UUID, str] = field(repr=False)  # of whoever an item names
    file_names: Mapping[UUID, str] = field(repr=False)  # of records that items name
    slips: tuple[FileSlip, ...] = field(repr=False)
    signing: SigningKey = field(repr=False)
    booked: Booked | None = None  # the office's own number of the case


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the register of exports."""

    number: int
    at: datetime | None
    by: str = field(repr=False)
    wish: Wish


def parts_of(dossier: Dossier) -> tuple[Compartment, ...]:
    """Return the parts of a case that its reader could export."""
    return tuple(part for part in PARTS if part in dossier.opened.keys)


def look(
    work: Work, who: Person, case_id: UUID
) -> tuple[Cover, tuple[Compartment, ...], tuple[Line, ...]]:
    """Return a case, what of it could be exported, and what was. Raises CaseNotFound, RuleError."""
    dossier = open_dossier(work, who, case_id)
    dossier.allow(Action.EXPORT)
    names = Names(work, offices_of(work, dossier.opened.case))
    return dossier.cover, parts_of(dossier), tuple(_lines(dossier, names))


def prepare(work: Work, who: Person, case_id: UUID, wish: Wish) -> Export:
    """Read what is to be exported; nothing is noted yet, because it might fail to be printed.

    Raises CaseNotFound, RuleError, or Refused("not-yours") for parts that are not at hand.
    """
    dossier = open_dossier(work, who, case_id)
    dossier.allow(Action.EXPORT)
    if not wish.parts or wish.parts - set(parts_of(dossier)):
        raise Refused("not-yours")
    case = dossier.opened.case
    names = Names(work, offices_of(work, case))
    leaving = [one for one in Register if one not in NOT_EXPORTED]
    found = {one: tuple(_kept(dossier, wish.parts, one)) for one in leaving}
    people = {one for items in found.values() for item in items for one in _people(item)}
    return Export(
        wish=wish,
        number=len(_exports(dossier)) + 1,
        at=work.now,
        by=names[who.id],
        by_id=who.id,
        office=office_of(work, case.office_id),
        case=casefile.as_read(work, who, dossier),
        kept=MappingProxyType({one: items for one, items in found.items() if items}),
        names=MappingProxyType({one: "" if one == case.id else names[one] for one in people}),
        file_names=MappingProxyType(_file_names(dossier)),
        slips=tuple(_slips(dossier, wish.parts)),
        signing=dossier.opened.signing,
        # Outside it leads to whoever the book names; a redacted paper goes there.
        booked=None if wish.form is Form.REDACTED else booked_in(dossier.investigation),
    )


def enter(work: Work, who: Person, export: Export) -> None:
    """Note that an export was made, before its first byte leaves. Raises as `prepare`."""
    case_id, wish = export.case.case_id, export.wish
    dossier = open_dossier(work, who, case_id)
    dossier.allow(Action.EXPORT)
    note(work, who, dossier, wish)


def note(work: Work, who: Person, dossier: Dossier, wish: Wish) -> None:
    """Enter an export of an open case into its register, its timeline and the trail."""
    case = dossier.opened.case
    draft = Draft(Register.EXPORT, wish.to_json(), wish.purpose, wish.lang)
    registers.put(work, dossier.opened, Compartment.INVESTIGATION, draft, action=Action.EXPORT)
    reads.enter(work, who, case, sealed_reads.Reading(case.id, What.EXPORT))
    alarms.note_opening(work, who, case.id)
    desk.end(work, dossier, Action.EXPORT, {"form": wish.form.value, "copies": str(wish.copies)})


def _exports(dossier: Dossier) -> tuple[Kept, ...]:
    return registers.kept(dossier.investigation, Register.EXPORT)


def _lines(dossier: Dossier, names: Names) -> Iterator[Line]:
    for number, item in enumerate(_exports(dossier), start=1):
        yield Line(
            number,
            item.newest.at,
            names[item.author_id],
            wish_from(item.fields, item.text, item.lang),
        )


def wish_from(said: Mapping[str, Json], purpose: str, lang: str) -> Wish:
    """Read what `Wish.to_json` made. Raises Damaged."""
    parts = said.get("parts")
    return Wish(
        form=Form(text_of(said, "form")),
        parts=frozenset(
            Compartment(str(one)) for one in (parts if isinstance(parts, list) else ())
        ),
        files=Files(text_of(said, "files")),
        secrecy=Secrecy(text_of(said, "secrecy")),
        recipient=text_of(said, "recipient"),
        copies=number_of(said, "copies"),
        purpose=purpose,
        lang=lang,
    )


def _kept(dossier: Dossier, parts: frozenset[Compartment], register: Register) -> Iterator[Kept]:
    for part, reading in _readings(dossier).items():
        if part in parts and reading is not None:
            yield from registers.kept(reading, register)


def _readings(dossier: Dossier) -> dict[Compartment, Reading | None]:
    return {
        Compartment.THREAD: dossier.thread,
        Compartment.INVESTIGATION: dossier.investigation,
        Compartment.PROTECTION: dossier.protection,
    }


def _people(item: Kept) -> Iterator[UUID]:
    """Yield who wrote an item, and every id in it, which may be somebody's."""
    yield item.newest.author_id
    for value in item.fields.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and len(one) == _ID_CHARS:
                with suppress(ValueError):
                    yield UUID(one)


def _file_names(dossier: Dossier) -> dict[UUID, str]:
    """Return what the files of a case are called, by their records: items name some."""
    slips = files.slips_in(dossier.thread, dossier.investigation)
    return {one: slip.name for one, slip in slips.items() if not slip.shows_identity}


def _slips(dossier: Dossier, parts: frozenset[Compartment]) -> Iterator[FileSlip]:
    """Yield the files of the chosen parts, but none that shows who the reporter is."""
    for part, reading in _readings(dossier).items():
        if part in parts and reading is not None:
            every = files.slips_in(reading).values()
            yield from (slip for slip in every if not slip.shows_identity)
