"""Alarms over HTTP: what raises one, who sees it, and how it is answered."""

import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from uuid import uuid4

import pytest

from tests.builders import Browser, Somebody, fresh_otp, sign_in, visit
from tests.casework.scene import Scene
from tests.journeys.reporter import Town, make_town
from wbportal.casework import addresses, alarms, people
from wbportal.db import alarms as rows
from wbportal.domain.alarms import Alarm
from wbportal.jobs.queue import run_due
from wbportal.jobs.schedule import all_tasks, ensure

PAGE = "/admin/alarms/"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    town = make_town(tmp_path)
    town.clock.move(timedelta(days=2))  # that its people have joined alarms nobody any more
    town.portal.perform(lambda work: ensure(work, town.portal.timezone))
    yield town
    town.portal.engine.dispose()


def a_minute_passes(town: Town) -> None:
    town.clock.move(timedelta(minutes=1))
    run_due(town.portal, all_tasks(town.portal.timezone))


def raised(town: Town) -> list[tuple[Alarm, int]]:
    with town.portal.work() as work:
        found = rows.of_office(work.db, town.office.id, 100)
        return sorted((row.kind, row.times) for row in found)


def administrator(town: Town) -> Browser:
    return sign_in(town.app, town.office.administrators[0])


def fail(town: Town, somebody: Somebody, times: int) -> None:
    for _ in range(times):
        wrong = {"username": somebody.username, "passphrase": "not this one, surely"}
        visit(town.app).post("/account/sign-in", wrong, status=422)
        town.clock.move(timedelta(minutes=2))


def test_many_wrong_passphrases_at_one_account_are_one_alarm(town: Town) -> None:
    fail(town, town.office.handlers[0], 10)
    a_minute_passes(town)
    assert raised(town) == []
    fail(town, town.office.handlers[0], 1)
    a_minute_passes(town)
    assert raised(town) == [(Alarm.FAILURES, 11)]
    fail(town, town.office.handlers[0], 2)
    a_minute_passes(town)
    assert raised(town) == [(Alarm.FAILURES, 13)]


def test_an_alarm_is_counted_in_the_menu_until_it_is_answered(town: Town) -> None:
    fail(town, town.office.handlers[0], 11)
    a_minute_passes(town)
    browser = administrator(town)
    page = browser.get(PAGE).text
    assert town.office.handlers[0].display_name in page
    assert re.search(r'class="count">1 ', page)
    to = re.search(r'action="(/admin/alarms/[^"]+/answer)"', page)
    assert to
    refused = browser.post(to[1], {"answer": " "}, form=PAGE, status=422)
    assert "Please fill this in." in refused.text
    browser.post(to[1], {"answer": "Asked by telephone: a new keyboard."}, form=PAGE)
    page = browser.get(PAGE).text
    assert "Asked by telephone: a new keyboard." in page
    assert 'class="count"' not in page
    browser.post(to[1], {"answer": "Again."}, form="/account/", status=404)
    a_minute_passes(town)
    assert raised(town) == [(Alarm.FAILURES, 11)]


def test_an_auditor_sees_and_answers_what_a_lead_may_not(town: Town) -> None:
    fail(town, town.office.handlers[0], 11)
    a_minute_passes(town)
    assert "Wrong passphrases" in sign_in(town.app, town.office.auditors[0]).get(PAGE).text
    sign_in(town.app, town.office.leads[0]).get(PAGE, status=403)


def test_whoever_opens_many_cases_raises_an_alarm_that_names_none(town: Town) -> None:
    scene = Scene(town.portal, town.clock, town.office)
    cases = [scene.report(f"canary {number}") for number in range(7)]
    keeper = administrator(town)
    limits = {
        "failures": "10",
        "all_failures": "50",
        "denied": "20",
        "reading_hour": "๖",
        "reading_day": "100",
    }
    keeper.post(f"{PAGE}limits", limits)
    lead = sign_in(town.app, town.office.leads[0])
    a_minute_passes(town)
    before = raised(town)
    for case_id in [*cases[:6], *cases[:6]]:
        lead.get(f"/desk/cases/{case_id}")
    a_minute_passes(town)
    assert raised(town) == before
    lead.get(f"/desk/cases/{cases[6]}")
    a_minute_passes(town)
    assert (Alarm.READING_HOUR, 7) in raised(town)
    page = keeper.get(PAGE).text
    assert town.office.leads[0].display_name in page
    assert not any(str(case_id) in page for case_id in cases)
    with town.portal.work() as work:
        marks = work.db.query(rows.CaseOpening).all()
        assert len({row.mark for row in marks}) == 7
        assert not any(case_id.bytes in row.mark for row in marks for case_id in cases)


