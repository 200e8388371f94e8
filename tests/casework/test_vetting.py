"""People to vet: who is listed where, and what nobody gets whose vetting has run out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.builders import Somebody, found, join, vetting_of
from tests.casework.scene import Scene, make_scene
from wbportal.casework import founding, offices, people, proposals, vetting
from wbportal.casework.errors import Refused
from wbportal.casework.founding import Obstacle
from wbportal.casework.offices import OfficeChange
from wbportal.casework.recipients import Named
from wbportal.casework.rosters import RunsOut, history, runs_out
from wbportal.db import grants
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action
from wbportal.domain.vetting import stage

Doing = Callable[[Scene], UUID]


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path, leads=3, custodians=3)


def _ends_in(scene: Scene, somebody: Somebody, days: int) -> None:
    until = scene.clock().date() + timedelta(days=days)
    with scene.portal.work() as work:
        line = replace(vetting_of(somebody), valid_until=until)
        founding.admit(work, scene.office.id, scene.office.founded.root, [line])


def _granted(scene: Scene, case_id: UUID) -> set[tuple[UUID, int]]:
    with scene.portal.work() as work:
        return {(row.holder_id, row.epoch) for row in grants.of_case(work.db, case_id)}


@pytest.mark.parametrize(
    ("left", "within"),
    [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)],
)
def test_the_nearer_the_end_the_plainer_the_warning(scene: Scene, left, within) -> None:
    today = scene.clock().date()
    assert stage(today + timedelta(days=left), today) == within


def test_leads_see_who_waits_whose_end_is_near_and_who_is_suspended(scene: Scene) -> None:
    waiting = join(scene.portal, scene.office.id, "newcomer", frozenset({Role.HANDLER}))
    near, gone = scene.office.handlers
    _ends_in(scene, near, 20)
    with scene.portal.work() as work:
        people.suspend(work, scene.office.id, gone.id)
    with scene.portal.work() as work:
        found_all = vetting.overview(work, scene.lead)
    assert [one.id for one in found_all.waiting] == [waiting.id]
    assert [one.id for one in found_all.ending] == [near.id]
    assert [one.id for one in found_all.leaving] == [gone.id]
    assert {near.id, gone.id, waiting.id}.isdisjoint(one.id for one in found_all.others)
    assert found_all.can_sign


def test_a_suspended_lead_and_one_whose_vetting_ran_out_do_not_count_as_signers(
    scene: Scene,
) -> None:
    _ends_in(scene, scene.office.leads[1], 3)
    with scene.portal.work() as work:
        people.suspend(work, scene.office.id, scene.office.leads[2].id)
    scene.clock.move(timedelta(days=4))
    with scene.portal.work() as work:
        found_all = vetting.overview(work, scene.lead)
    assert found_all.leads == (scene.office.leads[0].display_name,)
    assert not found_all.can_sign


def test_the_daily_mail_tells_leads_of_who_waits_and_of_nothing_else(scene: Scene) -> None:
    def told() -> vetting.Attention:
        with scene.portal.work() as work:
            return vetting.attention(work, scene.office.id, scene.lead.id)

    assert told() == vetting.Attention()
    scene.report()
    assert told() == vetting.Attention()
    join(scene.portal, scene.office.id, "newcomer", frozenset({Role.HANDLER}))
    assert told() == vetting.Attention(somebody_waits=True)
    _ends_in(scene, scene.office.handlers[0], 60)
    assert told() == vetting.Attention(somebody_waits=True, somebody_runs_out=True)


def test_what_is_said_of_ones_own_end_is_the_day_of_the_signed_list(scene: Scene) -> None:
    _ends_in(scene, scene.office.handlers[0], 25)
    with scene.portal.work() as work:
        known = history(work, scene.office.id)
        said = runs_out(known, scene.office.handlers[0].id, work.today)
    assert said == RunsOut(scene.clock().date() + timedelta(days=25), 30)


# What nobody is given any more whose vetting has run out: read from the rows.


def _a_report(scene: Scene) -> UUID:
    return scene.report("after the end")


def _new_keys_after_a_revocation(scene: Scene) -> UUID:
    case_id = scene.owned()
    scene.do(scene.lead, case_id, Action.REVOKE, holder_id=scene.office.handlers[0].id)
    return case_id


def _new_keys_after_a_name(scene: Scene) -> UUID:
    case_id = scene.report(named=Named(typed="the tall one from the second floor"))
    scene.do(scene.lead, case_id, Action.RESOLVE_NAMES)
    return case_id


@pytest.mark.parametrize("doing", [_a_report, _new_keys_after_a_revocation, _new_keys_after_a_name])
def test_whose_vetting_ran_out_gets_no_grant_of_anything(scene: Scene, doing: Doing) -> None:
    lapsed = (scene.office.leads[1], scene.office.custodians[0], scene.office.handlers[1])
    for one in lapsed:
        _ends_in(scene, one, 1)
    scene.clock.move(timedelta(days=2))
    holders = {holder_id for holder_id, _ in _granted(scene, doing(scene))}
    assert holders.isdisjoint({one.id for one in lapsed})
    assert {scene.office.leads[0].id, scene.office.leads[2].id} <= holders


def test_a_lead_whose_vetting_ran_out_gets_no_newer_key_of_a_case_they_had(scene: Scene) -> None:
    lapsed, case_id = scene.office.leads[1], scene.owned()
    assert (lapsed.id, 1) in _granted(scene, case_id)
    _ends_in(scene, lapsed, 1)
    scene.clock.move(timedelta(days=2))
    scene.do(scene.lead, case_id, Action.REVOKE, holder_id=scene.office.handlers[0].id)
    granted = _granted(scene, case_id)
    assert (scene.lead.id, 2) in granted
    assert (lapsed.id, 2) not in granted


def test_a_lead_of_the_alternate_whose_vetting_ran_out_gets_none_either(scene: Scene) -> None:
    other = found(scene.portal, "other")
    with scene.portal.work() as work:
        offices.change(work, scene.office.id, OfficeChange(alternate="other"))
    with scene.portal.work() as work:
        until = scene.clock().date() + timedelta(days=1)
        line = replace(vetting_of(other.leads[1]), valid_until=until)
        founding.admit(work, other.id, other.founded.root, [line])
    scene.clock.move(timedelta(days=2))
    named = Named(frozenset(one.id for one in scene.office.leads))
    holders = {holder_id for holder_id, _ in _granted(scene, scene.report(named=named))}
    assert other.leads[0].id in holders
    assert other.leads[1].id not in holders


def test_whoever_alone_can_open_a_case_is_not_taken_off_the_list_in_pages(tmp_path: Path) -> None:
    alone = make_scene(tmp_path, leads=1)
    only, case_id = alone.office.leads[0], alone.report()
    second = join(alone.portal, alone.office.id, "second", frozenset({Role.LEAD}))
    with alone.portal.work() as work:
        founding.admit(work, alone.office.id, alone.office.founded.root, [vetting_of(second)])
    with pytest.raises(Refused, match=Obstacle.CASES_UNHELD), alone.portal.work() as work:
        proposals.propose_leaving(work, second.person, only.id)
    assert {holder for holder, _ in _granted(alone, case_id)} >= {only.id}
    with alone.portal.work() as work:
        seen_by_second = vetting.candidate(work, second.person, only.id)
    assert not seen_by_second.has_handed_over
