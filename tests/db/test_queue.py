"""The queue's rows: what somebody was granted and has tried, in the order in which it presses."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, and_, event
from sqlalchemy.orm import Session

from tests.db import rows
from tests.db.rows import NOON, TODAY
from wbportal.db import compartments, grants, queue, untried, walks
from wbportal.db.accounts import Account
from wbportal.db.cases import Assignment, Case
from wbportal.db.grants import Grant
from wbportal.db.holder_states import HolderState
from wbportal.db.offices import Office
from wbportal.db.queue import Filter
from wbportal.db.walks import Scope
from wbportal.domain.compartments import Compartment
from wbportal.domain.roles import Role
from wbportal.domain.states import CLOSED, State


class Desk:
    """An office with a lead and a handler, and cases that are given to them."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.office = rows.office()
        self.lead = rows.account(self.office.id, "lead")
        self.handler = rows.account(self.office.id, "handler")
        db.add_all([self.office, self.lead, self.handler])
        db.commit()

    def case(self, due_in_days: int = 7, *, tried: bool = True, **changes: object) -> Case:
        """Add a case that the lead was granted."""
        made = rows.case(self.office.id, due_in_days)
        for name, value in changes.items():
            setattr(made, name, value)
        part = rows.compartment(made.id)
        self.db.add_all([made, part])
        self.give(part.case_id, part.id, self.lead, tried=tried)
        return made

    def give(self, case_id: UUID, part_id: UUID, to: Account, *, tried: bool = True) -> None:
        self.db.add(self.grant(case_id, part_id, to.id))
        if tried:
            self.remember(case_id, to)
        self.settle()

    def grant(self, case_id: UUID, part_id: UUID, holder_id: UUID, epoch: int = 1) -> Grant:
        return Grant(
            compartment_id=part_id,
            epoch=epoch,
            holder_id=holder_id,
            case_id=case_id,
            kind=Compartment.THREAD,
            wrapped_key=b"wrapped",
        )

    def part_id(self, case: Case) -> UUID:
        (part,) = compartments.of_case(self.db, case.id)
        return part.id

    def remember(self, case_id: UUID, who: Account) -> None:
        self.db.add(HolderState(holder_id=who.id, case_id=case_id, sealed_state=b"sealed"))

    def settle(self) -> None:
        """Write what was added, with the marks that follow from it."""
        pairs = untried.touched(self.db)
        self.db.flush()
        untried.follow(self.db, pairs)
        self.db.commit()

    def assign(self, case: Case, to: Account, minute: int = 0) -> None:
        since = NOON.replace(minute=minute)
        row = Assignment(case_id=case.id, holder_id=to.id, role=Role.HANDLER, since=since)
        self.db.add(row)
        self.db.commit()

    def scope(self, who: Account | None = None, walled: frozenset[UUID] = frozenset()) -> Scope:
        who = who or self.lead
        offices = queue.offices_of(self.db, self.office.id)
        return Scope(who.id, offices, only_assigned=who is self.handler, today=TODAY, walled=walled)

    def page(self, wanted: Filter = Filter(), who: Account | None = None) -> list[UUID]:  # noqa: B008 - frozen
        found = queue.page(self.db, self.scope(who), wanted, (0, 25))
        return [case.id for case in found]


@pytest.fixture
def desk(db: Session) -> Desk:
    return Desk(db)


def test_what_is_urgent_comes_first_then_what_is_due_and_what_is_closed_last(desk: Desk) -> None:
    later, soon = desk.case(9), desk.case(3)
    urgent = desk.case(30, urgent=True)
    closed = desk.case(1, state=State.DECLINED)
    assert desk.page() == [urgent.id, soon.id, later.id, closed.id]


def test_pages_follow_each_other_without_gap_or_repetition(desk: Desk) -> None:
    made = {desk.case(number % 4).id for number in range(12)}
    scope = desk.scope()
    pages = [queue.page(desk.db, scope, Filter(), (skip, 5)) for skip in (0, 5, 10, 15)]
    assert [len(page) for page in pages] == [5, 5, 2, 0]
    assert {case.id for page in pages for case in page} == made


def test_a_case_is_new_until_it_was_tried(desk: Desk) -> None:
    new = desk.case(tried=False)
    assert walks.untried(desk.db, desk.scope(), 10) == [new.id]
    assert desk.page() == []
    assert queue.count(desk.db, desk.scope()).all == 0
    desk.remember(new.id, desk.lead)
    desk.settle()
    assert walks.untried(desk.db, desk.scope(), 10) == []
    assert desk.page() == [new.id]


