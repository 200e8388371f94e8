"""Who lists which case, in which order, and what a wall takes out of every figure."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.casework.scene import Scene, make_scene
from wbportal.casework import shelf
from wbportal.casework.catching_up import is_up_to_date
from wbportal.casework.queue import PAGE_CASES, DueKind, Filter
from wbportal.casework.recipients import Named
from wbportal.domain.rules import Action
from wbportal.domain.states import State
from wbportal.portal import Work
from wbportal.vault.errors import VaultError


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("home"))


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path)


def test_a_lead_lists_what_was_granted_and_a_handler_what_was_assigned(scene: Scene) -> None:
    first, second = scene.report("the first"), scene.report("the second")
    scene.assign(second, scene.office.handlers[0])
    assert {row.case_id for row in scene.queue(scene.lead).rows} == {first, second}
    assert [row.case_id for row in scene.queue(scene.handler).rows] == [second]
    assert scene.queue(scene.office.handlers[1].person).rows == ()
    assert scene.queue(scene.office.custodians[0].person).rows == ()


def test_a_list_is_up_to_date_until_a_case_comes_and_once_it_was_tried(scene: Scene) -> None:
    def is_current() -> bool:
        return scene.portal.perform(lambda work: is_up_to_date(work, scene.lead))

    assert not is_current(), "everybody gets a shelf, whether or not they list anything"
    scene.queue(scene.lead)
    assert is_current()
    scene.report("new")
    assert not is_current()
    scene.queue(scene.lead)
    assert is_current()


def test_a_row_says_what_its_reader_needs_and_who_is_on_it(scene: Scene) -> None:
    case_id = scene.report("  The bridge\n is  too short ", area="TH-40", category="bribery")
    scene.assign(case_id, scene.office.handlers[0])
    (row,) = scene.queue(scene.lead).rows
    assert row.title == "The bridge is too short"
    assert (row.area, row.category) == ("TH-40", "bribery")
    assert row.people == (scene.office.handlers[0].display_name,)
    assert (row.is_unread, row.is_mine, row.is_damaged) == (True, False, False)
    assert (row.due, row.due_kind) == (scene.row(case_id).ack_due, DueKind.ACKNOWLEDGEMENT)
    (row,) = scene.queue(scene.handler).rows
    assert row.is_mine


def test_a_case_is_unread_until_its_page_was_shown_and_again_after_an_answer(scene: Scene) -> None:
    case_id = scene.owned()
    scene.look(scene.lead, case_id)
    assert not scene.queue(scene.lead).rows[0].is_unread
    assert scene.queue(scene.handler).rows[0].is_unread, "one reader's reading is not another's"
    scene.do(scene.handler, case_id, Action.REPLY, text="we read it")
    assert scene.queue(scene.lead).rows[0].is_unread


def test_what_is_urgent_comes_first_and_then_what_is_due_soonest(scene: Scene) -> None:
    late = scene.report("late")
    scene.clock.move(timedelta(days=1))
    soon, urgent = scene.report("soon"), scene.report("urgent", urgent=True)
    assert [row.case_id for row in scene.queue(scene.lead).rows] == [urgent, late, soon]


def test_filters_and_their_figures_agree(scene: Scene) -> None:
    late = scene.report("late", area="TH-40")
    scene.clock.move(timedelta(days=8))
    mine, urgent = scene.report("mine"), scene.report("urgent", urgent=True, category="police")
    scene.assign(mine, scene.office.leads[0])
    scene.do(scene.lead, mine, Action.ASSESS)
    expected = {
        Filter(): {late, mine, urgent},
        Filter(overdue=True): {late},
        Filter(mine=True): {mine},
        Filter(unassigned=True): {late, urgent},
        Filter(urgent=True): {urgent},
        Filter(state=State.ASSESSING): {mine},
        Filter(state=State.RECEIVED): {late, urgent},
        Filter(area="TH-40"): {late},
        Filter(category="police"): {urgent},
        Filter(category="police", overdue=True): set(),
    }
    for wanted, cases in expected.items():
        found = scene.queue(scene.lead, wanted)
        assert {row.case_id for row in found.rows} == cases, wanted
        assert found.matching == len(cases)
    counts = scene.queue(scene.lead).counts
    assert (counts.all, counts.mine, counts.unassigned) == (3, 1, 2)
    assert (counts.urgent, counts.overdue) == (1, 1)
    assert counts.by_state == {State.RECEIVED: 2, State.ASSESSING: 1}
    assert not counts.is_partial


def test_a_page_holds_twenty_five_and_the_last_one_is_the_end(scene: Scene) -> None:
    for number in range(PAGE_CASES + 2):
        scene.report(f"report {number}")
    first, second = (scene.queue(scene.lead, number=number) for number in (1, 2))
    beyond = scene.queue(scene.lead, number=99)
    assert [len(page.rows) for page in (first, second, beyond)] == [PAGE_CASES, 2, 2]
    assert beyond.number == first.last == 2
    listed = {row.case_id for row in first.rows + second.rows}
    assert len(listed) == PAGE_CASES + 2


def test_a_walled_lead_lists_and_counts_nothing_of_the_case(scene: Scene) -> None:
    walled = scene.office.leads[0]
    hidden = scene.report("about the lead", named=Named(frozenset({walled.id})), urgent=True)
    scene.report("about the road")
    queue = scene.queue(walled.person)
    assert [row.title for row in queue.rows] == ["about the road"]
    assert (queue.counts.all, queue.counts.urgent, queue.matching) == (1, 0, 1)
    assert scene.queue(walled.person, Filter(urgent=True)).rows == ()
    other = scene.queue(scene.office.leads[1].person)
    assert {row.case_id for row in other.rows} > {hidden}


def test_a_wall_looks_like_a_grant_to_whoever_reads_the_database(scene: Scene) -> None:
    walled, other = scene.office.leads
    hidden = scene.report("about the lead", named=Named(frozenset({walled.id})))
    for lead in (walled, other):
        scene.queue(lead.person)
    with scene.portal.engine.connect() as connection:
        states = connection.execute(
            text("SELECT length(sealed_state) FROM holder_states WHERE case_id = :case"),
            {"case": hidden.bytes},
        ).all()
        shelves = connection.execute(
            text("SELECT length(sealed_shelf) FROM accounts WHERE sealed_shelf IS NOT NULL")
        ).all()
        files = connection.execute(text("SELECT sealed_shelf FROM accounts")).all()
    assert len(states) == len(shelves) == 2
    assert len(set(states)) == len(set(shelves)) == 1
    assert not any(hidden.bytes in (row[0] or b"") for row in files)


def test_a_wall_stands_although_its_shelf_was_taken_away(scene: Scene) -> None:
    walled = scene.office.leads[0]
    scene.report("about the lead", named=Named(frozenset({walled.id})))
    scene.queue(walled.person)
    with scene.portal.engine.begin() as connection:
        connection.execute(text("UPDATE accounts SET sealed_shelf = NULL"))
    assert scene.queue(walled.person).counts.all == 0


def test_a_case_whose_records_were_changed_is_listed_and_said_to_be_damaged(scene: Scene) -> None:
    scene.report("changed"), scene.report("whole")
    scene.queue(scene.office.leads[1].person)
    with scene.portal.engine.begin() as connection:
        changed = connection.execute(
            text(
                "UPDATE records SET sealed_body = zeroblob(length(sealed_body))"
                " WHERE case_id = (SELECT min(id) FROM cases)"
            )
        )
        assert changed.rowcount > 0
    rows = scene.queue(scene.lead).rows
    assert sorted(row.is_damaged for row in rows) == [False, True]


def test_a_shelf_forgets_a_wall_whose_grant_opens_now(shared: Scene) -> None:
    with shared.portal.work() as work:
        before = shelf.Shelf(frozenset({shared.office.id}))
        after = before.with_tried(opened=[shared.office.id], walled=[])
        shelf.keep(work, shared.lead, after)
    with shared.portal.work() as work:
        assert shelf.load(work, shared.lead) == shelf.Shelf()


def test_a_shelf_opens_for_nobody_else(shared: Scene) -> None:
    def keep(work: Work) -> None:
        shelf.keep(work, shared.lead, shelf.Shelf())

    shared.portal.perform(keep)
    other = shared.office.leads[1].person
    with shared.portal.work() as work, pytest.raises(VaultError):
        shelf.load(work, replace(shared.lead, keys=other.keys))
