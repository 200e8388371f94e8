"""Reading what was written into a case, and proving that nothing is missing.

A compartment is read in this order; a later step is never reached if an earlier one fails:

1. numbers run from 1 without a gap up to the compartment's own count;
2. each link follows from the link before and the sealed bytes, under the key of its epoch;
3. the chain still passes through the head that this reader saw last;
4. each record opens in its place, and its author's signature holds, unless this reader checked
   that before: the head that they remember stands for every byte up to it;
5. what was erased, the reporter said so: in a sheet that is still there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from wbportal.casework import authors, epochs
from wbportal.casework.access import OpenCase
from wbportal.casework.errors import Damaged
from wbportal.casework.records import Entry, EntryType, number_of
from wbportal.casework.states import Remembered
from wbportal.db import compartments, records
from wbportal.db.records import Record
from wbportal.domain.compartments import Compartment
from wbportal.portal import Work
from wbportal.vault.chain import Head, Link, check
from wbportal.vault.envelope import RecordPlace, open_record
from wbportal.vault.epochs import EpochKey
from wbportal.vault.errors import Forged
from wbportal.vault.hashes import sha256
from wbportal.vault.signatures import VerifyKey

ERASES_TO = "erases_to"
"""The detail of a sheet that says up to which number the reporter erased what was theirs."""


@dataclass(frozen=True, slots=True)
class Written:
    """An entry, opened and verified."""

    record_id: UUID
    number: int
    author_id: UUID  # the case's own id for its reporter
    day: date
    entry: Entry = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole compartment, and the head of its chain."""

    written: tuple[Written, ...]
    head: Head


def read(
    work: Work, opened: OpenCase, compartment: Compartment, memory: Remembered | None = None
) -> Reading:
    """Open a compartment from its first entry to its last; 0.15 ms for an entry that is new.

    An entry that `memory` has seen takes a fifth of that.
    Raises Damaged, Tampered or Forged if anything was removed, reordered, cut off, rolled back
    below what `memory` saw, moved here from elsewhere, or written by nobody who may.
    """
    newest = opened.key(compartment)
    row = compartments.by_id(work.db, newest.compartment_id)
    rows = records.in_order(work.db, newest.compartment_id)
    keys = _epoch_keys(work, newest, rows)
    links = [_link(one) for one in rows]
    seen = None if memory is None else memory.heads.get(compartment)
    head = check(links, keys, seen)  # 1-3
    if row is None or head != Head(row.number, row.link):
        raise Damaged
    found = _open(work, opened, rows, keys, 0 if seen is None else seen.number)  # 4
    _check_erased(opened, rows, found)  # 5
    return Reading(found, head)


def _epoch_keys(work: Work, newest: EpochKey, rows: Sequence[Record]) -> dict[int, EpochKey]:
    oldest = min((row.epoch for row in rows), default=newest.epoch)
    keys = {newest.epoch: newest}
    for epoch in range(newest.epoch - 1, oldest - 1, -1):
        keys[epoch] = epochs.at_epoch(work, keys[epoch + 1], epoch)
    return keys


def _link(row: Record) -> Link:
    sealed_hash = row.sealed_hash if row.erased else sha256(row.sealed_body)
    return Link(row.number, row.epoch, sealed_hash, row.link)


def _open(
    work: Work,
    opened: OpenCase,
    rows: Sequence[Record],
    keys: dict[int, EpochKey],
    checked_to: int,
) -> tuple[Written, ...]:
    signers: dict[UUID, tuple[VerifyKey, ...]] = {}
    found = []
    for row in rows:
        if row.erased:
            continue
        place = RecordPlace(opened.case.id, row.compartment_id, row.epoch, row.kind, row.id)
        signed = open_record(keys[row.epoch], place, row.sealed_body)
        if signed.author_id not in signers:
            signers[signed.author_id] = authors.verify_keys(work, opened.case, signed.author_id)
        keys_of_author = signers[signed.author_id]
        if row.number > checked_to and not any(signed.is_by(key) for key in keys_of_author):
            raise Forged
        entry = Entry.from_bytes(signed.body)
        found.append(Written(row.id, row.number, signed.author_id, row.day, entry))
    return tuple(found)


def _check_erased(opened: OpenCase, rows: Sequence[Record], written: Sequence[Written]) -> None:
    sheets = [
        number_of(one.entry.details, ERASES_TO, 0)
        for one in written
        if one.entry.type is EntryType.SHEET and one.author_id == opened.case.id
    ]
    erased_to = max(sheets, default=0)
    if any(row.erased and row.number > erased_to for row in rows):
        raise Damaged
