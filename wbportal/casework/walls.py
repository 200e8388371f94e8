"""Who may not see a case, as its sealed entries say it; no row in clear does.

The reporter's own choice stands for good. A name that they typed is first matched by machine,
which walls off whoever *may* be meant; the first readers then say who is. When recovery gives a
case to people who came later, they are matched too, and their first readers say who is meant.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from wbportal.casework.records import EntryType, Json, ids_of, text_of
from wbportal.casework.thread import Reading

_ANSWERS = frozenset({EntryType.NAMES, EntryType.MATCHED})
_NOBODY: Mapping[str, Json] = {}


@dataclass(frozen=True, slots=True)
class Walls:
    """Who is kept out of one case, and whether that is settled."""

    walled: frozenset[UUID]
    unresolved: bool
    listed: frozenset[UUID] = frozenset()  # those the reporter chose from the list
    typed: str = ""  # the name as the reporter wrote it


def standing(thread: Reading, investigation: Reading) -> Walls:
    """Return the walls of a case from its two compartments that speak of them."""
    said = _said(thread)
    listed = ids_of(said, "listed")
    answers = [w.entry for w in investigation.written if w.entry.type in _ANSWERS]
    # What a lead said holds no "unresolved": from then on it is settled.
    last = answers[-1].details if answers else said
    return Walls(
        walled=listed | ids_of(last, "walled"),
        unresolved=last.get("unresolved") is True,
        listed=listed,
        typed=text_of(said, "typed", ""),
    )


def _said(thread: Reading) -> Mapping[str, Json]:
    reports = [w.entry for w in thread.written if w.entry.type is EntryType.REPORT]
    said = reports[0].details.get("not_for") if reports else None
    return said if isinstance(said, dict) else _NOBODY