def test_a_case_that_was_forgotten_is_new_again(desk: Desk) -> None:
    case = desk.case()
    memory = desk.db.get(HolderState, (desk.lead.id, case.id))
    desk.db.delete(memory)
    desk.settle()
    assert walks.untried(desk.db, desk.scope(), 10) == [case.id]


def test_a_grant_that_is_taken_back_is_no_longer_new(desk: Desk) -> None:
    case = desk.case(tried=False)
    grants.forget_holder(desk.db, case.id, desk.lead.id)
    desk.settle()
    assert walks.untried(desk.db, desk.scope(), 10) == []


def test_a_new_key_for_a_known_case_is_nothing_new(desk: Desk) -> None:
    case = desk.case()
    desk.db.add(desk.grant(case.id, desk.part_id(case), desk.lead.id, epoch=2))
    desk.settle()
    assert walks.untried(desk.db, desk.scope(), 10) == []
    assert desk.page() == [case.id]
    assert queue.count(desk.db, desk.scope()).all == 1


def test_reporters_and_recovery_have_no_queue(desk: Desk) -> None:
    case = desk.case()
    for holder_id in (case.id, desk.office.id):
        desk.db.add(desk.grant(case.id, desk.part_id(case), holder_id))
    desk.settle()
    assert untried.of_holder(desk.db, case.id, 10) == []
    assert untried.of_holder(desk.db, desk.office.id, 10) == []


def test_a_case_behind_a_wall_is_in_no_page_and_no_number(desk: Desk) -> None:
    seen, hidden = desk.case(urgent=True), desk.case(urgent=True)
    scope = desk.scope(walled=frozenset({hidden.id}))
    assert [c.id for c in queue.page(desk.db, scope, Filter(), (0, 25))] == [seen.id]
    counts = queue.count(desk.db, scope)
    assert (counts.all, counts.urgent, counts.unassigned) == (1, 1, 1)
    assert counts.by_state == {State.RECEIVED: 1}
    assert queue.count_matching(desk.db, scope, Filter(urgent=True)) == 1


def test_a_wall_that_is_not_known_yet_is_not_taken_off_twice(desk: Desk) -> None:
    hidden = desk.case(tried=False)
    scope = desk.scope(walled=frozenset({hidden.id}))
    assert queue.count(desk.db, scope).all == 0


def test_a_destroyed_case_is_not_listed(desk: Desk) -> None:
    desk.case(state=State.DESTROYED, receipt_lookup=None)
    assert desk.page() == []


def test_a_handler_lists_what_was_assigned_and_granted(desk: Desk) -> None:
    both, assigned_only, neither = desk.case(), desk.case(), desk.case()
    desk.assign(both, desk.handler)
    desk.assign(assigned_only, desk.handler)
    desk.give(both.id, desk.part_id(both), desk.handler)
    assert desk.page(who=desk.handler) == [both.id]
    assert desk.page(Filter(mine=True), who=desk.handler) == [both.id]
    counts = queue.count(desk.db, desk.scope(desk.handler))
    assert (counts.all, counts.mine) == (1, 1)
    assert neither.id in desk.page()


_FILTERS: list[tuple[Filter, Callable[[Case], bool]]] = [
    (Filter(state=State.RECEIVED), lambda case: case.state is State.RECEIVED),
    (Filter(state=State.DECLINED), lambda case: case.state is State.DECLINED),
    (Filter(urgent=True), lambda case: case.urgent and case.state is State.RECEIVED),
    (Filter(overdue=True), lambda case: case.due < TODAY and case.state is State.RECEIVED),
    (Filter(area="TH-10"), lambda case: case.area == "TH-10"),
    (Filter(category="bribe"), lambda case: case.category == "bribe"),
    (Filter(area="TH-10", urgent=True), lambda case: case.area == "TH-10" and case.rank == 0),
]


@pytest.mark.parametrize(("wanted", "fits"), _FILTERS, ids=range(len(_FILTERS)))
def test_a_filter_leaves_what_fits_and_its_number(
    desk: Desk, wanted: Filter, fits: Callable[[Case], bool]
) -> None:
    made = [
        desk.case(days, state=state, urgent=urgent, area=area, category=category)
        for days, area, category in ((-3, "TH-10", "bribe"), (0, "TH-50", "bribe"), (3, None, None))
        for state in (State.RECEIVED, State.DECLINED)
        for urgent in (False, True)
    ]
    expected = {case.id for case in made if fits(case)}
    assert 0 < len(expected) < len(made)
    assert set(desk.page(wanted)) == expected
    scope = desk.scope()
    assert queue.count_matching(desk.db, scope, wanted) == len(expected)


