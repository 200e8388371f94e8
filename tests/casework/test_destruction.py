"""What is left of a destroyed case: a tombstone."""

from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from tests.casework.scene import Scene, make_scene
from wbportal.casework.destruction import destroy
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.domain.reasons import Reason
from wbportal.domain.retention import BACKUP
from wbportal.domain.rules import Action, NotAllowed, NotPossible
from wbportal.domain.states import State


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path)


def rows_by_table(scene: Scene) -> dict[str, int]:
    """How many rows of each table name a case, or belong to one of its compartments."""
    tables = inspect(scene.portal.engine)
    found = {}
    with scene.portal.engine.connect() as connection:
        for table in tables.get_table_names():
            columns = {column["name"] for column in tables.get_columns(table)}
            if columns & {"case_id", "compartment_id"}:
                statement = f"SELECT count(*) FROM {table}"  # noqa: S608 - names of our own tables
                if table == "blobs":
                    statement += " WHERE case_id IS NOT NULL"
                found[table] = connection.execute(text(statement)).scalar() or 0
    return found


def blob_files(scene: Scene) -> list[Path]:
    return [path for path in (scene.portal.home / "blobs").rglob("*") if path.is_file()]


def test_nothing_of_a_destroyed_case_is_left_but_its_tombstone(scene: Scene) -> None:
    case_id = scene.report("cheap pills", files=[b"a" * 5000, b"b"], area="TH-40", urgent=True)
    scene.assign(case_id, scene.office.handlers[0])
    scene.do(scene.lead, case_id, Action.REPLY, text="is this meant for us?")
    scene.queue(scene.lead)
    before = rows_by_table(scene)
    assert all(before[table] for table in ("grants", "records", "epochs", "blobs", "assignments"))
    assert len(blob_files(scene)) == 2
    by = scene.portal.perform(lambda work: destroy(work, scene.lead, [case_id], Reason.SPAM))
    after = rows_by_table(scene)
    row = scene.row(case_id)
    assert blob_files(scene) == []
    assert {table for table, count in after.items() if count} == {
        "audit_entries",
        "reporter_events",
    }
    assert (row.state, row.receipt_lookup, row.area, row.urgent) == (
        State.DESTROYED,
        None,
        None,
        False,
    )
    assert by == row.received_on + BACKUP


def test_a_destroyed_case_is_found_by_nobody(scene: Scene) -> None:
    case_id = scene.report("cheap pills")
    scene.queue(scene.lead)
    scene.portal.perform(lambda work: destroy(work, scene.lead, [case_id], Reason.TEST))
    assert scene.queue(scene.lead).counts.all == 0
    with pytest.raises(CaseNotFound):
        scene.look(scene.lead, case_id)
    with pytest.raises(CaseNotFound):
        scene.portal.perform(lambda work: destroy(work, scene.lead, [case_id], Reason.TEST))


def test_other_cases_are_not_touched(scene: Scene) -> None:
    kept = scene.report("the bridge", files=[b"kept"])
    spam = scene.report("cheap pills", files=[b"gone"])
    scene.portal.perform(lambda work: destroy(work, scene.lead, [spam], Reason.SPAM))
    found = scene.look(scene.lead, kept)
    assert found.report is not None
    assert len(found.files) == len(blob_files(scene)) == 1


def test_several_are_destroyed_together_or_not_at_all(scene: Scene) -> None:
    spam = [scene.report(f"cheap pills {number}") for number in range(3)]
    worked = scene.owned("the bridge")
    scene.do(scene.lead, worked, Action.ASSESS)
    scene.do(scene.lead, worked, Action.ADDRESS)
    with pytest.raises(NotPossible):
        scene.portal.perform(lambda work: destroy(work, scene.lead, [*spam, worked], Reason.SPAM))
    assert scene.queue(scene.lead).counts.all == 4
    scene.portal.perform(lambda work: destroy(work, scene.lead, spam, Reason.SPAM))
    assert [row.case_id for row in scene.queue(scene.lead).rows] == [worked]


def test_only_a_lead_destroys_and_only_spam_and_tests(scene: Scene) -> None:
    case_id = scene.owned()
    with pytest.raises(NotAllowed):
        scene.portal.perform(lambda work: destroy(work, scene.handler, [case_id], Reason.SPAM))
    stranger = scene.office.handlers[1].person
    with pytest.raises(CaseNotFound):
        scene.portal.perform(lambda work: destroy(work, stranger, [case_id], Reason.SPAM))
    for cases, reason in (([case_id], ""), ([case_id], "not-ours"), ([], Reason.SPAM)):
        with pytest.raises(Refused), scene.portal.work() as work:
            destroy(work, scene.lead, cases, reason)
    assert scene.row(case_id).state is State.RECEIVED


def test_the_trail_remembers_that_it_was_destroyed_and_by_whom(scene: Scene) -> None:
    case_id = scene.report("cheap pills")
    scene.portal.perform(lambda work: destroy(work, scene.lead, [case_id], Reason.SPAM))
    with scene.portal.engine.connect() as connection:
        (entry,) = connection.execute(
            text("SELECT actor_id, detail FROM audit_entries WHERE deed = 'destroy'")
        ).all()
    assert entry[0] == scene.lead.id.bytes
    assert entry[1] == '{"reason":"spam"}'
