"""Who holds the key of a case's protection: arithmetic in the rows, and real keys against them."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.builders import Somebody, join, vetting_of
from tests.casework.scene import Scene, make_scene
from tests.casework.test_handing import go, held, plan
from wbportal.casework import access, founding, officers, people, protection_list, unheld
from wbportal.casework.errors import CaseNotFound
from wbportal.casework.recipients import Named
from wbportal.db import compartments, epochs, grants
from wbportal.db.inboxes import HandedIn
from wbportal.domain.compartments import Compartment
from wbportal.domain.handovers import Kind
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action
from wbportal.vault.epochs import read_statement, unwrap_epoch
from wbportal.vault.errors import VaultError
from wbportal.vault.keys import WrappedKey

WHOLE = {Compartment.THREAD, Compartment.INVESTIGATION, Compartment.PROTECTION}


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("home"), officers=2)


def opened(scene: Scene, case_id: UUID, somebody: Somebody) -> set[Compartment]:
    """Try somebody's own key on every row for the newest epochs, whoever's row it is."""
    found = set()
    with scene.portal.work() as work:
        for part in compartments.of_case(work.db, case_id):
            stated = epochs.one(work.db, part.id, part.epoch)
            assert stated is not None
            said = read_statement(stated.statement).statement
            for grant in grants.of_epoch(work.db, part.id, part.epoch):
                try:
                    unwrap_epoch(
                        somebody.keys.kem,
                        WrappedKey(grant.wrapped_key),
                        compartment_id=part.id,
                        epoch=part.epoch,
                        holder_id=grant.holder_id,
                        commitment=said.commitment,
                    )
                except VaultError:
                    continue
                found.add(part.kind)
    return found


def rows_of(scene: Scene, case_id: UUID, somebody: Somebody) -> set[Compartment]:
    return {kind for kind, _ in held(scene, somebody.id).get(case_id, set())}


def may_protect(scene: Scene, case_id: UUID, somebody: Somebody) -> bool:
    try:
        scene.portal.perform(lambda work: access.open_protection(work, somebody.person, case_id))
    except CaseNotFound:
        return False
    return True


def test_an_officer_opens_protection_and_nothing_else(scene: Scene) -> None:
    case_id = scene.owned()
    officer, lead, handler = (
        scene.office.officers[0],
        scene.office.leads[0],
        scene.office.handlers[0],
    )
    assert rows_of(scene, case_id, officer) == {Compartment.PROTECTION}
    assert opened(scene, case_id, officer) == {Compartment.PROTECTION}
    assert opened(scene, case_id, handler) == {Compartment.THREAD, Compartment.INVESTIGATION}
    assert opened(scene, case_id, lead) == {Compartment.THREAD, Compartment.INVESTIGATION}
    assert rows_of(scene, case_id, lead) == WHOLE
    with pytest.raises(CaseNotFound):
        scene.look(officer.person, case_id)
    assert [may_protect(scene, case_id, one) for one in (officer, lead, handler)] == [
        True,
        False,
        False,
    ]


def test_the_rows_are_the_same_whichever_officer_is_named(scene: Scene) -> None:
    one, other = scene.office.officers
    everybody = frozenset({one.id, other.id})
    free, first, both = (
        scene.report(named=Named(listed=named))
        for named in (frozenset(), frozenset({one.id}), everybody)
    )
    people = (*scene.office.leads, *scene.office.officers)
    shapes = [[rows_of(scene, case, who) for who in people] for case in (free, first, both)]
    assert shapes[0] == shapes[1] == shapes[2]
    assert [may_protect(scene, first, who) for who in people] == [False, False, False, True]
    # Nobody else is free: all leads stand in.
    assert [may_protect(scene, both, who) for who in people] == [True, True, False, False]


def test_first_readers_stand_in_until_a_name_is_matched(scene: Scene) -> None:
    one, other = scene.office.officers
    case_id = scene.report(named=Named(typed="somebody who protects"))
    lead = scene.office.leads[0]
    assert [may_protect(scene, case_id, who) for who in (lead, one, other)] == [True, False, False]
    scene.do(lead.person, case_id, Action.RESOLVE_NAMES, meant=frozenset({one.id}))
    assert [may_protect(scene, case_id, who) for who in (lead, one, other)] == [False, False, True]
    assert Compartment.PROTECTION not in opened(scene, case_id, lead)


def test_new_keys_of_a_case_leave_protection_with_its_officers(scene: Scene) -> None:
    case_id = scene.owned()
    scene.do(scene.lead, case_id, Action.REVOKE, holder_id=scene.office.handlers[0].id)
    assert [may_protect(scene, case_id, who) for who in scene.office.officers] == [True, True]
    assert Compartment.PROTECTION not in opened(scene, case_id, scene.office.leads[0])


def test_a_first_officer_gets_the_cases_that_are_there_by_a_hand_over(tmp_path: Path) -> None:
    scene = make_scene(tmp_path)
    before = scene.owned()
    lead, second = scene.office.leads
    assert opened(scene, before, lead) == WHOLE
    officer = _admitted(scene, "late")
    after = scene.report()
    assert rows_of(scene, before, officer) == set()
    assert opened(scene, before, second) == WHOLE
    assert opened(scene, after, officer) == {Compartment.PROTECTION}
    assert opened(scene, after, lead) == {Compartment.THREAD, Compartment.INVESTIGATION}
    view = go(scene, lead.person, plan(scene, lead.person, Kind.KEYS, officer))
    assert (view.tally.done, view.is_finished) == (1, True)
    # The part gets another key with that, and the leads stand aside.
    assert opened(scene, before, officer) == {Compartment.PROTECTION}
    assert opened(scene, before, lead) == {Compartment.THREAD, Compartment.INVESTIGATION}
    assert rows_of(scene, before, lead) == WHOLE


def test_a_second_officer_gets_earlier_cases_from_the_first_one_through_leads(
    tmp_path: Path,
) -> None:
    scene = make_scene(tmp_path, officers=1)
    first, lead = scene.office.officers[0], scene.lead
    cases = [scene.owned() for _ in range(3)]
    kept_from = scene.report(named=Named(typed="Somebody Second"))
    second = _admitted(scene, "second")
    scene.do(lead, kept_from, Action.RESOLVE_NAMES, meant=frozenset({second.id}))
    scene.portal.perform(lambda work: protection_list.look(work, first.person, 1))
    plan_id = plan(scene, lead, Kind.KEYS, second)
    assert go(scene, lead, plan_id).tally.left == {*cases, kept_from}

    assert _lacking(scene, first) == (4, 0)
    for _ in range(2):
        officers.carry_on(scene.portal, first.person, second.id, seconds=60)
    assert _lacking(scene, first) == (0, 4)
    assert [rows_of(scene, case_id, second) for case_id in (*cases, kept_from)] == [set()] * 4
    view = go(scene, lead, plan_id)
    assert (view.tally.done, view.tally.withheld, view.left) == (3, 1, ())
    assert _lacking(scene, first) == (0, 0)
    for case_id in cases:
        assert opened(scene, case_id, second) == {Compartment.PROTECTION}
        assert Compartment.PROTECTION not in opened(scene, case_id, scene.office.leads[0])
    assert rows_of(scene, kept_from, second) == {Compartment.PROTECTION}
    assert opened(scene, kept_from, second) == set()
    assert opened(scene, kept_from, first) == {Compartment.PROTECTION}
    with scene.portal.work() as work:
        assert not work.db.scalars(select(HandedIn)).all()


def _admitted(scene: Scene, name: str) -> Somebody:
    officer = join(scene.portal, scene.office.id, name, frozenset({Role.PROTECTION}))
    with scene.portal.work() as work:
        founding.admit(work, scene.office.id, scene.office.founded.root, [vetting_of(officer)])
    return officer


def _lacking(scene: Scene, who: Somebody) -> tuple[int, int]:
    found = scene.portal.perform(lambda work: officers.lacking(work, who.person))
    return (found[0].waiting, found[0].handed_in) if found else (0, 0)


def test_the_last_officer_does_not_leave_with_the_only_keys(scene: Scene) -> None:
    one, other = scene.office.officers
    case_id = scene.report()
    lead, office_id = scene.office.leads[0], scene.office.id
    with scene.portal.work() as work:
        assert unheld.unheld_cases_without(work, office_id, one.id) == 0
        people.suspend(work, office_id, other.id)
    with scene.portal.work() as work:
        assert unheld.unheld_cases_without(work, office_id, one.id) > 0
        people.unsuspend(work, office_id, other.id)
    view = go(scene, lead.person, plan(scene, lead.person, Kind.LEAVING, lead, other))
    assert case_id not in {one.case_id for one in view.left}
    assert rows_of(scene, case_id, other) == set()
    go(scene, lead.person, plan(scene, lead.person, Kind.LEAVING, lead, one))
    assert rows_of(scene, case_id, one) == {Compartment.PROTECTION}
    assert may_protect(scene, case_id, one)


def test_a_new_lead_gets_rows_like_the_other_leads(scene: Scene) -> None:
    case_id = scene.report()
    late = join(scene.portal, scene.office.id, "late-lead", frozenset({Role.LEAD}))
    with scene.portal.work() as work:
        founding.admit(work, scene.office.id, scene.office.founded.root, [vetting_of(late)])
    go(scene, scene.lead, plan(scene, scene.lead, Kind.KEYS, late))
    assert rows_of(scene, case_id, late) == WHOLE
    assert opened(scene, case_id, late) == {Compartment.THREAD, Compartment.INVESTIGATION}
