"""Everything dated of a case in one list: what was said, done, gathered and found, and when."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from wbportal.casework.inquiry import Inquiry, Item
from wbportal.casework.interviews import Interview
from wbportal.casework.letter_items import Kind
from wbportal.casework.records import EntryType, text_of
from wbportal.casework.thread import Written
from wbportal.domain.inquiry import INQUIRY
from wbportal.domain.registers import Register
from wbportal.domain.rules import Action

_TITLE_CHARS = 160


class Sort(StrEnum):
    """What kind of thing happened, besides the registers."""

    SAID = "said"  # between the reporter and the office
    FILE = "file"
    DONE = "done"  # a step of the case
    NOTE = "note"
    DUE = "due"  # still to be done by that day


_SAID = frozenset(
    {EntryType.REPORT, EntryType.MESSAGE, EntryType.REPLY, EntryType.QUESTION, EntryType.DECISION}
)
# Letters and interviews have days of their own; that they were typed on another says nothing.
_BY_THEIR_OWN_DAYS = frozenset(
    {*INQUIRY, Register.LETTER, Register.LETTER_EVENT, Register.INTERVIEW}
)
_OF_LETTERS = frozenset({Kind.SENT, Kind.REMINDED, Kind.ANSWERED})


@dataclass(frozen=True, slots=True)
class Event:
    """One thing of the case, on its day."""

    day: date
    sort: Sort | Register
    title: str = field(repr=False)  # empty if `action` or `item` says it
    author: str = field(default="", repr=False)  # empty for the reporter
    is_reporters: bool = False
    at: datetime | None = None  # when it was written, never for what the reporter did
    type: EntryType | None = None
    action: Action | None = None
    item: Item | None = field(default=None, repr=False)
    letter_id: UUID | None = None
    of_letter: Kind | None = None  # what happened to it
    interview: Interview | None = field(default=None, repr=False)


def timeline(inquiry: Inquiry) -> tuple[Event, ...]:
    """Return everything dated, the newest day first."""
    events = [*_written(inquiry), *_items(inquiry), *_letters(inquiry), *_interviews(inquiry)]
    return tuple(sorted(events, key=_when, reverse=True))


def _when(event: Event) -> tuple[date, float]:
    return event.day, 0.0 if event.at is None else event.at.timestamp()


def _written(inquiry: Inquiry) -> Iterator[Event]:
    for one in inquiry.said:
        sort = _sort(one)
        if sort is not None:
            is_reporters = one.author_id == inquiry.cover.case_id
            said = text_of(one.entry.details, "action", "")
            yield Event(
                day=one.day,
                sort=sort,
                title=_title(one),
                author="" if is_reporters else inquiry.names[one.author_id],
                is_reporters=is_reporters,
                at=one.entry.at,
                type=one.entry.type,
                action=Action(said) if said else None,
            )


def _sort(written: Written) -> Sort | None:
    entry = written.entry
    if entry.file is not None:
        return Sort.FILE
    if entry.details.get("register") in _BY_THEIR_OWN_DAYS:
        return None
    if "action" in entry.details:
        return Sort.DONE
    if entry.type in _SAID:
        return Sort.SAID
    return Sort.NOTE if entry.type is EntryType.NOTE and entry.text else None


def _title(written: Written) -> str:
    entry = written.entry
    if entry.type is EntryType.ITEM:
        return ""  # its own page says what it is
    words = entry.file.name if entry.file is not None else " ".join(entry.text.split())
    return words if len(words) <= _TITLE_CHARS else words[: _TITLE_CHARS - 1] + "…"


def _items(inquiry: Inquiry) -> Iterator[Event]:
    for items in inquiry.items.values():
        for one in items:
            newest = one.past[-1]
            if one.dated is not None:
                yield Event(one.dated, one.register, "", newest.author, item=one)
            if one.due is not None:
                yield Event(one.due, Sort.DUE, "", newest.author, item=one)


def _letters(inquiry: Inquiry) -> Iterator[Event]:
    for letter in inquiry.letters:
        for one in letter.events:
            if one.kind in _OF_LETTERS:
                yield Event(
                    day=one.on,
                    sort=Register.LETTER,
                    title=f"{one.number} {letter.content.subject}".strip(),
                    author="" if one.author_id is None else inquiry.names[one.author_id],
                    at=one.at,
                    letter_id=letter.id,
                    of_letter=one.kind,
                )


def _interviews(inquiry: Inquiry) -> Iterator[Event]:
    for one in inquiry.interviews:
        if one.held is not None:
            first = one.versions[0]
            yield Event(
                day=one.held,
                sort=Register.INTERVIEW,
                title="",
                author=inquiry.names[first.author_id],
                at=first.at,
                interview=one,
            )
