"""Reminders: on the warning days and the day after a clock was missed, and on no other."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import Clock, MadeOffice, found, make_portal
from wbportal.casework import reminders
from wbportal.casework.intake import Report, TakenIn, submit_report
from wbportal.db import audit, cases, offices
from wbportal.domain.states import State
from wbportal.portal import Portal
from wbportal.vault.receipts import ReceiptCode


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def portal(tmp_path: Path, clock: Clock) -> Portal:
    return make_portal(tmp_path, clock)


@pytest.fixture
def office(portal: Portal) -> MadeOffice:
    return found(portal, handlers=0, auditors=0)


def _report(portal: Portal, office: MadeOffice) -> TakenIn:
    with portal.work() as work:
        row = offices.by_id(work.db, office.id)
        assert row is not None
        return submit_report(work, row, Report("what I saw", "en"), ReceiptCode.generate())


def _remind(portal: Portal) -> int:
    with portal.work() as work:
        return reminders.enter_reminders(work)


def _entered(portal: Portal, taken: TakenIn) -> list[tuple[str, str]]:
    with portal.work() as work:
        return [(e.deed, e.detail) for e in audit.of_case(work.db, taken.case_id)]


def test_an_acknowledgement_is_called_for_three_days_before_on_the_last_days_and_once_after(
    portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    taken = _report(portal, office)
    counts = []
    for _ in range(12):
        counts.append(_remind(portal))
        clock.move(timedelta(days=1))
    assert counts == [0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 0, 0]
    assert [deed for deed, _ in _entered(portal, taken)] == ["remind"] * 3 + ["missed"]
    assert _entered(portal, taken)[0][1] == '{"clock":"house.ack","due":"2026-11-30"}'


def test_what_was_acknowledged_is_called_for_no_more(
    portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    taken = _report(portal, office)
    with portal.work() as work:
        row = cases.by_id(work.db, taken.case_id)
        assert row is not None
        row.acknowledged_on = work.today
    clock.move(timedelta(days=7))
    assert _remind(portal) == 0


def test_a_closed_case_has_nothing_to_remind_of(
    portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    taken = _report(portal, office)
    with portal.work() as work:
        row = cases.by_id(work.db, taken.case_id)
        assert row is not None
        row.state = State.DECLINED
    clock.move(timedelta(days=7))
    assert _remind(portal) == 0


def test_a_reminder_says_nothing_of_what_the_case_is_about(
    portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    taken = _report(portal, office)
    clock.move(timedelta(days=4))
    _remind(portal)
    assert "saw" not in str(_entered(portal, taken))
