"""A work is kept whole or not at all, and notices whoever was first."""

from collections.abc import Callable
from contextlib import closing
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from sqlalchemy import delete, event, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection

from tests.portal.scene import Scene, add_blob, add_case, make_case, make_office
from wbportal.db import records
from wbportal.db.audit import AuditEntry, ReporterEvent
from wbportal.db.cases import Case
from wbportal.db.engine import begin_writing
from wbportal.db.grants import Grant
from wbportal.db.records import Record
from wbportal.db.rosters import RosterRow
from wbportal.portal import (
    AlreadyThere,
    AuditDraft,
    Busy,
    PortalRunning,
    StaleEpoch,
    StaleRoster,
    StaleRow,
    Work,
)
from wbportal.vault.chain import Link, check
from wbportal.vault.epochs import EpochKey


class Trouble(Exception):
    """What a deed raises in these tests."""


def _thread(scene: Scene) -> list[Record]:
    with scene.portal.work() as work:
        return list(records.in_order(work.db, scene.key.compartment_id))


def _check_chain(scene: Scene, keys: dict[int, EpochKey]) -> int:
    rows = _thread(scene)
    links = [Link(row.number, row.epoch, row.sealed_hash, row.link) for row in rows]
    return check(links, keys).number


def test_what_a_block_wrote_is_there_when_it_ends(scene: Scene) -> None:
    with scene.portal.work() as work:
        scene.case(work).urgent = True
    with scene.portal.work() as work:
        assert scene.case(work).urgent


def test_what_a_block_wrote_is_gone_if_it_raises(scene: Scene) -> None:
    def deed(work: Work) -> None:
        scene.case(work).urgent = True
        work.append(scene.record())
        raise Trouble

    with pytest.raises(Trouble):
        scene.once(deed)
    with scene.portal.work() as work:
        assert not scene.case(work).urgent
    assert len(_thread(scene)) == 1


def test_records_are_numbered_and_linked_in_the_order_in_which_they_were_added(
    scene: Scene,
) -> None:
    added = []
    for _ in range(3):
        with scene.portal.work() as work:
            for _ in range(2):
                pending = scene.record()
                work.append(pending)
                added.append(pending.row.id)
    rows = _thread(scene)
    assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6, 7]
    assert [row.id for row in rows][1:] == added
    assert _check_chain(scene, {1: scene.key}) == 7


def test_the_head_of_a_chain_stands_in_its_compartment(scene: Scene) -> None:
    with scene.portal.work() as work:
        work.append(scene.record())
    with scene.portal.work() as work:
        row, last = scene.thread(work), _thread(scene)[-1]
        assert (row.number, row.link) == (last.number, last.link)


