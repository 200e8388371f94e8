"""Handing cases over: who holds which key before and after, and what opens with it."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.builders import Somebody, join, vetting_of
from tests.casework.scene import Scene, make_scene
from wbportal.casework import destruction, founding, handing, handovers, renewal
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.handovers import Plan, View
from wbportal.casework.keyholders import Person
from wbportal.casework.recipients import Named
from wbportal.db import compartments, records
from wbportal.db.compartments import CompartmentRow
from wbportal.db.grants import Grant
from wbportal.domain.compartments import Compartment
from wbportal.domain.handovers import Kind
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action

LEADS_PARTS = {Compartment.THREAD, Compartment.INVESTIGATION, Compartment.PROTECTION}


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path)


def new_lead(scene: Scene, name: str = "late", *, is_first_reader: bool = True) -> Somebody:
    """Let somebody join who holds no case yet."""
    somebody = join(scene.portal, scene.office.id, name, frozenset({Role.LEAD}))
    vetting = replace(vetting_of(somebody), first_reader=is_first_reader)
    with scene.portal.work() as work:
        founding.admit(work, scene.office.id, scene.office.founded.root, [vetting])
    return somebody


def plan(  # noqa: PLR0913 - what a hand-over says
    scene: Scene,
    by: Person,
    kind: Kind,
    to: Somebody,
    giver: Somebody | None = None,
    *,
    starts_on: date | None = None,
    until: date | None = None,
) -> UUID:
    with scene.portal.work() as work:
        wanted = Plan(kind, to.id, None if giver is None else giver.id, starts_on, until)
        return handovers.plan(work, by, wanted)


def go(scene: Scene, who: Person, handover_id: UUID, seconds: float = 60) -> View:
    handing.carry_on(scene.portal, who, handover_id, seconds)
    return look(scene, who, handover_id)


def look(scene: Scene, who: Person, handover_id: UUID) -> View:
    with scene.portal.work() as work:
        return handovers.look(work, who, handover_id)


def held(scene: Scene, holder_id: UUID) -> dict[UUID, set[tuple[Compartment, int]]]:
    """Return which rows somebody has, by case: compartment and how far behind the newest epoch."""
    with scene.portal.work() as work:
        newest = {row.id: row.epoch for row in work.db.scalars(select(CompartmentRow))}
        found: dict[UUID, set[tuple[Compartment, int]]] = {}
        for grant in work.db.scalars(select(Grant).where(Grant.holder_id == holder_id)):
            behind = newest[grant.compartment_id] - grant.epoch
            found.setdefault(grant.case_id, set()).add((grant.kind, behind))
        return found


def counted(scene: Scene, case_id: UUID) -> Counter[tuple[Compartment, int]]:
    """Count the records of a case by where they are and how long they are."""
    with scene.portal.work() as work:
        kinds = {row.id: row.kind for row in compartments.of_case(work.db, case_id)}
        found = (row for one in kinds for row in records.in_order(work.db, one))
        return Counter((kinds[row.compartment_id], len(row.sealed_body)) for row in found)


def test_a_new_lead_gets_the_keys_of_every_case_old_epochs_included(scene: Scene) -> None:
    old = scene.owned("long ago")
    scene.do(scene.lead, old, Action.REVOKE, holder_id=scene.office.handlers[0].id)
    case_ids = {old, scene.report("one"), scene.report("two")}
    late = new_lead(scene)
    assert held(scene, late.id) == {}
    view = go(scene, scene.lead, plan(scene, scene.lead, Kind.KEYS, late))
    assert held(scene, late.id) == {one: {(kind, 0) for kind in LEADS_PARTS} for one in case_ids}
    assert (view.tally.done, view.tally.there, view.tally.withheld) == (3, 0, 0)
    assert (view.waiting, view.left, view.is_finished) == (0, (), True)
    found = scene.look(late.person, old)
    assert found.report is not None
    assert found.report.text == "long ago"
    assert {row.case_id for row in scene.queue(late.person).rows} == case_ids
    assert all(row.is_unread for row in scene.queue(late.person).rows if row.case_id != old)


def test_what_is_there_already_is_counted_and_not_given_again(scene: Scene) -> None:
    for number in range(3):
        scene.report(f"before {number}")
    late = new_lead(scene)
    came_later = scene.report("came later")
    view = go(scene, scene.lead, plan(scene, scene.lead, Kind.KEYS, late))
    assert (view.tally.done, view.tally.there) == (3, 1)
    assert came_later in held(scene, late.id)
    again = go(scene, scene.lead, plan(scene, scene.lead, Kind.KEYS, late))
    assert (again.tally.done, again.tally.there) == (0, 4)


def test_it_goes_on_where_it_was_cut_off(scene: Scene) -> None:
    for number in range(5):
        scene.report(f"report {number}")
    late = new_lead(scene)
    handover_id = plan(scene, scene.lead, Kind.KEYS, late)
    seen = [go(scene, scene.lead, handover_id, seconds=0).waiting for _ in range(6)]
    # Without time only one thing is done at a go: trying what is new, and then case after case.
    assert seen[-1] == 0
    assert sorted(seen, reverse=True) == seen
    assert look(scene, scene.lead, handover_id).tally.done == 5
    assert len(held(scene, late.id)) == 5


def test_a_lead_behind_a_wall_gets_rows_like_all_others_and_learns_nothing(scene: Scene) -> None:
    late = new_lead(scene)
    seen = scene.report("seen")
    hidden = scene.report("hidden", named=Named(frozenset({late.id})))
    with scene.portal.work() as work:
        for grant in work.db.scalars(select(Grant).where(Grant.holder_id == late.id)):
            work.db.delete(grant)  # as if both had come before this lead did
    view = go(scene, scene.lead, plan(scene, scene.lead, Kind.KEYS, late))
    assert (view.tally.done, view.tally.withheld, view.waiting) == (1, 1, 0)
    rows = held(scene, late.id)
    assert rows[seen] == rows[hidden]
    with pytest.raises(CaseNotFound):
        scene.look(late.person, hidden)
    queue = scene.queue(late.person)
    assert ([row.case_id for row in queue.rows], queue.counts.all) == ([seen], 1)
    third = new_lead(scene, "third")
    mine = go(scene, late.person, plan(scene, late.person, Kind.KEYS, third))
    assert (mine.tally.done, mine.tally.there, mine.waiting, mine.is_finished) == (1, 0, 0, True)
    assert hidden not in held(scene, third.id)
    with scene.portal.work() as work:
        assert handovers.lacking(work, late.person, third.id) == (0, 1)
        assert handovers.lacking(work, scene.lead, third.id) == (1, 2)


def test_while_a_name_is_unmatched_a_lead_who_reads_later_gets_rows_that_open_nothing(
    scene: Scene,
) -> None:
    case_id = scene.report("whose", named=Named(typed="the tall one from the second floor"))
    late = new_lead(scene, is_first_reader=False)
    view = go(scene, scene.lead, plan(scene, scene.lead, Kind.KEYS, late))
    assert view.tally.withheld == 1
    with pytest.raises(CaseNotFound):
        scene.look(late.person, case_id)
    scene.do(scene.lead, case_id, Action.RESOLVE_NAMES)
    assert scene.look(late.person, case_id).report is not None


def test_whoever_may_be_the_one_that_was_named_is_let_in_only_by_hand(scene: Scene) -> None:
    case_id = scene.report("whose", named=Named(typed="somchai"))
    scene.do(scene.lead, case_id, Action.RESOLVE_NAMES)
    late = new_lead(scene, "somchai")
    view = go(scene, scene.lead, plan(scene, scene.lead, Kind.KEYS, late))
    assert view.tally.withheld == 1
    scene.queue(late.person)
    with pytest.raises(CaseNotFound):
        scene.look(late.person, case_id)
    scene.assign(case_id, late)
    assert scene.look(late.person, case_id).report is not None


def test_whoever_may_be_the_one_that_was_named_stays_out_when_the_case_gets_new_keys(
    scene: Scene,
) -> None:
    case_id, plain = scene.report("whose", named=Named(typed="somchai")), scene.report("plain")
    scene.do(scene.lead, case_id, Action.RESOLVE_NAMES)
    late, other = new_lead(scene, "somchai"), new_lead(scene, "somsri")
    before = counted(scene, case_id), counted(scene, plain)
    for somebody in (late, other):
        go(scene, scene.lead, plan(scene, scene.lead, Kind.KEYS, somebody))
    for one, was in zip((case_id, plain), before, strict=True):
        grown = counted(scene, one) - was
        assert sorted(grown.elements()) == [min(grown.elements())] * 2, "all of one size"
        assert sum(grown.values()) == 2
    for one in (case_id, plain):
        scene.assign(one, scene.office.handlers[0])
        scene.do(scene.lead, one, Action.REVOKE, holder_id=scene.office.handlers[0].id)
        with scene.portal.work() as work:
            assert renewal.renew(work, scene.lead, one)
    assert held(scene, late.id)[case_id] == held(scene, late.id)[plain]
    with pytest.raises(CaseNotFound):
        scene.look(late.person, case_id)
    assert scene.look(late.person, plain).report is not None
    assert scene.look(other.person, case_id).report is not None
    assert "Person somchai" in scene.look(scene.lead, case_id).kept_out
    scene.assign(case_id, late)
    assert scene.look(scene.lead, case_id).kept_out == ()
    assert scene.look(late.person, case_id).report is not None
    with scene.portal.work() as work:
        assert renewal.renew(work, scene.lead, case_id)
    assert scene.look(late.person, case_id).report is not None


@pytest.mark.parametrize("is_meant", [True, False])
def test_saying_who_is_meant_settles_it_for_whoever_came_later(
    scene: Scene, *, is_meant: bool
) -> None:
    case_id = scene.report("whose", named=Named(typed="somchai or the tall one upstairs"))
    late = new_lead(scene, "somchai")
    go(scene, scene.lead, plan(scene, scene.lead, Kind.KEYS, late))
    with scene.portal.work() as work:
        assert renewal.renew(work, scene.lead, case_id)
    with pytest.raises(CaseNotFound):
        scene.look(late.person, case_id)
    meant = frozenset({late.id} if is_meant else ())
    scene.do(scene.lead, case_id, Action.RESOLVE_NAMES, meant=meant)
    with scene.portal.work() as work:
        assert renewal.renew(work, scene.lead, case_id)
    if is_meant:
        with pytest.raises(CaseNotFound):
            scene.look(late.person, case_id)
        with pytest.raises(Refused):
            scene.assign(case_id, late)
    else:
        assert scene.look(late.person, case_id).report is not None


def test_a_case_destroyed_meanwhile_is_no_longer_asked_for(scene: Scene) -> None:
    gone, stays = scene.report("gone"), scene.report("stays")
    late = new_lead(scene)
    handover_id = plan(scene, scene.lead, Kind.KEYS, late)
    scene.queue(scene.lead)
    scene.portal.perform(lambda work: destruction.destroy(work, scene.lead, [gone], "spam", None))
    view = go(scene, scene.lead, handover_id)
    assert (view.tally.done, view.waiting) == (1, 0)
    assert set(held(scene, late.id)) == {stays}


def test_new_keys_let_nobody_in_who_has_to_wait_for_a_name(scene: Scene) -> None:
    late = new_lead(scene, is_first_reader=False)
    case_id = scene.report("whose", named=Named(typed="the tall one from the second floor"))
    with pytest.raises(CaseNotFound):
        scene.look(late.person, case_id)
    with scene.portal.work() as work:
        assert renewal.renew(work, scene.lead, case_id)
    with pytest.raises(CaseNotFound):
        scene.look(late.person, case_id)
    assert scene.look(scene.office.leads[1].person, case_id).report is not None
    scene.do(scene.lead, case_id, Action.RESOLVE_NAMES)
    assert scene.look(late.person, case_id).report is not None
