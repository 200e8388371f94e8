"""Handing over through a browser: planned, carried out in steps, and checked in the database."""

from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.casework.test_handing import LEADS_PARTS, held, new_lead
from tests.casework.test_handing_on import in_charge, old_keys, readable
from tests.journeys.desk import Desk, World, make_world, words
from wbportal.casework.recipients import Named
from wbportal.domain.states import State


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path)


def _plan(desk: Desk, kind: str, status: int = 303, **fields: object) -> TestResponse:
    return desk.browser.post(f"/desk/handover/new/{kind}", fields, status=status)


def _press(desk: Desk, address: str) -> TestResponse:
    desk.browser.post(f"{address}/go-on", {}, form="/desk/")
    return desk.browser.get(address)


def test_a_new_lead_gets_every_case_and_the_count_is_exact(world: World) -> None:
    scene = world.scene
    case_ids = {scene.report(f"report {number}") for number in range(4)}
    late = new_lead(scene)
    hidden = scene.report("hidden", named=Named(frozenset({late.id})))
    form = words(world.lead.browser.get("/desk/handover/new/keys"))
    assert "Person late: has no keys of 4 of your 5 cases" in form
    address = _plan(world.lead, "keys", receiver=str(late.id)).location
    assert "4 cases are waiting" in words(world.lead.browser.get(address))
    page = words(_press(world.lead, address))
    assert "Given 4" in page
    assert "There already 1" in page
    rows = held(scene, late.id)
    assert all(rows[one] == {(kind, 0) for kind in LEADS_PARTS} for one in case_ids)
    assert set(rows) == {*case_ids, hidden}
    queue = words(world.desk(late).queue())
    assert all(f"report {number}" in queue for number in range(4))
    assert "hidden" not in queue


def test_two_leads_give_the_same_keys_at_the_same_time(world: World) -> None:
    scene = world.scene
    case_ids = {scene.report(f"report {number}") for number in range(3)}
    late = new_lead(scene)
    first, second = (world.desk(one) for one in scene.office.leads[:2])
    for desk in (first, second):
        desk.queue()
    there = [_plan(desk, "keys", receiver=str(late.id)).location for desk in (first, second)]
    for desk, address in zip((first, second), there, strict=True):
        page = words(_press(desk, address))
        assert "Nothing is left for you to do here" in page
    assert "Given 3" in words(first.browser.get(there[0]))
    assert "There already 3" in words(second.browser.get(there[1]))
    assert held(scene, late.id) == {
        case_id: {(kind, 0) for kind in LEADS_PARTS} for case_id in case_ids
    }


def test_on_the_day_the_cases_change_hands_with_one_button(world: World) -> None:
    scene = world.scene
    one, two = scene.office.handlers
    case_id = scene.owned("about the bridge")
    kept = old_keys(scene, one, case_id)
    day = scene.clock.now.date() + timedelta(days=9)
    address = _plan(
        world.lead, "succession", giver=str(one.id), receiver=str(two.id), starts=day.isoformat()
    ).location
    world.lead.queue()
    assert "Everything is ready" in words(_press(world.lead, address))
    assert "about the bridge" in words(world.handler.case(case_id))
    world.desk(two).case(case_id, status=404)
    scene.clock.move(timedelta(days=9))
    world = World(scene, world.app)  # everybody signs in again
    home = words(world.lead.browser.get("/desk/handover/"))
    assert "To do The cases of" in home
    assert in_charge(scene, case_id) == [one.id]  # nothing happens silently
    assert "Nothing is left for you" in words(_press(world.lead, address))
    assert in_charge(scene, case_id) == [two.id]
    world.handler.case(case_id, status=404)
    assert "about the bridge" in words(world.desk(two).case(case_id))
    before = readable(scene, case_id, kept)
    world.desk(two).do(case_id, "reply", text="written afterwards")
    assert readable(scene, case_id, kept) == before > 0
    could = words(world.lead.browser.get(f"/desk/handover/people/{one.id}"))
    assert "What was written until then they may have kept" in could
    assert scene.row(case_id).reference in could


