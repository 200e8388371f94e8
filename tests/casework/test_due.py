"""What is due across cases: by day, for whoever may open them, and never behind a wall."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.casework.scene import Scene, make_scene
from wbportal.casework import addresses, clocks, digests, due, queue, reminders
from wbportal.casework.due import Due, Wanted, When
from wbportal.casework.keyholders import Person
from wbportal.casework.recipients import Named
from wbportal.db import audit
from wbportal.domain.dates import read_date
from wbportal.domain.legal_dates import Allegation, Pressing
from wbportal.domain.rules import Action


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path, handlers=2)


def _due(scene: Scene, who: Person, when: When = When.SOON, wanted: Wanted | None = None) -> Due:
    scene.portal.perform(lambda work: queue.open_new(work, who))
    return scene.portal.perform(lambda work: due.read_due(work, who, when, wanted or Wanted(), 1))


def _lines(found: Due) -> set[tuple[UUID, str]]:
    return {(line.case.case_id, line.key) for line in found.lines}


def _prescribed(scene: Scene, case_id: UUID, day: date) -> None:
    said = Allegation("section 157", read_date("2560"), day, "section 95")
    scene.portal.perform(lambda work: clocks.prescribe(work, scene.lead, case_id, said, "en"))


def test_what_is_due_is_listed_by_day_for_whoever_may_open_it(scene: Scene) -> None:
    second = scene.office.leads[1]
    own, other = scene.owned("mine"), scene.report("nobody’s")
    walled = scene.report("about the second lead", named=Named(listed=frozenset({second.id})))
    today = date(2026, 11, 23)
    _prescribed(scene, own, today)
    _prescribed(scene, walled, today - timedelta(days=1))

    found = _due(scene, scene.lead)
    acks = {(case_id, "house.ack") for case_id in (own, other, walled)}
    marks = {(own, "prescription"), (walled, "prescription")}
    assert _lines(found) == acks | marks
    assert [line.due for line in found.lines] == sorted(line.due for line in found.lines)
    assert found.matching == 5
    assert dict(found.counts) == {When.OVERDUE: 1, When.TODAY: 1, When.WEEK: 3}
    assert _lines(_due(scene, scene.lead, When.OVERDUE)) == {(walled, "prescription")}
    late = _due(scene, scene.lead, When.LATER)
    assert {key for _, key in _lines(late)} == {"house.feedback"}

    theirs = _due(scene, second.person)
    assert walled not in {case_id for case_id, _ in _lines(theirs)}
    assert theirs.counts[When.OVERDUE] == 0
    assert _lines(_due(scene, scene.handler)) == {(own, "house.ack"), (own, "prescription")}
    assert _lines(_due(scene, scene.office.handlers[1].person)) == set()
    by_key = _due(scene, scene.lead, wanted=Wanted(key="prescription"))
    assert _lines(by_key) == marks
    assert _due(scene, scene.lead, wanted=Wanted(mine=True)).lines == ()


def test_a_digest_says_that_a_date_presses_and_not_to_whom_it_is_walled(scene: Scene) -> None:
    case_id = scene.owned("about dates")
    handler, lead = scene.office.handlers[0], scene.office.leads[0]
    with scene.portal.work() as work:
        for one in (handler, lead):
            addresses.write_to(work, one.id, f"{one.username}@example.org")

    def pressing(account_id: UUID) -> Pressing:
        with scene.portal.work() as work:
            to = digests.recipient(work, account_id)
        assert to is not None
        return to.pressing

    assert pressing(lead.id) is Pressing.NOTHING  # in charge of nothing
    _prescribed(scene, case_id, date(2026, 11, 20))
    assert pressing(handler.id) is Pressing.OVERDUE
    assert pressing(lead.id) is Pressing.NOTHING
    scene.assign(case_id, lead)
    assert pressing(lead.id) is Pressing.OVERDUE


def test_the_trail_tells_of_prescription_a_year_180_and_90_days_before(tmp_path: Path) -> None:
    scene = make_scene(tmp_path)
    case_id = scene.owned()
    for days in (365, 180, 90, 91, -1):
        _prescribed(scene, case_id, date(2026, 11, 23) + timedelta(days=days))
    with scene.portal.work() as work:
        assert reminders.enter_reminders(work) == 4
    with scene.portal.work() as work:
        told = [one for one in audit.of_case(work.db, case_id) if "prescription" in one.detail]
    assert sorted(one.deed for one in told if one.deed != Action.PRESCRIBE) == [
        "missed",
        "remind",
        "remind",
        "remind",
    ]
