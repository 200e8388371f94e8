"""An inquiry as those who work a case keep it: registers of items in its investigation.

Whoever may write into one may write into all; what is corrected stays to be seen. Numbers follow
the order in which items were begun, so that two people who write at once get two numbers and no
number ever changes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from wbportal.casework import agenda, alarms, desk, reads, registers
from wbportal.casework.authors import offices_of
from wbportal.casework.dossier import Cover, Dossier, open_dossier
from wbportal.casework.errors import CaseNotFound
from wbportal.casework.interviews import Interview, interviews_in
from wbportal.casework.keyholders import Person
from wbportal.casework.letter_items import Letter, letters_in
from wbportal.casework.records import FileSlip, Json
from wbportal.casework.registers import Draft, Version
from wbportal.casework.staff import Names
from wbportal.casework.thread import Written
from wbportal.db import cases
from wbportal.domain.compartments import Compartment
from wbportal.domain.inquiry import INQUIRY
from wbportal.domain.register_fields import Definition, Kind, Value, Values, day, text
from wbportal.domain.registers import Register
from wbportal.domain.rules import Action, RuleError
from wbportal.portal import StaleRow, Work
from wbportal.vault.reads import Reading as Reads
from wbportal.vault.reads import What


@dataclass(frozen=True, slots=True)
class Past:
    """An item as somebody wrote it once."""

    author: str = field(repr=False)
    day: date
    at: datetime | None
    values: Values = field(repr=False)


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a register as it stands, and as it stood before."""

    id: UUID
    register: Register
    number: str  # "E-3"
    values: Values = field(repr=False)
    past: tuple[Past, ...] = field(repr=False)  # every version, the oldest first

    @property
    def definition(self) -> Definition:
        return INQUIRY[self.register]

    @property
    def title(self) -> str:
        """What names it in a list: the first line, or the code of a choice."""
        return text(self.values, self.definition.title).split("\n")[0]

    @property
    def dated(self) -> date | None:
        """The day on which it was, if it is an event."""
        name = self.definition.dated
        return day(self.values, name) if name else None

    @property
    def due(self) -> date | None:
        """The day by which it is to be done, None if it is done."""
        name = self.definition.due
        return day(self.values, name) if name and not self.is_done else None

    @property
    def is_done(self) -> bool:
        if self.definition.done_if is None:
            return False
        name, choices = self.definition.done_if
        return text(self.values, name) in choices