def test_an_acting_officer_is_named_and_ends_by_rule_and_by_key(world: World) -> None:
    scene = world.scene
    absent, acting = scene.office.handlers
    case_id = scene.owned("about the bridge")
    last = scene.clock.now.date() + timedelta(days=2)
    fields = {"giver": str(absent.id), "receiver": str(acting.id), "until": last.isoformat()}
    address = _plan(world.lead, "acting", **fields).location
    world.lead.queue()
    _press(world.lead, address)
    assert f"acting for {absent.display_name} until" in words(world.lead.case(case_id))
    world.desk(acting).do(case_id, "note", text="while you were away")
    kept = old_keys(scene, acting, case_id)
    session = world.desk(acting)
    scene.clock.move(timedelta(days=3))
    session.browser.get(f"/desk/cases/{case_id}", status=303)  # the session ended, too
    world = World(scene, world.app)
    world.desk(acting).case(case_id, status=404)
    assert held(scene, acting.id)
    assert "Nothing is left" in words(_press(world.lead, address))
    assert held(scene, acting.id) == {}
    before = readable(scene, case_id, kept)
    world.handler.do(case_id, "reply", text="back again")
    assert readable(scene, case_id, kept) == before > 0
    page = words(world.lead.case(case_id))
    assert f"{acting.display_name} had this case until" in page


def test_leaving_ends_only_when_every_case_has_somebody(world: World) -> None:
    scene = world.scene
    leaver, walled = scene.office.leads
    scene.report("seen")
    alone = scene.report("only mine", named=Named(frozenset({walled.id})))
    world.lead.queue()
    fields = {"giver": str(leaver.id), "receiver": str(walled.id)}
    address = _plan(world.lead, "leaving", **fields).location
    page = words(_press(world.lead, address))
    assert "Waiting for a decision 1" in page
    assert scene.row(alone).reference in page
    world.lead.do(alone, "assign", handler=str(scene.office.handlers[0].id))
    assert "Nothing is left for you" in words(_press(world.lead, address))
    assert held(scene, leaver.id) == {}
    world.lead.case(alone, status=404)
    assert "only mine" in words(world.handler.case(alone))


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("keys", {}, "Please choose somebody from the list."),
        ("succession", {"starts": "soon"}, "Please write a day"),
        ("acting", {"until": ""}, "Please write a day"),
        ("acting", {"until": "1 Oct 2000"}, "before the first day"),
        ("succession", {"starts": "1 Oct 2000"}, "This day has passed"),
    ],
)
def test_what_cannot_be_planned_is_said_beside_its_field(
    world: World, kind: str, fields: dict[str, str], said: str
) -> None:
    one, two = world.scene.office.handlers
    people = {"giver": str(one.id), "receiver": str(two.id)} if kind != "keys" else {}
    page = _plan(world.lead, kind, status=422, **people, **fields)
    assert said in words(page)
    assert all(value in page.text for value in fields.values())


def test_only_leads_hand_over(world: World) -> None:
    for somebody in (
        world.scene.office.handlers[0],
        world.scene.office.custodians[0],
        world.scene.office.administrators[0],
    ):
        world.desk(somebody).browser.get("/desk/handover/", status=403)


def test_what_was_called_off_is_over(world: World) -> None:
    scene = world.scene
    one, two = scene.office.handlers
    case_id = scene.owned()
    day = scene.clock.now.date() + timedelta(days=9)
    fields = {"giver": str(one.id), "receiver": str(two.id), "starts": day.isoformat()}
    address = _plan(world.lead, "succession", **fields).location
    world.lead.queue()
    _press(world.lead, address)
    world.lead.browser.post(f"{address}/call-off", {}, form="/desk/")
    assert "End it now" in words(world.lead.browser.get(address))
    _press(world.lead, address)
    assert held(scene, two.id) == {}
    world.lead.browser.post(f"{address}/call-off", {}, form="/desk/", status=409)
    assert scene.row(case_id).state is State.RECEIVED
