"""Keeping what a search reads of a case: made anew by whoever opens a case that has grown.

Only in the hands of a signed-in person are there keys to do it with, so a message that came since
is found once somebody of the office has opened its case, or has searched.
"""

from collections.abc import Iterator, Mapping

from wbportal.casework.access import OpenCase
from wbportal.casework.conversation import answers_in
from wbportal.casework.records import Entry, EntryType, Json, text_of
from wbportal.casework.thread import Reading
from wbportal.db import indexes
from wbportal.db.cases import Case
from wbportal.db.indexes import IndexHead
from wbportal.domain.compartments import Compartment
from wbportal.domain.questionnaire import UNKNOWN
from wbportal.domain.searching import indexed
from wbportal.portal import Work
from wbportal.vault.indexes import IndexPlace, seal_index

SEARCHED = (Compartment.THREAD, Compartment.INVESTIGATION)

_TOLD = ("body", "despite")  # the details of an entry that somebody typed


def keep(
    work: Work, opened: OpenCase, readings: tuple[Reading, Reading], *, anew: bool = False
) -> None:
    """Seal the index of each of `SEARCHED` that has grown since; `anew` also of the others.

    One query where nothing is new, else about 1 ms an entry.
    """
    standing = indexes.heads(work.db, opened.case.id)
    for kind, reading in zip(SEARCHED, readings, strict=True):
        if kind not in opened.keys:
            continue
        key = opened.key(kind)
        head = IndexHead(key.epoch, reading.head.number)
        if standing.get(kind) == head and not anew:
            continue
        body = indexed(_with_reference(opened.case, kind, reading))
        place = IndexPlace(opened.case.id, key.compartment_id, head.epoch, head.number)
        sealed = seal_index(key, place, body)
        for statement in indexes.replaced(opened.case.id, kind, head, sealed):
            work.later(statement)


def texts_of(reading: Reading) -> Iterator[str]:
    """Yield what is written in a compartment: of an item only the version that counts."""
    items: dict[str, Entry] = {}
    for entry in (written.entry for written in reading.written):
        if entry.type is EntryType.ITEM:
            items[text_of(entry.details, "item", "")] = entry
        else:
            yield from _of_entry(entry)
    for entry in items.values():
        yield entry.text
        yield from _strings(entry.details.get("fields"))


def _with_reference(case: Case, kind: Compartment, reading: Reading) -> Iterator[str]:
    if kind is Compartment.THREAD:
        yield case.reference
    yield from (text for text in texts_of(reading) if text)


def _of_entry(entry: Entry) -> Iterator[str]:
    yield entry.text
    if entry.file is not None:
        yield entry.file.name
    for answer in answers_in(entry).values():
        yield from (answer,) if isinstance(answer, str) else () if answer is UNKNOWN else answer
    yield from (text_of(entry.details, key, "") for key in _TOLD)


def _strings(value: Json) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for one in value:
                yield from _strings(one)
        case Mapping():
            for one in value.values():
                yield from _strings(one)
        case _:
            return
