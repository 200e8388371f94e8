"""The trail as auditors read it: filters that meet, entries with what proves them."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from tests.builders import Clock, MadeOffice, found, make_portal, sign_in
from tests.builders import make_app as _make_app
from wbportal.casework import audit, trail
from wbportal.casework.audit import Finding, Reached
from wbportal.casework.trail import Wanted
from wbportal.db.audit import AuditEntry
from wbportal.portal import AuditDraft, Portal

NINE = UUID("99999999-0000-4000-8000-000000000000")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def portal(tmp_path: Path, clock: Clock) -> Portal:
    return make_portal(tmp_path, clock)


@pytest.fixture
def office(portal: Portal) -> MadeOffice:
    return found(portal, leads=1, handlers=1, custodians=0)


def _do(portal: Portal, office: MadeOffice, actor: UUID | None, deed: str, *cases: UUID) -> None:
    for case_id in cases or (None,):
        with portal.work() as work:
            work.audit(AuditDraft(office.id, actor, deed, case_id))


def _found(portal: Portal, office: MadeOffice, wanted: Wanted) -> list[tuple[str, str]]:
    with portal.work() as work:
        deeds = trail.page(work, office.auditors[0].person, None, wanted)
    return [(deed.actor, deed.deed) for deed in deeds]


def test_filters_meet(portal: Portal, office: MadeOffice, clock: Clock) -> None:
    lead, handler = office.leads[0], office.handlers[0]
    clock.move(timedelta(days=2))
    since = clock.now.date()
    _do(portal, office, lead.id, "reply", NINE, uuid4())
    _do(portal, office, handler.id, "reply", NINE)
    clock.move(timedelta(days=1))
    _do(portal, office, handler.id, "denied")
    _do(portal, office, None, "failed-sign-in")
    case = (NINE, NINE)
    replies = [(handler.display_name, "reply"), (lead.display_name, "reply")]
    assert _found(portal, office, Wanted(cases=case)) == replies
    assert _found(portal, office, Wanted(cases=case, actor_id=lead.id)) == replies[1:]
    assert _found(portal, office, Wanted(deeds=("reply",))) == [*replies, replies[1]]
    assert _found(portal, office, Wanted(deeds=("reply",), actor_id=handler.id)) == replies[:1]
    assert _found(portal, office, Wanted(deeds=("reply", "denied"), since=clock.now.date())) == [
        (handler.display_name, "denied")
    ]
    assert _found(portal, office, Wanted(since=since, until=since)) == [*replies, replies[1]]
    assert ("", "failed-sign-in") in _found(portal, office, Wanted(nobody=True))
    assert _found(portal, office, Wanted(deeds=(), since=since)) == []
    assert _found(portal, office, Wanted(until=date(2026, 1, 1))) == []


def test_each_page_of_a_filter_goes_on_where_the_one_before_ended(
    portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    for deed in ("one", "two", "other"):
        for _ in range(30):
            _do(portal, office, None, deed)
        clock.move(timedelta(days=1))
    seen: list[int] = []
    before = None
    for _ in range(2):
        with portal.work() as work:
            wanted = Wanted(deeds=("one", "two"))
            found_page = trail.page(work, office.auditors[0].person, before, wanted)
        seen += [deed.number for deed in found_page]
        before = seen[-1]
    assert len(seen) == len(set(seen)) == 60
    assert seen == sorted(seen, reverse=True)


def test_a_case_is_meant_by_how_its_id_begins(portal: Portal, office: MadeOffice) -> None:
    _do(portal, office, office.leads[0].id, "note", NINE)
    with portal.work() as work:
        assert trail.read_case(work, office.id, "no such thing") is None
        assert trail.read_case(work, office.id, "99999") is None, "too short to mean one"
        meant = trail.read_case(work, office.id, "99999999")
    assert meant is not None
    assert len(_found(portal, office, Wanted(cases=meant))) == 1


def test_an_entry_shows_who_vouched_for_it(portal: Portal, office: MadeOffice) -> None:
    _do(portal, office, office.handlers[0].id, "note", NINE)
    auditor = office.auditors[0]
    with portal.work() as work:
        [number] = [d.number for d in trail.page(work, auditor.person) if d.deed == "note"]
        before = trail.entry(work, auditor.person, number)
    assert before is not None
    assert (before.finding, before.vouchers) == (Finding.INTACT, ())
    sign_in(_make_app(portal), office.leads[0])
    with portal.work() as work:
        after = trail.entry(work, auditor.person, number)
        assert trail.entry(work, auditor.person, 10_000) is None
    assert after is not None
    assert [one.name for one in after.vouchers] == [office.leads[0].display_name]
    assert after.vouchers[0].vouched >= number


@pytest.mark.parametrize("column", ["deed", "previous_hash"])
def test_an_entry_that_was_changed_says_so(portal: Portal, office: MadeOffice, column: str) -> None:
    _do(portal, office, office.handlers[0].id, "note", NINE)
    auditor = office.auditors[0].person
    with portal.work() as work:
        [number] = [d.number for d in trail.page(work, auditor) if d.deed == "note"]
        changed = {column: "reply" if column == "deed" else bytes(32)}
        work.later(update(AuditEntry).where(AuditEntry.number == number).values(**changed))
    with portal.work() as work:
        shown = trail.entry(work, auditor, number)
    assert shown is not None
    assert shown.finding in {Finding.CHANGED, Finding.GAP}


def test_a_check_goes_on_from_where_it_stopped(portal: Portal, office: MadeOffice) -> None:
    for number in range(20):
        _do(portal, office, None, f"deed-{number}")
    reached, steps = Reached(), 0
    with portal.work() as work:
        whole = audit.verify(work, office.id)
        while (step := audit.check_on(work, office.id, reached, 7)).verdict is None:
            assert step.reached.number == reached.number + 7
            reached, steps = step.reached, steps + 1
    assert step.verdict == whole
    assert steps == whole.number // 7
    with portal.work() as work:
        elsewhere = Reached(reached.number, bytes(32))
        found_step = audit.check_on(work, office.id, elsewhere, 7)
    assert found_step.verdict is not None
    assert found_step.verdict.finding is Finding.GAP


def test_nobody_reads_the_trail_of_another_office(portal: Portal, office: MadeOffice) -> None:
    other = found(portal, "other", leads=1, handlers=0, custodians=0)
    _do(portal, office, office.leads[0].id, "note", NINE)
    stranger = other.auditors[0].person
    with portal.work() as work:
        assert [d.deed for d in trail.page(work, stranger) if d.deed == "note"] == []
        assert trail.page(work, stranger, None, Wanted(cases=(NINE, NINE))) == []
        known = {one.name for one in trail.people(work, office.id)}
    assert office.leads[0].display_name in known