def test_paging_through_what_a_search_finds_raises_the_same_alarm(town: Town) -> None:
    opened = Scene(town.portal, town.clock, town.office).report("canary")
    who = town.office.leads[0].person
    found = [opened, *(uuid4() for _ in range(123))]
    sign_in(town.app, town.office.leads[0]).get(f"/desk/cases/{opened}")
    for _ in range(2):  # the same page again is nothing more
        town.portal.perform(lambda work: alarms.note_found(work, who, found[:120]))
    a_minute_passes(town)
    assert not [one for one in raised(town) if one[0] is Alarm.READING_HOUR]
    town.portal.perform(lambda work: alarms.note_found(work, who, found[120:]))
    a_minute_passes(town)
    assert (Alarm.READING_HOUR, 31) in raised(town)


def test_two_people_leave_different_marks_of_one_case(town: Town) -> None:
    case_id = Scene(town.portal, town.clock, town.office).report("canary")
    for lead in town.office.leads:
        sign_in(town.app, lead).get(f"/desk/cases/{case_id}")
    with town.portal.work() as work:
        marks = [row.mark for row in work.db.query(rows.CaseOpening)]
    assert len(marks) == len(set(marks)) == 2


def test_marks_are_gone_after_a_day(town: Town) -> None:
    case_id = Scene(town.portal, town.clock, town.office).report("canary")
    sign_in(town.app, town.office.leads[0]).get(f"/desk/cases/{case_id}")
    town.clock.move(timedelta(days=2))
    run_due(town.portal, all_tasks(town.portal.timezone))
    with town.portal.work() as work:
        assert work.db.query(rows.CaseOpening).count() == 0


def test_refused_pages_raise_an_alarm(town: Town) -> None:
    browser = sign_in(town.app, town.office.auditors[0])
    for _ in range(21):
        browser.get("/desk/", status=403)
    a_minute_passes(town)
    assert (Alarm.DENIED, 21) in raised(town)


def test_a_new_browser_alarms_only_of_those_who_hold_keys(town: Town) -> None:
    for somebody in (town.office.auditors[0], town.office.handlers[0]):
        browser = sign_in(town.app, somebody)
        sign_in(town.app, somebody, browser)
    a_minute_passes(town)
    assert [kind for kind, _ in raised(town) if kind is Alarm.NEW_DEVICE] == [Alarm.NEW_DEVICE]


def test_a_second_factor_that_is_taken_away_raises_an_alarm(town: Town) -> None:
    handler = town.office.handlers[0]
    town.portal.perform(lambda work: people.reset_second_factor(work, town.office.id, handler.id))
    a_minute_passes(town)
    assert (Alarm.FACTOR_RESET, 1) in raised(town)
    a_minute_passes(town)
    assert raised(town).count((Alarm.FACTOR_RESET, 1)) == 1


def test_who_comes_back_with_wrong_codes_alarms_nobody(town: Town) -> None:
    before = raised(town)
    for number in range(60):
        wrong = {"code": f"{number:04d} " * 8}
        visit(town.app).post("/receipt/", wrong, status=422)
    a_minute_passes(town)
    assert raised(town) == before


def test_an_alarm_goes_out_at_once_and_says_nothing(town: Town) -> None:
    keeper, handler = town.office.administrators[0], town.office.handlers[0]
    town.portal.perform(lambda work: addresses.write_to(work, keeper.id, "keeper@office.example"))
    town.portal.perform(lambda work: addresses.write_to(work, handler.id, "handler@office.example"))
    fail(town, handler, 11)
    a_minute_passes(town)
    (letter,) = (town.portal.home / "outbox").glob("*.eml")
    message = message_from_bytes(letter.read_bytes(), policy=policy.default)
    assert message["To"] == "keeper@office.example"
    text = message.get_content()
    assert not re.search(r"case|report|passphrase|wrong|\b11\b", text)
    assert handler.username not in text
    a_minute_passes(town)
    assert len(list((town.portal.home / "outbox").glob("*.eml"))) == 1


@pytest.mark.parametrize("typed", ["", "x", "0", "-5", "1.5", "99999999999999"])
def test_a_limit_that_is_no_number_is_kept_on_the_page(town: Town, typed: str) -> None:
    limits = {"failures": typed, "all_failures": "77", "denied": "20"}
    refused = administrator(town).post(
        f"{PAGE}limits", {**limits, "reading_hour": "30", "reading_day": "100"}, status=422
    )
    assert "Please write a whole number from 3 to 100." in refused.text
    assert 'value="77"' in refused.text


def test_a_new_browser_is_told_everywhere_but_in_itself(town: Town) -> None:
    lead = town.office.leads[0]
    first, heading = sign_in(town.app, lead), "A new browser signed in"
    first.post("/account/new-browser", {}, form="/account/")
    town.clock.move(timedelta(minutes=1))
    second = visit(town.app)
    known = {"username": lead.username, "passphrase": lead.passphrase}
    second.post("/account/sign-in", known)
    second.post("/account/second-factor", {"otp": fresh_otp(town.portal, lead, town.clock())})
    assert heading not in second.get("/desk/").text
    assert heading in first.get("/desk/").text
    town.clock.move(timedelta(minutes=1))
    sign_in(town.app, lead, first)
    assert heading in first.get("/desk/").text
    first.post("/account/new-browser", {}, form="/account/")
    assert heading not in first.get("/desk/").text
