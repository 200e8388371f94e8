"""Items that the office keeps in a case, every version of them, as sealed entries.

An item is written anew to correct it: the newest version counts, and the versions before it stay
for whoever asks what was known when. Nothing is deleted. Which fields an item has is known to the
module of its noun, which reads `Kept.fields` into a type of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from wbportal.casework.access import OpenCase, write
from wbportal.casework.records import Entry, EntryType, Json, text_of
from wbportal.casework.thread import Reading, Written
from wbportal.domain.compartments import Compartment
from wbportal.domain.registers import Register
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action
from wbportal.portal import Work

_REGISTER = "register"
_ITEM = "item"
_FIELDS = "fields"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be written of an item: all of its fields, also those that stay as they were."""

    register: Register
    fields: Mapping[str, Json] = field(repr=False)
    text: str = field(default="", repr=False)
    lang: str = ""
    least_bytes: int = 0  # makes items of different lengths look alike


@dataclass(frozen=True, slots=True)
class Version:
    """An item as somebody wrote it once."""

    author_id: UUID
    day: date
    at: datetime | None  # None for what the reporter wrote
    fields: Mapping[str, Json] = field(repr=False)
    text: str = field(repr=False)
    lang: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An item of a register, with all its versions, the oldest first."""

    id: UUID
    register: Register
    versions: tuple[Version, ...] = field(repr=False)

    @property
    def newest(self) -> Version:
        """The version that counts."""
        return self.versions[-1]

    @property
    def fields(self) -> Mapping[str, Json]:
        return self.newest.fields

    @property
    def text(self) -> str:
        return self.newest.text

    @property
    def lang(self) -> str:
        return self.newest.lang

    @property
    def author_id(self) -> UUID:
        """Whoever wrote the first version; corrections do not change whose item it is."""
        return self.versions[0].author_id


def put(
    work: Work,
    opened: OpenCase,
    compartment: Compartment,
    draft: Draft,
    *,
    item_id: UUID | None = None,
    action: Action | None = None,
) -> UUID:
    """Write a new item, or with `item_id` a new version of one; return the item's id.

    With `action`, the timeline of the case tells it as a step. The caller has asked the rules.
    """
    item = item_id or uuid4()
    details: dict[str, Json] = {
        _REGISTER: draft.register.value,
        _ITEM: str(item),
        _FIELDS: dict(draft.fields),
    }
    if action is not None:
        details["action"] = action.value
    at = None if opened.role is Role.REPORTER else work.now
    entry = Entry(EntryType.ITEM, draft.text, draft.lang, details, at=at)
    write(work, opened, compartment, entry, draft.least_bytes)
    return item


def kept(reading: Reading, register: Register) -> tuple[Kept, ...]:
    """Return the items of a register in the order in which they were begun."""
    found: dict[UUID, list[Version]] = {}
    for one in reading.written:
        if is_of(one.entry, register):
            item = UUID(text_of(one.entry.details, _ITEM))
            found.setdefault(item, []).append(_version(one))
    return tuple(Kept(item, register, tuple(versions)) for item, versions in found.items())


def is_of(entry: Entry, register: Register) -> bool:
    """Say whether an entry is a version of an item of a register."""
    return entry.type is EntryType.ITEM and entry.details.get(_REGISTER) == register


def find(reading: Reading, register: Register, item_id: UUID) -> Kept | None:
    """Return one item, or None if the register has none of that id."""
    return next((one for one in kept(reading, register) if one.id == item_id), None)


def _version(written: Written) -> Version:
    entry = written.entry
    fields = entry.details.get(_FIELDS)
    return Version(
        author_id=written.author_id,
        day=written.day,
        at=entry.at,
        fields=fields if isinstance(fields, dict) else {},
        text=entry.text,
        lang=entry.lang,
    )
