"""Searching the sealed content of the cases that one person may open.

What each compartment says is read from its index (casework/indexing.py), opened with the keys that
the person remembers. Cases whose index is behind are opened and indexed within the same request,
for about two seconds; how many are left is said, and the next search goes on with them.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import partial
from typing import TypeVar
from uuid import UUID

from wbportal.casework import alarms, indexing, queue, reads, scanning, shelf, states
from wbportal.casework.access import open_case
from wbportal.casework.dossier import open_dossier
from wbportal.casework.errors import CaseworkError
from wbportal.casework.indexing import SEARCHED, texts_of
from wbportal.casework.keyholders import Person
from wbportal.casework.queue import MANY, PAGE_CASES, Filter, Row
from wbportal.casework.scanning import Glass, Scan
from wbportal.casework.shelf import Shelf
from wbportal.casework.thread import Reading, read
from wbportal.db import cases, compartments, epochs
from wbportal.db import queue as rows
from wbportal.domain.compartments import Compartment
from wbportal.domain.excerpts import Excerpt, excerpt
from wbportal.domain.searching import Query
from wbportal.portal import Overtaken, Portal, Work
from wbportal.vault.errors import VaultError

MOST_CASES = 20_000
SECONDS = 2.0
_INDEXED_AT_ONCE = 10
_TRIES = 4
_Result = TypeVar("_Result")


class Order(StrEnum):
    """Which cases stand first."""

    NEWEST = "newest"
    MOST = "most"  # those that have it most often


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for, and among which cases."""

    query: Query | None = field(repr=False)  # None: all that the filter leaves
    wanted: Filter = field(default_factory=Filter)
    order: Order = Order.NEWEST
    number: int = 1  # of the page


