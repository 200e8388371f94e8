"""Who read which case is sealed for auditors: arithmetic in the rows, and with the real keys."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.builders import Clock, MadeOffice, Somebody, found, join, make_portal, vet
from tests.casework.scene import Scene
from wbportal.casework import audit, casefile, founding, readings, reads, search, taking
from wbportal.casework.audit import Finding
from wbportal.casework.readings import Row, What
from wbportal.casework.reads import Opener, ReadsKeys
from wbportal.casework.records import mapping_from
from wbportal.casework.taking import Copy
from wbportal.casework.trail import Wanted
from wbportal.db import audit as rows
from wbportal.db.audit import AuditEntry
from wbportal.domain.roles import Role
from wbportal.domain.searching import read_query
from wbportal.portal import AuditDraft, Portal
from wbportal.portal.trail import canonical
from wbportal.vault.keys import PrivateKey
from wbportal.vault.quorum import from_paper

EVERYTHING = Wanted()


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    clock = Clock()
    portal = make_portal(tmp_path, clock)
    return Scene(portal, clock, found(portal, handlers=2, custodians=0))


def _read(scene: Scene, who: Somebody, case_id: UUID) -> None:
    scene.portal.perform(lambda work: casefile.look(work, who.person, case_id))


def _entries(portal: Portal, office: MadeOffice, deed: str) -> list[AuditEntry]:
    with portal.work() as work:
        return list(rows.of_deed(work.db, office.id, deed))


def _seen(scene: Scene, who: Somebody, wanted: Wanted = EVERYTHING) -> list[Row]:
    with scene.portal.work() as work:
        return list(readings.look(work, who.person, wanted).rows)


def test_which_case_was_read_stands_nowhere_in_the_clear(scene: Scene) -> None:
    case_id = scene.report(files=(b"a file",))
    scene.look(scene.lead, case_id)
    with scene.portal.work() as work:
        line = casefile.look(work, scene.lead, case_id).files[0]
    wanted = taking.Wanted(Copy.ORIGINAL, "counts-as-evidence")
    scene.portal.perform(
        lambda work: taking.take(work, scene.lead, case_id, line.record_id, wanted)
    )
    entries = _entries(scene.portal, scene.office, "read")
    assert len(entries) == 3
    assert {entry.case_id for entry in entries} == {None}
    assert {entry.actor_id for entry in entries} == {scene.lead.id}
    assert len({len(entry.detail) for entry in entries}) == 1, "no size tells what was read"
    for entry in entries:
        for shown in (case_id.hex, str(case_id), line.record_id.hex, "original"):
            assert shown not in entry.detail


def test_an_auditor_opens_who_read_what(scene: Scene) -> None:
    first, second = scene.owned(), scene.owned()
    lead, handler, auditor = (
        scene.office.leads[0],
        scene.office.handlers[0],
        scene.office.auditors[0],
    )
    _read(scene, lead, first)
    _read(scene, handler, second)
    _read(scene, handler, first)
    shown = [(row.reader, row.case_id, row.what) for row in _seen(scene, auditor)]
    assert shown == [
        (handler.display_name, first, What.PAGE),
        (handler.display_name, second, What.PAGE),
        (lead.display_name, first, What.PAGE),
    ]
    of_first = _seen(scene, auditor, Wanted(cases=(first, first), actor_id=handler.id))
    assert [row.case_id for row in of_first] == [first]
    with scene.portal.work() as work:
        assert audit.verify(work, scene.office.id).finding is Finding.INTACT


def test_nobody_but_auditors_and_recovery_opens_it(scene: Scene) -> None:
    case_id = scene.report()
    _read(scene, scene.office.leads[0], case_id)
    [key] = _entries(scene.portal, scene.office, reads.KEY_DEED)
    wraps = mapping_from(key.detail.encode())["for"]
    assert isinstance(wraps, dict)
    assert set(wraps) == {str(scene.office.auditors[0].id), str(scene.office.id)}
    [entry] = _entries(scene.portal, scene.office, "read")
    with scene.portal.work() as work:
        for somebody in scene.office.people:
            for holder_id in (somebody.id, scene.office.auditors[0].id, scene.office.id):
                opener = Opener(holder_id, [somebody.keys.kem])
                opened = reads.opened(entry, ReadsKeys(work, scene.office.id, opener))
                is_auditors = somebody is scene.office.auditors[0] and holder_id == somebody.id
                assert (opened is not None) is is_auditors
        paper = PrivateKey(from_paper(scene.office.founded.recovery_shares[:2]))
        keys = ReadsKeys(work, scene.office.id, Opener(scene.office.id, [paper]))
        assert reads.opened(entry, keys) is not None


def test_another_month_has_another_key(scene: Scene) -> None:
    case_id = scene.report()
    lead, auditor = scene.office.leads[0], scene.office.auditors[0]
    for _ in range(2):
        _read(scene, lead, case_id)
    assert len(_entries(scene.portal, scene.office, reads.KEY_DEED)) == 1
    scene.clock.move(timedelta(days=31))
    _read(scene, lead, case_id)
    assert len(_entries(scene.portal, scene.office, reads.KEY_DEED)) == 2
    assert [row.case_id for row in _seen(scene, auditor)] == [case_id] * 3


def test_who_becomes_an_auditor_is_given_what_was_read_before(scene: Scene) -> None:
    case_id = scene.report()
    _read(scene, scene.office.leads[0], case_id)
    later = join(scene.portal, scene.office.id, "later", frozenset({Role.AUDITOR}))
    vet(scene.portal, scene.office.founded, (later,))
    assert [row.what for row in _seen(scene, later)] == [None]
    with scene.portal.work() as work:
        assert readings.look(work, scene.office.auditors[0].person, EVERYTHING).shared == 1
    with scene.portal.work() as work:
        assert readings.look(work, scene.office.auditors[0].person, EVERYTHING).shared == 0
    assert [row.case_id for row in _seen(scene, later)] == [case_id]


def test_recovery_hands_readings_over_where_no_auditor_is_left(scene: Scene) -> None:
    case_id, gone = scene.report(), scene.office.auditors[0]
    _read(scene, scene.office.leads[0], case_id)
    with scene.portal.work() as work:
        founding.retire(work, scene.office.id, scene.office.founded.root, [gone.username])
    later = join(scene.portal, scene.office.id, "later", frozenset({Role.AUDITOR}))
    vet(scene.portal, scene.office.founded, (later,))
    paper = PrivateKey(from_paper(scene.office.founded.recovery_shares[:2]))
    with scene.portal.work() as work:
        opener = Opener(scene.office.id, [paper])
        assert reads.share(work, scene.office.id, opener) == 1
    assert [row.case_id for row in _seen(scene, later)] == [case_id]


def test_an_auditor_who_left_opens_nothing_read_afterwards(scene: Scene) -> None:
    case_id, gone = scene.report(), scene.office.auditors[0]
    _read(scene, scene.office.leads[0], case_id)
    with scene.portal.work() as work:
        founding.retire(work, scene.office.id, scene.office.founded.root, [gone.username])
    _read(scene, scene.office.leads[0], case_id)
    before, after = _entries(scene.portal, scene.office, "read")
    with scene.portal.work() as work:
        keys = ReadsKeys(work, scene.office.id, Opener.of(gone.person))
        assert reads.opened(before, keys) is not None
        assert reads.opened(after, keys) is None


def test_without_auditor_and_recovery_nobody_ever_opens_it(tmp_path: Path) -> None:
    portal = make_portal(tmp_path, Clock())
    office = found(portal, auditors=0, recovery=None)
    scene = Scene(portal, Clock(), office)
    _read(scene, office.leads[0], scene.report())
    [key] = _entries(portal, office, reads.KEY_DEED)
    assert mapping_from(key.detail.encode())["for"] == {}
    assert len(_entries(portal, office, "read")) == 1


def test_a_key_that_somebody_slipped_into_the_database_seals_nothing(scene: Scene) -> None:
    case_id, theirs = scene.report(), PrivateKey.generate()
    _read(scene, scene.office.leads[0], case_id)
    [key] = _entries(scene.portal, scene.office, reads.KEY_DEED)
    with scene.portal.work() as work:
        row = rows.by_number(work.db, scene.office.id, key.number)
        assert row is not None
        said = mapping_from(row.detail.encode())
        row.detail = canonical({**said, "public": theirs.public().raw.hex()})
    _read(scene, scene.office.leads[0], case_id)
    assert len(_entries(scene.portal, scene.office, reads.KEY_DEED)) == 2, "a new one was made"


def test_a_file_taken_before_readings_were_sealed_is_shown_too(scene: Scene) -> None:
    lead, case_id = scene.office.leads[0], uuid4()
    with scene.portal.work() as work:
        detail = {"copy": "original", "state": "received"}
        work.audit(AuditDraft(scene.office.id, lead.id, "download", case_id, detail))
    [row] = _seen(scene, scene.office.auditors[0])
    assert (row.case_id, row.what) == (case_id, What.ORIGINAL_FILE)


def test_each_page_goes_on_where_the_one_before_ended(scene: Scene) -> None:
    first, second = scene.owned(), scene.owned()
    for number in range(readings.PAGE_READINGS + 10):
        _read(scene, scene.office.leads[0], first if number % 6 else second)
    auditor = scene.office.auditors[0].person
    with scene.portal.work() as work:
        page = readings.look(work, auditor, EVERYTHING)
        rest = readings.look(work, auditor, EVERYTHING, page.older)
        of_second = readings.look(work, auditor, Wanted(cases=(second, second)))
    assert (len(page.rows), len(rest.rows), rest.older) == (50, 10, None)
    assert {row.number for row in page.rows}.isdisjoint(row.number for row in rest.rows)
    assert (len(of_second.rows), of_second.older) == (10, None)


def test_what_a_search_shows_of_a_case_is_a_reading_of_it(scene: Scene) -> None:
    first, second = scene.owned("a bridge of sand"), scene.owned("another bridge")
    scene.owned("a road")
    handler, auditor = scene.office.handlers[0], scene.office.auditors[0]
    scene.queue(handler.person)
    for words in ("bridge", "nothing like it"):
        query = read_query(words)
        search.look(scene.portal, handler.person, search.Asked(query), seconds=60)
    shown = {(row.reader, row.case_id) for row in _seen(scene, auditor) if row.what is What.FOUND}
    assert shown == {(handler.display_name, first), (handler.display_name, second)}
    only = _seen(scene, auditor, Wanted(cases=(first, first)))
    assert [row.case_id for row in only if row.what is What.FOUND] == [first]
    searched = _entries(scene.portal, scene.office, "searched")
    assert [entry.detail == "{}" for entry in searched] == [False, True]
    assert not any(str(first) in entry.detail or first.hex in entry.detail for entry in searched)
