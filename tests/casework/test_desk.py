"""What each action of the rules writes, changes and leaves alone."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.casework.scene import Scene, make_scene
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.records import EntryType
from wbportal.domain.reasons import Reason
from wbportal.domain.rules import Action, NotAllowed, NotPossible
from wbportal.domain.states import State
from wbportal.portal import StaleRow


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("home"))


def _in(scene: Scene, state: State) -> UUID:
    """Let a case come into a state by the actions that lead there."""
    case_id = scene.owned(f"on its way to {state}")
    for action in _WAYS[state]:
        scene.do(scene.lead, case_id, action, **_SAID.get(action, {}))
    return case_id


_SAID: dict[Action, dict[str, str]] = {
    Action.ASK: {"text": "when was it?", "code": Reason.MORE_ABOUT_WHEN},
    Action.REFER: {
        "text": "we passed it on",
        "code": Reason.OTHER_BODY_COMPETENT,
        "body": "the Auditor",
    },
    Action.DECLINE: {"text": "it is not ours", "code": Reason.NOT_OURS},
    Action.CONCLUDE: {"text": "it was put right", "code": Reason.PUT_RIGHT},
    Action.REOPEN: {"code": Reason.NEW_EVIDENCE, "new": "a ledger was found"},
    Action.REPLY: {"text": "thank you"},
    Action.NOTE: {"text": "call the school"},
}
_WAYS: dict[State, list[Action]] = {
    State.RECEIVED: [],
    State.ASSESSING: [Action.ASSESS],
    State.ADDRESSING: [Action.ASSESS, Action.ADDRESS],
    State.AWAITING_REPORTER: [Action.ASSESS, Action.ASK],
    State.REFERRED: [Action.ASSESS, Action.REFER],
    State.DECLINED: [Action.ASSESS, Action.DECLINE],
    State.CONCLUDED: [Action.ASSESS, Action.ADDRESS, Action.CONCLUDE],
}
_MOVES = [
    (State.RECEIVED, Action.ASSESS, State.ASSESSING),
    (State.RECEIVED, Action.ASK, State.AWAITING_REPORTER),
    (State.ASSESSING, Action.ADDRESS, State.ADDRESSING),
    (State.ASSESSING, Action.REFER, State.REFERRED),
    (State.ASSESSING, Action.DECLINE, State.DECLINED),
    (State.ADDRESSING, Action.REFER, State.REFERRED),
    (State.ADDRESSING, Action.CONCLUDE, State.CONCLUDED),
    (State.AWAITING_REPORTER, Action.RESUME, State.ASSESSING),
    (State.REFERRED, Action.RETURN, State.ASSESSING),
    (State.REFERRED, Action.CONCLUDE, State.CONCLUDED),
    (State.REFERRED, Action.ASK, State.AWAITING_REPORTER),
    (State.DECLINED, Action.REOPEN, State.ASSESSING),
    (State.CONCLUDED, Action.REOPEN, State.ASSESSING),
]


@pytest.mark.parametrize(("before", "action", "after"), _MOVES)
def test_a_move_changes_the_state_and_is_told_in_the_thread(
    scene: Scene, before: State, action: Action, after: State
) -> None:
    case_id = _in(scene, before)
    scene.do(scene.lead, case_id, action, **_SAID.get(action, {}))
    found = scene.look(scene.lead, case_id)
    last = found.steps[-1]
    assert found.state is after
    assert (last.action, last.is_mine) == (action, True)
    assert last.text == _SAID.get(action, {}).get("text", "")
    assert last.reason == _SAID.get(action, {}).get("code", "")
    assert last.body == _SAID.get(action, {}).get("body", "")


@pytest.mark.parametrize("state", [s for s in State if s is not State.DESTROYED])
@pytest.mark.parametrize("action", [*_SAID, Action.ASSESS, Action.ADDRESS, Action.RESUME])
def test_an_action_that_is_not_offered_changes_nothing(
    scene: Scene, state: State, action: Action
) -> None:
    case_id = _in(scene, state)
    scene.prepare(scene.lead, case_id, action)
    before = scene.look(scene.lead, case_id)
    if action in before.actions:
        scene.do(scene.lead, case_id, action, **_SAID.get(action, {}))
        return
    with pytest.raises(NotPossible):
        scene.do(scene.lead, case_id, action, **_SAID.get(action, {}))
    after = scene.look(scene.lead, case_id)
    assert (after.state, after.thread, after.version) == (state, before.thread, before.version)


@pytest.mark.parametrize("action", [Action.REFER, Action.DECLINE, Action.CONCLUDE, Action.REOPEN])
def test_a_handler_does_not_decide_what_a_lead_decides(scene: Scene, action: Action) -> None:
    case_id = _in(scene, State.ASSESSING)
    with pytest.raises(NotAllowed):
        scene.do(scene.handler, case_id, action, **_SAID[action])


@pytest.mark.parametrize("action", [*_SAID, Action.ASSESS, Action.ASSIGN])
def test_whoever_is_not_assigned_finds_no_case_whatever_they_try(
    scene: Scene, action: Action
) -> None:
    case_id = _in(scene, State.ASSESSING)
    for stranger in (scene.office.handlers[1], scene.office.custodians[0]):
        with pytest.raises(CaseNotFound):
            scene.do(stranger.person, case_id, action, **_SAID.get(action, {}))


def test_acknowledging_stops_one_clock_and_sets_the_other(scene: Scene) -> None:
    case_id = scene.owned()
    scene.clock.move(timedelta(days=2))
    scene.do(scene.handler, case_id, Action.ACKNOWLEDGE, text="we have read it")
    row = scene.row(case_id)
    assert row.acknowledged_on == row.received_on + timedelta(days=2)
    assert [clock.key for clock in scene.look(scene.lead, case_id).clocks] == ["house.feedback"]
    with pytest.raises(NotPossible):
        scene.do(scene.handler, case_id, Action.ACKNOWLEDGE)


def test_asking_waits_thirty_days_and_remembers_where_the_case_was(scene: Scene) -> None:
    case_id = _in(scene, State.ADDRESSING)
    scene.do(scene.handler, case_id, Action.ASK, **_SAID[Action.ASK])
    row = scene.row(case_id)
    assert row.state_before is State.ADDRESSING
    assert row.awaiting_until is not None
    assert row.awaiting_until - scene.clock.now.date() == timedelta(days=30)
    scene.do(scene.handler, case_id, Action.RESUME)
    row = scene.row(case_id)
    assert (row.state, row.awaiting_until) == (State.ADDRESSING, None)


def test_closing_keeps_the_day_and_reopening_forgets_it(scene: Scene) -> None:
    case_id = _in(scene, State.CONCLUDED)
    row = scene.row(case_id)
    assert row.concluded_on is not None
    assert row.outcome == Reason.PUT_RIGHT
    scene.do(scene.lead, case_id, Action.REOPEN, **_SAID[Action.REOPEN])
    row = scene.row(case_id)
    assert (row.concluded_on, row.outcome) == (None, None)


@pytest.mark.parametrize("code", ["", "spam", "insufficient-detail", "grounds-found", "<script>"])
def test_a_reason_that_is_none_here_is_refused(scene: Scene, code: str) -> None:
    case_id = _in(scene, State.ASSESSING)
    with pytest.raises(Refused):
        scene.do(scene.lead, case_id, Action.DECLINE, text="no", code=code)
    assert scene.row(case_id).state is State.ASSESSING


def test_insufficient_detail_is_a_reason_once_the_reporter_was_asked(scene: Scene) -> None:
    case_id = _in(scene, State.AWAITING_REPORTER)
    scene.do(scene.lead, case_id, Action.RESUME)
    scene.do(scene.lead, case_id, Action.DECLINE, text="no", code=Reason.INSUFFICIENT_DETAIL)
    assert scene.row(case_id).state is State.DECLINED


def test_an_order_from_an_old_page_changes_nothing(scene: Scene) -> None:
    case_id = _in(scene, State.ASSESSING)
    old = scene.look(scene.lead, case_id).version
    scene.do(scene.handler, case_id, Action.ADDRESS, version=old)
    with pytest.raises(StaleRow):
        scene.do(scene.lead, case_id, Action.REFER, version=old, **_SAID[Action.REFER])
    assert scene.row(case_id).state is State.ADDRESSING


def test_a_reply_from_an_old_page_is_still_an_answer(scene: Scene) -> None:
    case_id = _in(scene, State.ASSESSING)
    old = scene.look(scene.lead, case_id).version
    scene.do(scene.handler, case_id, Action.ADDRESS)
    scene.do(scene.lead, case_id, Action.REPLY, version=old, text="thank you")
    assert scene.look(scene.lead, case_id).thread[-1].text == "thank you"


def test_a_note_stands_where_the_reporter_cannot_read(scene: Scene) -> None:
    case_id = scene.owned()
    scene.do(scene.handler, case_id, Action.NOTE, text="call the school")
    found = scene.look(scene.lead, case_id)
    assert [note.text for note in found.notes] == ["call the school"]
    assert all(item.type is not EntryType.NOTE for item in found.thread)


def test_the_trail_names_the_deed_and_the_heads_and_no_content(scene: Scene) -> None:
    case_id = _in(scene, State.DECLINED)
    with scene.portal.engine.connect() as connection:
        entries = connection.execute(
            text("SELECT deed, detail FROM audit_entries WHERE case_id = :case ORDER BY number"),
            {"case": case_id.bytes},
        ).all()
    deeds = [entry[0] for entry in entries]
    assert deeds == ["assign", "assess", "record-assessment", "decline"]
    assert all('"heads"' in entry[1] for entry in entries)
    assert not any("not ours" in entry[1] for entry in entries)


def test_what_was_new_to_a_reader_is_marked_once(scene: Scene) -> None:
    case_id = scene.owned()
    assert not any(item.is_new for item in scene.look(scene.lead, case_id).thread)
    scene.do(scene.handler, case_id, Action.REPLY, text="we read it")
    assert [item.is_new for item in scene.look(scene.lead, case_id).thread] == [True]
    assert [item.is_new for item in scene.look(scene.lead, case_id).thread] == [False]