def test_whose_a_case_is_can_be_asked_for(desk: Desk) -> None:
    mine, theirs, nobodys = desk.case(), desk.case(), desk.case()
    desk.case(state=State.DECLINED)  # nobody's either, and nobody has to take it
    desk.assign(mine, desk.lead)
    desk.assign(mine, desk.handler, minute=1)
    desk.assign(theirs, desk.handler)
    assert desk.page(Filter(mine=True)) == [mine.id]
    assert desk.page(Filter(unassigned=True)) == [nobodys.id]
    counts = queue.count(desk.db, desk.scope())
    assert (counts.all, counts.mine, counts.unassigned) == (4, 1, 1)
    assert counts.by_state == {State.RECEIVED: 3, State.DECLINED: 1}
    assert queue.assigned(desk.db, [mine.id, theirs.id, nobodys.id], TODAY) == {
        mine.id: [desk.lead.id, desk.handler.id],
        theirs.id: [desk.handler.id],
    }


def test_an_office_that_stands_in_for_another_lists_both_in_one_order(desk: Desk) -> None:
    other = rows.office("other")
    other.alternate_office_id = desk.office.id
    desk.db.add(other)
    desk.db.commit()
    ours = [desk.case(days) for days in (1, 5)]
    theirs = [desk.case(days, office_id=other.id) for days in (3, 7)]
    assert desk.page() == [ours[0].id, theirs[0].id, ours[1].id, theirs[1].id]
    assert queue.count(desk.db, desk.scope()).unassigned == 4
    assert desk.db.get(Office, other.id) is other


def test_counting_stops_where_nobody_reads_on(desk: Desk) -> None:
    for _ in range(queue.MANY + 5):
        made = rows.case(desk.office.id, due_in_days=-1)
        part = rows.compartment(made.id)
        desk.db.add_all([made, part, desk.grant(made.id, part.id, desk.lead.id)])
        desk.remember(made.id, desk.lead)
    desk.db.commit()
    scope = desk.scope()
    counts = queue.count(desk.db, scope)
    assert (counts.all, counts.overdue) == (queue.MANY, queue.MANY)
    assert counts.is_partial
    assert queue.count_matching(desk.db, scope, Filter(overdue=True)) == queue.MANY
    beyond = queue.count_matching(desk.db, scope, Filter(), beyond=25)
    assert beyond == queue.MANY + 5


@pytest.fixture
def plans(engine: Engine) -> Iterator[dict[str, list[str]]]:
    """Note how the database goes about each statement."""
    found: dict[str, list[str]] = {}

    def explain(connection, _cursor, statement, values, *_more) -> None:
        if statement.startswith("SELECT"):
            cursor = connection.connection.cursor()
            cursor.execute("EXPLAIN QUERY PLAN " + statement, values)
            found[statement] = [row[3] for row in cursor.fetchall()]

    event.listen(engine, "before_cursor_execute", explain)
    yield found
    event.remove(engine, "before_cursor_execute", explain)


def test_a_page_is_read_from_an_index_in_its_order(desk: Desk, plans: dict[str, list[str]]) -> None:
    desk.case()
    plans.clear()
    desk.page()
    steps = [step for plan in plans.values() for step in plan]
    assert any("ix_cases_office_id_rank_due" in step for step in steps)
    assert not any("ORDER BY" in step or step.startswith("SCAN cases") for step in steps)


def test_counting_reads_no_row_of_a_case(desk: Desk, plans: dict[str, list[str]]) -> None:
    desk.case()
    scope = desk.scope()
    plans.clear()
    queue.count(desk.db, scope)
    (plan,) = [plan for statement, plan in plans.items() if "UNION ALL" in statement]
    of_cases = [step for step in plan if step.startswith(("SEARCH cases", "SCAN cases"))]
    assert len(of_cases) == 1 + len(CLOSED)
    assert all("COVERING INDEX" in step for step in of_cases)


def test_a_statement_is_made_for_everybody_and_keeps_nothing_of_whoever_asks(desk: Desk) -> None:
    scope = desk.scope(walled=frozenset({desk.case().id}))
    other = replace(scope, holder_id=uuid4(), walled=frozenset({uuid4()}))
    ((walk, values),), ((same, others),) = walks.walks(scope), walks.walks(other)
    assert walk == same
    assert values != others
    kept = and_(*walk.conditions(Case.id, Case.office_id)).compile().params
    assert {name for name, value in kept.items() if value is None} == {"holder", "office", "walled"}
    assert {value for value in kept.values() if value is not None} == {Compartment.THREAD}
