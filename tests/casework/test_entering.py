"""Reports that somebody writes down for others: who can open them, before and after the slip."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.casework.entered import (
    LETTER,
    come_in,
    enter,
    exchange,
    fits,
    grants_of,
    keys_of,
    newest,
    opens,
    slip_of,
    unwraps,
)
from tests.casework.scene import Scene, make_scene
from wbportal.casework import (
    conversation,
    drafts,
    entering,
    receipt,
    recorded,
    states,
    visits,
)
from wbportal.casework.access import open_case
from wbportal.casework.desk import Order
from wbportal.casework.errors import AlreadySent, CaseNotFound, CodeGone, CodeSeen, Refused
from wbportal.casework.recipients import Asked, Named
from wbportal.casework.records import EntryType
from wbportal.casework.thread import read
from wbportal.db.audit import AuditEntry, ReporterEvent
from wbportal.db.entered import EnteredReport, arrived_by_day
from wbportal.db.holder_states import HolderState
from wbportal.domain.compartments import Compartment
from wbportal.domain.rules import NotPossible


@pytest.fixture
def scene(tmp_path) -> Iterator[Scene]:
    made = make_scene(tmp_path)
    yield made
    made.portal.engine.dispose()


def test_the_clocks_start_on_the_day_on_which_the_office_received_it(scene: Scene) -> None:
    scene.clock.move(timedelta(days=0))
    with scene.portal.work() as work:
        today = work.today
    came = replace(LETTER, received_on=today - timedelta(days=5))
    enter(scene, scene.lead, came=came)
    case = newest(scene)
    assert case.received_on == today - timedelta(days=5)
    assert case.ack_due == today + timedelta(days=2)
    assert case.channel == "post"


def test_it_is_counted_on_the_day_on_which_it_was_entered(scene: Scene) -> None:
    case_id = enter(scene, scene.lead)
    with scene.portal.work() as work:
        assert arrived_by_day(work.db, scene.office.id) == {work.today: 1}
        assert work.db.get(EnteredReport, case_id).entered_on == work.today
        assert LETTER.received_on < work.today


def test_who_entered_it_signed_that_and_stands_in_the_trail(scene: Scene) -> None:
    case_id = enter(scene, scene.handler)
    with scene.portal.work() as work:
        opened = open_case(work, scene.lead, case_id)
        found = recorded.recorded_in(case_id, read(work, opened, Compartment.THREAD))
        entry = work.db.scalars(select(AuditEntry).where(AuditEntry.deed == "enter-report")).one()
        events = work.db.scalars(select(ReporterEvent)).all()
    assert found is not None
    assert found.author_id == scene.handler.id
    assert found.came == LETTER
    assert (entry.actor_id, entry.case_id) == (scene.handler.id, case_id)
    assert events == []


def test_what_the_reporter_said_carries_a_day_and_no_time(scene: Scene) -> None:
    case_id = enter(scene, scene.lead)
    with scene.portal.work() as work:
        opened = open_case(work, scene.lead, case_id)
        written = read(work, opened, Compartment.THREAD).written
    times = {one.entry.type: one.entry.at for one in written}
    assert times[EntryType.REPORT] is None
    assert times[EntryType.RECORD] is not None


def test_a_handler_who_entered_it_holds_nothing_afterwards(scene: Scene) -> None:
    case_id = enter(scene, scene.handler)
    assert grants_of(scene, case_id, scene.handler.id) == []
    assert not opens(scene, scene.handler, case_id)
    assert case_id not in {row.case_id for row in scene.queue(scene.handler).rows}
    with scene.portal.work() as work:
        assert entering.entered(work, scene.handler).case_id is None


def test_a_handler_who_entered_it_can_be_put_in_charge_unless_they_shut_themselves_out(
    scene: Scene,
) -> None:
    first = enter(scene, scene.handler)
    assert scene.office.handlers[0].id in {
        one.id for one in scene.look(scene.lead, first).assignable
    }


def test_whoever_shuts_themselves_out_can_never_be_put_in_charge(scene: Scene) -> None:
    case_id = enter(scene, scene.handler, shut_out=True)
    found = scene.look(scene.lead, case_id)
    assert scene.handler.id not in {one.id for one in found.assignable}
    with pytest.raises(Refused):
        scene.assign(case_id, scene.office.handlers[0])


def test_a_lead_keeps_what_they_enter(scene: Scene) -> None:
    case_id = enter(scene, scene.lead)
    assert opens(scene, scene.lead, case_id)
    assert case_id in {row.case_id for row in scene.queue(scene.lead).rows}
    with scene.portal.work() as work:
        assert entering.entered(work, scene.lead).case_id == case_id


def test_a_lead_who_shuts_themselves_out_has_rows_that_their_key_does_not_open(
    scene: Scene,
) -> None:
    case_id = enter(scene, scene.lead, shut_out=True)
    mine = grants_of(scene, case_id, scene.lead.id)
    assert mine
    assert not any(fits(scene, grant, scene.office.leads[0]) for grant in mine)
    other = scene.office.leads[1]
    assert all(fits(scene, grant, other) for grant in grants_of(scene, case_id, other.id))
    assert not opens(scene, scene.lead, case_id)
    assert case_id not in {row.case_id for row in scene.queue(scene.lead).rows}
    with scene.portal.work() as work:
        states = work.db.scalars(select(HolderState).where(HolderState.holder_id == scene.lead.id))
        assert {row.case_id for row in states} <= {case_id}


def test_the_lead_who_is_named_in_the_form_is_kept_out_and_first_readers_read_first(
    scene: Scene,
) -> None:
    other = scene.office.leads[1]
    case_id = enter(scene, scene.handler, named=Named(listed=frozenset({other.id})))
    assert not opens(scene, other.person, case_id)
    assert opens(scene, scene.lead, case_id)
    with scene.portal.work() as work:
        assert entering.entered(work, scene.handler).asked is Asked.LEADS


def test_nobody_else_may_write_a_report_down(scene: Scene) -> None:
    custodian = scene.office.custodians[0].person
    with pytest.raises(Refused, match="not-yours"):
        enter(scene, custodian)


def test_one_form_sent_twice_makes_one_case(scene: Scene) -> None:
    enter(scene, scene.lead)
    first = slip_of(scene, scene.lead)
    enter(scene, scene.lead)
    assert slip_of(scene, scene.lead) == first


def test_one_form_sent_with_another_text_is_refused(scene: Scene) -> None:
    enter(scene, scene.lead)
    with pytest.raises(AlreadySent):
        enter(scene, scene.lead, "something else")


def test_a_form_that_was_handed_over_is_not_sent_again(scene: Scene) -> None:
    enter(scene, scene.lead)
    scene.portal.perform(lambda work: entering.hand_over(work, scene.lead))
    with pytest.raises(AlreadySent):
        enter(scene, scene.lead)
    with pytest.raises(CodeGone), scene.portal.work() as work:
        entering.entered(work, scene.lead)


def test_a_slip_opens_nothing_before_it_is_changed(scene: Scene) -> None:
    enter(scene, scene.handler)
    visit = come_in(scene, slip_of(scene, scene.handler))
    with scene.portal.work() as work:
        here = visits.find(work, visit)
        assert here is not None
        assert receipt.must_change(work, here)
    with pytest.raises(CodeSeen), scene.portal.work() as work:
        conversation.look(work, here)


def test_the_first_use_gives_a_code_and_the_slip_opens_nothing_afterwards(scene: Scene) -> None:
    case_id = enter(scene, scene.handler)
    slip = slip_of(scene, scene.handler)
    kem = keys_of(scene, slip).kem
    before = grants_of(scene, case_id, case_id)
    assert before
    assert all(unwraps(scene, grant, kem) for grant in before)
    code, visit = exchange(scene, slip)
    after = grants_of(scene, case_id, case_id)
    assert len(after) == len(before)
    assert not any(unwraps(scene, grant, kem) for grant in after)
    assert all(unwraps(scene, grant, keys_of(scene, code).kem) for grant in after)
    with scene.portal.work() as work:
        here = visits.find(work, visit)
        assert here is not None
        assert conversation.look(work, here).to_check
    gone = come_in(scene, slip)
    with scene.portal.work() as work:
        there = visits.find(work, gone)
        assert there is not None
        with pytest.raises(CaseNotFound):
            conversation.look(work, there)


def test_a_slip_that_nobody_used_is_shown_as_such(scene: Scene) -> None:
    case_id = enter(scene, scene.handler)
    assert scene.look(scene.lead, case_id).is_slip_unused
    exchange(scene, slip_of(scene, scene.handler))
    found = scene.look(scene.lead, case_id)
    assert not found.is_slip_unused
    assert found.recorded is not None
    assert found.recorded.has_slip


def test_a_new_slip_takes_the_place_of_one_that_nobody_used(scene: Scene) -> None:
    case_id = enter(scene, scene.lead)
    former = slip_of(scene, scene.lead)
    scene.look(scene.lead, case_id)
    scene.portal.perform(lambda work: entering.new_slip(work, scene.lead, case_id, Order()))
    with scene.portal.work() as work:
        again = entering.slip_of(work, scene.lead, case_id).code
    assert again is not None
    assert again != former
    mine = grants_of(scene, case_id, case_id)
    assert not any(unwraps(scene, grant, keys_of(scene, former).kem) for grant in mine)
    assert newest(scene).code_single_use
    _, visit = exchange(scene, again)
    with scene.portal.work() as work:
        here = visits.find(work, visit)
        assert here is not None
        assert conversation.look(work, here).said


def test_only_who_wrote_it_down_can_make_a_new_slip(scene: Scene) -> None:
    case_id = enter(scene, scene.lead)
    other = scene.office.leads[1].person
    with pytest.raises(NotPossible):
        scene.portal.perform(lambda work: entering.new_slip(work, other, case_id, Order()))
    with scene.portal.work() as work:
        assert entering.slip_of(work, other, case_id).code is None


def test_there_is_no_new_slip_once_one_was_used(scene: Scene) -> None:
    case_id = enter(scene, scene.lead)
    exchange(scene, slip_of(scene, scene.lead))
    with pytest.raises(NotPossible):
        scene.portal.perform(lambda work: entering.new_slip(work, scene.lead, case_id, Order()))
    memory = scene.portal.perform(lambda work: states.load(work, scene.lead, case_id))
    scene.look(scene.lead, case_id)
    memory = scene.portal.perform(lambda work: states.load(work, scene.lead, case_id))
    assert memory is not None
    assert memory.slip == ""


def test_without_a_slip_nobody_has_the_code(scene: Scene) -> None:
    case_id = enter(scene, scene.lead, wants_slip=False)
    with scene.portal.work() as work:
        assert entering.entered(work, scene.lead).code is None
        assert entering.slip_of(work, scene.lead, case_id).code is None
    found = scene.look(scene.lead, case_id)
    assert not found.is_slip_unused
    assert found.recorded is not None
    assert not found.recorded.has_slip


def test_a_form_that_was_not_sent_is_found_again_in_the_next_session(scene: Scene) -> None:
    form = entering.new_form(scene.handler, "2" * 32)
    kept = drafts.Draft(typed={"text": ["half of it"]})
    scene.portal.perform(lambda work: drafts.keep(work, form, kept))
    with scene.portal.work() as work:
        again = entering.unsent(work, scene.handler)
        assert again == form
        assert drafts.find(work, form) == kept
        assert entering.unsent(work, scene.lead) is None
