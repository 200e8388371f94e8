"""Hand-overs that are cut off, and that meet each other: nothing is lost, doubled or miscounted."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.casework.scene import Scene, make_scene
from tests.casework.test_handing import LEADS_PARTS, go, held, new_lead, plan
from tests.killing import killed_after
from wbportal.casework import handing
from wbportal.casework.recipients import Named
from wbportal.domain.handovers import Kind
from wbportal.domain.rules import Action


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path)


@pytest.mark.slow
def test_a_hand_over_killed_at_any_moment_goes_on_and_counts_exactly(
    scene: Scene, rounds: Callable[[int], int]
) -> None:
    leaver, stays = scene.office.leads
    case_ids = [scene.report(f"report {number}") for number in range(12)]
    hidden = scene.report("hidden", named=Named(frozenset({stays.id})))
    late = new_lead(scene)
    giving = plan(scene, scene.lead, Kind.KEYS, late)
    leaving = plan(scene, leaver.person, Kind.LEAVING, stays, leaver)
    moments = random.Random(37)  # noqa: S311 - moments that can be tried again
    killed = 0
    for handover_id in (giving, leaving):
        for _ in range(rounds(8)):
            scene.portal.engine.dispose()
            killed += killed_after(
                moments.uniform(0, 0.12),
                lambda one=handover_id: handing.carry_on(scene.portal, leaver.person, one),
            )
            for case_id in case_ids:  # whatever is half done, somebody opens every case
                assert scene.look(stays.person, case_id).report is not None
        view = go(scene, leaver.person, handover_id)
        assert (view.waiting, view.is_finished) == (0, True)
        # Each case is counted once, in the work that did it.
        assert view.tally.done + view.tally.there == len(case_ids) + 1
    assert killed > rounds(8) / 2, "hardly any of the moments lay in the hand-over"
    assert held(scene, leaver.id) == {}
    assert set(held(scene, late.id)) == {*case_ids, hidden}
    assert scene.look(late.person, hidden).report is not None


def test_two_leads_hand_over_at_the_same_time_and_nothing_is_done_twice(scene: Scene) -> None:
    case_ids = {scene.report(f"report {number}") for number in range(10)}
    late = new_lead(scene)
    leads = [one.person for one in scene.office.leads]
    plans = [plan(scene, lead, Kind.KEYS, late) for lead in leads]
    with ThreadPoolExecutor(2) as pool:
        runs = zip(leads, plans, strict=True)
        for run in [pool.submit(handing.carry_on, scene.portal, *one) for one in runs]:
            run.result()
    views = [go(scene, *one) for one in zip(leads, plans, strict=True)]
    assert sum(view.tally.done for view in views) == len(case_ids)
    assert [view.tally.done + view.tally.there for view in views] == [10, 10]
    assert held(scene, late.id) == {one: {(kind, 0) for kind in LEADS_PARTS} for one in case_ids}


def test_a_case_that_gets_new_keys_meanwhile_is_handed_over_with_these(scene: Scene) -> None:
    one = scene.office.handlers[0]
    case_ids = [scene.owned(f"report {number}") for number in range(8)]
    late = new_lead(scene)
    giving = plan(scene, scene.lead, Kind.KEYS, late)
    other = scene.office.leads[1].person

    def take_off() -> None:
        for case_id in case_ids:
            scene.do(other, case_id, Action.REVOKE, holder_id=one.id)

    with ThreadPoolExecutor(2) as pool:
        for run in (
            pool.submit(handing.carry_on, scene.portal, scene.lead, giving),
            pool.submit(take_off),
        ):
            run.result()
    assert go(scene, scene.lead, giving).waiting == 0
    assert all(
        {(kind, 0) for kind in LEADS_PARTS} <= rows for rows in held(scene, late.id).values()
    )
    for case_id in case_ids:
        assert scene.look(late.person, case_id).report is not None