@dataclass(frozen=True, slots=True)
class Hit:
    """One case that has all of it."""

    row: Row
    excerpt: Excerpt | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found, and what was not looked at."""

    hits: tuple[Hit, ...] = field(repr=False)
    matching: int
    is_partial: bool  # older cases may have it, too; those found are the newest
    number: int  # of this page, from 1
    last: int
    looked_at: int
    left: int  # cases whose newest entries could not be searched yet
    is_cut: bool  # there are more cases than are searched at once


def look(
    portal: Portal, who: Person, asked: Asked, seconds: float = SECONDS, many: int = MANY
) -> Found:
    """Search, bring up to date what is behind for about `seconds`, and open one page of cases.

    Some 30 µs a case that is searched, and 5 ms for each of the 25 that are shown. Where another
    name of whoever was looked for is known, it takes twice as long. With the newest first nobody
    counts further than `many` beyond the pages before. The trail is told that somebody searched,
    and not what for.
    """
    days = portal.perform(lambda work: _candidates(work, who, asked.wanted))
    scan = Scan(dict.fromkeys(days, 0))
    if asked.query is not None:
        enough = many + (max(asked.number, 1) - 1) * PAGE_CASES
        glass = Glass(asked.query, enough if asked.order is Order.NEWEST else None)
        scan, wider = _searched(portal, who, glass, days, seconds)
        asked = replace(asked, query=wider)
    ordered = [case_id for case_id in days if case_id in scan.counts]
    if asked.order is Order.MOST:
        ordered.sort(key=lambda one: -scan.counts[one])  # among equals the newest stays first
    last = max(1, -(-len(ordered) // PAGE_CASES))
    number = min(max(asked.number, 1), last)
    here = ordered[(number - 1) * PAGE_CASES : number * PAGE_CASES]
    return Found(
        hits=_persistently(portal, lambda work: _page(work, who, asked, here)),
        matching=len(ordered),
        is_partial=scan.is_partial,
        number=number,
        last=last,
        looked_at=len(days),
        left=len(scan.behind),
        is_cut=len(days) == MOST_CASES,
    )


def _searched(
    portal: Portal, who: Person, glass: Glass, case_ids: Collection[UUID], seconds: float
) -> tuple[Scan, Query]:
    """Look through all indexes, and once more for other names of whoever was named."""
    scan = portal.perform(lambda work: scanning.scan(work, who, case_ids, glass))
    _catch_up(portal, who, scan, glass, seconds)
    wider = glass.query.with_names(scan.groups)
    if wider != glass.query:
        other = Glass(wider, glass.enough)
        more = portal.perform(lambda work: scanning.scan(work, who, case_ids, other))
        scan.counts = more.counts | scan.counts
        scan.is_partial |= more.is_partial
    if scan.is_partial:
        # Between these and older ones that were looked at are some that were not.
        newest = glass.newest(case_ids)
        scan.counts = {one: often for one, often in scan.counts.items() if one in newest}
    return scan, wider


def _candidates(work: Work, who: Person, wanted: Filter) -> Mapping[UUID, date]:
    scope = queue.scope_of(work, who, shelf.load(work, who) or Shelf())
    return rows.matching(work.db, scope, wanted, MOST_CASES)


def _catch_up(portal: Portal, who: Person, scan: Scan, glass: Glass, seconds: float) -> None:
    """Open and index cases that are behind, the time that there is, and look at them again."""
    ends = time.monotonic() + seconds
    waiting, all_of_it = sorted(scan.behind), Glass(glass.query, None)
    for begun in range(0, len(waiting), _INDEXED_AT_ONCE):
        batch = waiting[begun : begun + _INDEXED_AT_ONCE]
        # What is there and does not open is made anew.
        for anew in (False, True):
            for case_id in scan.behind & set(batch):
                if time.monotonic() > ends:
                    return
                _index(portal, who, case_id, anew=anew)
            read = partial(scanning.scan, who=who, case_ids=batch, glass=all_of_it)
            scan.take(portal.perform(read), batch)


def _index(portal: Portal, who: Person, case_id: UUID, *, anew: bool) -> None:
    try:
        _persistently(portal, partial(_index_one, who=who, case_id=case_id, anew=anew))
    except (CaseworkError, VaultError, Overtaken):
        return  # it stays behind: its own page says what is wrong with it


def _index_one(work: Work, who: Person, case_id: UUID, *, anew: bool) -> None:
    dossier = open_dossier(work, who, case_id)
    if anew:
        readings = (dossier.thread, dossier.investigation)
        indexing.keep(work, dossier.opened, readings, anew=True)


def _page(work: Work, who: Person, asked: Asked, ordered: Sequence[UUID]) -> tuple[Hit, ...]:
    """Open the cases of one page: only what opens now is shown."""
    # Read at once, so that no case has to be asked for alone; what is not held is forgotten.
    known = {case.id: case for case in cases.by_ids(work.db, ordered)}
    states.load_many(work, who, ordered)
    parts = compartments.read_many(work.db, ordered)
    _stated = epochs.of(work.db, [part.id for part in parts if part.kind is Compartment.THREAD])
    excerpts: dict[UUID, Excerpt | None] = {}
    for case_id in ordered:
        try:
            excerpts[case_id] = _excerpt(_readings(work, who, case_id), asked.query)
        except (CaseworkError, VaultError):
            continue
    scope = queue.scope_of(work, who, shelf.load(work, who) or Shelf())
    shown = [known[case_id] for case_id in excerpts]
    found = queue.rows_of(work, who, scope, shown)
    if asked.query is not None:
        reads.enter_found(work, who, shown)
        alarms.note_found(work, who, excerpts)
    return tuple(Hit(row, excerpts[row.case_id]) for row in found)


def _readings(work: Work, who: Person, case_id: UUID) -> Iterator[Reading]:
    """Yield what an excerpt may come from, each part read only if the one before has nothing."""
    opened = open_case(work, who, case_id)
    memory = states.load(work, who, case_id)
    for part in (Compartment.THREAD, SEARCHED):
        if part in opened.keys:
            reading = read(work, opened, part, memory)
            if memory is None or memory.heads.get(part) != reading.head:
                open_dossier(work, who, case_id)  # so that what is new is remembered
            yield reading


def _excerpt(readings: Iterator[Reading], query: Query | None) -> Excerpt | None:
    """Return the first place that has some of it; the thread is read in any case."""
    for reading in readings:
        if query is None:
            return None
        for text in texts_of(reading):
            if found := excerpt(text, query):
                return found
    return None


def _persistently(portal: Portal, deed: Callable[[Work], _Result]) -> _Result:
    """Do a deed again as long as other pages of the same person remember something first."""
    for _ in range(_TRIES - 1):
        try:
            return portal.perform(deed)
        except Overtaken:
            continue
    return portal.perform(deed)
