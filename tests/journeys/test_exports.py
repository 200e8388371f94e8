"""Cases leave as papers and archives, over HTTP: with a second factor, a trace, and no identity."""

import io
import shutil
import zipfile
from datetime import timedelta
from uuid import UUID

import pypdfium2
import pytest
from werkzeug.test import TestResponse

from tests.casework.lettering import letter
from tests.journeys.desk import Desk, World, make_world, words
from wbportal.casework import bundle_check, exports, readings, registers
from wbportal.casework.dossier import open_dossier
from wbportal.casework.readings import What
from wbportal.casework.registers import Draft
from wbportal.casework.trail import Wanted
from wbportal.domain.compartments import Compartment
from wbportal.domain.leaks import BAR
from wbportal.domain.registers import Register
from wbportal.portal import Work

pytestmark = pytest.mark.skipif(shutil.which("bwrap") is None, reason="there is no bubblewrap")
INVESTIGATION = Compartment.INVESTIGATION
WISH = {
    "form": "pdf",
    "parts": ["thread"],
    "files": "originals",
    "recipient": "The bureau of roads",
    "purpose": "they decide on it",
    "secrecy": "secret",
    "copies": "๒",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def case_id(world: World) -> UUID:
    case_id = world.scene.owned("Somebody takes money for the road of ตำบลบ้านใหม่")
    world.handler.do(case_id, "note", text="a note that only we read")
    return case_id


def _export(desk: Desk, case_id: UUID, status: int = 200, **more: object) -> TestResponse:
    form = f"/desk/cases/{case_id}/exports/whole"
    again = {"step_up_for": "form", "step_up_code": desk.code()}
    return desk.browser.post(form, {**again, **WISH, **more}, form="/desk/", status=status)


def _text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(" ".join(p.get_textpage().get_text_range() for p in document).split())
    document.close()
    return text


def test_a_paper_says_what_was_chosen_and_nothing_else(world: World, case_id: UUID) -> None:
    answer = _export(world.handler, case_id)
    assert answer.mimetype == "application/octet-stream"
    text = _text(answer.data)
    for said in ("Somebody takes money", "The bureau of roads", "ลับมาก", "Copy 2 of 2"):
        assert said in text
    assert "Page 1 of 1" in text
    assert "a note" not in text
    with_notes = _text(_export(world.handler, case_id, parts=["thread", "investigation"]).data)
    assert "a note that only we read" in with_notes
    page = words(world.handler.browser.get(f"/desk/cases/{case_id}/exports/"))
    assert "Export 2" in page
    assert page.count("they decide on it") == 2
    assert "Exported the case" in words(world.handler.case(case_id))


def test_items_of_registers_are_said_as_on_their_pages(world: World) -> None:
    case_id, who = world.scene.owned("an inquiry"), world.scene.handler
    accused = {"sort": "person", "role": "accused", "name": "Somchai Jaidee"}

    def put(work: Work) -> None:
        opened = open_dossier(work, who, case_id).opened
        subject = registers.put(work, opened, INVESTIGATION, Draft(Register.SUBJECT, accused))
        step = {"accused": str(subject), "step": "heard", "dated": "2026-03-12"}
        registers.put(work, opened, INVESTIGATION, Draft(Register.STEP, step))

    world.scene.portal.perform(put)
    letter(world.scene, case_id)
    text = _text(_export(world.handler, case_id, parts=["investigation"]).data)
    for said in ("Accused", "12 March 2026", "It goes out", "Letters"):
        assert said in text, said
    # In each of two copies as a subject, and as whoever took a step: by name, and not by id.
    assert text.count("Somchai Jaidee") == 4
    assert "an inquiry" not in text


def test_the_number_in_the_offices_book_is_on_papers_but_on_none_that_is_redacted(
    world: World,
) -> None:
    case_id, who = world.scene.owned("about รับที่ ๑๒๓/๒๕๖๙"), world.scene.handler
    said = {"matter": "corruption", "priority": "ordinary", "alike": []}
    booked = said | {"number": "123/2569", "numbered_on": "2026-11-03", "keyed": True}

    def put(work: Work) -> None:
        opened = open_dossier(work, who, case_id).opened
        registers.put(work, opened, INVESTIGATION, Draft(Register.PASSED_ON, booked))

    world.scene.portal.perform(put)
    assert "123/2569, 3 Nov 2026" in _text(_export(world.handler, case_id).data)
    for page in ("", f"{letter(world.scene, case_id)}"):
        there = f"/desk/cases/{case_id}/letters/{page}"
        assert "123/2569, 3 Nov 2026" in words(world.handler.browser.get(there))
    form = f"/desk/cases/{case_id}/exports/redacted"
    shown = world.handler.browser.post(form, {**WISH, "form": "", "do": "look"}, status=422).text
    left = shown[shown.index("What would leave") :]
    assert "Number in the office" not in left
    assert f"about รับที่ {BAR}" in left


def test_an_archive_is_checked_without_the_portal(world: World) -> None:
    case_id = world.scene.report("with a file", files=(b"the file itself",))
    answer = _export(world.lead, case_id, form="archive")
    key = exports.key_words(world.scene.portal.keys.audit.public())
    assert bundle_check.check(io.BytesIO(answer.data), key).number == 1
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.read("files/001 photo.jpg") == b"the file itself"
        assert "with a file" in _text(archive.read("case.pdf"))
    assert key in world.lead.browser.get(f"/desk/cases/{case_id}/exports/").text
    with world.scene.portal.work() as work:
        auditor = world.scene.office.auditors[0].person
        newest = readings.look(work, auditor, Wanted()).rows[0]
    assert (newest.case_id, newest.what) == (case_id, What.EXPORT)


def test_what_is_missing_is_said_and_nothing_is_noted(world: World) -> None:
    case_id = world.scene.owned("nothing leaves")
    page = _export(
        world.handler, case_id, 422, parts=[], recipient="", copies="21", secrecy="ordinary"
    )
    told = words(page)
    for said in ("Choose at least one part", "Please fill this in", "A number from 1 to 20"):
        assert said in told
    assert "they decide on it" in page.text
    # A handler can't open protection, and is offered no such part.
    assert 'value="protection"' not in page.text
    _export(world.handler, case_id, 422, parts=["protection"])
    listed = words(world.handler.browser.get(f"/desk/cases/{case_id}/exports/"))
    assert "Nothing was exported" in listed


def test_a_second_factor_is_asked_for_and_what_was_typed_goes_on(world: World) -> None:
    case_id = world.scene.owned("later")
    desk = world.handler
    world.scene.clock.move(timedelta(minutes=6))
    path = f"/desk/cases/{case_id}/exports/whole"
    page = desk.browser.post(path, WISH, form="/desk/", status=422)
    assert 'name="step_up_code"' in page.text
    assert "The bureau of roads" in page.text


def test_whoever_holds_no_key_finds_nothing(world: World, case_id: UUID) -> None:
    stranger = world.desk(world.scene.office.handlers[1])
    for path in ("", "whole"):
        stranger.browser.get(f"/desk/cases/{case_id}/exports/{path}", status=404)
    _export(stranger, case_id, 404)
