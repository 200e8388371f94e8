"""A report that somebody of the office wrote down, and what its reporter says of that.

The entry that says who wrote it down is signed by whoever did. Its reporter may check it, rectify
it and agree to it (Directive (EU) 2019/1937 art. 18); every version is kept.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from wbportal.casework import drafts
from wbportal.casework.access import open_case, write
from wbportal.casework.drafts import Draft, FormKey, Stage
from wbportal.casework.records import Entry, EntryType, Json, text_of
from wbportal.casework.thread import Reading, read
from wbportal.casework.visits import Visit
from wbportal.db import cases
from wbportal.domain.channels import Channel
from wbportal.domain.compartments import Compartment
from wbportal.domain.rules import Action, Facts, decide
from wbportal.portal import Work


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
    mine = [one for one in thread.written if one.author_id == case_id]
    checks = [one for one in mine if one.entry.type is EntryType.CHECKED]
    texts = [
        one.entry
        for one in mine
        if one.entry.type in {EntryType.REPORT, EntryType.CHECKED} and one.entry.text
    ]
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


def check(work: Work, visit: Visit, form: FormKey, corrected: str, lang: str) -> None:
    """Agree to what was written down, or say how it should read; once however often it is sent.

    The same text is agreement. Raises CaseNotFound, CodeNeeded, or NotPossible if nobody wrote the
    report down.
    """
    draft = drafts.find(work, form) or Draft()
    mark = sha256(b"record " + corrected.encode()).digest()
    if mark in draft.done:
        return
    opened = open_case(work, visit.visitor, visit.case_id)
    case = opened.case
    found = recorded_in(case.id, read(work, opened, Compartment.THREAD))
    text = "" if found is not None and corrected == found.text else corrected
    action = Action.RECTIFY if text else Action.AGREE
    decide(action, opened.role, case.state, Facts(recorded=found is not None))
    details: dict[str, Json] = {"action": action.value}
    entry = Entry(EntryType.CHECKED, text=text, lang=lang if text else "", details=details)
    write(work, opened, Compartment.THREAD, entry)
    cases.touch(case)
    work.note_reporter_act(case, "follow-up")
    drafts.keep(work, form, Draft(stage=Stage.SPENT, done=(*draft.done, mark)))
