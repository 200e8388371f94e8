from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from tests.builders import Somebody
from tests.journeys.scene import Scene, make_scene
from wbportal.casework import access
from wbportal.casework.dossier import open_dossier
from wbportal.casework.errors import CaseNotFound, CodeNeeded, Damaged
from wbportal.casework.keyholders import CodeHolder, Visitor
from wbportal.casework.records import Entry, EntryType
from wbportal.casework.rosters import history
from wbportal.db import cases, compartments, epochs, grants
from wbportal.db.cases import Assignment
from wbportal.domain.compartments import Compartment, given_on_assignment
from wbportal.domain.roles import Role
from wbportal.portal import StaleEpoch
from wbportal.vault.envelope import RecordPlace, open_record
from wbportal.vault.epochs import EpochKey, read_statement
from wbportal.vault.errors import Forged, ShareRefused, Tampered, WrongKey
from wbportal.vault.keys import WrappedKey
from wbportal.vault.quorum import SharePlace, join_shares, unwrap_share
from wbportal.vault.receipts import ReceiptCode, ReceiptKeys

_NOBODY: frozenset[UUID] = frozenset()


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path)


def _assign(scene: Scene, handler: Somebody) -> None:
    with scene.portal.work() as work:
        opened = open_dossier(work, scene.lead, scene.case_id).opened
        entry = history(work, scene.office.id).entry(handler.id)
        assert entry is not None
        parts = given_on_assignment(Role.HANDLER)
        access.grant(work, opened, entry, parts, walled=False)
        work.db.add(
            Assignment(
                case_id=scene.case_id, holder_id=handler.id, role=Role.HANDLER, since=work.now
            )
        )


def _exclude(scene: Scene, handler: Somebody) -> None:
    with scene.portal.work() as work:
        opened = open_dossier(work, scene.lead, scene.case_id).opened
        access.exclude(work, opened, frozenset({handler.id}), _NOBODY)


def _reporter_keys(scene: Scene, code: ReceiptCode) -> ReceiptKeys:
    return code.keys(scene.portal.keys.receipt_salt, scene.portal.keys.receipt_cost)


class TestHandlers:
    def test_an_assigned_handler_reads_what_was_written_before(self, scene: Scene) -> None:
        handler = scene.office.handlers[0]
        with pytest.raises(CaseNotFound):
            scene.open(handler.person)
        _assign(scene, handler)
        assert len(scene.open(handler.person).thread.written) == 3

    def test_an_assigned_handler_holds_neither_protection_nor_identity(self, scene: Scene) -> None:
        handler = scene.office.handlers[0]
        _assign(scene, handler)
        held = set(scene.open(handler.person).opened.keys)
        assert held == {Compartment.THREAD, Compartment.INVESTIGATION}

    def test_a_revoked_handler_opens_nothing_written_afterwards(self, scene: Scene) -> None:
        handler = scene.office.handlers[0]
        _assign(scene, handler)
        old = scene.open(handler.person).opened.key(Compartment.THREAD)
        _exclude(scene, handler)
        scene.say("after you left")
        with pytest.raises(CaseNotFound):
            scene.open(handler.person)
        last = scene.open().thread.written[-1]
        [(sealed,)] = scene.sql(
            "SELECT sealed_body FROM records WHERE id = :id", id=last.record_id.bytes
        )
        assert isinstance(sealed, bytes)
        newest = scene.open().opened.key(Compartment.THREAD)
        assert newest.epoch == old.epoch + 1
        place = epoch_place(scene, last.record_id)
        assert b"after you left" in open_record(newest, place, sealed).body
        with pytest.raises(Tampered):
            open_record(replace(old, epoch=newest.epoch), place, sealed)

    def test_who_remains_reads_everything_after_a_new_epoch(self, scene: Scene) -> None:
        handler = scene.office.handlers[0]
        _assign(scene, handler)
        _exclude(scene, handler)
        scene.say("in the new epoch")
        for look in (scene.open, scene.open_with_code):
            texts = [w.entry.text for w in look().thread.written]
            assert texts[0] == "the first report"
            assert texts[-1] == "in the new epoch"
        assert scene.open(scene.office.leads[1].person).thread.written

    def test_a_revoked_handler_who_writes_to_the_database_appends_nothing(
        self, scene: Scene
    ) -> None:
        handler = scene.office.handlers[0]
        _assign(scene, handler)
        before = scene.open(handler.person).opened
        _exclude(scene, handler)
        compartment_id = before.key(Compartment.THREAD).compartment_id
        scene.sql("UPDATE compartments SET epoch = 1 WHERE id = :id", id=compartment_id.bytes)
        with scene.portal.work() as work:
            access.write(
                work, before, Compartment.THREAD, Entry(EntryType.REPLY, text="I am still here")
            )
        scene.sql("UPDATE compartments SET epoch = 2 WHERE id = :id", id=compartment_id.bytes)
        with pytest.raises(Tampered):
            scene.open()

    def test_an_epoch_that_a_handler_began_is_forged(self, scene: Scene) -> None:
        handler = scene.office.handlers[0]
        _assign(scene, handler)
        with scene.portal.work() as work:
            opened = open_dossier(work, handler.person, scene.case_id).opened
            access.exclude(work, opened, _NOBODY, _NOBODY)
        with pytest.raises(Forged):
            scene.open()

    def test_what_is_sealed_under_an_old_epoch_is_not_kept(self, scene: Scene) -> None:
        handler = scene.office.handlers[0]
        _assign(scene, handler)
        with pytest.raises(StaleEpoch), scene.portal.work() as work:  # noqa: PT012 - the commit raises
            opened = open_dossier(work, scene.lead, scene.case_id).opened
            access.write(work, opened, Compartment.THREAD, Entry(EntryType.REPLY, text="late"))
            _exclude(scene, handler)
        assert "late" not in [w.entry.text for w in scene.open().thread.written]

    def test_whoever_gets_keys_while_they_change_is_not_left_out(self, scene: Scene) -> None:
        handler, gone = scene.office.handlers
        _assign(scene, gone)
        with pytest.raises(StaleEpoch), scene.portal.work() as work:  # noqa: PT012 - the commit raises
            opened = open_dossier(work, scene.lead, scene.case_id).opened
            access.exclude(work, opened, frozenset({gone.id}), _NOBODY)
            _assign(scene, handler)
        _exclude(scene, gone)
        with scene.portal.work() as work:
            open_dossier(work, handler.person, scene.case_id)


