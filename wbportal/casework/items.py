"""What was said and done in a case, entry by entry, as a page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from wbportal.casework.acts import TOLD_APART, Act
from wbportal.casework.conversation import answers_in
from wbportal.casework.records import Entry, EntryType, FileSlip, text_of
from wbportal.casework.staff import Names
from wbportal.casework.thread import Written
from wbportal.domain.questionnaire import Answer
from wbportal.domain.rules import Action
from wbportal.domain.states import State

_UNSPOKEN = frozenset({EntryType.BLANK, EntryType.MATCHED, EntryType.ERASED})


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of the thread."""

    record_id: UUID
    name: str = field(repr=False)
    length: int  # bytes
    day: date
    is_reporters: bool
    shows_identity: bool
    sha256: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing said or done: a message with its files, a note, or a step of the case."""

    type: EntryType
    author: str = field(repr=False)  # empty for the reporter
    is_reporters: bool
    is_mine: bool
    is_new: bool
    day: date
    at: datetime | None  # never for what the reporter did
    text: str = field(default="", repr=False)
    lang: str = ""
    action: Action | None = None
    reason: str = ""
    to: State | None = None
    body: str = field(default="", repr=False)
    about: str = field(default="", repr=False)  # the colleague it is about
    acting_for: str = field(default="", repr=False)  # for whom that colleague acts
    until: date | None = None  # the last day on which they do
    despite: str = field(default="", repr=False)  # why it was referred against an objection
    undone: bool = False  # the reporter takes an earlier act back
    told: Mapping[str, str] = field(default_factory=dict, repr=False)  # the short answers of an act
    changed: Mapping[str, tuple[Answer, Answer]] = field(default_factory=dict, repr=False)
    files: tuple[FileLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Through whose eyes entries are read."""

    person_id: UUID
    case_id: UUID
    names: Names = field(repr=False)
    read_to: int


def items_of(written: Sequence[Written], reader: Reader) -> list[Item]:
    """Read entries in their order; files go with what their author said just before."""
    items: list[Item] = []
    last_author = None
    answers: dict[str, Answer] = {}
    for one in written:
        now = answers_in(one.entry)
        if one.entry.file is not None:
            line = _file_line(one, one.entry.file, reader)
            if items and last_author == one.author_id:
                items[-1] = replace(items[-1], files=(*items[-1].files, line))
                continue
            items.append(replace(_item(one, reader), files=(line,)))
        elif one.entry.type not in _UNSPOKEN:
            changed = {key: (answers.get(key, ""), now[key]) for key in now}
            is_change = one.entry.type is EntryType.ACT
            items.append(replace(_item(one, reader), changed=changed if is_change else {}))
        answers |= now
        last_author = one.author_id
    return items


def _item(written: Written, reader: Reader) -> Item:
    entry, is_reporters = written.entry, written.author_id == reader.case_id
    is_mine = written.author_id == reader.person_id
    return Item(
        type=entry.type,
        author="" if is_reporters else reader.names[written.author_id],
        is_reporters=is_reporters,
        is_mine=is_mine,
        # Whoever opens a case for the first time reads all of it: nothing stands out.
        is_new=0 < reader.read_to < written.number and not is_mine,
        day=written.day,
        at=entry.at,
        text=entry.text,
        lang=entry.lang,
        action=_action(entry),
        reason=text_of(entry.details, "reason", ""),
        to=State(to) if (to := text_of(entry.details, "to", "")) else None,
        body=text_of(entry.details, "body", ""),
        undone=entry.details.get("undone") is True,
        despite=text_of(entry.details, "despite", ""),
        told={"agrees": said} if (said := text_of(entry.details, "agrees", "")) else {},
        about=_named(entry, "holder", reader),
        acting_for=_named(entry, "for", reader),
        until=date.fromisoformat(day) if (day := text_of(entry.details, "last_day", "")) else None,
    )


def _named(entry: Entry, key: str, reader: Reader) -> str:
    said = text_of(entry.details, key, "")
    return reader.names[UUID(said)] if said else ""


def said_apart(act: Act, reader: Reader) -> Item:
    """Return what a reporter said to those who protect them alone."""
    return Item(
        type=EntryType.ACT,
        author="",
        is_reporters=True,
        is_mine=False,
        is_new=0 < reader.read_to < act.place,
        day=act.day,
        at=None,
        text=act.text,
        lang=act.lang,
        action=act.action,
        told={key: text_of(act.details, key, "") for key in TOLD_APART if key in act.details},
    )


def _action(entry: Entry) -> Action | None:
    if entry.type is EntryType.NAMES:
        return Action.RESOLVE_NAMES
    said = text_of(entry.details, "action", "")
    return Action(said) if said else None


def _file_line(written: Written, slip: FileSlip, reader: Reader) -> FileLine:
    return FileLine(
        record_id=written.record_id,
        name=slip.name,
        length=slip.length,
        day=written.day,
        is_reporters=written.author_id == reader.case_id,
        shows_identity=slip.shows_identity,
        sha256=slip.sha256.hex(),
    )
