"""Daily counts: signed when a day is over, chained, kept outside too, and checked against cases."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, text

from tests.casework.scene import Scene, make_scene
from wbportal.casework import audit, counts, proofs, receipt
from wbportal.casework import proof_documents as documents
from wbportal.casework.counts import DEED, CountFinding, CountVerdict
from wbportal.casework.destruction import destroy
from wbportal.db.audit import AuditEntry, of_deed
from wbportal.portal.heads import HeadsDamaged
from wbportal.vault.proofs import verify_count
from wbportal.vault.sessions import SessionSecret

DAY = timedelta(days=1)
FIRST = date(2026, 11, 23)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Two reports on the first day, none on the second, one on the third; all of them counted."""
    scene = make_scene(tmp_path)
    scene.report("one")
    scene.report("another")
    scene.clock.move(2 * DAY)
    scene.report("a third")
    scene.clock.move(DAY)
    assert _count(scene) == 3
    return scene


def _count(scene: Scene) -> int:
    return scene.portal.perform(counts.enter_counts)


def _verify(scene: Scene) -> CountVerdict:
    with scene.portal.work() as work:
        return counts.verify(work, scene.office.id)


def _counted(scene: Scene) -> list[int]:
    key = proofs.office_key(scene.portal.keys, scene.office.id)
    with scene.portal.work() as work:
        entries = of_deed(work.db, scene.office.id, DEED)
        signed = [json.loads(entry.detail)["signed"] for entry in entries]
    return [verify_count(bytes.fromhex(one), key).reports for one in signed]


def _file(scene: Scene) -> Path:
    return scene.portal.home / "heads.counts.jsonl"


def test_each_day_that_is_over_is_counted_once(scene: Scene) -> None:
    assert _counted(scene) == [2, 0, 1]
    assert _count(scene) == 0
    assert _counted(scene) == [2, 0, 1]
    assert _verify(scene) == CountVerdict(CountFinding.INTACT, 3, FIRST + 2 * DAY)


def test_today_is_not_counted_before_it_is_over(scene: Scene) -> None:
    scene.report("today")
    assert _count(scene) == 0
    scene.clock.move(DAY)
    assert _count(scene) == 1
    assert _counted(scene)[-1] == 1


def test_days_that_were_missed_are_made_up_for(scene: Scene) -> None:
    scene.clock.move(40 * DAY)
    assert _count(scene) == 40
    assert _verify(scene).days == 43


def test_a_destroyed_report_was_received_all_the_same(scene: Scene) -> None:
    case_id = next(iter(scene.codes))
    scene.portal.perform(lambda work: destroy(work, scene.lead, [case_id], "spam", None))
    assert _verify(scene).finding is CountFinding.INTACT


def test_the_count_is_in_the_trail_with_the_key_that_signed_it(scene: Scene) -> None:
    key = proofs.office_key(scene.portal.keys, scene.office.id)
    with scene.portal.work() as work:
        assert audit.verify(work, scene.office.id).finding is audit.Finding.INTACT
        details = [json.loads(e.detail) for e in of_deed(work.db, scene.office.id, DEED)]
    assert next((one["day"], one["reports"]) for one in details) == ("2026-11-23", 2)
    assert {one["key"] for one in details} == {key.fingerprint().hex()}


def test_a_report_that_was_made_to_vanish_is_missed(scene: Scene) -> None:
    with scene.portal.engine.begin() as connection:
        moved = text("UPDATE cases SET received_on = '2026-11-24' WHERE id = :id")
        connection.execute(moved, {"id": next(iter(scene.codes)).bytes})
    verdict = _verify(scene)
    assert (verdict.finding, verdict.day) == (CountFinding.OTHER_REPORTS, FIRST)


def test_a_trail_without_its_last_count_is_behind_the_file(scene: Scene) -> None:
    with scene.portal.work() as work:
        newest = next(of_deed(work.db, scene.office.id, DEED, newest_first=True))
        here = delete(AuditEntry).where(AuditEntry.office_id == scene.office.id)
        work.later(here.where(AuditEntry.number == newest.number))
    verdict = _verify(scene)
    assert (verdict.finding, verdict.day) == (CountFinding.MISSING, FIRST + 2 * DAY)


def test_a_file_that_says_something_else_is_seen(scene: Scene) -> None:
    lines = _file(scene).read_bytes().splitlines(keepends=True)
    _file(scene).write_bytes(lines[0] + lines[2])
    verdict = _verify(scene)
    assert (verdict.finding, verdict.day) == (CountFinding.NOT_OUTSIDE, FIRST + DAY)
    other = json.loads(lines[1])
    other["signed"] = json.loads(lines[0])["signed"]
    _file(scene).write_bytes(lines[0] + json.dumps(other).encode() + b"\n" + lines[2])
    assert _verify(scene).finding is CountFinding.NOT_OUTSIDE


def test_counting_anew_leaves_both_counts_in_the_file(scene: Scene) -> None:
    """Whoever has every key can sign another number, but not unwrite the first."""
    lines = _file(scene).read_bytes().splitlines(keepends=True)
    again = {**json.loads(lines[1]), "signed": "01" * 40}
    _file(scene).write_bytes(b"".join(lines) + json.dumps(again).encode() + b"\n")
    assert _verify(scene).finding is CountFinding.NOT_OUTSIDE


def test_a_count_that_the_office_did_not_sign_is_seen(scene: Scene) -> None:
    with scene.portal.work() as work:
        entry = next(of_deed(work.db, scene.office.id, DEED, newest_first=True))
        detail = json.loads(entry.detail)
        detail["signed"] = detail["signed"][:-2] + "ff"
        entry.detail = json.dumps(detail)
    assert _verify(scene).finding is CountFinding.CHANGED


def test_what_could_not_be_written_outside_is_written_the_next_night(scene: Scene) -> None:
    whole = _file(scene).read_bytes()
    _file(scene).write_bytes(whole.splitlines(keepends=True)[0])
    assert _count(scene) == 2
    assert _file(scene).read_bytes() == whole
    assert _verify(scene).finding is CountFinding.INTACT


def test_a_file_that_cannot_be_read_is_said_and_shows_nobody_anything(scene: Scene) -> None:
    _file(scene).write_text("nonsense\n")
    with pytest.raises(HeadsDamaged):
        _verify(scene)
    assert _seen(scene).reports is None


def _seen(scene: Scene) -> proofs.Seen:
    case_id, code = next(iter(scene.codes.items()))
    visit = scene.portal.perform(lambda work: receipt.present(work, code, SessionSecret.generate()))
    proven = scene.portal.perform(lambda work: proofs.prove(work, visit, code))
    assert scene.row(case_id).received_on == FIRST
    with scene.portal.work() as work:
        return proofs.check(work, documents.write_statement(proven.signed))


def test_whoever_has_a_statement_of_a_day_sees_its_count(scene: Scene) -> None:
    assert _seen(scene).reports == 2
    _file(scene).unlink()
    assert _seen(scene).reports is None
