"""What somebody of the office wrote down for a reporter, and what its reporter says of that.

It is the report itself, or the transcript of an interview that was sent to them. The entry that
says who wrote it down is signed by whoever did. Its reporter may check it, rectify it and agree to
it (Directive (EU) 2019/1937 art. 18); every version is kept.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from wbportal.casework import drafts
from wbportal.casework.access import open_case, write
from wbportal.casework.drafts import Draft, FormKey, Stage
from wbportal.casework.records import Entry, EntryType, Json, number_of, text_of
from wbportal.casework.registers import Kept, kept
from wbportal.casework.thread import Reading, Written, read
from wbportal.casework.visits import Visit
from wbportal.db import cases
from wbportal.domain.channels import IS_SPOKEN, Channel
from wbportal.domain.compartments import Compartment
from wbportal.domain.registers import Register
from wbportal.domain.rules import Action, Facts, decide
from wbportal.portal import Work

_OF, _VERSION = "of", "version"


@dataclass(frozen=True, slots=True)
class Came:
    """How a report came to the office, as whoever writes it down says it."""

    channel: Channel
    received_on: date  # the legal date: clocks start on it
    is_present: bool = False  # the reporter, while it is written down
    document: str = field(default="", repr=False)  # number of a stamp or a letter

    def to_json(self) -> dict[str, Json]:
        return {
            "channel": self.channel.value,
            "received_on": self.received_on.isoformat(),
            "present": self.is_present,
            "document": self.document,
        }


@dataclass(frozen=True, slots=True)
class Recorded:
    """A report that was written down: how it came, and how it reads now."""

    came: Came
    author_id: UUID
    entered_on: date
    at: datetime | None
    has_slip: bool  # a slip was made, so that its reporter can come back
    text: str = field(repr=False)  # as its reporter corrected it last
    lang: str
    checked_on: date | None  # the reporter agreed, or corrected it
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class ToCheck:
    """One text that the reporter is asked about: their report, or a transcript."""

    of: UUID | None  # the item in which a transcript stands; None for the report
    version: int  # that was sent last, counted from 1
    text: str = field(repr=False)  # as its reporter corrected it last
    lang: str
    entered_on: date
    is_spoken: bool  # the reporter said it; else they wrote it
    checked_on: date | None = None
    is_corrected: bool = False


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a reporter says of one of these: how it should read, or "" for agreement."""

    text: str = field(repr=False)
    lang: str
    of: UUID | None = None

    @property
    def mark(self) -> bytes:
        """What is remembered so that nothing is said twice."""
        about = b"record " if self.of is None else b"transcript " + self.of.bytes
        return sha256(about + self.text.encode()).digest()


def entry_of(came: Came, at: datetime, *, has_slip: bool) -> Entry:
    """Return the entry by which somebody says that they wrote a report down."""
    details: dict[str, Json] = {**came.to_json(), "slip": has_slip}
    return Entry(EntryType.RECORD, details=details, at=at)


def recorded_in(case_id: UUID, thread: Reading) -> Recorded | None:
    """Return how the report of a thread was written down; None if its reporter sent it."""
    found = next((w for w in thread.written if w.entry.type is EntryType.RECORD), None)
    if found is None:
        return None
    said = found.entry.details
    sent = next((w for w in thread.written if w.entry.type is EntryType.REPORT), None)
    checks = _checks(case_id, thread, None, 1)
    texts = [one.entry for one in (*filter(None, (sent,)), *checks) if one.entry.text]
    return Recorded(
        came=Came(
            channel=Channel(text_of(said, "channel")),
            received_on=date.fromisoformat(text_of(said, "received_on")),
            is_present=said.get("present") is True,
            document=text_of(said, "document", ""),
        ),
        author_id=found.author_id,
        entered_on=found.day,
        at=found.entry.at,
        has_slip=said.get("slip") is True,
        text=texts[-1].text if texts else "",
        lang=texts[-1].lang if texts else "",
        checked_on=checks[-1].day if checks else None,
        is_corrected=any(one.entry.text for one in checks),
    )


def to_check(case_id: UUID, thread: Reading) -> tuple[ToCheck, ...]:
    """Return what its reporter is asked about, the report first."""
    report = recorded_in(case_id, thread)
    found = [] if report is None else [_report(report)]
    items = [one for one in kept(thread, Register.TRANSCRIPT) if one.author_id != case_id]
    found += [_transcript(case_id, thread, one) for one in items]
    return tuple(found)


def check(work: Work, visit: Visit, form: FormKey, corrected: Corrected) -> None:
    """Agree to what was written down, or say how it should read; once however often it is sent.

    The same text is agreement. Raises CaseNotFound, CodeNeeded, or NotPossible if nobody wrote
    that down.
    """
    draft = drafts.find(work, form) or Draft()
    if corrected.mark in draft.done:
        return
    opened = open_case(work, visit.visitor, visit.case_id)
    case = opened.case
    asked = to_check(case.id, read(work, opened, Compartment.THREAD))
    found = next((one for one in asked if one.of == corrected.of), None)
    text = "" if found is not None and corrected.text == found.text else corrected.text
    action = Action.RECTIFY if text else Action.AGREE
    decide(action, opened.role, case.state, Facts(recorded=found is not None))
    details: dict[str, Json] = {"action": action.value}
    if found is not None and found.of is not None:
        details |= {_OF: str(found.of), _VERSION: found.version}
    lang = corrected.lang if text else ""
    entry = Entry(EntryType.CHECKED, text=text, lang=lang, details=details)
    write(work, opened, Compartment.THREAD, entry)
    cases.touch(case)
    work.note_reporter_act(case, "follow-up")
    drafts.keep(work, form, Draft(stage=Stage.SPENT, done=(*draft.done, corrected.mark)))


def _report(recorded: Recorded) -> ToCheck:
    return ToCheck(
        of=None,
        version=1,
        text=recorded.text,
        lang=recorded.lang,
        entered_on=recorded.entered_on,
        is_spoken=IS_SPOKEN[recorded.came.channel],
        checked_on=recorded.checked_on,
        is_corrected=recorded.is_corrected,
    )


def _transcript(case_id: UUID, thread: Reading, item: Kept) -> ToCheck:
    version = len(item.versions)
    checks = _checks(case_id, thread, item.id, version)
    corrections = [one.entry for one in checks if one.entry.text]
    newest = corrections[-1] if corrections else item.newest
    return ToCheck(
        of=item.id,
        version=version,
        text=newest.text,
        lang=newest.lang,
        entered_on=item.newest.day,
        is_spoken=True,
        checked_on=checks[-1].day if checks else None,
        is_corrected=bool(corrections),
    )


def _checks(case_id: UUID, thread: Reading, of: UUID | None, version: int) -> list[Written]:
    """Return what the reporter said of one version of one thing that was written down."""
    asked = "" if of is None else str(of)
    return [
        one
        for one in thread.written
        if one.author_id == case_id
        and one.entry.type is EntryType.CHECKED
        and text_of(one.entry.details, _OF, "") == asked
        and number_of(one.entry.details, _VERSION, 1) == version
    ]
