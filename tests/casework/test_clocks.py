"""Clocks of the law in a case: whom they bind, what they count from, and what the rows say."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from uuid import UUID

import pytest

from tests.builders import Clock, found, make_portal
from tests.casework.scene import Scene
from wbportal.casework import clocks, destruction, legal_dates, why
from wbportal.casework.dossier import open_dossier
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.legal_dates import Ended
from wbportal.db import audit
from wbportal.db import clocks as rows
from wbportal.domain.dates import read_date
from wbportal.domain.lawpacks import PACKS, Library
from wbportal.domain.legal_dates import Allegation, Document, Ending, LegalDate, Warned
from wbportal.domain.offices import OfficeKind
from wbportal.domain.rules import Action, NotAllowed
from wbportal.portal import Portal, StaleRow

TODAY = date(2026, 11, 23)
ORDER = LegalDate(date(2026, 11, 10), Document.ORDER, "12/2569")
PRELIM = "th.nacc.prelim"
OWN = {("house.ack", date(2026, 11, 30)), ("house.feedback", date(2027, 2, 28))}
PRESCRIBED = Allegation(
    "Criminal Code, section 157", read_date("12 March 2557"), date(2029, 3, 11), "section 95"
)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Portal:
    return make_portal(tmp_path_factory.mktemp("home"), Clock())


@pytest.fixture(scope="module")
def scene(portal: Portal) -> Scene:
    return Scene(portal, Clock(), found(portal, kind=OfficeKind.NACC, handlers=1))


def _start(scene: Scene, who: Person, case_id: UUID, key: str = PRELIM) -> UUID:
    return scene.portal.perform(lambda work: clocks.start(work, who, case_id, key, ORDER))


def _days(scene: Scene, case_id: UUID) -> set[tuple[str, date]]:
    with scene.portal.work() as work:
        return {(row.key, row.due) for row in rows.of_case(work.db, case_id)}


def _why(scene: Scene, who: Person, case_id: UUID, clock_id: UUID) -> why.Why:
    return scene.portal.perform(lambda work: why.of_law(work, who, case_id, clock_id))


def test_a_clock_counts_from_the_date_of_its_document_and_not_from_the_day_of_typing(
    scene: Scene,
) -> None:
    case_id = scene.owned()
    assert _days(scene, case_id) == OWN
    clock_id = _start(scene, scene.handler, case_id)
    assert _days(scene, case_id) == OWN | {(PRELIM, date(2027, 5, 9))}
    said = _why(scene, scene.lead, case_id, clock_id)
    assert (said.due, said.base) == (date(2027, 5, 9), ORDER)
    assert (said.pack.name, said.pack.version) == ("th-nacc", 1)
    [first] = said.history
    assert first.said.at is not None
    assert first.said.at.date() == TODAY
    with scene.portal.work() as work:
        [*_, last] = audit.of_case(work.db, case_id)
    assert (last.deed, "12/2569" in last.detail) == ("start-clock", False)
    assert '"clock":"th.nacc.prelim"' in last.detail


def test_another_legal_date_needs_a_lead_and_a_reason_and_every_version_stays(
    scene: Scene,
) -> None:
    case_id = scene.owned()
    clock_id = _start(scene, scene.handler, case_id)
    later = replace(ORDER, day=date(2026, 11, 20))

    def change(who: Person, reason: str, seen: int = 1) -> None:
        place = (case_id, clock_id, seen)
        scene.portal.perform(
            lambda work: clocks.change_base(work, who, place, later, (reason, "en"))
        )

    with pytest.raises(NotAllowed):
        change(scene.handler, "misread")
    with pytest.raises(Refused, match="no-reason"):
        change(scene.lead, "")
    change(scene.lead, "misread")
    with pytest.raises(StaleRow):
        change(scene.lead, "misread again")
    assert (PRELIM, date(2027, 5, 19)) in _days(scene, case_id)
    assert len(_days(scene, case_id)) == 3
    said = _why(scene, scene.lead, case_id, clock_id)
    assert [one.said.date.day for one in said.history] == [ORDER.day, later.day]
    assert said.history[-1].said.reason == "misread"


def test_a_clock_runs_until_somebody_says_that_it_ended_whatever_becomes_of_the_case(
    scene: Scene,
) -> None:
    case_id = scene.owned()
    clock_id = _start(scene, scene.lead, case_id, "th.nacc.no_merit_notice")
    scene.do(scene.lead, case_id, Action.ASSESS)
    scene.do(scene.lead, case_id, Action.DECLINE, code="not-ours", text="no")
    assert _days(scene, case_id) == {("th.nacc.no_merit_notice", date(2026, 11, 25))}
    ended = Ended(Ending.MET, LegalDate(TODAY, Document.LETTER, "7"))
    place = (case_id, clock_id, 1)
    scene.portal.perform(lambda work: clocks.end_clock(work, scene.handler, place, ended))
    assert _days(scene, case_id) == set()
    assert _why(scene, scene.lead, case_id, clock_id).ended == ended


def test_what_a_clock_of_a_conflict_is_stands_in_no_row_and_no_trail(scene: Scene) -> None:
    case_id = scene.owned()
    clock_id = _start(scene, scene.lead, case_id, "th.nacc.coi_decision")
    assert _days(scene, case_id) - OWN == {("discreet", date(2026, 11, 17))}
    with scene.portal.work() as work:
        assert all("coi" not in one.detail for one in audit.of_case(work.db, case_id))
    assert _why(scene, scene.lead, case_id, clock_id).rule.key == "th.nacc.coi_decision"


def test_the_office_s_own_clocks_follow_another_day_of_receipt(scene: Scene) -> None:
    case_id = scene.owned()
    base = LegalDate(date(2026, 11, 16), Document.STAMP, "4711")

    def change() -> None:
        scene.portal.perform(
            lambda work: clocks.change_received(work, scene.lead, case_id, base, ("stamp", "en"))
        )

    change()
    assert _days(scene, case_id) == {
        ("house.ack", date(2026, 11, 23)),
        ("house.feedback", date(2027, 2, 23)),
    }
    said = scene.portal.perform(lambda work: why.of_own(work, scene.handler, case_id, "house.ack"))
    assert (said.base, said.due) == (base, TODAY)
    scene.do(scene.lead, case_id, Action.ACKNOWLEDGE, text="we have it")
    base = LegalDate(date(2026, 11, 20), Document.STAMP)
    change()
    assert _days(scene, case_id) == {("house.feedback", date(2027, 2, 23))}


def test_prescription_is_watched_from_what_a_person_says(scene: Scene) -> None:
    case_id = scene.owned()
    lead = scene.lead
    scene.portal.perform(
        lambda work: clocks.prescribe(work, scene.handler, case_id, PRESCRIBED, "en")
    )
    assert ("prescription", PRESCRIBED.prescribed_on) in _days(scene, case_id)
    found = scene.portal.perform(lambda work: why.all_clocks(work, lead, case_id))
    [one] = found.allegations
    assert one.said == PRESCRIBED
    assert found.warnings == (Warned.ACT_LONG_AGO,)
    assert found.fiscal_year == 2570
    ended = Ended(Ending.MET, LegalDate(TODAY, Document.LETTER))
    place = (case_id, one.id, 1)
    scene.portal.perform(lambda work: clocks.end_prescription(work, lead, place, ended))
    assert _days(scene, case_id) == OWN


def test_a_clock_starts_only_where_it_binds_and_never_in_the_future(
    portal: Portal, scene: Scene
) -> None:
    case_id = scene.owned()
    tomorrow = LegalDate(date(2026, 11, 24), Document.ORDER)
    with pytest.raises(Refused, match="future"):
        portal.perform(lambda work: clocks.start(work, scene.lead, case_id, PRELIM, tomorrow))
    for key in ("th.discipline", "house.ack", "eu.ack", "no.such"):
        with pytest.raises(Refused, match="not-binding"):
            _start(scene, scene.lead, case_id, key)
    elsewhere = Scene(portal, scene.clock, found(portal, "cso", handlers=1))
    theirs = elsewhere.owned()
    page = portal.perform(lambda work: why.all_clocks(work, elsewhere.lead, theirs))
    assert page.startable == ()
    with pytest.raises(Refused, match="not-binding"):
        _start(elsewhere, elsewhere.lead, theirs)


def test_a_changed_pack_moves_no_clock_of_a_case_that_began_before(scene: Scene) -> None:
    case_id = scene.owned()
    _start(scene, scene.lead, case_id)
    before = _days(scene, case_id)
    old = PACKS["th-nacc"]
    shorter = MappingProxyType(
        {**old.clocks, PRELIM: replace(old.clocks[PRELIM], days=30, extension=None)}
    )
    new = replace(old, version=2, since=date(2020, 1, 1), clocks=shorter)
    with scene.portal.work() as work:
        kept = legal_dates.items(open_dossier(work, scene.lead, case_id).investigation)
    [clock] = legal_dates.law_clocks(kept, library=Library([old, new]))
    assert clock.reckoned.due == date(2027, 5, 9)
    assert legal_dates.days(kept) | OWN == before


def test_the_days_go_with_a_case_that_is_destroyed(scene: Scene) -> None:
    case_id = scene.report()
    _start(scene, scene.lead, case_id)
    assert len(_days(scene, case_id)) == 3
    scene.portal.perform(lambda work: destruction.destroy(work, scene.lead, [case_id], "test"))
    assert _days(scene, case_id) == set()
