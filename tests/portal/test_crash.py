"""A server killed at any moment leaves no half case, and nothing that a sweep does not remove."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from tests.portal.scene import Scene, add_blob, add_case
from wbportal.db import audit, records
from wbportal.db.blobs import Blob
from wbportal.db.cases import Case
from wbportal.db.compartments import CompartmentRow
from wbportal.portal import AuditDraft, Portal, Work
from wbportal.portal.trail import entry_hash
from wbportal.vault.chain import Link, check
from wbportal.vault.epochs import EpochKey

_SECRET = bytes(range(32))  # of every case here, so that the chains can be checked afterwards
_RECORDS = 3
_ID_BYTES = 16


def _report(scene: Scene, portal: Portal) -> UUID:
    """Take in a case of three records, of which each has a file that holds its name's hash."""

    def deed(work: Work) -> UUID:
        case_id = uuid4()
        key = EpochKey(uuid4(), 1, _SECRET)
        add_case(work, scene.office_id, case_id, key)
        for _ in range(_RECORDS):
            writer = work.begin_blob()
            for _ in range(8):
                writer.stream.write(_content(writer.name) * 512)
            writer.keep()
            pending = scene.record(key, case_id)
            work.append(pending)
            add_blob(work, writer.name, pending)
        work.audit(AuditDraft(scene.office_id, None, "report", case_id))
        return case_id

    return portal.perform(deed)


def _content(name: str) -> bytes:
    return sha256(name.encode()).digest()


def _serve_until_killed(scene: Scene, acknowledged: int) -> None:
    portal = Portal.from_config(scene.config, scene.clock)
    while True:
        os.write(acknowledged, _report(scene, portal).bytes)


def _killed_after(scene: Scene, seconds: float) -> Iterator[UUID]:
    """Run a server, kill it, and return the cases that it said were taken in."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            _serve_until_killed(scene, writing)
        finally:
            os._exit(1)  # never back into the tests
    os.close(writing)
    with os.fdopen(reading, "rb") as said:
        first = said.read(_ID_BYTES)  # it runs
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        rest = said.read()
    assert os.WIFSIGNALED(status)
    ids = first + rest
    return (UUID(bytes=ids[at : at + _ID_BYTES]) for at in range(0, len(ids), _ID_BYTES))


def _check_case(work: Work, case_id: UUID) -> None:
    (thread,) = work.db.scalars(
        select(CompartmentRow).where(CompartmentRow.case_id == case_id)
    ).all()
    rows = records.in_order(work.db, thread.id)
    links = [Link(row.number, row.epoch, row.sealed_hash, row.link) for row in rows]
    head = check(links, {1: EpochKey(thread.id, 1, _SECRET)})
    assert (head.number, head.link) == (_RECORDS, thread.link)
    blobs = work.db.scalars(select(Blob).where(Blob.case_id == case_id)).all()
    assert {blob.record_id for blob in blobs} == {row.id for row in rows}
    for blob in blobs:
        with work.fetch(blob.name) as source:
            assert source.read() == _content(blob.name) * 512 * 8


def _check_trail(scene: Scene, work: Work, case_ids: set[UUID]) -> None:
    trail = list(audit.entries(work.db, scene.office_id))
    assert {entry.case_id for entry in trail} == case_ids
    hashes = {entry.number: entry.entry_hash for entry in trail}
    assert all(entry_hash(entry) == entry.entry_hash for entry in trail)
    # The file may be behind the database, by what was being written; never the reverse.
    for head in scene.portal.heads.audit(scene.office_id):
        assert hashes[head.number] == head.entry_hash


@pytest.mark.slow
def test_a_server_killed_at_any_moment_leaves_whole_cases_and_no_orphan(
    scene: Scene, rounds: Callable[[int], int]
) -> None:
    moments = random.Random(7)  # noqa: S311 - moments that can be tried again
    said: set[UUID] = set()
    for _ in range(rounds(12)):
        said |= set(_killed_after(scene, moments.uniform(0, 0.06)))
    with scene.portal.work() as work:
        kept = set(work.db.scalars(select(Case.id))) - {scene.case_id}
        assert said <= kept
        for case_id in kept:
            _check_case(work, case_id)
        _check_trail(scene, work, kept)
        named = set(work.db.scalars(select(Blob.name)))
    scene.portal.sweep(everything=True)
    assert scene.blobs_on_disk() == named