def test_a_block_that_only_reads_takes_no_lock(scene: Scene) -> None:
    said: list[str] = []
    event.listen(scene.portal.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    with scene.portal.work() as work:
        scene.case(work)
    assert said
    assert "BEGIN IMMEDIATE" not in said


def test_nothing_is_written_before_the_block_ends(scene: Scene) -> None:
    said: list[str] = []
    event.listen(scene.portal.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    with scene.portal.work() as work:
        scene.case(work).urgent = True
        work.append(scene.record())
        work.db.scalars(select(Case)).all()
        assert not any(one.startswith(("INSERT", "UPDATE", "BEGIN IMMEDIATE")) for one in said)
    begun = said.index("BEGIN IMMEDIATE")
    assert any(one.startswith("INSERT") for one in said[begun:])


def test_two_works_may_read_at_once_and_both_write_in_the_end(scene: Scene) -> None:
    with scene.portal.work() as first:
        scene.case(first)
        with scene.portal.work() as second:
            scene.case(second)
            second.append(scene.record())
        first.append(scene.record())
    assert _check_chain(scene, {1: scene.key}) == 3


def test_changing_a_row_that_somebody_changed_meanwhile_is_refused(scene: Scene) -> None:
    def deed(first: Work) -> None:
        case = scene.case(first)
        with scene.portal.work() as second:
            scene.case(second).category = "theirs"
        case.category = "ours"
        first.append(scene.record())

    with pytest.raises(StaleRow):
        scene.once(deed)
    with scene.portal.work() as work:
        assert scene.case(work).category == "theirs"
    assert len(_thread(scene)) == 1


def test_adding_what_is_there_already_is_told_apart(scene: Scene) -> None:
    with pytest.raises(AlreadyThere), scene.portal.work() as work:
        work.db.add(make_case(scene.office_id, scene.case_id))


def test_referring_to_a_row_that_is_gone_is_refused(scene: Scene) -> None:
    with pytest.raises(StaleRow) as caught, scene.portal.work() as work:
        work.db.add(make_case(uuid4(), uuid4()))
    assert not isinstance(caught.value, AlreadyThere)


def test_rows_may_be_added_before_what_they_refer_to(scene: Scene) -> None:
    key, case_id, office_id = EpochKey.generate(uuid4(), 1), uuid4(), uuid4()
    with scene.portal.work() as work:
        pending = scene.record(key, case_id)
        add_blob(work, uuid4().hex, pending)
        work.append(pending)
        add_case(work, office_id, case_id, key)
        work.db.add(make_office(office_id, "another"))
    with scene.portal.work() as work:
        assert work.db.get(Record, pending.row.id) is not None


def _advance(scene: Scene, to_epoch: int = 2) -> EpochKey:
    key = EpochKey.generate(scene.key.compartment_id, to_epoch)
    with scene.portal.work() as work:
        work.advance(scene.thread(work), to_epoch)
        work.append(scene.record(key))
    return key


def test_a_record_of_an_older_epoch_is_refused(scene: Scene) -> None:
    _advance(scene)
    with pytest.raises(StaleEpoch), scene.portal.work() as work:
        work.append(scene.record())
    assert len(_thread(scene)) == 2


def test_a_chain_goes_on_through_epochs(scene: Scene) -> None:
    second = _advance(scene)
    with scene.portal.work() as work:
        work.append(scene.record(second))
    assert _check_chain(scene, {1: scene.key, 2: second}) == 3


def test_a_key_is_advanced_once_even_if_two_want_to(scene: Scene) -> None:
    def deed(first: Work) -> None:
        row = scene.thread(first)
        _advance(scene)
        first.advance(row, 2)

    with pytest.raises(StaleEpoch):
        scene.once(deed)
    with scene.portal.work() as work:
        assert scene.thread(work).epoch == 2


def test_a_work_may_advance_a_key_twice(scene: Scene) -> None:
    with scene.portal.work() as work:
        work.advance(scene.thread(work), 2)
        assert scene.thread(work).epoch == 2
        work.advance(scene.thread(work), 3)
    with scene.portal.work() as work:
        assert scene.thread(work).epoch == 3


def test_a_deed_is_done_again_when_the_key_changed_under_it(scene: Scene) -> None:
    keys = {1: scene.key}
    tries = []

    def deed(work: Work) -> int:
        newest = scene.thread(work).epoch
        tries.append(newest)
        work.append(scene.record(keys[newest]))
        if len(tries) == 1:
            keys[2] = _advance(scene)
        return newest

    assert scene.portal.perform(deed) == 2
    assert tries == [1, 2]
    assert _check_chain(scene, keys) == 3


def test_a_deed_that_never_catches_up_gives_up(scene: Scene) -> None:
    tries = []

    def deed(work: Work) -> None:
        tries.append(work)
        work.append(scene.record(EpochKey.generate(scene.key.compartment_id, 99)))

    with pytest.raises(StaleEpoch):
        scene.portal.perform(deed)
    assert len(tries) == 3


def test_keys_wrapped_for_a_roster_that_was_replaced_are_refused(scene: Scene) -> None:
    def roster(version: int) -> RosterRow:
        return RosterRow(
            office_id=scene.office_id, version=version, signed=b"x", created_at=scene.now
        )

    with scene.portal.work() as work:
        work.db.add(roster(1))

    def deed(first: Work) -> None:
        first.expect_roster(scene.office_id, 1)
        first.append(scene.record())
        with scene.portal.work() as second:
            second.db.add(roster(2))

    with pytest.raises(StaleRoster):
        scene.once(deed)
    with scene.portal.work() as work:
        work.expect_roster(scene.office_id, 2)
        work.append(scene.record())
    assert len(_thread(scene)) == 2


def test_a_record_for_a_case_that_was_destroyed_meanwhile_is_refused(scene: Scene) -> None:
    lost = EpochKey.generate(uuid4(), 1)
    with pytest.raises(StaleRow), scene.portal.work() as work:
        work.append(scene.record(lost))


def test_statements_run_at_the_commit_and_go_with_it(scene: Scene) -> None:
    def deed(work: Work) -> None:
        work.later(delete(Record).where(Record.case_id == scene.case_id))
        raise Trouble

    with pytest.raises(Trouble):
        scene.once(deed)
    assert len(_thread(scene)) == 1
    with scene.portal.work() as work:
        work.later(delete(Grant).where(Grant.case_id == scene.case_id))
        work.later(delete(Record).where(Record.case_id == scene.case_id))
    assert _thread(scene) == []


def test_a_case_cannot_go_before_what_refers_to_it(scene: Scene) -> None:
    with pytest.raises(StaleRow), scene.portal.work() as work:
        work.later(delete(Case).where(Case.id == scene.case_id))


def test_reporters_acts_are_kept_by_day_with_the_heads_of_their_chains(scene: Scene) -> None:
    with scene.portal.work() as work:
        work.append(scene.record())
        work.note_reporter_act(scene.case(work), "follow-up")
    with scene.portal.work() as work:
        (found,) = work.db.scalars(select(ReporterEvent)).all()
        head = scene.thread(work)
        assert (found.day, found.deed) == (work.today, "follow-up")
        assert found.heads == f'{{"thread":[2,"{head.link.hex()}"]}}'


def test_a_day_begins_where_the_portal_stands(scene: Scene) -> None:
    scene.now = scene.now.replace(hour=17, minute=30)  # half past midnight in Bangkok
    with scene.portal.work() as work:
        assert work.now == scene.now
        assert work.today.isoformat() == "2026-03-15"


def test_what_comes_after_a_commit_comes_only_after_it(scene: Scene) -> None:
    called: list[str] = []

    def deed(work: Work) -> None:
        work.after_commit(lambda: called.append("not this"))
        raise Trouble

    with pytest.raises(Trouble):
        scene.once(deed)
    with scene.portal.work() as work:
        scene.case(work).urgent = True
        work.after_commit(lambda: called.append("this"))
        assert called == []
    assert called == ["this"]


def test_threads_that_write_at_once_make_one_chain(scene: Scene) -> None:
    barrier = Barrier(8)
    failed: list[Exception] = []

    def write() -> None:
        barrier.wait()
        for _ in range(5):
            try:
                scene.portal.perform(_reply(scene))
            except Exception as error:  # noqa: BLE001 - the test shows whatever it was
                failed.append(error)

    threads = [Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert _check_chain(scene, {1: scene.key}) == 41
    with scene.portal.work() as work:
        numbers = list(work.db.scalars(select(AuditEntry.number).order_by(AuditEntry.number)))
    assert numbers == list(range(1, 41))


def _reply(scene: Scene) -> Callable[[Work], None]:
    def deed(work: Work) -> None:
        work.append(scene.record())
        work.audit(AuditDraft(scene.office_id, None, "reply", scene.case_id))

    return deed


def test_an_installation_in_use_cannot_be_taken_alone(scene: Scene) -> None:
    with scene.portal.in_use(), scene.portal.in_use():
        with pytest.raises(PortalRunning), scene.portal.alone():
            pass
        with pytest.raises(PortalRunning):
            scene.portal.sweep(everything=True)
    with scene.portal.alone(), pytest.raises(PortalRunning), scene.portal.in_use():
        pass


def test_sessions_refuse_to_write_behind_a_works_back(scene: Scene) -> None:
    with scene.portal.work() as work:
        work.db.execute(text("SELECT 1"))
        assert not work.db.autoflush


def test_a_database_that_others_keep_busy_is_named(scene: Scene) -> None:
    def impatient(connection: DBAPIConnection, *_: object) -> None:
        with closing(connection.cursor()) as cursor:
            cursor.execute("PRAGMA busy_timeout = 1")

    event.listen(scene.portal.engine, "checkout", impatient)
    with scene.portal.engine.connect() as other:
        begin_writing(other)
        with pytest.raises(Busy):
            scene.once(lambda work: work.append(scene.record()))
    scene.once(lambda work: work.append(scene.record()))
    assert len(_thread(scene)) == 2