@dataclass(frozen=True, slots=True)
class CaseFileSlip:
    """A file of the thread, which can be taken in as evidence."""

    record_id: UUID
    name: str = field(repr=False)
    sha256: str = field(repr=False)  # hex
    day: date
    is_reporters: bool


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Every register of one case, opened for one page."""

    cover: Cover
    may_write: bool
    today: date
    items: Mapping[Register, tuple[Item, ...]] = field(repr=False)
    people: Mapping[str, str] = field(repr=False)  # who may be given a task: id → name
    names: Mapping[UUID, str] = field(repr=False)
    files: tuple[CaseFileSlip, ...] = field(repr=False)
    said: tuple[Written, ...] = field(repr=False)  # the thread and the notes, for the timeline
    letters: tuple[Letter, ...] = field(repr=False)
    interviews: tuple[Interview, ...] = field(repr=False)

    def find(self, item_id: UUID) -> Item:
        """Return an item of any register. Raises CaseNotFound."""
        for items in self.items.values():
            for one in items:
                if one.id == item_id:
                    return one
        raise CaseNotFound

    def custody_of(self, evidence: Item) -> tuple[Item, ...]:
        """Return who had a piece of evidence, the first one first."""
        mine = [
            one
            for one in self.items[Register.CUSTODY]
            if text(one.values, "evidence") == str(evidence.id)
        ]
        return tuple(sorted(mine, key=lambda one: one.dated or date.min))

    def changed_by(self, order: Item) -> Item | None:
        """Return the newest order that changes or ends this one."""
        orders = self.items[Register.ORDER]
        later = [one for one in orders if text(one.values, "changes") == str(order.id)]
        return later[-1] if later else None


def look(work: Work, who: Person, case_id: UUID) -> Inquiry:
    """Open the inquiry of a case for a page; the trail is told, sealed.

    Raises CaseNotFound, RuleError, and Damaged or a VaultError if anything was changed.
    """
    dossier = open_dossier(work, who, case_id)
    dossier.allow(Action.READ_INQUIRY)
    if Compartment.INVESTIGATION not in dossier.opened.keys:
        raise CaseNotFound
    reads.enter(work, who, dossier.opened.case, Reads(case_id, What.PAGE))
    alarms.note_opening(work, who, case_id)
    agenda.note(work, who, dossier)
    return _inquiry(work, dossier)


def record(
    work: Work,
    who: Person,
    case_id: UUID,
    draft: Draft,
    correcting: tuple[UUID, int] | None = None,
) -> UUID:
    """Write an item, or a new version of one; return its id.

    `correcting` names the item, and how many versions of it were on the page. Raises
    CaseNotFound, RuleError, or StaleRow if somebody corrected it meanwhile.
    """
    dossier, _ = desk.begin(work, who, case_id, Action.INQUIRE, desk.Order())
    item_id = None
    if correcting is not None:
        item_id, versions = correcting
        before = registers.find(dossier.investigation, draft.register, item_id)
        if before is None:
            raise CaseNotFound
        if len(before.versions) != versions:
            raise StaleRow
    made = registers.put(work, dossier.opened, Compartment.INVESTIGATION, draft, item_id=item_id)
    desk.end(work, dossier, Action.INQUIRE)
    return made


def to_fields(values: Values) -> dict[str, Json]:
    """Return the fields of an item as they are sealed."""
    return {name: _json(value) for name, value in values.items()}


def _json(value: Value) -> Json:
    if isinstance(value, str):
        return value
    several: list[Json] = []
    several.extend(value)
    return several


def values_of(fields: Mapping[str, Json]) -> Values:
    """Read what `to_fields` made."""
    found: dict[str, Value] = {}
    for name, value in fields.items():
        match value:
            case str():
                found[name] = value
            case list():
                found[name] = tuple(one for one in value if isinstance(one, str))
            case _:
                continue
    return found


def _inquiry(work: Work, dossier: Dossier) -> Inquiry:
    case = dossier.opened.case
    names = Names(work, offices_of(work, case))
    in_charge = [
        row.holder_id
        for row in cases.assignments(work.db, case.id)
        if row.until is None or row.until >= work.today
    ]
    items = {register: _items(dossier, register, names) for register in INQUIRY}
    said = (*dossier.thread.written, *dossier.investigation.written)
    everybody = {*_people_in(items), *(one.author_id for one in said)} - {case.id}
    return Inquiry(
        cover=dossier.cover,
        may_write=_may_write(dossier),
        today=work.today,
        items=items,
        people={str(one): names[one] for one in (in_charge or [dossier.opened.holder_id])},
        names={one: names[one] for one in everybody},
        files=tuple(_files(dossier)),
        said=said,
        letters=letters_in(dossier.investigation),
        interviews=interviews_in(dossier),
    )


def _people_in(items: Mapping[Register, Sequence[Item]]) -> Iterator[UUID]:
    """Yield whoever an item names, or ever named."""
    for register, those in items.items():
        people = [one.name for one in INQUIRY[register].fields if one.kind is Kind.PERSON]
        for past in (past for item in those for past in item.past):
            yield from (UUID(one) for name in people if (one := text(past.values, name)))


def _may_write(dossier: Dossier) -> bool:
    try:
        dossier.allow(Action.INQUIRE)
    except RuleError:
        return False
    return True


def _items(dossier: Dossier, register: Register, names: Names) -> tuple[Item, ...]:
    definition = INQUIRY[register]
    return tuple(
        Item(
            id=kept.id,
            register=register,
            number=definition.number(place),
            values=values_of(kept.fields),
            past=tuple(_past(version, names) for version in kept.versions),
        )
        for place, kept in enumerate(registers.kept(dossier.investigation, register), 1)
    )


def _past(version: Version, names: Names) -> Past:
    return Past(names[version.author_id], version.day, version.at, values_of(version.fields))


def _files(dossier: Dossier) -> Sequence[CaseFileSlip]:
    return [
        _slip(dossier, one, one.entry.file)
        for one in dossier.thread.written
        if one.entry.file is not None
    ]


def _slip(dossier: Dossier, written: Written, slip: FileSlip) -> CaseFileSlip:
    return CaseFileSlip(
        record_id=written.record_id,
        name=slip.name,
        sha256=slip.sha256.hex(),
        day=written.day,
        is_reporters=written.author_id == dossier.opened.case.id,
    )
