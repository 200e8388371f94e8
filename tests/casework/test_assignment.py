"""Giving cases and taking them away, down to what the keys open."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.builders import Somebody, vetting_of
from tests.casework.scene import Scene, make_scene
from wbportal.casework import founding
from wbportal.casework.access import open_case
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.keyholders import CodeHolder
from wbportal.casework.recipients import Named
from wbportal.casework.thread import read
from wbportal.db import cases, grants, records
from wbportal.domain.compartments import Compartment
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action, NotAllowed, NotPossible
from wbportal.vault.envelope import RecordPlace, open_record
from wbportal.vault.epochs import EpochKey
from wbportal.vault.errors import VaultError


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path, leads=3)


def _holders(scene: Scene, case_id: UUID, kind: Compartment) -> set[UUID]:
    with scene.portal.work() as work:
        found = [g for g in grants.of_case(work.db, case_id) if g.kind is kind]
        newest = max(grant.epoch for grant in found)
        return {grant.holder_id for grant in found if grant.epoch == newest}


def _old_keys(scene: Scene, somebody: Somebody, case_id: UUID) -> dict[Compartment, EpochKey]:
    with scene.portal.work() as work:
        return dict(open_case(work, somebody.person, case_id).keys)


def test_an_assigned_handler_reads_thread_and_investigation_and_nothing_else(scene: Scene) -> None:
    case_id = scene.report()
    handler = scene.office.handlers[0]
    with pytest.raises(CaseNotFound):
        scene.look(handler.person, case_id)
    scene.assign(case_id, handler)
    assert scene.look(handler.person, case_id).report is not None
    held = {kind for kind in Compartment if handler.id in _holders(scene, case_id, kind)}
    assert held == {Compartment.THREAD, Compartment.INVESTIGATION}


def test_a_handler_assigned_after_a_revocation_reads_what_came_before(scene: Scene) -> None:
    first, second = scene.office.handlers
    case_id = scene.report("long ago")
    scene.assign(case_id, first)
    scene.do(first.person, case_id, Action.NOTE, text="seen by the first")
    scene.do(scene.lead, case_id, Action.REVOKE, holder_id=first.id)
    scene.assign(case_id, second)
    found = scene.look(second.person, case_id)
    assert found.report is not None
    assert found.report.text == "long ago"
    assert [note.text for note in found.notes] == ["seen by the first"]


def test_a_revoked_handler_finds_nothing_and_holds_no_row(scene: Scene) -> None:
    case_id, handler = scene.owned(), scene.office.handlers[0]
    scene.look(handler.person, case_id)
    scene.do(scene.lead, case_id, Action.REVOKE, holder_id=handler.id)
    with pytest.raises(CaseNotFound):
        scene.look(handler.person, case_id)
    assert scene.queue(handler.person).counts.all == 0
    with scene.portal.engine.connect() as connection:
        for table in ("grants", "holder_states", "assignments"):
            statement = f"SELECT count(*) FROM {table} WHERE holder_id = :who"  # noqa: S608 - a constant
            assert connection.execute(text(statement), {"who": handler.id.bytes}).scalar() == 0


def test_keys_of_a_revoked_handler_open_nothing_written_afterwards(scene: Scene) -> None:
    case_id, handler = scene.owned(), scene.office.handlers[0]
    scene.do(scene.lead, case_id, Action.REPLY, text="before")
    keys = _old_keys(scene, handler, case_id)
    with scene.portal.work() as work:
        kept = {
            key.compartment_id: len(records.in_order(work.db, key.compartment_id))
            for key in keys.values()
        }
    scene.do(scene.lead, case_id, Action.REVOKE, holder_id=handler.id)
    scene.do(scene.lead, case_id, Action.REPLY, text="after")
    scene.do(scene.lead, case_id, Action.NOTE, text="after")
    opened = tried = 0
    with scene.portal.work() as work:
        for key in keys.values():
            for row in records.in_order(work.db, key.compartment_id):
                as_then = RecordPlace(case_id, row.compartment_id, key.epoch, row.kind, row.id)
                if row.number <= kept[key.compartment_id]:
                    open_record(key, as_then, row.sealed_body)
                    opened += 1
                    continue
                tried += 1
                with pytest.raises(VaultError):
                    open_record(key, as_then, row.sealed_body)
    assert opened >= 3
    assert tried >= 3  # the reply, the note, the note of the revocation, and how epochs end


def test_everybody_else_reads_on_after_a_revocation(scene: Scene) -> None:
    case_id, handler = scene.owned("the report"), scene.office.handlers[0]
    scene.do(scene.lead, case_id, Action.REVOKE, holder_id=handler.id)
    scene.do(scene.lead, case_id, Action.REPLY, text="after")
    for lead in scene.office.leads:
        assert scene.look(lead.person, case_id).thread[-1].text == "after"
    keys = scene.codes[case_id].keys(scene.portal.keys.receipt_salt, scene.portal.keys.receipt_cost)
    with scene.portal.work() as work:
        opened = open_case(work, CodeHolder(case_id, keys), case_id)
        said = [w.entry.text for w in read(work, opened, Compartment.THREAD).written]
    assert said[-1] == "after"


def test_a_lead_who_leaves_a_case_keeps_it_as_a_lead(scene: Scene) -> None:
    case_id, lead = scene.report(), scene.office.leads[1]
    scene.assign(case_id, lead)
    scene.do(scene.lead, case_id, Action.REVOKE, holder_id=lead.id)
    assert scene.look(lead.person, case_id).people == ()


def test_a_lead_who_left_the_roster_is_taken_off_a_case_they_only_held(scene: Scene) -> None:
    case_id, gone = scene.owned(), scene.office.leads[1]
    before = _old_keys(scene, gone, case_id)[Compartment.THREAD].epoch
    assert scene.look(scene.lead, case_id).lingering == ()
    with scene.portal.work() as work:
        founding.retire(work, scene.office.id, scene.office.founded.root, [gone.username])
    assert [one.id for one in scene.look(scene.lead, case_id).lingering] == [gone.id]
    scene.do(scene.lead, case_id, Action.REVOKE, holder_id=gone.id)
    scene.do(scene.lead, case_id, Action.REPLY, text="after")
    assert gone.id not in _holders(scene, case_id, Compartment.THREAD)
    assert _old_keys(scene, scene.office.leads[0], case_id)[Compartment.THREAD].epoch == before + 1
    assert scene.look(scene.lead, case_id).lingering == ()
    assert scene.look(scene.handler, case_id).thread[-1].text == "after"


def test_only_vetted_people_who_may_work_it_are_assigned(scene: Scene) -> None:
    walled = scene.office.leads[2]
    case_id = scene.report(named=Named(frozenset({walled.id})))
    offered = {one.id for one in scene.look(scene.lead, case_id).assignable}
    assert offered == {one.id for one in [*scene.office.leads[:2], *scene.office.handlers]}
    for refused in [walled, *scene.office.custodians, *scene.office.administrators]:
        with pytest.raises(Refused):
            scene.assign(case_id, refused)
    scene.assign(case_id, scene.office.handlers[0])
    with pytest.raises(Refused):
        scene.assign(case_id, scene.office.handlers[0])


def _vet_as(scene: Scene, somebody: Somebody, *roles: Role) -> None:
    with scene.portal.work() as work:
        vetting = replace(vetting_of(somebody), roles=frozenset(roles))
        founding.admit(work, scene.office.id, scene.office.founded.root, [vetting])


def test_a_custodian_handles_the_cases_of_whose_identity_they_keep_no_share(scene: Scene) -> None:
    handler, before = scene.office.handlers[0], scene.report("before")
    _vet_as(scene, handler, Role.HANDLER, Role.CUSTODIAN)
    after = scene.report("after")
    assert handler.id in _holders(scene, after, Compartment.IDENTITY)
    offered = {
        case_id: {one.id for one in scene.look(scene.lead, case_id).assignable}
        for case_id in (before, after)
    }
    assert handler.id in offered[before]
    assert handler.id not in offered[after]
    with pytest.raises(Refused):
        scene.assign(after, handler)
    assert handler.id not in _holders(scene, after, Compartment.THREAD)
    scene.assign(before, handler)
    assert handler.id in _holders(scene, before, Compartment.THREAD)
    assert handler.id not in _holders(scene, before, Compartment.IDENTITY)


def test_a_lead_who_keeps_a_share_is_in_charge_as_a_lead_and_never_as_a_handler(
    scene: Scene,
) -> None:
    lead = scene.office.leads[1]
    _vet_as(scene, lead, Role.LEAD, Role.HANDLER, Role.CUSTODIAN)
    case_id = scene.report()
    scene.assign(case_id, lead)
    with scene.portal.work() as work:
        [row] = cases.assignments(work.db, case_id)
        assert (row.holder_id, row.role) == (lead.id, Role.LEAD)


def test_that_a_custodian_was_walled_off_shows_in_nobodys_list(scene: Scene) -> None:
    handler = scene.office.handlers[0]
    _vet_as(scene, handler, Role.HANDLER, Role.CUSTODIAN)
    lists = [
        {one.id for one in scene.look(scene.lead, case_id).assignable}
        for case_id in (scene.report(), scene.report(named=Named(frozenset({handler.id}))))
    ]
    assert lists[0] == lists[1]


def test_whose_vetting_ran_out_is_put_in_charge_of_nothing(scene: Scene) -> None:
    case_id, handler = scene.report(), scene.office.handlers[0]
    until = scene.portal.clock().date() + timedelta(days=20)
    with scene.portal.work() as work:
        vetting = replace(vetting_of(handler), valid_until=until)
        founding.admit(work, scene.office.id, scene.office.founded.root, [vetting])
    scene.clock.move(timedelta(days=20))
    assert handler.id in {one.id for one in scene.look(scene.lead, case_id).assignable}
    scene.clock.move(timedelta(days=1))
    assert handler.id not in {one.id for one in scene.look(scene.lead, case_id).assignable}
    with pytest.raises(Refused):
        scene.assign(case_id, handler)
    with scene.portal.work() as work:
        assert handler.id not in {one.holder_id for one in grants.of_case(work.db, case_id)}


def test_a_handler_assigns_nobody(scene: Scene) -> None:
    case_id = scene.owned()
    for action in (Action.ASSIGN, Action.REVOKE):
        with pytest.raises(NotAllowed):
            scene.do(scene.handler, case_id, action, holder_id=scene.office.handlers[1].id)


def test_revoking_whoever_is_not_in_charge_is_refused(scene: Scene) -> None:
    case_id = scene.owned()
    with pytest.raises(Refused):
        scene.do(scene.lead, case_id, Action.REVOKE, holder_id=scene.office.handlers[1].id)


def test_while_a_name_is_unresolved_nobody_is_assigned(scene: Scene) -> None:
    case_id = scene.report(named=Named(typed="the tall one from the second floor"))
    found = scene.look(scene.lead, case_id)
    assert found.typed_name == "the tall one from the second floor"
    assert {one.id for one in found.colleagues} == {one.id for one in scene.office.people}
    with pytest.raises(NotPossible):
        scene.assign(case_id, scene.office.handlers[0])


def test_whoever_is_found_to_be_meant_is_locked_out_from_then_on(scene: Scene) -> None:
    meant = scene.office.leads[1]
    case_id = scene.report(named=Named(typed="the tall one from the second floor"))
    scene.queue(meant.person)
    assert scene.look(meant.person, case_id).report is not None
    scene.do(scene.lead, case_id, Action.RESOLVE_NAMES, meant=frozenset({meant.id}))
    with pytest.raises(CaseNotFound):
        scene.look(meant.person, case_id)
    assert scene.queue(meant.person).counts.all == 0
    for other in (scene.office.leads[0], scene.office.leads[2]):
        found = scene.look(other.person, case_id)
        assert found.kept_out == (meant.display_name,)
        assert scene.queue(other.person).counts.all == 1


def test_a_resolved_name_shows_in_no_row_whose_it_is(scene: Scene) -> None:
    case_id = scene.report(named=Named(typed="the tall one from the second floor"))
    for lead in scene.office.leads:
        scene.queue(lead.person)
    before = _holders(scene, case_id, Compartment.THREAD)
    meant = frozenset({scene.office.leads[1].id})
    scene.do(scene.lead, case_id, Action.RESOLVE_NAMES, meant=meant)
    assert _holders(scene, case_id, Compartment.THREAD) == before
    with scene.portal.work() as work:
        lengths = {
            len(g.wrapped_key)
            for g in grants.of_case(work.db, case_id)
            if g.kind is Compartment.THREAD
        }
    assert len(lengths) == 1
    with scene.portal.engine.connect() as connection:
        left = connection.execute(
            text("SELECT holder_id FROM holder_states WHERE case_id = :case"),
            {"case": case_id.bytes},
        ).all()
    assert [row[0] for row in left] == [scene.lead.id.bytes]


def test_a_name_that_is_nobody_lets_everybody_in(scene: Scene) -> None:
    case_id = scene.report(named=Named(typed="the tall one from the second floor"))
    scene.do(scene.lead, case_id, Action.RESOLVE_NAMES)
    found = scene.look(scene.office.leads[2].person, case_id)
    assert (found.typed_name, found.kept_out) == ("", ())
    scene.assign(case_id, scene.office.handlers[0])


def test_a_lead_who_reads_later_finds_the_case_once_the_name_is_settled(scene: Scene) -> None:
    later = scene.office.leads[2]
    with scene.portal.work() as work:
        vetting = replace(vetting_of(later), first_reader=False)
        founding.admit(work, scene.office.id, scene.office.founded.root, [vetting])
    case_id = scene.report("hush", named=Named(typed="the tall one from the second floor"))
    assert scene.queue(later.person).counts.all == 0
    with pytest.raises(CaseNotFound):
        scene.look(later.person, case_id)
    scene.do(scene.lead, case_id, Action.RESOLVE_NAMES)
    (row,) = scene.queue(later.person).rows
    assert (row.title, row.is_unread) == ("hush", True)
    assert scene.look(later.person, case_id).report is not None


def test_a_name_is_resolved_once_and_to_people_of_the_office(scene: Scene) -> None:
    case_id = scene.report(named=Named(typed="the tall one from the second floor"))
    for stranger in (case_id, scene.office.id):
        with pytest.raises(Refused):
            scene.do(scene.lead, case_id, Action.RESOLVE_NAMES, meant=frozenset({stranger}))
    scene.do(scene.lead, case_id, Action.RESOLVE_NAMES)
    with pytest.raises(NotPossible):
        scene.do(scene.lead, case_id, Action.RESOLVE_NAMES)


def test_those_whom_the_reporter_chose_stay_out_whatever_a_typed_name_means(scene: Scene) -> None:
    chosen = scene.office.leads[1]
    named = Named(frozenset({chosen.id}), "the tall one from the second floor")
    case_id = scene.report(named=named)
    scene.do(scene.lead, case_id, Action.RESOLVE_NAMES)
    with pytest.raises(CaseNotFound):
        scene.look(chosen.person, case_id)
