"""Conflicts of interest: the wall at once, what another lead decides, and that no row tells."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text as sql

from tests.builders import Somebody, found, join, vet
from tests.casework.conflicting import (
    decide,
    declare,
    enter_objection,
    look,
    opened_rows,
    own,
    rows_of,
)
from tests.casework.naming import ask, deeds_of, identify, listed, open_it, say
from tests.casework.scene import Scene, make_scene
from wbportal.casework import access, assignment, offices
from wbportal.casework.access import open_case
from wbportal.casework.catching_up import catch_up, is_up_to_date
from wbportal.casework.conflicts import Bar, Own
from wbportal.casework.dossier import open_dossier
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.offices import OfficeChange
from wbportal.casework.recipients import Named
from wbportal.casework.rosters import history
from wbportal.casework.walling import Left
from wbportal.db import cases, compartments, grants, records
from wbportal.domain.compartments import Compartment
from wbportal.domain.conflicts import Ground, Verdict
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action, NotAllowed
from wbportal.vault.envelope import RecordPlace, open_record
from wbportal.vault.epochs import EpochKey
from wbportal.vault.errors import VaultError

Keys = dict[Compartment, EpochKey]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("home"), leads=3)


def _keys(scene: Scene, who: Somebody, case_id: UUID) -> Keys:
    with scene.portal.work() as work:
        return dict(open_case(work, who.person, case_id).keys)


def _epochs(scene: Scene, case_id: UUID) -> dict[Compartment, int]:
    with scene.portal.work() as work:
        return {row.kind: row.epoch for row in compartments.of_case(work.db, case_id)}


def _readable(scene: Scene, case_id: UUID, keys: Keys) -> int:
    """Count the entries that old keys open, each put where the key would have it."""
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


def _charged(scene: Scene, case_id: UUID) -> list[UUID]:
    with scene.portal.work() as work:
        return [row.holder_id for row in cases.assignments(work.db, case_id)]


def _finds_nothing(scene: Scene, who: Somebody, case_id: UUID) -> None:
    with pytest.raises(CaseNotFound):
        scene.look(who.person, case_id)
    with pytest.raises(CaseNotFound):
        look(scene, who.person, case_id)
    assert case_id not in {row.case_id for row in scene.queue(who.person).rows}


LEADS_PARTS = {Compartment.THREAD, Compartment.INVESTIGATION, Compartment.PROTECTION}


def test_a_lead_who_declares_a_conflict_finds_the_case_no_more_down_to_the_keys(
    scene: Scene,
) -> None:
    case_id, (me, second, third) = scene.owned("about my cousin"), scene.office.leads
    before, keys = _epochs(scene, case_id), _keys(scene, me, case_id)
    counted = scene.queue(me.person).counts.all
    could_read = _readable(scene, case_id, keys)
    declare(scene, me.person, case_id)
    _finds_nothing(scene, me, case_id)
    assert scene.queue(me.person).counts.all == counted - 1
    assert opened_rows(scene, case_id, me) == dict.fromkeys(LEADS_PARTS, False)
    for other in (second, third):
        assert opened_rows(scene, case_id, other) == dict.fromkeys(LEADS_PARTS, True)
        report = scene.look(other.person, case_id).report
        assert report is not None
        assert report.text == "about my cousin"
    after = _epochs(scene, case_id)
    assert after == {kind: before[kind] + (kind in LEADS_PARTS) for kind in Compartment}
    # No older row is left, of anybody: one key opens what came before it.
    with scene.portal.work() as work:
        held = {(row.kind, row.epoch) for row in grants.of_case(work.db, case_id)}
    assert held == set(after.items())
    scene.do(second.person, case_id, Action.REPLY, text="written afterwards")
    scene.do(second.person, case_id, Action.NOTE, text="written afterwards")
    assert _readable(scene, case_id, keys) == could_read


def test_a_handler_who_declares_opens_nothing_at_once_and_new_keys_follow_a_lead(
    scene: Scene,
) -> None:
    case_id, me = scene.owned(), scene.office.handlers[0]
    scene.look(me.person, case_id)
    before, keys = _epochs(scene, case_id), _keys(scene, me, case_id)
    wrapped = {row.wrapped_key for row in rows_of(scene, case_id, scene.office.leads[1])}
    declare(scene, me.person, case_id)
    _finds_nothing(scene, me, case_id)
    assert set(opened_rows(scene, case_id, me).values()) == {False}
    assert set(opened_rows(scene, case_id, scene.office.leads[1]).values()) == {True}
    assert _epochs(scene, case_id) == before
    # Every holder's row changed, not that of one; protection is none of a handler's.
    others = {row.wrapped_key for row in rows_of(scene, case_id, scene.office.leads[1])}
    assert len(wrapped & others) == 1
    could_read = _readable(scene, case_id, keys)
    found = scene.look(scene.lead, case_id)
    assert (found.kept_out, found.facts.has_owner) == ((me.display_name,), False)
    assert _epochs(scene, case_id) == {
        kind: before[kind] + (kind in LEADS_PARTS) for kind in Compartment
    }
    scene.do(scene.lead, case_id, Action.REPLY, text="written afterwards")
    assert _readable(scene, case_id, keys) == could_read
    _finds_nothing(scene, me, case_id)
    scene.look(scene.lead, case_id)
    assert _epochs(scene, case_id)[Compartment.THREAD] == before[Compartment.THREAD] + 1


def test_a_lead_who_looks_at_the_list_gives_waiting_cases_their_keys(scene: Scene) -> None:
    me, (lead, second, _) = scene.office.handlers[0], scene.office.leads
    for one in (lead, second):
        scene.queue(one.person)
    cases = [scene.owned() for _ in range(3)]
    for case_id in cases:
        declare(scene, me.person, case_id)
    before = [_epochs(scene, case_id)[Compartment.THREAD] for case_id in cases]
    assert not scene.portal.perform(lambda work: is_up_to_date(work, lead.person))
    assert catch_up(scene.portal, lead.person, seconds=0)
    after = [_epochs(scene, case_id)[Compartment.THREAD] for case_id in cases]
    assert sum(after) == sum(before) + 1
    assert not catch_up(scene.portal, lead.person, seconds=60)
    done = [_epochs(scene, case_id)[Compartment.THREAD] for case_id in cases]
    assert done == [number + 1 for number in before]
    assert not catch_up(scene.portal, lead.person)
    assert scene.portal.perform(lambda work: is_up_to_date(work, lead.person))
    catch_up(scene.portal, second.person, seconds=60)
    assert [_epochs(scene, case_id)[Compartment.THREAD] for case_id in cases] == done
    assert set(cases) <= {row.case_id for row in scene.queue(lead.person).rows}


def test_what_was_found_to_be_a_conflict_replaces_the_handler(scene: Scene) -> None:
    case_id, (me, other) = scene.owned(), scene.office.handlers
    declare(scene, me.person, case_id)
    (one,) = look(scene, scene.lead, case_id).found
    assert (one.name, one.raised.ground, one.bar) == (me.display_name, Ground.KIN, None)
    assert one.decide_by == one.raised.on + timedelta(days=7)
    assert scene.look(scene.lead, case_id).conflict_due == one.decide_by
    decide(scene, scene.office.leads[0].person, case_id, Verdict.CONFLICT)
    assert (rows_of(scene, case_id, me), _charged(scene, case_id)) == ([], [])
    found = scene.look(scene.lead, case_id)
    assert found.conflict_due is None
    assert me.id not in {one.id for one in found.assignable}
    scene.assign(case_id, other)
    with pytest.raises(Refused, match="not-assignable"):
        scene.assign(case_id, me)
    with pytest.raises(Refused, match="conflict-decided"):
        decide(scene, scene.office.leads[1].person, case_id, Verdict.NONE)
    assert own(scene, me.person)[0].is_kept_out


def test_what_was_found_to_be_none_gives_the_case_back_with_what_was_written(
    scene: Scene,
) -> None:
    me, second, _ = scene.office.leads
    case_id = scene.report()
    declare(scene, me.person, case_id)
    day = look(scene, second.person, case_id).found[0].raised.on
    assert Own(day, is_kept_out=True) in own(scene, me.person)
    scene.do(second.person, case_id, Action.REPLY, text="meanwhile")
    decide(scene, second.person, case_id, Verdict.NONE)
    assert set(opened_rows(scene, case_id, me).values()) == {True}
    assert case_id in {row.case_id for row in scene.queue(me.person).rows}
    assert scene.look(me.person, case_id).thread[-1].text == "meanwhile"
    assert Own(day, is_kept_out=False) in own(scene, me.person)


def test_whoever_brings_a_conflict_up_does_not_decide_it(scene: Scene) -> None:
    case_id, handler = scene.owned(), scene.office.handlers[0]
    first, second, _ = scene.office.leads
    declare(scene, first.person, case_id, handler.id)
    _finds_nothing(scene, handler, case_id)
    with pytest.raises(Refused, match="conflict-own"):
        decide(scene, first.person, case_id, Verdict.NONE)
    assert look(scene, first.person, case_id).found[0].bar is Bar.OWN
    scene.assign(case_id, scene.office.handlers[1])
    with pytest.raises(NotAllowed):
        decide(scene, scene.office.handlers[1].person, case_id, Verdict.NONE)
    with pytest.raises(Refused, match="not-on-the-roster"):
        declare(scene, scene.office.handlers[1].person, case_id, second.id)
    decide(scene, second.person, case_id, Verdict.NONE)
    assert scene.look(handler.person, case_id).people[0].id == handler.id


def test_an_objection_suspends_a_lead_until_another_one_decides(scene: Scene) -> None:
    case_id, handler = scene.owned(), scene.office.handlers[0]
    first, second, _ = scene.office.leads
    with pytest.raises(Refused, match="yourself-objected"):
        enter_objection(scene, handler.person, case_id, handler.id)
    enter_objection(scene, handler.person, case_id, second.id)
    _finds_nothing(scene, second, case_id)
    # What the handler has no key of is shut all the same.
    assert opened_rows(scene, case_id, second) == dict.fromkeys(LEADS_PARTS, False)
    (one,) = look(scene, first.person, case_id).found
    assert (one.raised.document, one.is_late, one.by) == (
        "letter 12/2569",
        False,
        handler.display_name,
    )
    decide(scene, first.person, case_id, Verdict.NONE)
    assert set(opened_rows(scene, case_id, second).values()) == {True}
    assert scene.look(second.person, case_id).report is not None


def test_no_row_says_whose_the_wall_is(scene: Scene) -> None:
    """Once everybody has come by, all leads look alike: in rows, sizes, and columns of time."""
    case_id = scene.report()
    for lead in scene.office.leads:
        scene.queue(lead.person)
    me, second, third = scene.office.leads
    declare(scene, me.person, case_id)
    trail = deeds_of(scene, case_id)
    for lead in scene.office.leads:
        scene.queue(lead.person)
    looks = [_look_of(scene, case_id, lead) for lead in (me, second, third)]
    assert looks[0] == looks[1] == looks[2]
    # What the trail says is what it says of any change of keys, or of any note.
    assert trail[-1] == "renew-keys"
    handler = scene.office.handlers[0]
    scene.do(second.person, case_id, Action.ASSIGN, holder_id=handler.id)
    before = _look_of(scene, case_id, handler)
    declare(scene, scene.handler, case_id)
    assert deeds_of(scene, case_id)[-1] == "note"
    after = _look_of(scene, case_id, handler)
    assert (after["grants"], after["assignments"]) == (before["grants"], before["assignments"])
    with scene.portal.engine.connect() as db:
        said = db.execute(sql("SELECT deed, detail FROM audit_entries")).all()
    assert not any("conflict" in f"{row.deed} {row.detail}" for row in said)


def _look_of(scene: Scene, case_id: UUID, who: Somebody) -> dict[str, list[str]]:
    """Return every row that names a case and a holder, with sizes in place of bytes."""
    found = {}
    with scene.portal.engine.connect() as db:
        for table in ("grants", "holder_states", "assignments", "untried"):
            query = f"SELECT * FROM {table} WHERE holder_id = :who AND case_id = :case"  # noqa: S608 - constants
            rows = db.execute(sql(query), {"who": who.id.bytes, "case": case_id.bytes})
            found[table] = sorted(repr(_shape(dict(row))) for row in rows.mappings())
    return found


def _shape(row: dict[str, object]) -> dict[str, object]:
    # How often somebody's memory was written is how often they looked.
    kept = {name: value for name, value in row.items() if name not in {"holder_id", "version"}}
    return {
        name: len(value)
        if isinstance(value, bytes) and name.startswith(("wrap", "seal"))
        else value
        for name, value in kept.items()
    }


def test_a_keeper_whom_a_lead_reports_keeps_a_share_that_opens_nothing(scene: Scene) -> None:
    keeper, other = scene.office.custodians
    case_id = scene.owned()
    identify(scene, case_id)
    request_id = ask(scene, scene.handler, case_id)
    assert request_id in {one.id for one in listed(scene, keeper)}
    declare(scene, scene.lead, case_id, keeper.id)
    assert opened_rows(scene, case_id, keeper) == {Compartment.IDENTITY: False}
    assert opened_rows(scene, case_id, other) == {Compartment.IDENTITY: True}
    with pytest.raises(CaseNotFound):
        say(scene, keeper, request_id)
    with pytest.raises(Refused, match="no-keepers"):
        ask(scene, scene.lead, case_id)


def test_a_name_that_is_matched_later_lifts_no_conflict(scene: Scene) -> None:
    case_id = scene.report(named=Named(typed="the tall one from the second floor"))
    me = scene.office.leads[1]
    declare(scene, me.person, case_id)
    scene.do(scene.lead, case_id, Action.RESOLVE_NAMES)
    _finds_nothing(scene, me, case_id)
    assert set(opened_rows(scene, case_id, me).values()) == {False}
    found = scene.look(scene.office.leads[2].person, case_id)
    assert found.kept_out == (me.display_name,)


def test_when_the_last_lead_declares_the_case_goes_to_whoever_stands_in(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, leads=1)
    (me,), handler = scene.office.leads, scene.office.handlers[0]
    case_id = scene.owned("about the lead")
    assert look(scene, me.person, case_id).left is Left.RECOVERY
    with pytest.raises(Refused, match="last-lead"):
        enter_objection(scene, handler.person, case_id, me.id)
    other = found(scene.portal, "other")
    with scene.portal.work() as work:
        offices.change(work, scene.office.id, OfficeChange(alternate="other"))
    assert look(scene, me.person, case_id).left is Left.ALTERNATE
    declare(scene, me.person, case_id)
    _finds_nothing(scene, me, case_id)
    for lead in other.leads:
        report = scene.look(lead.person, case_id).report
        assert report is not None
        assert report.text == "about the lead"
    assert scene.look(handler.person, case_id).report is not None
    decide(scene, other.leads[1].person, case_id, Verdict.NONE)
    assert scene.look(me.person, case_id).report is not None
    # With one of them there, a handler may object to the only lead of the office as well.
    enter_objection(scene, handler.person, case_id, me.id)
    _finds_nothing(scene, me, case_id)


def test_a_case_that_nobody_else_could_open_is_not_given_up(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, leads=1, recovery=None)
    case_id = scene.owned()
    assert look(scene, scene.lead, case_id).left is Left.NOBODY
    with pytest.raises(Refused, match="nobody-left"):
        declare(scene, scene.lead, case_id)
    assert scene.look(scene.lead, case_id).report is not None


def test_who_came_after_a_name_was_matched_waits_at_every_change_of_keys(tmp_path: Path) -> None:
    """Also in a case that was handed over without an entry of it, and of the identity's share."""
    scene = make_scene(tmp_path)
    case_id = scene.report(named=Named(typed="somchai"))
    scene.do(scene.lead, case_id, Action.RESOLVE_NAMES)
    scene.assign(case_id, scene.office.handlers[0])
    identify(scene, case_id)
    scene.clock.move(timedelta(days=2))
    late = join(scene.portal, scene.office.id, "somchai", frozenset({Role.LEAD}))
    keeper = join(scene.portal, scene.office.id, "somchai2", frozenset({Role.CUSTODIAN}))
    vet(scene.portal, scene.office.founded, (late, keeper))
    request_id = ask(scene, scene.handler, case_id)
    for custodian in scene.office.custodians:
        say(scene, custodian, request_id)
    open_it(scene, scene.handler, case_id, request_id)
    assert opened_rows(scene, case_id, keeper) == {Compartment.IDENTITY: False}
    # As it was before hand-overs wrote whom a name may mean: rows, and no entry.
    with scene.portal.work() as work:
        dossier = open_dossier(work, scene.lead, case_id)
        entry = history(work, scene.office.id).entry(late.id)
        assert entry is not None
        access.grant(work, dossier.opened, entry, assignment.parts_for(entry), walled=True)
    scene.do(scene.lead, case_id, Action.REVOKE, holder_id=scene.office.handlers[0].id)
    assert set(opened_rows(scene, case_id, late).values()) == {False}
    _finds_nothing(scene, late, case_id)
    scene.assign(case_id, late)
    assert scene.look(late.person, case_id).report is not None
