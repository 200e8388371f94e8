"""Who may not see a case, as its sealed entries say it; no row in clear does.

The reporter's own choice stands for good. A name that they typed is first matched by machine,
which walls off whoever *may* be meant; the first readers then say who is. Whoever comes later is
matched too. When recovery gives a case to them, their first readers say who is meant; of those to
whom a case is handed over a lead says that they are not by putting them in charge.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from wbportal.casework import access
from wbportal.casework.access import OpenCase
from wbportal.casework.records import Entry, EntryType, Json, ids_of, text_of
from wbportal.casework.thread import Reading
from wbportal.domain.compartments import Compartment
from wbportal.domain.rules import Action
from wbportal.portal import Work

_MATCHED_BYTES = 1920  # room for some forty people
_NOBODY: Mapping[str, Json] = {}


@dataclass(frozen=True, slots=True)
class Walls:
    """Who is kept out of one case, and whether that is settled."""

    walled: frozenset[UUID]
    unresolved: bool
    listed: frozenset[UUID] = frozenset()  # those the reporter chose from the list
    doubted: frozenset[UUID] = frozenset()  # of the walled, whom a lead may yet put in charge
    trusted: frozenset[UUID] = frozenset()  # whom a lead put in charge, whatever their name
    typed: str = ""  # the name as the reporter wrote it


def standing(thread: Reading, investigation: Reading) -> Walls:
    """Return the walls of a case from its two compartments that speak of them."""
    said = _said(thread)
    listed, walled = ids_of(said, "listed"), ids_of(said, "walled")
    unresolved = said.get("unresolved") is True
    doubted: frozenset[UUID] = frozenset()
    trusted: frozenset[UUID] = frozenset()
    for entry in (written.entry for written in investigation.written):
        details = entry.details
        if entry.type is EntryType.NAMES:
            walled, doubted, unresolved = ids_of(details, "walled"), frozenset(), False
        elif entry.type is EntryType.MATCHED:
            doubted |= ids_of(details, "doubted") - trusted
            walled |= ids_of(details, "walled") - doubted
            unresolved = details.get("unresolved", unresolved) is True
        elif details.get("action") == Action.ASSIGN:
            trusted |= {UUID(text_of(details, "holder"))}
            doubted -= trusted
    return Walls(
        walled=listed | walled | doubted,
        unresolved=unresolved,
        listed=listed,
        doubted=doubted - listed - walled,
        trusted=trusted,
        typed=text_of(said, "typed", ""),
    )


def write_matched(work: Work, opened: OpenCase, details: Mapping[str, Json]) -> None:
    """Write who of those who came later may be meant, also if nobody is.

    All are of one size, and are written whether or not a case names anybody: nothing shows by
    being there.
    """
    entry = Entry(EntryType.MATCHED, details=details, at=work.now)
    access.write(work, opened, Compartment.INVESTIGATION, entry, _MATCHED_BYTES)


def _said(thread: Reading) -> Mapping[str, Json]:
    reports = [w.entry for w in thread.written if w.entry.type is EntryType.REPORT]
    said = reports[0].details.get("not_for") if reports else None
    return said if isinstance(said, dict) else _NOBODY
