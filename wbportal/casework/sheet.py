"""A reporter's sheet: who they are, if they said, and from where on their page shows the thread.

It lies in the identity compartment, which the code opens, and two custodians together. Every act
writes it anew and erases the one before, so that no row tells who has said their name, or has
taken it back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from wbportal.casework import access
from wbportal.casework.access import OpenCase
from wbportal.casework.records import Entry, EntryType, Json, number_of, text_of
from wbportal.casework.thread import ERASES_TO, Reading, read
from wbportal.db import records
from wbportal.domain.compartments import Compartment
from wbportal.portal import Work


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a reporter is, and how to reach them without harm."""

    name: str = field(repr=False)
    reach: str = field(default="", repr=False)
    avoid: str = field(default="", repr=False)  # when, and how, not to

    def to_json(self) -> Json:
        return {"name": self.name, "reach": self.reach, "avoid": self.avoid}

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> "Identity":
        """Read what `to_json` made. Raises Damaged."""
        return cls(text_of(value, "name"), text_of(value, "reach"), text_of(value, "avoid"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the newest sheet says."""

    identity: Identity | None = field(default=None, repr=False)
    hidden_to: int = 0  # the last entry of the thread that the reporter's page leaves out

    def to_entry(self) -> Entry:
        details: dict[str, Json] = {"hidden_to": self.hidden_to}
        if self.identity is not None:
            details["identity"] = self.identity.to_json()
        return Entry(EntryType.SHEET, details=details)

    @classmethod
    def from_entry(cls, entry: Entry) -> "Sheet":
        """Read what `to_entry` made. Raises Damaged."""
        identity = entry.details.get("identity")
        return cls(
            identity=Identity.from_json(identity) if isinstance(identity, dict) else None,
            hidden_to=number_of(entry.details, "hidden_to", 0),
        )


def load(work: Work, opened: OpenCase) -> tuple[Sheet, Reading]:
    """Open a reporter's newest sheet. Raises CaseNotFound for whoever holds no key to it."""
    reading = read(work, opened, Compartment.IDENTITY)
    sheets = [one.entry for one in reading.written if one.entry.type is EntryType.SHEET]
    return (Sheet.from_entry(sheets[-1]) if sheets else Sheet()), reading


def keep(
    work: Work, opened: OpenCase, sheet: Sheet, before: Reading, *, said: Entry, least_bytes: int
) -> None:
    """Write a sheet and erase those before it; `said` has what every entry of the act says."""
    entry = sheet.to_entry()
    details = {**entry.details, **said.details, ERASES_TO: before.head.number}
    access.write(work, opened, Compartment.IDENTITY, replace(entry, details=details), least_bytes)
    for written in before.written:
        row = records.by_id(work.db, written.record_id)
        if row is not None and written.author_id == opened.case.id:
            row.sealed_body, row.erased = b"", True
