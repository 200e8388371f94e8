"""Files of letters: whose they are, who has to agree to them, and with what they leave."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.casework.lettering import happens, letter, near_letter, read_letter
from tests.casework.rows import rows_of
from tests.casework.scene import Scene, make_scene, sealed
from wbportal.casework import casefile, exporting, letters, redactions, taking
from wbportal.casework.dossier import open_dossier
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.exporting import Files, Form, Wish
from wbportal.casework.files import opened_chunks, slips_in
from wbportal.casework.keyholders import Person
from wbportal.casework.letter_items import Event, Kind, Letter
from wbportal.casework.taking import Copy, Wanted
from wbportal.db.blobs import Blob
from wbportal.domain.compartments import Compartment
from wbportal.domain.leaks import Kind as Pointing
from wbportal.domain.letters import Secrecy
from wbportal.portal import Work

SCAN, NAME = b"a scan that nobody else may read", "reply of the bureau.png"


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    made = make_scene(tmp_path_factory.mktemp("home"))
    yield made
    made.portal.engine.dispose()


def _file(scene: Scene, who: Person, case_id: UUID, one: UUID, *chosen: UUID) -> Letter:
    """Put a scan to a letter, or files that the case has."""
    event = Event(Kind.ENCLOSED, scene.clock.now.date(), files=chosen)

    def enter(work: Work) -> None:
        arrived = () if chosen else (sealed(work, SCAN, NAME),)
        letters.enter(work, who, case_id, one, event, arrived)

    scene.portal.perform(enter)
    return read_letter(scene, who, case_id, one)


def _in_thread(scene: Scene, case_id: UUID) -> list[UUID]:
    dossier = scene.portal.perform(lambda work: open_dossier(work, scene.lead, case_id))
    return list(slips_in(dossier.thread))


def test_a_scan_is_a_sealed_file_of_the_investigation_alone(scene: Scene) -> None:
    case_id = scene.owned()
    found = _file(scene, scene.handler, case_id, letter(scene, case_id))
    (record_id,) = found.files
    with scene.portal.work() as work:
        parts = {record.id: part for part, record in rows_of(work, case_id)}
        assert parts[record_id] == Compartment.INVESTIGATION
        blob = work.db.scalars(select(Blob).where(Blob.record_id == record_id)).one()
        with work.fetch(blob.name) as stored:
            assert SCAN not in stored.read()
        wanted = Wanted(Copy.ORIGINAL)
        slip = taking.take(work, scene.lead, case_id, record_id, wanted)
        with opened_chunks(work, slip) as chunks:
            assert b"".join(chunks) == SCAN
    assert _in_thread(scene, case_id) == []
    page = scene.look(scene.lead, case_id)
    assert not [one for one in (*page.thread, *page.notes) if one.files]
    assert [one.name for one in page.files] == [NAME]
    shown = scene.portal.perform(
        lambda work: casefile.find_file(work, scene.lead, case_id, record_id)
    )
    assert not shown[1].is_reporters


def test_a_file_of_the_conversation_is_named_and_not_copied(scene: Scene) -> None:
    case_id = scene.report(files=[b"a picture"])
    (picture,) = _in_thread(scene, case_id)
    one = letter(scene, case_id)
    assert _file(scene, scene.lead, case_id, one, picture).files == (picture,)
    with scene.portal.work() as work:
        assert len(work.db.scalars(select(Blob).where(Blob.case_id == case_id)).all()) == 1
    with pytest.raises(CaseNotFound):
        _file(scene, scene.lead, case_id, one, one)
    with pytest.raises(Refused, match="no-files"):
        happens(scene, case_id, one, Kind.ENCLOSED, scene.lead)


def test_files_that_go_near_the_accused_need_a_second_person_too(scene: Scene) -> None:
    case_id = scene.owned()
    one = near_letter(scene, case_id, scene.handler)
    happens(scene, case_id, one, Kind.AGREED, scene.lead)
    assert not _file(scene, scene.lead, case_id, one).may_go_out
    with pytest.raises(Refused, match="own-letter"):
        happens(scene, case_id, one, Kind.AGREED, scene.lead)
    with pytest.raises(Refused, match="second-needed"):
        happens(scene, case_id, one, Kind.SENT, scene.lead)


def test_a_scan_of_what_went_out_takes_no_agreement_back(scene: Scene) -> None:
    case_id = scene.owned()
    one = near_letter(scene, case_id, scene.handler)
    happens(scene, case_id, one, Kind.AGREED, scene.lead)
    happens(scene, case_id, one, Kind.SENT, scene.lead, number="1")
    agreement = _file(scene, scene.lead, case_id, one).agreement
    assert agreement is not None
    assert agreement.author_id == scene.lead.id


def test_files_leave_with_the_investigation_and_the_check_knows_their_names(scene: Scene) -> None:
    case_id = scene.owned()
    (record_id,) = _file(scene, scene.lead, case_id, letter(scene, case_id)).files

    def slips(*parts: Compartment) -> list[str]:
        wish = Wish(
            Form.ARCHIVE, frozenset(parts), Files.ORIGINALS, Secrecy.ORDINARY, "x", 1, "why", "en"
        )
        with scene.portal.work() as work:
            found = exporting.prepare(work, scene.lead, case_id, wish)
        assert found.file_names[record_id] == NAME
        return [one.name for one in found.slips]

    assert slips(Compartment.THREAD) == []
    assert slips(Compartment.THREAD, Compartment.INVESTIGATION) == [NAME]
    with scene.portal.work() as work:
        terms = redactions.known_terms(work, scene.lead, case_id)
    assert NAME in {one.text for one in terms if one.kind is Pointing.FILE_NAME}
