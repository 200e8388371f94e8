"""Who receives reports: which rows there are before and after, and what their keys open of it."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.builders import Somebody, join, vetting_of
from tests.casework.conflicting import declare
from tests.casework.scene import Scene, make_scene
from tests.casework.test_handing import go, plan
from tests.casework.test_protection_keys import opened, rows_of
from wbportal.casework import conversation, founding, passing_on, search
from wbportal.casework.access import open_case
from wbportal.casework.catching_up import catch_up
from wbportal.casework.conversation import Message
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.keyholders import CodeHolder, Person
from wbportal.casework.passing_on import PassingOn
from wbportal.casework.queue import not_passed_on
from wbportal.casework.recipients import Named
from wbportal.db import compartments, holder_states, records
from wbportal.db.records import Record
from wbportal.domain.assessments import Matter, Priority
from wbportal.domain.compartments import Compartment
from wbportal.domain.handovers import Kind
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action, NotAllowed
from wbportal.domain.searching import read_query
from wbportal.portal import Work
from wbportal.vault.envelope import RecordPlace, open_record
from wbportal.vault.epochs import EpochKey
from wbportal.vault.errors import Tampered

READS = {Compartment.THREAD, Compartment.INVESTIGATION}
SAID = PassingOn(
    Matter.COMPLAINT, Priority.URGENT, "รับ 12/2569", date(2026, 11, 2), text="see p. 2"
)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    home = tmp_path_factory.mktemp("home")
    return make_scene(home, receivers=2, custodians=0, auditors=0, administrators=0)


@pytest.fixture
def receiver(scene: Scene) -> Somebody:
    return scene.office.receivers[0]


def _pass_on(scene: Scene, who: Person, case_id: UUID, said: PassingOn = SAID) -> None:
    scene.portal.perform(lambda work: passing_on.pass_on(work, who, case_id, said))


def _remembers(scene: Scene, case_id: UUID, somebody: Somebody) -> bool:
    with scene.portal.work() as work:
        return holder_states.one(work.db, somebody.id, case_id) is not None


def _lists(scene: Scene, who: Person) -> set[UUID]:
    return {row.case_id for row in scene.queue(who).rows}


def _finds(scene: Scene, who: Person, words: str) -> int:
    return search.look(scene.portal, who, search.Asked(read_query(words))).matching


def _key(scene: Scene, who: Person, case_id: UUID) -> EpochKey:
    with scene.portal.work() as work:
        return open_case(work, who, case_id).key(Compartment.THREAD)


def _newest(scene: Scene, case_id: UUID) -> Record:
    with scene.portal.work() as work:
        part = compartments.one(work.db, case_id, Compartment.THREAD)
        assert part is not None
        return records.in_order(work.db, part.id)[-1]


def _follow_up(scene: Scene, case_id: UUID, text: str) -> None:
    def write(work: Work) -> None:
        keys = scene.codes[case_id].keys(work.keys.receipt_salt, work.keys.receipt_cost)
        conversation.add(
            work, open_case(work, CodeHolder(case_id, keys), case_id), Message(text, "en")
        )

    scene.portal.perform(write)


def _is_gone(scene: Scene, case_id: UUID) -> None:
    """Say that nobody who receives reports has anything of a case any more."""
    for one in scene.office.receivers:
        assert rows_of(scene, case_id, one) == set()
        assert opened(scene, case_id, one) == set()
        assert not _remembers(scene, case_id, one)
        assert case_id not in _lists(scene, one.person)
        with pytest.raises(CaseNotFound):
            scene.look(one.person, case_id)


def test_a_report_is_read_first_passed_on_and_gone_for_all_who_receive(
    scene: Scene, receiver: Somebody
) -> None:
    case_id, alike = scene.report("the bridge zebra"), scene.report("the bridge again")
    for one in scene.office.receivers:
        assert rows_of(scene, case_id, one) == READS
        assert opened(scene, case_id, one) == READS
        assert {case_id, alike} <= _lists(scene, one.person)
    assert _finds(scene, receiver.person, "zebra") == 1
    page = scene.look(receiver.person, case_id)
    assert (page.role, page.protection) == (Role.INTAKE, None)
    scene.do(receiver.person, case_id, Action.NOTE, text="read it")
    scene.do(receiver.person, case_id, Action.ACKNOWLEDGE, text="we have it")
    with pytest.raises(NotAllowed):
        scene.do(receiver.person, case_id, Action.REPLY, text="more")
    reference = scene.row(alike).reference
    _pass_on(scene, receiver.person, case_id, replace(SAID, alike=(reference.lower(),)))
    _is_gone(scene, case_id)
    assert _finds(scene, receiver.person, "zebra") == 0
    assert scene.row(case_id).urgent
    assert rows_of(scene, alike, receiver) == READS
    found = scene.look(scene.lead, case_id).passed_on
    assert found is not None
    assert (found.by, found.said) == (receiver.display_name, replace(SAID, lang=""))
    assert [one.case_id for one in found.alike] == [alike]


def test_no_key_of_who_passed_on_opens_what_is_written_after_a_lead_looked(
    scene: Scene, receiver: Somebody
) -> None:
    case_id = scene.report()
    kept = _key(scene, receiver.person, case_id)
    _pass_on(scene, receiver.person, case_id)
    # Their key is still the one in force: the first lead who looks puts another in its place.
    assert _key(scene, scene.office.leads[1].person, case_id) == kept
    catch_up(scene.portal, scene.lead, seconds=5)
    assert _key(scene, scene.lead, case_id).epoch == kept.epoch + 1
    _follow_up(scene, case_id, "written afterwards")
    row = _newest(scene, case_id)
    place = RecordPlace(case_id, row.compartment_id, row.epoch, row.kind, row.id)
    assert row.epoch == kept.epoch + 1
    with pytest.raises(Tampered):
        open_record(replace(kept, epoch=row.epoch), place, row.sealed_body)
    now = _key(scene, scene.lead, case_id)
    assert b"written afterwards" in open_record(now, place, row.sealed_body).body
    _is_gone(scene, case_id)


def test_what_was_passed_on_gets_new_keys_once(scene: Scene, receiver: Somebody) -> None:
    case_id = scene.report()
    _pass_on(scene, receiver.person, case_id)
    epochs = []
    for lead in (scene.lead, scene.lead, scene.office.leads[1].person):
        scene.look(lead, case_id)
        epochs.append(_key(scene, lead, case_id).epoch)
    assert epochs == [2, 2, 2]


def test_whoever_the_reporter_named_has_rows_like_the_others_and_opens_nothing(
    scene: Scene, receiver: Somebody
) -> None:
    named = scene.office.receivers[1]
    case_id = scene.report(named=Named(listed=frozenset({named.id})))
    assert rows_of(scene, case_id, named) == rows_of(scene, case_id, receiver) == READS
    assert opened(scene, case_id, named) == set()
    assert case_id not in _lists(scene, named.person)
    _pass_on(scene, receiver.person, case_id)
    _is_gone(scene, case_id)


def test_as_soon_as_somebody_is_in_charge_it_is_gone_for_all_who_receive(
    scene: Scene, receiver: Somebody
) -> None:
    case_id = scene.report()
    scene.look(receiver.person, case_id)
    kept = _key(scene, receiver.person, case_id)
    scene.assign(case_id, scene.office.handlers[0])
    _is_gone(scene, case_id)
    assert _newest(scene, case_id).epoch == kept.epoch + 1
    for one in (scene.office.handlers[0], scene.office.leads[1]):
        assert opened(scene, case_id, one) >= READS
    with pytest.raises(CaseNotFound):
        _pass_on(scene, receiver.person, case_id)


def test_while_a_name_is_unmatched_only_first_readers_read(
    scene: Scene, receiver: Somebody
) -> None:
    case_id = scene.report(named=Named(typed="somebody whom nobody knows"))
    assert rows_of(scene, case_id, receiver) == READS
    assert case_id not in _lists(scene, receiver.person)
    assert _remembers(scene, case_id, receiver)
    other = scene.office.receivers[1]
    scene.do(scene.lead, case_id, Action.RESOLVE_NAMES, meant=frozenset({other.id}))
    assert opened(scene, case_id, receiver) == READS
    assert opened(scene, case_id, other) == set()
    assert case_id in _lists(scene, receiver.person)
    assert case_id not in _lists(scene, other.person)


def test_what_every_lead_is_kept_from_nobody_receives(scene: Scene, receiver: Somebody) -> None:
    case_id = scene.report(named=Named(frozenset(one.id for one in scene.office.leads)))
    assert rows_of(scene, case_id, receiver) == READS
    assert opened(scene, case_id, receiver) == set()


def test_no_report_can_be_passed_on_with_one_that_does_not_open(
    scene: Scene, receiver: Somebody
) -> None:
    case_id, other = scene.report(), scene.owned()
    for reference in (scene.row(other).reference, scene.row(case_id).reference, "nonsense"):
        with pytest.raises(Refused):
            _pass_on(scene, receiver.person, case_id, replace(SAID, alike=(reference,)))
    assert rows_of(scene, case_id, receiver) == READS


def test_a_lead_finds_what_lies_unread_and_a_message_in_it(
    scene: Scene, receiver: Somebody
) -> None:
    case_id, passed = scene.report("lies there"), scene.report("passed on")
    for one in (case_id, passed):
        scene.look(scene.lead, one)
    _pass_on(scene, receiver.person, passed)
    assert {row.case_id: row for row in scene.queue(scene.lead).rows}[passed].is_unread
    _follow_up(scene, case_id, "is anybody there?")
    for days, is_late in ((3, False), (1, True)):
        scene.clock.move(timedelta(days=days))
        late = {row.case_id for row in scene.queue(scene.lead).rows if row.is_waiting}
        assert (case_id in late) is is_late
        assert passed not in late
    with scene.portal.work() as work:
        wanted = not_passed_on(work, scene.lead)
        assert not_passed_on(work, receiver.person) is None
    rows = {row.case_id: row for row in scene.queue(scene.lead, wanted).rows}
    assert case_id in rows
    assert passed not in rows
    assert rows[case_id].is_unread
    assert {row.case_id: row for row in scene.queue(receiver.person).rows}[case_id].is_unread


def test_whoever_receives_and_works_cases_keeps_what_they_are_put_in_charge_of(
    scene: Scene,
) -> None:
    both = join(scene.portal, scene.office.id, "both", frozenset({Role.INTAKE, Role.HANDLER}))
    people = [vetting_of(one) for one in (*scene.office.people, both)]
    with scene.portal.work() as work:
        founding.admit(work, scene.office.id, scene.office.founded.root, people)
    case_id, other = scene.report("both"), scene.report("both, to somebody else")
    assert {case_id, other} <= _lists(scene, both.person)
    scene.assign(case_id, both)
    scene.assign(other, scene.office.handlers[0])
    assert scene.look(both.person, case_id).role is Role.HANDLER
    assert opened(scene, case_id, both) == READS
    assert _lists(scene, both.person) & {case_id, other} == {case_id}
    _is_gone(scene, case_id)
    _is_gone(scene, other)
    assert rows_of(scene, other, both) == set()


def test_whoever_received_reports_once_keeps_no_key_of_one_that_goes_on(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, receivers=2, custodians=0, auditors=0, administrators=0)
    was, receiver = scene.office.receivers
    passed, charged = scene.report(), scene.report()
    for one in (passed, charged):
        scene.look(was.person, one)
    people = [vetting_of(one) for one in scene.office.people if one.id != was.id]
    people.append(replace(vetting_of(was), roles=frozenset({Role.HANDLER})))
    with scene.portal.work() as work:
        founding.admit(work, scene.office.id, scene.office.founded.root, people)
    with pytest.raises(CaseNotFound):
        scene.look(replace(was.person, roles=frozenset({Role.HANDLER})), passed)
    assert opened(scene, passed, was) == READS
    _pass_on(scene, receiver.person, passed)
    scene.assign(charged, scene.office.handlers[0])
    for one in (passed, charged):
        assert rows_of(scene, one, was) == set()
        assert opened(scene, one, was) == set()


def test_whoever_receives_steps_back_by_declaring_a_conflict(
    scene: Scene, receiver: Somebody
) -> None:
    case_id, other = scene.report(), scene.office.receivers[1]
    declare(scene, receiver.person, case_id)
    assert rows_of(scene, case_id, receiver) == READS
    assert opened(scene, case_id, receiver) == set()
    assert opened(scene, case_id, other) == READS
    scene.look(scene.lead, case_id)
    assert opened(scene, case_id, other) == READS
    _pass_on(scene, other.person, case_id)
    _is_gone(scene, case_id)


def test_whoever_receives_leaves_what_they_have_to_the_others(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, receivers=2, custodians=0, auditors=0, administrators=0)
    leaving, other = scene.office.receivers
    case_id = scene.report()
    scene.queue(scene.lead)
    go(scene, scene.lead, plan(scene, scene.lead, Kind.LEAVING, scene.office.leads[1], leaving))
    assert rows_of(scene, case_id, leaving) == set()
    assert opened(scene, case_id, leaving) == set()
    assert opened(scene, case_id, other) == READS
