"""What somebody did of a hand-over, counted and sealed for them: walls would show in the numbers.

Everybody's tally grows in the same steps, whatever it counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self
from uuid import UUID

from wbportal.casework.keyholders import Person
from wbportal.casework.records import (
    Json,
    canonical,
    ids_of,
    ids_to_json,
    mapping_from,
    number_of,
    text_of,
)
from wbportal.db import handovers as rows
from wbportal.domain.handovers import Step
from wbportal.portal import Work
from wbportal.vault.encoding import join
from wbportal.vault.errors import Tampered

_LABEL = b"wbportal tally v1"
_STEP_BYTES = 4096


class Outcome(StrEnum):
    """What became of one case."""

    DONE = "done"
    WITHHELD = "withheld"  # the receiver must not see it: their row opens nothing
    THERE = "there"  # nothing was left to do
    LEFT = "left"  # it needs somebody else, or a decision
    DAMAGED = "damaged"
    GONE = "gone"  # destroyed meanwhile


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases came to what in one step; those set aside by their ids."""

    step: Step
    done: int = 0
    withheld: int = field(default=0, repr=False)
    there: int = 0
    left: frozenset[UUID] = field(default=frozenset(), repr=False)
    damaged: frozenset[UUID] = field(default=frozenset(), repr=False)

    @property
    def set_aside(self) -> frozenset[UUID]:
        """The cases that are not tried again until everything else is done."""
        return self.left | self.damaged

    def with_outcome(self, case_id: UUID, outcome: Outcome) -> Self:
        """Count one case more."""
        again = replace(self, left=self.left - {case_id}, damaged=self.damaged - {case_id})
        match outcome:
            case Outcome.DONE:
                return replace(again, done=self.done + 1)
            case Outcome.WITHHELD:
                return replace(again, withheld=self.withheld + 1)
            case Outcome.THERE:
                return replace(again, there=self.there + 1)
            case Outcome.LEFT:
                return replace(again, left=again.left | {case_id})
            case Outcome.DAMAGED:
                return replace(again, damaged=again.damaged | {case_id})
            case Outcome.GONE:
                return again

    def to_bytes(self) -> bytes:
        value: dict[str, Json] = {
            "step": self.step.value,
            "done": self.done,
            "withheld": self.withheld,
            "there": self.there,
            "left": ids_to_json(self.left),
            "damaged": ids_to_json(self.damaged),
        }
        body = canonical(value)
        # JSON may be followed by white space, so nothing has to say where it ends.
        return body.ljust(-(-len(body) // _STEP_BYTES) * _STEP_BYTES)

    @classmethod
    def from_bytes(cls, body: bytes) -> Self:
        """Read what `to_bytes` made. Raises Damaged."""
        value: Mapping[str, Json] = mapping_from(body)
        return cls(
            step=Step(text_of(value, "step")),
            done=number_of(value, "done"),
            withheld=number_of(value, "withheld"),
            there=number_of(value, "there"),
            left=ids_of(value, "left"),
            damaged=ids_of(value, "damaged"),
        )


def load(work: Work, who: Person, handover_id: UUID) -> Tally | None:
    """Return what somebody did of a hand-over; None before they began."""
    row = rows.tally(work.db, handover_id, who.id)
    if row is None:
        return None
    try:
        body = who.keys.state.open(row.sealed_tally, _context(who, handover_id))
    except Tampered:
        return None  # under keys that were exchanged since: only what it counted is lost
    return Tally.from_bytes(body)


def keep(work: Work, who: Person, handover_id: UUID, tally: Tally) -> None:
    """Seal a tally in place of the one before."""
    sealed = who.keys.state.seal(tally.to_bytes(), _context(who, handover_id))
    row = rows.tally(work.db, handover_id, who.id)
    if row is None:
        new = rows.Tally(handover_id=handover_id, holder_id=who.id, sealed_tally=sealed)
        work.db.add(new)
    else:
        row.sealed_tally = sealed


def _context(who: Person, handover_id: UUID) -> bytes:
    return join(_LABEL, handover_id.bytes, who.id.bytes)
