"""What somebody keeps across cases, sealed for them alone.

Which cases a wall keeps from them: the queue leaves these out of every count and page. And the
views of the list of cases that they saved, and what they have to do. Everybody's shelf is written,
and grows in the same steps, so that having one says nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self
from uuid import UUID

from wbportal.casework import states
from wbportal.casework.errors import Damaged
from wbportal.casework.keyholders import Person
from wbportal.casework.records import (
    Json,
    canonical,
    ids_of,
    ids_to_json,
    mapping_from,
    text_of,
)
from wbportal.db import accounts
from wbportal.portal import Work
from wbportal.vault.encoding import join

_LABEL = b"wbportal shelf v1"
_STEP_BYTES = 4096  # about a hundred walls


@dataclass(frozen=True, slots=True)
class View:
    """A search or a filter that somebody saved, as its form was filled in."""

    id: UUID
    name: str = field(repr=False)
    fields: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one person found out of walls and declared of conflicts; their views and tasks."""

    walled: frozenset[UUID] = field(default=frozenset(), repr=False)
    views: tuple[View, ...] = field(default=(), repr=False)
    declared: Mapping[UUID, date] = field(default_factory=dict, repr=False)  # of their own
    agenda: Mapping[str, Json] = field(default_factory=dict, repr=False)  # `agenda` reads it

    def with_tried(self, opened: Iterable[UUID], walled: Iterable[UUID]) -> Self:
        """Return the shelf after some grants were tried, old ones perhaps anew."""
        return replace(self, walled=(self.walled - frozenset(opened)) | frozenset(walled))

    def with_declared(self, case_id: UUID, day: date) -> Self:
        """Return the shelf after its owner declared a conflict of interest in a case."""
        return replace(
            self,
            walled=self.walled | {case_id},
            declared={**self.declared, case_id: day},
            agenda={one: kept for one, kept in self.agenda.items() if one != str(case_id)},
        )

    def to_bytes(self) -> bytes:
        views: list[Json] = [[str(one.id), one.name, one.fields] for one in self.views]
        days: Json = {str(one): day.isoformat() for one, day in self.declared.items()}
        said: dict[str, Json] = {
            "walled": ids_to_json(self.walled),
            "views": views,
            "declared": days,
        }
        body = canonical({**said, "agenda": self.agenda})
        steps = -(-len(body) // _STEP_BYTES)
        # JSON may be followed by white space, so nothing has to say where it ends.
        return body.ljust(steps * _STEP_BYTES)

    @classmethod
    def from_bytes(cls, body: bytes) -> Self:
        """Read what `to_bytes` made. Raises Damaged."""
        value = mapping_from(body)
        views, said = value.get("views", []), value.get("declared", {})
        found = [_view(one) for one in views] if isinstance(views, list) else []
        days = said if isinstance(said, dict) else {}
        declared = {UUID(one): date.fromisoformat(text_of(days, one)) for one in days}
        agenda = value.get("agenda")
        kept = agenda if isinstance(agenda, dict) else {}
        return cls(ids_of(value, "walled"), tuple(found), declared, kept)


def load(work: Work, who: Person) -> Shelf | None:
    """Return somebody's shelf, None before the first one was kept. Raises Tampered, WrongKey."""
    row = accounts.by_id(work.db, who.id)
    if row is None or row.sealed_shelf is None:
        return None
    return Shelf.from_bytes(who.keys.state.open(row.sealed_shelf, _context(who)))


def keep(work: Work, who: Person, shelf: Shelf) -> None:
    """Seal a shelf in place of the one before."""
    row = accounts.by_id(work.db, who.id)
    if row is None:
        raise Damaged
    row.sealed_shelf = who.keys.state.seal(shelf.to_bytes(), _context(who))


def rebuilt(work: Work, who: Person) -> Shelf:
    """Find the walls again from what is remembered of each case; about 20 µs a case."""
    every = states.load_all(work, who)
    return Shelf(frozenset(case_id for case_id, memory in every.items() if memory.walled))


def _view(value: Json) -> View:
    match value:
        case [str() as view_id, str() as name, Mapping() as fields]:
            return View(UUID(view_id), name, {key: text_of(fields, key) for key in fields})
    raise Damaged


def _context(who: Person) -> bytes:
    return join(_LABEL, who.id.bytes)
