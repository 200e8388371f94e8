"""A case as its reporter sees it: what comes next, what was said, and adding to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from uuid import UUID

from wbportal.casework import drafts, files
from wbportal.casework.access import OpenCase, open_case, write
from wbportal.casework.drafts import Draft, FormKey, Stage
from wbportal.casework.records import Entry, EntryType, FileSlip, Json
from wbportal.casework.thread import Reading, Written, read
from wbportal.casework.visits import Visit
from wbportal.db import cases
from wbportal.db.cases import Case
from wbportal.domain.clocks import CaseDays, NextDate, next_date
from wbportal.domain.compartments import Compartment
from wbportal.domain.rules import Action, Facts, decide
from wbportal.domain.states import State
from wbportal.portal import Work

# What a reporter is shown of a thread; blanks and marks of erasure are nobody's words.
_SPOKEN = frozenset(
    {
        EntryType.REPORT,
        EntryType.MESSAGE,
        EntryType.REPLY,
        EntryType.QUESTION,
        EntryType.DECISION,
        EntryType.FILE,
    }
)


@dataclass(frozen=True, slots=True)
class Message:
    """What a reporter adds to a case, checked."""

    text: str = field(repr=False)
    lang: str
    files: tuple[FileSlip, ...] = field(default=(), repr=False)
    answers: Mapping[str, Json] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of the thread, as its reader sees it."""

    record_id: UUID
    name: str = field(repr=False)
    length: int  # bytes
    sha256: str  # hex
    shows_identity: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of the conversation."""

    mine: bool
    type: EntryType
    day: date
    lang: str
    text: str = field(repr=False)
    details: Mapping[str, Json] = field(repr=False)
    file: FileView | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A case on its reporter's page."""

    office_id: UUID
    state: State
    next_date: NextDate | None
    received_on: date
    question: str | None = field(repr=False)  # asked, and not answered yet
    said: tuple[Said, ...] = field(repr=False)
    code_must_change: bool  # somebody else has seen the code that was used


def look(work: Work, visit: Visit) -> Conversation:
    """Open the case of a visit and read its thread; about 1 ms and 0.15 ms an entry.

    Raises CaseNotFound if the code of the visit fits no case, CodeNeeded if the case has newer
    keys than the visit.
    """
    opened = open_case(work, visit.visitor, visit.case_id)
    thread = read(work, opened, Compartment.THREAD)
    case = opened.case
    said = tuple(_said(case, one) for one in thread.written if one.entry.type in _SPOKEN)
    return Conversation(
        office_id=case.office_id,
        state=case.state,
        next_date=next_date(case.state, _days(case), work.today),
        received_on=case.received_on,
        question=_open_question(case, thread),
        said=said,
        code_must_change=case.code_single_use,
    )


def follow_up(work: Work, visit: Visit, form: FormKey, message: Message) -> None:
    """Add a message and the files that its form has kept, once however often the form is sent.

    Raises CaseNotFound, or CodeNeeded if the case has newer keys than the visit.
    """
    draft = drafts.find(work, form) or Draft()
    said = _fingerprint(message)
    fresh = tuple(f for f in (*draft.files, *message.files) if f.sha256 not in draft.done)
    new = replace(message, text="" if said in draft.done else message.text, files=fresh)
    if not new.text and not new.files:
        return
    add(work, open_case(work, visit.visitor, visit.case_id), new)
    done = (*draft.done, said, *(slip.sha256 for slip in fresh))
    drafts.keep(work, form, Draft(stage=Stage.SPENT, done=done))


def add(work: Work, opened: OpenCase, message: Message) -> None:
    """Write a message into an open case as its reporter; a case that waited for it goes on."""
    case = opened.case
    facts = Facts(
        has_owner=cases.has_owner(work.db, case.id),
        acknowledged=case.acknowledged_on is not None,
        state_before=case.state_before,
    )
    state = decide(Action.FOLLOW_UP, opened.role, case.state, facts)
    if state is not case.state:
        case.state, case.state_before, case.awaiting_until = state, None, None
    if message.text or message.answers:
        details: dict[str, Json] = {"answers": dict(message.answers)} if message.answers else {}
        entry = Entry(EntryType.MESSAGE, text=message.text, lang=message.lang, details=details)
        write(work, opened, Compartment.THREAD, entry)
    for slip in message.files:
        files.attach(work, opened, slip)
    work.note_reporter_act(case, "follow-up")


def find_file(work: Work, visit: Visit, record_id: UUID) -> FileSlip:
    """Return the slip of a file that the office sent. Raises CaseNotFound or CodeNeeded."""
    opened = open_case(work, visit.visitor, visit.case_id)
    return files.find(read(work, opened, Compartment.THREAD), record_id)


def _days(case: Case) -> CaseDays:
    return CaseDays(
        received_on=case.received_on,
        ack_due=case.ack_due,
        feedback_due=case.feedback_due,
        acknowledged_on=case.acknowledged_on,
        awaiting_until=case.awaiting_until,
        closed_on=case.concluded_on,
    )


def _open_question(case: Case, thread: Reading) -> str | None:
    if case.state is not State.AWAITING_REPORTER:
        return None
    asked = [one.entry.text for one in thread.written if one.entry.type is EntryType.QUESTION]
    return asked[-1] if asked else None


def _said(case: Case, written: Written) -> Said:
    entry = written.entry
    return Said(
        mine=written.author_id == case.id,
        type=entry.type,
        day=written.day,
        lang=entry.lang,
        text=entry.text,
        details=entry.details,
        file=None if entry.file is None else _file(written.record_id, entry.file),
    )


def _file(record_id: UUID, slip: FileSlip) -> FileView:
    return FileView(record_id, slip.name, slip.length, slip.sha256.hex(), slip.shows_identity)


def _fingerprint(message: Message) -> bytes:
    # Apart from the hash of a file with the same bytes.
    return sha256(b"text " + message.text.encode()).digest()
