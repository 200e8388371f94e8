"""Thousands of cases in one office, for a lead who has opened each of them before.

One case is real: it was sent, and opened by the lead. The others are copies of its rows under
ids of their own, each with a memory sealed for the lead, which is what a queue reads.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias
from uuid import UUID, uuid4

from sqlalchemy import Connection, Table, insert, select

from bench.reports import send_reports
from bench.serving import Installation
from tests.builders import Somebody
from wbportal.casework import protection_list, states
from wbportal.casework.dossier import open_dossier
from wbportal.casework.indexing import SEARCHED
from wbportal.casework.queue import open_new
from wbportal.casework.states import Remembered
from wbportal.db.base import Base
from wbportal.domain.areas import AREAS
from wbportal.domain.compartments import Compartment
from wbportal.domain.reference import new_reference
from wbportal.domain.states import State
from wbportal.vault.epochs import EpochKey

_Value: TypeAlias = object
_Row = dict[str, _Value]
_AT_ONCE = 2_500  # cases in a transaction
# For the one connection that writes: KiB, and nothing here has to survive a power cut.
_PRAGMAS = ("PRAGMA cache_size = -1000000", "PRAGMA synchronous = OFF")
_AREAS = list(AREAS)
_REFERENCES: set[str] = set()  # of the copies of this run
# Of 100,000 cases only what the queue of one lead reads: the rest would take minutes to write.
_READ_BY_A_QUEUE = frozenset(
    {"cases", "clocks", "compartments", "grants", "holder_states", "assignments"}
)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """The rows of the real case, by table, and what its lead remembers."""

    case_id: UUID
    rows: Mapping[str, Sequence[_Row]]
    memory: Remembered


Indexed = Callable[[UUID, EpochKey], list[_Row]]
"""Makes the rows of an index for a copy, sealed with its key."""


def fill(
    here: Installation,
    lead: Somebody,
    count: int,
    *,
    whole: bool,
    indexed: Indexed | None = None,
) -> None:
    """Let an office have `count` cases; `whole` with every row, else what a queue reads.

    With `indexed`, each copy is remembered with keys of its own, and has what that makes of them.
    """
    pattern = _pattern(here, lead, whole=whole)
    with here.portal.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        for pragma in _PRAGMAS:
            connection.exec_driver_sql(pragma)
        connection.exec_driver_sql("BEGIN")
        for begun in range(0, count - 1, _AT_ONCE):
            batch = min(_AT_ONCE, count - 1 - begun)
            copies = [_copy(here, lead, pattern, indexed) for _ in range(batch)]
            for name in pattern.rows:
                rows = [row for copy in copies for row in copy.get(name, [])]
                if rows:
                    connection.execute(insert(_table(name)), rows)
            connection.commit()
    here.portal.engine.dispose()


def _pattern(here: Installation, lead: Somebody, *, whole: bool) -> _Pattern:
    case_id = send_reports(here, 1)[0].case_id
    here.portal.perform(lambda work: open_new(work, lead.person))
    here.portal.perform(lambda work: open_dossier(work, lead.person, case_id))
    here.portal.perform(lambda work: protection_list.look(work, lead.person, 1))
    with here.portal.work() as work:
        memory = states.load(work, lead.person, case_id) or Remembered()
    with here.portal.engine.connect() as connection:
        rows = dict(_rows_of(connection, case_id))
    if not whole:
        rows = {
            name: [row for row in found if _is_read(name, row, lead)]
            for name, found in rows.items()
        }
    return _Pattern(case_id, rows, memory)


def _rows_of(connection: Connection, case_id: UUID) -> Iterator[tuple[str, list[_Row]]]:
    """Yield the rows of a case, table by table, those that others refer to first."""
    compartments = select(_table("compartments").c.id).filter_by(case_id=case_id)
    for table in Base.metadata.sorted_tables:
        if table.name == "cases":
            condition = table.c.id == case_id
        elif "case_id" in table.c:
            condition = table.c.case_id == case_id
        elif "compartment_id" in table.c:
            condition = table.c.compartment_id.in_(compartments)
        else:
            continue
        found = connection.execute(select(table).where(condition)).mappings()
        yield table.name, [dict(row) for row in found]


def _copy(
    here: Installation, lead: Somebody, pattern: _Pattern, indexed: Indexed | None
) -> dict[str, list[_Row]]:
    new = {pattern.case_id: uuid4()}
    for row in (*pattern.rows["compartments"], *pattern.rows["records"]):
        if isinstance(row["id"], UUID):
            new[row["id"]] = uuid4()
    case_id = new[pattern.case_id]
    copied = {name: [_with_ids(row, new) for row in rows] for name, rows in pattern.rows.items()}
    for row in copied.get("reporter_events", []):
        row["id"] = uuid4()
    (case,) = copied["cases"]
    case |= {"reference": _another_reference(), "receipt_lookup": random.randbytes(32)}
    case |= _progress()
    memory = replace(pattern.memory, title=f"A road that was paid for twice ({case_id.hex[:6]})")
    if indexed is not None:
        keys = {kind: EpochKey.generate(uuid4(), 1) for kind in Compartment}
        memory = replace(memory, keys=keys)
        copied["index_pieces"] = indexed(case_id, keys[SEARCHED])
    for row in copied["holder_states"]:
        row["sealed_state"] = states.sealed(lead.person, case_id, memory)
    copied["clocks"] = _clocks(case)
    copied["assignments"] = _assignments(here, case_id, str(case["state"]))
    return copied


def _with_ids(row: _Row, new: Mapping[UUID, UUID]) -> _Row:
    return {
        name: new.get(value, value) if isinstance(value, UUID) else value
        for name, value in row.items()
    }


def _is_read(name: str, row: _Row, lead: Somebody) -> bool:
    if name not in _READ_BY_A_QUEUE:
        return False
    return row.get("kind", Compartment.THREAD) == Compartment.THREAD and (
        name != "grants" or row["holder_id"] == lead.id
    )


def _another_reference() -> str:
    """Return a reference that no other copy has: among 100,000 two are one in every 15th time."""
    while (found := new_reference()) in _REFERENCES:
        continue
    _REFERENCES.add(found)
    return found


def _progress() -> _Row:
    """Say where a case stands: a third of each was received, is worked on, is concluded."""
    received = date(2026, 11, 22) - timedelta(days=random.randrange(300))
    ack_due, feedback_due = received + timedelta(days=7), received + timedelta(days=97)
    state = random.choice([State.RECEIVED, State.ADDRESSING, State.CONCLUDED])
    urgent = random.random() < 0.05
    is_open = state is not State.CONCLUDED
    return {
        "state": state,
        "received_on": received,
        "ack_due": ack_due,
        "feedback_due": feedback_due,
        "acknowledged_on": None if state is State.RECEIVED else ack_due,
        "concluded_on": None if is_open else feedback_due,
        "outcome": None if is_open else "well-founded",
        "urgent": urgent,
        "area": random.choice(_AREAS),
        "due": ack_due if state is State.RECEIVED else feedback_due,
        "rank": (0 if urgent else 1) if is_open else 2,
    }


def _clocks(case: _Row) -> list[_Row]:
    """Say what is due in a case, as its row does."""
    found = {"case_id": case["id"], "office_id": case["office_id"]}
    days = {"house.feedback": case["feedback_due"]}
    if case["acknowledged_on"] is None:
        days["house.ack"] = case["ack_due"]
    is_open = case["concluded_on"] is None
    return [{**found, "key": key, "due": due} for key, due in days.items() if is_open]


def _assignments(here: Installation, case_id: UUID, state: str) -> list[_Row]:
    if state == State.RECEIVED:
        return []
    handler = random.choice(here.office.handlers)
    since = here.portal.clock()
    return [{"case_id": case_id, "holder_id": handler.id, "role": "handler", "since": since}]


def _table(name: str) -> Table:
    return Base.metadata.tables[name]
