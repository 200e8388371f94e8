"""The trail: reporters' acts enter it without order or time, and a change of it is named."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update

from tests.builders import Clock, MadeOffice, found, make_portal
from wbportal.casework import audit
from wbportal.casework import trail as trails
from wbportal.casework.audit import Finding, Verdict
from wbportal.db.audit import AuditEntry, ReporterEvent
from wbportal.portal import AuditDraft, Portal
from wbportal.portal.heads import sign_head
from wbportal.portal.settle import trail


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def portal(tmp_path: Path, clock: Clock) -> Portal:
    return make_portal(tmp_path, clock)


@pytest.fixture
def office(portal: Portal) -> MadeOffice:
    return found(portal, leads=1, handlers=0, custodians=0)


def _do(portal: Portal, office: MadeOffice, *deeds: str) -> None:
    for deed in deeds:
        with portal.work() as work:
            work.audit(AuditDraft(office.id, None, deed))


def _verdict(portal: Portal, office: MadeOffice) -> Verdict:
    with portal.work() as work:
        return audit.verify(work, office.id)


def _entries(portal: Portal, office: MadeOffice) -> list[AuditEntry]:
    with portal.work() as work:
        query = select(AuditEntry).where(AuditEntry.office_id == office.id)
        return list(work.db.scalars(query.order_by(AuditEntry.number)))


def _events(portal: Portal, office: MadeOffice, count: int) -> None:
    with portal.work() as work:
        for number in range(count):
            work.db.add(
                ReporterEvent(
                    id=uuid4(),
                    office_id=office.id,
                    case_id=uuid4(),
                    day=work.today,
                    deed=f"act-{number:03}",
                    heads="{}",
                )
            )


def _enter(portal: Portal) -> int:
    with portal.work() as work:
        return audit.enter_reporter_events(work)


def test_what_reporters_did_enters_only_when_its_day_is_over(
    portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    _events(portal, office, 3)
    assert _enter(portal) == 0
    clock.move(timedelta(days=1))
    assert _enter(portal) == 3
    assert _enter(portal) == 0
    assert _verdict(portal, office).finding is Finding.INTACT


def test_what_reporters_did_has_no_time_and_no_order(
    portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    day = clock.now.date()
    _events(portal, office, 40)
    clock.move(timedelta(days=2))
    _enter(portal)
    acts = [entry for entry in _entries(portal, office) if entry.deed.startswith("act-")]
    assert {(entry.at, entry.day, entry.actor_id) for entry in acts} == {(None, day, None)}
    assert [entry.deed for entry in acts] != sorted(entry.deed for entry in acts)


def test_days_stay_apart(portal: Portal, office: MadeOffice, clock: Clock) -> None:
    for _ in range(3):
        _events(portal, office, 5)
        clock.move(timedelta(days=1))
    _enter(portal)
    days = [entry.day for entry in _entries(portal, office) if entry.deed.startswith("act-")]
    assert days == sorted(days)
    assert len(set(days)) == 3


def test_an_untouched_trail_is_intact(portal: Portal, office: MadeOffice) -> None:
    _do(portal, office, "one", "two", "three")
    number = len(_entries(portal, office))
    assert _verdict(portal, office) == Verdict(Finding.INTACT, number)


@pytest.mark.parametrize("column", ["deed", "detail", "day", "at", "actor_id", "case_id"])
def test_a_changed_entry_is_named(
    portal: Portal, office: MadeOffice, clock: Clock, column: str
) -> None:
    _do(portal, office, "one", "two", "three")
    number = len(_entries(portal, office)) - 1
    new = {
        "deed": "another",
        "detail": '{"a":1}',
        "day": clock.now.date() - timedelta(days=1),
        "at": clock.now + timedelta(seconds=1),
        "actor_id": uuid4(),
        "case_id": uuid4(),
    }
    with portal.work() as work:
        work.later(
            update(AuditEntry).where(AuditEntry.number == number).values({column: new[column]})
        )
    assert _verdict(portal, office) == Verdict(Finding.CHANGED, number)


def test_an_entry_hashed_anew_by_somebody_else_is_named(portal: Portal, office: MadeOffice) -> None:
    _do(portal, office, "one")
    last = _entries(portal, office)[-1]
    last.deed = "another"
    with portal.work() as work:
        here = update(AuditEntry).where(AuditEntry.number == last.number)
        work.later(here.values(deed="another", entry_hash=trail.entry_hash(last)))
    assert _verdict(portal, office) == Verdict(Finding.CHANGED, last.number)


def test_a_missing_entry_is_named(portal: Portal, office: MadeOffice) -> None:
    _do(portal, office, "one", "two", "three")
    number = len(_entries(portal, office)) - 1
    with portal.work() as work:
        work.later(delete(AuditEntry).where(AuditEntry.number == number))
    assert _verdict(portal, office) == Verdict(Finding.GAP, number)


def test_a_trail_whose_end_was_cut_off_was_rolled_back(portal: Portal, office: MadeOffice) -> None:
    _do(portal, office, "one", "two", "three")
    number = len(_entries(portal, office))
    with portal.work() as work:
        work.later(delete(AuditEntry).where(AuditEntry.number == number))
    assert _verdict(portal, office) == Verdict(Finding.ROLLED_BACK, number - 1)


def test_a_trail_that_went_on_otherwise_after_a_rollback_was_rewritten(
    portal: Portal, office: MadeOffice
) -> None:
    _do(portal, office, "one", "two")
    number = len(_entries(portal, office))
    with portal.work() as work:
        work.later(delete(AuditEntry).where(AuditEntry.number == number))
    _do(portal, office, "another", "and more")
    assert _verdict(portal, office) == Verdict(Finding.REWRITTEN, number)


def test_a_head_that_somebody_else_signed_is_named(portal: Portal, office: MadeOffice) -> None:
    _do(portal, office, "one")
    last = _entries(portal, office)[-1]
    head = sign_head(portal.keys.audit, office.id, last.number, last.entry_hash)
    portal.heads.add([replace(head, entry_hash=bytes(32))])
    assert _verdict(portal, office) == Verdict(Finding.HEAD_FORGED, last.number)


def test_the_hash_of_a_digest_is_looked_up(portal: Portal, office: MadeOffice) -> None:
    _do(portal, office, "one", "two")
    last = _entries(portal, office)[-1]
    with portal.work() as work:
        assert audit.contains(work, office.id, last.entry_hash) == last.number
        assert audit.contains(work, office.id, bytes(32)) is None


def test_reading_the_trail_enters_it(portal: Portal, office: MadeOffice) -> None:
    _do(portal, office, "one", "two")
    auditor = office.auditors[0].person
    with portal.work() as work:
        first = trails.page(work, auditor)
    assert [deed.deed for deed in first][:2] == ["two", "one"]
    with portal.work() as work:
        again = trails.page(work, auditor)
    assert (again[0].deed, again[0].actor) == ("audit-read", office.auditors[0].display_name)


def test_who_stood_in_from_another_office_is_named(portal: Portal, office: MadeOffice) -> None:
    other = found(portal, "other", leads=1, handlers=0, custodians=0)
    with portal.work() as work:
        work.audit(AuditDraft(office.id, other.leads[0].id, "reply"))
    with portal.work() as work:
        newest = trails.page(work, office.auditors[0].person)[0]
    assert newest.actor == other.leads[0].display_name


def test_a_page_goes_on_where_the_one_before_ended(portal: Portal, office: MadeOffice) -> None:
    _do(portal, office, *(f"deed-{number}" for number in range(60)))
    auditor = office.auditors[0].person
    with portal.work() as work:
        first = trails.page(work, auditor)
        second = trails.page(work, auditor, before=first[-1].number)
    assert len(first) == trails.PAGE_ENTRIES
    assert second[0].number == first[-1].number - 1
