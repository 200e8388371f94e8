"""Keeping what a search reads of a case: made anew by whoever opens a case that has grown.

Only in the hands of a signed-in person are there keys to do it with, so a message that came since
is found once somebody of the office has opened its case, or has searched.
"""

from collections.abc import Iterator, Mapping

from wbportal.casework.access import OpenCase
from wbportal.casework.conversation import answers_in
from wbportal.casework.records import Entry, EntryType, Json, text_of
from wbportal.casework.subjects import subjects_of
from wbportal.casework.thread import Reading
from wbportal.db import indexes
from wbportal.domain.compartments import Compartment
from wbportal.domain.questionnaire import UNKNOWN
from wbportal.domain.searching import indexed
from wbportal.domain.sketches import sketch
from wbportal.portal import Work
from wbportal.vault.indexes import seal_index

SEARCHED = Compartment.INVESTIGATION
"""The compartment whose key seals the index: all who hold it hold that of the thread, too."""

_TOLD = ("body", "despite")  # the details of an entry that somebody typed


def keep(
    work: Work, opened: OpenCase, readings: tuple[Reading, Reading], *, anew: bool = False
) -> None:
    """Seal the index of a case that has none, or with `anew` of any; of thread and inquiry.

    What is written into a case takes its index away (wbportal/portal/settle.py). One query where
    there is one, else about 1 ms an entry. Nothing is done for who does not read the inquiry.
    """
    case_id = opened.case.id
    if SEARCHED not in opened.keys or (not anew and indexes.is_there(work.db, case_id)):
        return
    texts = (text for reading in readings for text in texts_of(reading) if text)
    names = [subject.all_names() for subject in subjects_of(readings[1])]
    body = indexed((opened.case.reference, *texts), names)
    sealed = seal_index(opened.key(SEARCHED), case_id, sketch(body), body)
    parts = (Compartment.THREAD, SEARCHED)
    numbers = {
        opened.key(part).compartment_id: reading.head.number
        for part, reading in zip(parts, readings, strict=True)
    }
    for statement in indexes.replaced(case_id, numbers, sealed):
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
        fields = entry.details.get("fields")
        spoken = fields.items() if isinstance(fields, dict) else ()
        yield from _strings([value for name, value in spoken if name != "rows"])


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
