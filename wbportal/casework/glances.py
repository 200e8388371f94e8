"""A glance at everything that somebody remembers, for lists over all of their cases.

To read a memory whole takes five times as long as what such a list asks of it, for thousands.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from json import JSONDecoder
from uuid import UUID

from wbportal.casework import states
from wbportal.casework.errors import Damaged
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json
from wbportal.casework.states import Remembered
from wbportal.db import holder_states
from wbportal.domain.compartments import Compartment
from wbportal.portal import Work

# A quote in what somebody typed stands behind a backslash, so none of it looks like these.
_REPLY_DUE = re.compile(rb'"reply_due":"(\d{4}-\d\d-\d\d)"')
_HEADS = {kind: re.compile(rb'"%s":\[(\d+),' % kind.encode()) for kind in Compartment}
_KEYS = {kind: b'"%s":["' % kind.encode() for kind in Compartment}
_WALLED = b'"walled":true'
_CARE = b'{"care":'  # keys are in order, and it is the first one
_DECODER = JSONDecoder()


@dataclass(frozen=True, slots=True)
class Glance:
    """What lists read of one holder's memory of one case, when they ask for it."""

    _body: bytes = field(repr=False)

    @classmethod
    def of(cls, memory: Remembered) -> "Glance":
        return cls(memory.to_bytes())

    @property
    def walled(self) -> bool:
        return _WALLED in self._body

    @property
    def reply_due(self) -> date | None:
        found = _REPLY_DUE.search(self._body)
        return None if found is None else date.fromisoformat(found[1].decode())

    @property
    def care(self) -> Mapping[str, Json]:
        """What protection asks for. Raises Damaged."""
        if not self._body.startswith(_CARE):
            return {}
        try:
            value, _ = _DECODER.raw_decode(self._body.decode(), len(_CARE))
        except ValueError as error:
            raise Damaged from error
        return value if isinstance(value, dict) else {}

    def holds(self, kind: Compartment) -> bool:
        """Say whether a key of this compartment is remembered."""
        return _KEYS[kind] in self._body

    def seen(self, kind: Compartment) -> int | None:
        """Return the number of the newest entry that was read, None where none ever was."""
        found = _HEADS[kind].search(self._body)
        return None if found is None else int(found[1])


def load_all(work: Work, who: Person) -> dict[UUID, Glance]:
    """Open everything that `who` remembers; about 12 µs a case."""
    rows = holder_states.sealed_of_holder(work.db, who.id)
    return {case_id: Glance(states.opened(who, case_id, sealed)) for case_id, sealed in rows}
