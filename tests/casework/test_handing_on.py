"""Cases that go from one person to another: on a day, for some days, or because one leaves."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.builders import Somebody
from tests.casework.scene import Scene, make_scene
from tests.casework.test_handing import LEADS_PARTS, go, held, look, new_lead, plan
from wbportal.casework import access, founding, handovers, unheld
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.handovers import Obstacle
from wbportal.casework.recipients import Named
from wbportal.db import cases, records
from wbportal.domain.compartments import Compartment
from wbportal.domain.handovers import Kind, Step
from wbportal.domain.rules import Action
from wbportal.vault.envelope import RecordPlace, open_record
from wbportal.vault.epochs import EpochKey
from wbportal.vault.errors import VaultError

HANDLERS_ROWS = {(Compartment.THREAD, 0), (Compartment.INVESTIGATION, 0)}


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path)


def old_keys(scene: Scene, somebody: Somebody, case_id: UUID) -> dict[Compartment, EpochKey]:
    with scene.portal.work() as work:
        return dict(access.open_case(work, somebody.person, case_id).keys)


def readable(scene: Scene, case_id: UUID, keys: dict[Compartment, EpochKey]) -> int:
    """Count the records of a case that open with keys somebody kept a copy of."""
    opened = 0
    with scene.portal.work() as work:
        for key in keys.values():
            for row in records.in_order(work.db, key.compartment_id):
                place = RecordPlace(case_id, row.compartment_id, key.epoch, row.kind, row.id)
                try:
                    open_record(key, place, row.sealed_body)
                except VaultError:
                    continue
                opened += 1
    return opened


def in_charge(scene: Scene, case_id: UUID) -> list[UUID]:
    with scene.portal.work() as work:
        return [row.holder_id for row in cases.assignments(work.db, case_id)]


def test_cases_go_from_one_handler_to_another_on_a_day(scene: Scene) -> None:
    one, two = scene.office.handlers
    case_ids = [scene.owned(f"case {number}") for number in range(3)]
    scene.look(one.person, case_ids[0])
    day = scene.clock.now.date() + timedelta(days=5)
    handover_id = plan(scene, scene.lead, Kind.SUCCESSION, two, one, starts_on=day)
    ahead = go(scene, scene.lead, handover_id)
    assert (ahead.step, ahead.tally.done, ahead.waiting) == (Step.GIVE, 3, 0)
    assert held(scene, two.id) == dict.fromkeys(case_ids, HANDLERS_ROWS)
    # The keys are there, and no role comes with them: by rule nothing opens before the day.
    for case_id in case_ids:
        with pytest.raises(CaseNotFound):
            scene.look(two.person, case_id)
        assert scene.look(scene.lead, case_id).lingering == ()
    assert scene.queue(two.person).counts.all == 0
    assert scene.look(one.person, case_ids[0]).report is not None
    scene.clock.move(timedelta(days=5))
    assert look(scene, scene.lead, handover_id).waiting == 3
    done = go(scene, scene.lead, handover_id)
    assert (done.tally.done, done.waiting, done.is_finished) == (3, 0, True)
    assert held(scene, one.id) == {}
    for case_id in case_ids:
        assert in_charge(scene, case_id) == [two.id]
        assert scene.look(two.person, case_id).report is not None
        with pytest.raises(CaseNotFound):
            scene.look(one.person, case_id)


def test_what_is_written_afterwards_no_old_key_opens_and_what_was_before_does(
    scene: Scene,
) -> None:
    one, two = scene.office.handlers
    case_id = scene.owned()
    kept = old_keys(scene, one, case_id)
    go(scene, scene.lead, plan(scene, scene.lead, Kind.SUCCESSION, two, one))
    before = readable(scene, case_id, kept)
    assert before > 0
    scene.do(two.person, case_id, Action.REPLY, text="after")
    scene.do(scene.lead, case_id, Action.NOTE, text="after")
    assert readable(scene, case_id, kept) == before


def test_a_receiver_starts_unread_and_whoever_handed_over_remembers_nothing(scene: Scene) -> None:
    one, two = scene.office.handlers
    case_id = scene.owned()
    scene.look(one.person, case_id)
    assert not scene.queue(one.person).rows[0].is_unread
    go(scene, scene.lead, plan(scene, scene.lead, Kind.SUCCESSION, two, one))
    [row] = scene.queue(two.person).rows
    assert (row.case_id, row.is_unread, row.is_mine) == (case_id, True, True)
    scene.look(two.person, case_id)
    assert not scene.queue(two.person).rows[0].is_unread
    assert scene.queue(one.person).counts.all == 0
    with scene.portal.work() as work:
        assert handovers.rows.granted(work.db, one.id) == frozenset()


def test_a_handover_that_is_called_off_takes_its_keys_back(scene: Scene) -> None:
    one, two = scene.office.handlers
    case_id = scene.owned()
    day = scene.clock.now.date() + timedelta(days=5)
    handover_id = plan(scene, scene.lead, Kind.SUCCESSION, two, one, starts_on=day)
    go(scene, scene.lead, handover_id)
    with scene.portal.work() as work:
        handovers.call_off(work, scene.lead, handover_id)
    assert (look(scene, scene.lead, handover_id).step, held(scene, two.id)) == (
        Step.TAKE_BACK,
        {case_id: HANDLERS_ROWS},
    )
    assert go(scene, scene.lead, handover_id).is_finished
    assert held(scene, two.id) == {}
    assert held(scene, one.id)[case_id] > HANDLERS_ROWS
    assert in_charge(scene, case_id) == [one.id]
    scene.clock.move(timedelta(days=9))
    assert look(scene, scene.lead, handover_id).waiting == 0


def test_somebody_acts_until_a_day_by_rule_and_then_by_key(scene: Scene) -> None:
    absent, acting = scene.office.handlers
    case_id = scene.owned()
    today = scene.clock.move(timedelta(minutes=1)).date()
    last_day = today + timedelta(days=3)
    handover_id = plan(scene, scene.lead, Kind.ACTING, acting, absent, until=last_day)
    go(scene, scene.lead, handover_id)
    assert in_charge(scene, case_id) == [absent.id, acting.id]
    [first, second] = scene.look(acting.person, case_id).people
    assert (first.acting_for, second.acting_for) == ("", absent.display_name)
    assert second.until == last_day
    scene.clock.move(timedelta(days=3))
    assert scene.look(acting.person, case_id).report is not None
    kept = old_keys(scene, acting, case_id)
    scene.clock.move(timedelta(days=1))
    # By rule at once: the keys are still wrapped for them, and nothing is shown to them.
    assert held(scene, acting.id) == {case_id: HANDLERS_ROWS}
    with pytest.raises(CaseNotFound):
        scene.look(acting.person, case_id)
    assert scene.queue(acting.person).counts.all == 0
    assert look(scene, scene.lead, handover_id).step is Step.TAKE_BACK
    before = readable(scene, case_id, kept)
    # By key once somebody has given the case new ones.
    assert go(scene, scene.lead, handover_id).is_finished
    assert held(scene, acting.id) == {}
    assert in_charge(scene, case_id) == [absent.id]
    scene.do(absent.person, case_id, Action.REPLY, text="back again")
    assert readable(scene, case_id, kept) == before


def test_an_acting_lead_stays_a_lead_when_the_time_is_over(scene: Scene) -> None:
    absent, acting = scene.office.handlers[0], scene.office.leads[1]
    case_id = scene.owned()
    today = scene.clock.now.date()
    handover_id = plan(scene, scene.lead, Kind.ACTING, acting, absent, until=today)
    go(scene, scene.lead, handover_id)
    scene.clock.move(timedelta(days=1))
    go(scene, scene.lead, handover_id)
    assert held(scene, acting.id)[case_id] == {(kind, 0) for kind in LEADS_PARTS}
    assert in_charge(scene, case_id) == [absent.id]


def test_whoever_leaves_hands_everything_over_and_keeps_no_key(scene: Scene) -> None:
    leaver, stays = scene.office.leads
    case_ids = [scene.report(f"case {number}") for number in range(3)]
    scene.assign(case_ids[0], leaver)
    kept = old_keys(scene, leaver, case_ids[0])
    with scene.portal.work() as work:
        assert not unheld.is_ready_to_leave(work, leaver.id)
    done = go(scene, leaver.person, plan(scene, leaver.person, Kind.LEAVING, stays, leaver))
    assert (done.tally.done, done.waiting, done.is_finished) == (3, 0, True)
    assert held(scene, leaver.id) == {}
    assert in_charge(scene, case_ids[0]) == [stays.id]
    assert {
        case_id: len(rows & {(k, 0) for k in LEADS_PARTS})
        for case_id, rows in held(scene, stays.id).items()
    } == dict.fromkeys(case_ids, 3)
    before = readable(scene, case_ids[0], kept)
    scene.do(stays.person, case_ids[0], Action.NOTE, text="after")
    assert readable(scene, case_ids[0], kept) == before
    with scene.portal.work() as work:
        assert unheld.is_ready_to_leave(work, leaver.id)
        founding.retire(work, scene.office.id, scene.office.founded.root, [leaver.username])
    assert scene.look(stays.person, case_ids[2]).report is not None


def test_leaving_cannot_finish_while_a_case_would_have_no_holder(scene: Scene) -> None:
    leaver, walled = scene.office.leads
    seen = scene.report("seen")
    alone = scene.report("only mine", named=Named(frozenset({walled.id})))
    handover_id = plan(scene, leaver.person, Kind.LEAVING, walled, leaver)
    view = go(scene, leaver.person, handover_id)
    assert [one.case_id for one in view.left] == [alone]
    assert (view.tally.done, view.waiting, view.is_finished) == (1, 1, False)
    assert set(held(scene, leaver.id)) == {alone}
    with scene.portal.work() as work:
        assert not unheld.is_ready_to_leave(work, leaver.id)
    late = new_lead(scene)
    other = plan(scene, leaver.person, Kind.LEAVING, late, leaver)
    view = go(scene, leaver.person, other)
    assert (view.left, view.is_finished) == ((), True)
    assert scene.look(late.person, alone).report is not None
    assert scene.look(walled.person, seen).report is not None
    with pytest.raises(CaseNotFound):
        scene.look(walled.person, alone)


def test_an_open_case_needs_somebody_in_charge_before_its_only_one_leaves(scene: Scene) -> None:
    leaver, successor = scene.office.handlers
    case_id = scene.report(named=Named(frozenset({successor.id})))
    scene.assign(case_id, scene.office.handlers[0])
    view = go(scene, scene.lead, plan(scene, scene.lead, Kind.LEAVING, successor, leaver))
    assert [one.case_id for one in view.left] == [case_id]
    assert in_charge(scene, case_id) == [leaver.id]
    scene.assign(case_id, scene.office.leads[1])
    view = go(scene, scene.lead, view.id)
    assert (view.left, view.is_finished) == ((), True)
    assert in_charge(scene, case_id) == [scene.office.leads[1].id]


def test_cases_that_would_be_without_a_holder_are_counted_from_the_rows(scene: Scene) -> None:
    first, second = scene.office.leads
    scene.report("one")
    with scene.portal.work() as work:
        assert unheld.unheld_cases_without(work, scene.office.id, first.id) == 0
        founding.retire(work, scene.office.id, scene.office.founded.root, [second.username])
    with scene.portal.work() as work:
        assert unheld.unheld_cases_without(work, scene.office.id, first.id) == 1
        assert unheld.unheld_cases_without(work, scene.office.id, scene.office.handlers[0].id) == 0


@pytest.mark.parametrize(
    ("obstacle", "kind", "to", "giver", "days"),
    [
        (Obstacle.RECEIVER, Kind.KEYS, "handler", None, 0),
        (Obstacle.RECEIVER, Kind.KEYS, "self", None, 0),
        (Obstacle.RECEIVER, Kind.SUCCESSION, "custodian", "handler", 0),
        (Obstacle.GIVER, Kind.SUCCESSION, "lead", "custodian", 0),
        (Obstacle.SAME, Kind.SUCCESSION, "handler", "handler", 0),
        (Obstacle.PAST, Kind.SUCCESSION, "lead", "handler", -1),
    ],
)
def test_what_cannot_be_handed_over_is_refused(
    scene: Scene, obstacle: Obstacle, kind: Kind, to: str, giver: str | None, days: int
) -> None:
    people = {
        "handler": scene.office.handlers[0],
        "self": scene.office.leads[0],
        "lead": scene.office.leads[1],
        "custodian": scene.office.custodians[0],
    }
    day = scene.clock.now.date() + timedelta(days=days)
    with pytest.raises(Refused) as refused:
        plan(scene, scene.lead, kind, people[to], people[giver] if giver else None, starts_on=day)
    assert refused.value.reason == obstacle


def test_the_same_hand_over_is_not_planned_twice(scene: Scene) -> None:
    one, two = scene.office.handlers
    plan(scene, scene.lead, Kind.SUCCESSION, two, one)
    with pytest.raises(Refused) as refused:
        plan(scene, scene.lead, Kind.SUCCESSION, two, one)
    assert refused.value.reason == Obstacle.THERE