class TestReporter:
    def test_the_old_code_opens_nothing_after_a_change(self, scene: Scene) -> None:
        new = ReceiptCode.generate()
        keys = _reporter_keys(scene, new)
        with scene.portal.work() as work:
            holder = CodeHolder(scene.case_id, _reporter_keys(scene, scene.code))
            access.change_code(work, access.open_case(work, holder, scene.case_id), keys)
        with pytest.raises((CaseNotFound, WrongKey, Damaged)):
            scene.open_with_code()
        with scene.portal.work() as work:
            case = cases.by_receipt_lookup(work.db, keys.lookup)
            assert case is not None
            opened = access.open_case(work, CodeHolder(case.id, keys), case.id)
            assert set(opened.keys) == {
                Compartment.THREAD,
                Compartment.PROTECTION,
                Compartment.IDENTITY,
            }

    def test_what_was_written_with_the_old_code_is_still_the_reporters(self, scene: Scene) -> None:
        new = _reporter_keys(scene, ReceiptCode.generate())
        with scene.portal.work() as work:
            holder = CodeHolder(scene.case_id, _reporter_keys(scene, scene.code))
            access.change_code(work, access.open_case(work, holder, scene.case_id), new)
        assert scene.open().thread.written[0].author_id == scene.case_id

    def test_a_session_is_told_when_its_key_is_out_of_date(self, scene: Scene) -> None:
        opened = scene.open_with_code().opened
        visitor = Visitor(scene.case_id, opened.signing, opened.keys)
        with scene.portal.work() as work:
            access.open_case(work, visitor, scene.case_id)
        handler = scene.office.handlers[0]
        _assign(scene, handler)
        _exclude(scene, handler)
        with pytest.raises(CodeNeeded), scene.portal.work() as work:
            access.open_case(work, visitor, scene.case_id)


class TestIdentity:
    def test_two_custodians_together_open_it_and_one_alone_does_not(self, scene: Scene) -> None:
        with scene.portal.work() as work:
            row = compartments.one(work.db, scene.case_id, Compartment.IDENTITY)
            assert row is not None
            rows = {g.holder_id: g for g in grants.of_epoch(work.db, row.id, 1)}
            statement = epochs.one(work.db, row.id, 1)
            assert statement is not None
            shares = [
                unwrap_share(
                    one.keys.kem,
                    WrappedKey(rows[one.id].wrapped_key),
                    SharePlace(row.id, 1, one.id),
                )
                for one in scene.office.custodians
            ]
            commitment = read_statement(statement.statement).statement.commitment
            place = row.id
        key = EpochKey.committed(join_shares(shares), place, 1, commitment)
        assert key.epoch == 1
        with pytest.raises(ShareRefused):
            join_shares(shares[:1])

    def test_a_custodian_opens_no_case(self, scene: Scene) -> None:
        with pytest.raises(CaseNotFound):
            scene.open(scene.office.custodians[0].person)

    def test_every_compartment_looks_used_from_the_start(self, scene: Scene) -> None:
        rows = scene.sql(
            "SELECT c.kind, count(*), min(length(r.sealed_body)), max(length(r.sealed_body)) "
            "FROM compartments c JOIN records r ON r.compartment_id = c.id "
            "WHERE c.case_id = :case GROUP BY c.kind",
            case=scene.other_case_id.bytes,
        )
        assert {row[0] for row in rows} == {kind.value for kind in Compartment}
        assert {row[1] for row in rows} == {1}
        assert len({size for row in rows for size in row[2:]}) == 1


def epoch_place(scene: Scene, record_id: UUID) -> RecordPlace:
    """Return where a record belongs, as its row says."""
    [(compartment_id, epoch, kind)] = scene.sql(
        "SELECT compartment_id, epoch, kind FROM records WHERE id = :id", id=record_id.bytes
    )
    assert isinstance(compartment_id, bytes)
    assert isinstance(epoch, int)
    assert isinstance(kind, str)
    return RecordPlace(scene.case_id, UUID(bytes=compartment_id), epoch, kind, record_id)
