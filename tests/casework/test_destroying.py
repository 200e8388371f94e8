"""Destroying a case that was worked on: two leads, what hinders it, and what is left after it."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from tests.casework.naming import ask
from tests.casework.protecting import MEASURE, keep, tell
from tests.casework.scene import Scene, make_scene
from tests.casework.test_destruction import blob_files, rows_by_table
from tests.casework.test_protection_keys import opened, rows_of
from wbportal.casework import access, destroying, settings
from wbportal.casework.destructions import Wish
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.keyholders import CodeHolder, Person
from wbportal.casework.reporter_acts import Said
from wbportal.domain.reasons import Reason
from wbportal.domain.registers import Register
from wbportal.domain.retention import BACKUP, THOUGHT_OVER
from wbportal.domain.rules import Action, NotAllowed, NotPossible, Why
from wbportal.domain.settings import Topic
from wbportal.domain.states import State

ENDED, WISHED, ORDERED = (
    Reason.RETENTION_ENDED,
    Reason.DESTRUCTION_WISHED,
    Reason.DESTRUCTION_ORDERED,
)
LONG = timedelta(days=371)  # more than the twelve months of the office, and of the check-ins


def _scene(home: Path, **people: int) -> Scene:
    scene = make_scene(home, **people)
    with scene.portal.work() as work:
        months = {"case_months": 12}
        settings.write(work, scene.office.administrators[0].person, Topic.RETENTION, months, 0)
    return scene


def _closed(scene: Scene, words: str = "the bridge", files: tuple[bytes, ...] = ()) -> UUID:
    case_id = scene.report(words, files=files)
    scene.assign(case_id, scene.office.handlers[0])
    scene.do(scene.handler, case_id, Action.ASSESS)
    scene.do(scene.lead, case_id, Action.DECLINE, code="not-ours", text="another body's")
    return case_id


def _propose(scene: Scene, who: Person, case_id: UUID, wish: Wish) -> UUID:
    scene.portal.perform(lambda work: destroying.propose(work, who, case_id, wish))
    return _look(scene, who, case_id).proposals[-1].id


def _look(scene: Scene, who: Person, case_id: UUID) -> destroying.Destruction:
    return scene.portal.perform(lambda work: destroying.look(work, who, case_id))


def _confirm(
    scene: Scene, who: Person, case_id: UUID, proposal: UUID, *, asked: bool = True
) -> date:
    return scene.portal.perform(
        lambda work: destroying.confirm(work, who, case_id, proposal, officer_asked=asked)
    )


def _wish(reason: Reason, *, asked: bool = True) -> Wish:
    return Wish(reason, "read again: nothing is open", "en", officer_asked=asked)


def _worked(scene: Scene) -> UUID:
    """Let a case gather a row of every kind, and leave it alone for long."""
    lead = scene.office.leads[0].person
    case_id = _closed(scene, files=(b"a" * 5000, b"b"))
    scene.do(lead, case_id, Action.REPLY, text="goodbye")
    keep(scene, case_id, Register.SAFETY, {**MEASURE, "state": "done"})
    tell(scene, case_id, Said(Action.REPORT_DETRIMENT, text="they moved me", lang="en"))
    ask(scene, lead, case_id)
    scene.clock.move(LONG)
    return case_id


def test_two_leads_destroy_a_case_and_no_key_and_no_row_is_left(tmp_path: Path) -> None:
    scene = _scene(tmp_path, officers=1)
    first, second = scene.office.leads
    other, case_id = _closed(scene, "the other"), _worked(scene)
    proposal = _propose(scene, first.person, case_id, _wish(ENDED))
    holders = (first, second, *scene.office.handlers[:1], *scene.office.officers)
    assert all(rows_of(scene, case_id, one) and opened(scene, case_id, one) for one in holders)
    assert {"grants", "records", "holder_states", "blobs"} <= _left_of(scene, case_id)
    by = _confirm(scene, second.person, case_id, proposal)
    assert by == scene.clock.now.date() + BACKUP
    for one in holders:
        assert (rows_of(scene, case_id, one), opened(scene, case_id, one)) == (set(), set())
        assert opened(scene, other, one)
    keys = scene.portal.keys
    code = scene.codes[case_id].keys(keys.receipt_salt, keys.receipt_cost)
    with pytest.raises(CaseNotFound), scene.portal.work() as work:
        access.open_case(work, CodeHolder(case_id, code), case_id)
    assert blob_files(scene) == []
    assert _left_of(scene, case_id) == {"audit_entries", "reporter_events"}
    row = scene.row(case_id)
    assert (row.state, row.outcome, row.receipt_lookup) == (State.DESTROYED, None, None)
    assert (row.risk_assessed_on, row.plan_made_on) == (None, None)
    [(actor, detail)] = _trail(scene, Action.CONFIRM_DESTRUCTION)
    assert actor == second.id.bytes
    assert f'"proposed_by":"{first.id}","reason":"retention-ended","seen":"by-two"' in detail


def test_nobody_confirms_what_they_proposed_while_another_lead_is_there(tmp_path: Path) -> None:
    scene = _scene(tmp_path, officers=1)
    first, second = (one.person for one in scene.office.leads)
    case_id = _closed(scene)
    scene.clock.move(LONG)
    proposal = _propose(scene, first, case_id, _wish(ENDED))
    scene.clock.move(2 * THOUGHT_OVER)
    with pytest.raises(NotPossible) as own:
        _confirm(scene, first, case_id, proposal)
    assert own.value.why is Why.OWN_PROPOSAL
    with pytest.raises(NotAllowed):
        _confirm(scene, scene.handler, case_id, proposal)
    with pytest.raises(Refused, match="another-proposal"):
        _confirm(scene, second, case_id, uuid4())
    assert scene.row(case_id).state is State.DECLINED


def test_what_hinders_it_is_asked_of_both_and_an_order_of_law_comes_before_it(
    tmp_path: Path,
) -> None:
    scene = _scene(tmp_path, officers=0)  # leads stand in, and see what protects
    first, second = (one.person for one in scene.office.leads)
    case_id = _closed(scene)

    def refused(reason: Reason, why: str) -> None:
        with pytest.raises(Refused, match=why):
            _propose(scene, first, case_id, _wish(reason))

    refused(ENDED, "kept-too-short")
    refused(WISHED, "check-ins-open")
    with pytest.raises(NotAllowed):
        _propose(scene, scene.handler, case_id, _wish(ORDERED))
    scene.clock.move(LONG)
    proposal = _propose(scene, first, case_id, _wish(WISHED))
    refused(WISHED, "proposed-already")
    keep(scene, case_id, Register.SAFETY, MEASURE)
    with pytest.raises(Refused, match="protection-open"):
        _confirm(scene, second, case_id, proposal)
    scene.portal.perform(lambda work: destroying.withdraw(work, second, case_id))
    refused(ENDED, "protection-open")
    with pytest.raises(NotPossible):
        _confirm(scene, second, case_id, proposal)
    proposal = _propose(scene, first, case_id, _wish(ORDERED))
    _confirm(scene, second, case_id, proposal)
    assert scene.row(case_id).state is State.DESTROYED


def test_where_protection_is_sealed_both_leads_ask_the_officer(tmp_path: Path) -> None:
    scene = _scene(tmp_path, officers=1)
    first, second = (one.person for one in scene.office.leads)
    case_id = _closed(scene)
    scene.clock.move(LONG)
    with pytest.raises(Refused, match="ask-the-officer"):
        _propose(scene, first, case_id, _wish(ENDED, asked=False))
    proposal = _propose(scene, first, case_id, _wish(ENDED))
    with pytest.raises(Refused, match="ask-the-officer"):
        _confirm(scene, second, case_id, proposal, asked=False)
    assert scene.row(case_id).state is State.DECLINED


def test_a_proposal_lapses_when_the_reporter_does_anything_and_when_it_is_reopened(
    tmp_path: Path,
) -> None:
    scene = _scene(tmp_path, officers=1)
    first, second = (one.person for one in scene.office.leads)
    told, again = _closed(scene), _closed(scene, "again")
    scene.clock.move(LONG)
    proposals = {one: _propose(scene, first, one, _wish(ENDED)) for one in (told, again)}
    # It is sealed from both leads what was told, and that it was; the proposal lapses all the same.
    tell(scene, told, Said(Action.REPORT_DETRIMENT, text="they moved me", lang="en"))
    scene.do(first, again, Action.REOPEN, code="came-back", text="we look again")
    scene.do(first, again, Action.DECLINE, code="not-ours", text="not ours")
    for case_id, proposal in proposals.items():
        assert _look(scene, second, case_id).standing is None
        with pytest.raises(NotPossible) as lapsed:
            _confirm(scene, second, case_id, proposal)
        assert lapsed.value.why is Why.NO_PROPOSAL
    with pytest.raises(Refused, match="kept-too-short"):
        _propose(scene, first, again, _wish(ENDED))


def test_a_lead_without_a_second_one_waits_seven_days_and_the_trail_says_so(
    tmp_path: Path,
) -> None:
    scene = _scene(tmp_path, leads=1, officers=0)
    case_id = _closed(scene)
    scene.clock.move(LONG)
    proposal = _propose(scene, scene.lead, case_id, _wish(ENDED))
    scene.clock.move(THOUGHT_OVER - timedelta(days=1))
    with pytest.raises(NotPossible) as soon:
        _confirm(scene, scene.lead, case_id, proposal)
    assert soon.value.why is Why.TOO_SOON
    scene.clock.move(timedelta(days=1))
    assert _look(scene, scene.lead, case_id).may_confirm
    _confirm(scene, scene.lead, case_id, proposal)
    [(_, detail)] = _trail(scene, Action.CONFIRM_DESTRUCTION)
    assert '"seen":"alone"' in detail


def _left_of(scene: Scene, case_id: UUID) -> set[str]:
    """In which tables a case is still named."""
    found = set()
    with scene.portal.engine.connect() as connection:
        for table in rows_by_table(scene):
            columns = connection.execute(text(f"PRAGMA table_info({table})")).all()
            if "case_id" in {one[1] for one in columns}:
                statement = f"SELECT count(*) FROM {table} WHERE case_id = :id"  # noqa: S608 - names of our own tables
                if connection.execute(text(statement), {"id": case_id.bytes}).scalar():
                    found.add(table)
    return found


def _trail(scene: Scene, action: Action) -> list[tuple[bytes, str]]:
    with scene.portal.engine.connect() as connection:
        statement = text("SELECT actor_id, detail FROM audit_entries WHERE deed = :deed")
        rows = connection.execute(statement, {"deed": action.value}).all()
    return [(row[0], row[1]) for row in rows]
