"""Files at the desk: warned of, cleaned, handed out; and made harmless before they leave."""

import io
import re
import shutil
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from tests.builders import visit
from tests.casework.lettering import letter
from tests.casework.scene import sealed
from tests.journeys.desk import World, make_world, upload, words
from wbportal.casework import cleaning, intake, readings
from wbportal.casework.readings import What
from wbportal.casework.trail import Wanted
from wbportal.db import offices
from wbportal.portal import Work
from wbportal.vault.receipts import ReceiptCode

needs_sandbox = pytest.mark.skipif(shutil.which("bwrap") is None, reason="there is no bubblewrap")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("home"))


def _picture(kind: str = "JPEG") -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "CANARY"
    Image.new("RGB", (60, 40), "red").save(out, kind, exif=exif)
    return out.getvalue()


def _with_file(world: World, content: bytes, name: str, *, shows_identity: bool = False) -> UUID:
    def send(work: Work) -> UUID:
        office = offices.by_id(work.db, world.scene.office.id)
        assert office is not None
        slip = sealed(work, content, name)
        marked = type(slip).from_json({**slip.to_json(), "shows_identity": shows_identity})  # type: ignore[dict-item, arg-type]  # JSON of an object
        report = intake.Report(text="see the file", lang="en", files=(marked,))
        return intake.submit_report(work, office, report, ReceiptCode.generate()).case_id

    return world.scene.portal.perform(send)


def _address(world: World, case_id: UUID) -> str:
    found = re.search(r'href="(/desk/cases/[^"]+/files/[^"]+)"', world.lead.case(case_id).text)
    assert found is not None
    return found[1]


def _take(world: World, address: str, copy: str, status: int = 200) -> TestResponse:
    wanted = {"copy": copy, "reason": "counts-as-evidence"}
    return world.lead.browser.post(address, wanted, status=status)


def _blobs(world: World) -> set[str]:
    return {path.name for path in (world.scene.portal.home / "blobs").rglob("*") if path.is_file()}


@needs_sandbox
def test_a_cleaned_copy_is_offered_first_and_holds_no_metadata(world: World) -> None:
    original = _picture()
    address = _address(world, _with_file(world, original, "photo.jpg"))
    page = world.lead.browser.get(address).text
    assert page.index("Save a cleaned copy") < page.index("Save the original")
    copy = _take(world, address, "cleaned")
    assert b"CANARY" in original
    assert b"CANARY" not in copy.data
    assert Image.open(io.BytesIO(copy.data)).size == (60, 40)


def test_an_original_is_handed_out_byte_for_byte_and_never_opened_by_a_browser(
    world: World,
) -> None:
    original = b"<script>alert(1)</script>" * 9000
    address = _address(world, _with_file(world, original, 'ภาพ "1"\r\nX: y.html'))
    answer = _take(world, address, "original")
    assert answer.data == original
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    assert "X" not in answer.headers
    assert int(answer.headers["Content-Length"]) == len(original)


def test_a_file_that_shows_who_the_reporter_is_warns_first(world: World) -> None:
    case_id = _with_file(world, b"me", "id-card.txt", shows_identity=True)
    assert "Shows who the reporter is" in words(world.lead.case(case_id))
    page = world.lead.browser.get(_address(world, case_id)).text
    assert page.index("This file shows who the reporter is") < page.index("Save a cleaned copy")


@needs_sandbox
def test_what_cannot_be_cleaned_is_said_and_the_original_is_still_there(world: World) -> None:
    address = _address(world, _with_file(world, b"PK\3\4\0\0", "table.xlsx"))
    answer = _take(world, address, "cleaned", status=422)
    assert "cannot be made harmless" in words(answer)
    assert "Save the original" in words(answer)


def test_taking_a_file_enters_the_trail_sealed(world: World) -> None:
    case_id = _with_file(world, b"text", "a.txt")
    _take(world, _address(world, case_id), "original")
    with world.scene.portal.work() as work:
        auditor = world.scene.office.auditors[0].person
        newest = readings.look(work, auditor, Wanted()).rows[0]
    assert (newest.case_id, newest.what) == (case_id, What.ORIGINAL_AS_EVIDENCE)


def test_an_original_is_not_handed_out_without_a_reason_that_the_case_keeps(world: World) -> None:
    case_id = _with_file(world, b"its bytes", "table.ods")
    address = _address(world, case_id)
    form = world.lead.browser
    for fields in ({}, {"reason": "curious"}, {"reason": "original-needed"}):
        page = form.post(address, {"copy": "original", **fields}, status=422)
        assert b"its bytes" not in page.data
    words = "the court asks for it"
    fields = {"copy": "original", "reason": "original-needed", "words": words}
    assert form.post(address, fields, status=200).data == b"its bytes"
    page = world.lead.case(case_id).text
    assert words in page
    assert "Took a file as it came" in page


@needs_sandbox
def test_a_picture_is_shown_before_anything_is_taken(world: World) -> None:
    address = _address(world, _with_file(world, _picture(), "photo.jpg"))
    assert f"{address}/preview" in world.lead.browser.get(address).text
    shown = world.lead.browser.get(f"{address}/preview")
    assert (shown.mimetype, b"CANARY" in shown.data) == ("image/jpeg", False)
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in shown.headers["Cache-Control"]
    text = _address(world, _with_file(world, b"words", "a.txt"))
    assert "/preview" not in world.lead.browser.get(text).text
    world.lead.browser.get(f"{text}/preview", status=404)


def test_a_file_of_another_case_or_for_a_stranger_is_not_there(world: World) -> None:
    case_id, other = _with_file(world, b"text", "a.txt"), world.scene.report("no file")
    address = _address(world, case_id)
    moved = address.replace(str(case_id), str(other))
    stranger = world.desk(world.scene.office.handlers[1])
    for desk, path in ((world.lead, moved), (stranger, address), (stranger, moved)):
        desk.browser.get(path, status=404)
        desk.browser.post(path, {"copy": "original"}, form="/desk/", status=404)
    _take(world, address, "everything", status=400)


@needs_sandbox
def test_a_picture_goes_out_redrawn_and_the_upload_is_not_kept(world: World) -> None:
    case_id, before = world.scene.report("send me a picture"), _blobs(world)
    world.lead.do(case_id, "reply", text="here", files=upload(_picture("PNG"), "map.png"))
    after = _blobs(world)
    assert len(after - before) == 1
    code = " ".join(world.scene.codes[case_id].groups())
    reporter = visit(world.app)
    reporter.post("/receipt/", {"code": code})
    record = re.search(r'name="file" value="([^"]+)"', reporter.get("/receipt/case").text)
    assert record is not None
    got = reporter.post("/receipt/file", {"file": record[1]}, form="/receipt/case", status=200)
    assert b"CANARY" not in got.data
    assert Image.open(io.BytesIO(got.data)).size == (60, 40)


@needs_sandbox
def test_a_file_that_could_call_home_is_refused_and_the_text_is_kept(world: World) -> None:
    case_id, before = world.scene.report("send me a table"), _blobs(world)
    answer = world.lead.do(
        case_id,
        "reply",
        status=422,
        text="written for an hour",
        files=[upload(_picture(), "a.jpg"), upload(b"PK\3\4\0\0", "b.docx")],
    )
    assert "written for an hour" in answer.text
    assert "cannot be made harmless" in words(answer)
    assert _blobs(world) == before
    assert world.scene.look(world.scene.lead, case_id).thread == ()


@needs_sandbox
def test_a_scan_goes_with_a_letter_and_is_taken_like_any_file(world: World) -> None:
    case_id = world.scene.owned()
    there = f"/desk/cases/{case_id}/letters/{letter(world.scene, case_id)}"
    browser = world.handler.browser
    nothing = browser.post(there, {"do": "enclosed"}, form=there, status=422)
    assert "Please choose a file." in words(nothing)
    # Only the form that asks for files keeps some.
    kept = _blobs(world)
    browser.post(
        there, {"do": "came-of-it", "words": "x", "files": upload(b"y", "y.txt")}, form=there,
        status=422,
    )  # fmt: skip
    assert _blobs(world) == kept
    sent = {"do": "enclosed", "files": upload(_picture(), "reply.jpg"), "words": "as it came"}
    browser.post(there, sent, form=there)
    page = browser.get(there)
    assert "reply.jpg" in words(page)
    address = re.findall(rf'href="(/desk/cases/{case_id}/files/[^"]+)"', page.text)[0]
    assert _take(world, address, "original").data == _picture()
    assert b"CANARY" not in _take(world, address, "cleaned").data


def test_files_sent_with_another_form_are_not_kept(world: World) -> None:
    case_id, before = world.scene.report("note"), _blobs(world)
    world.lead.do(case_id, "note", text="a note", files=upload(b"text", "a.txt"))
    assert _blobs(world) == before


def test_without_a_sandbox_nothing_is_sent_and_the_page_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world(tmp_path)
    case_id = world.scene.report("send me a picture")
    cleaning.is_available.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))
    try:
        answer = world.lead.do(
            case_id, "reply", status=422, text="here", files=upload(_picture(), "a.jpg")
        )
    finally:
        cleaning.is_available.cache_clear()
    assert "cannot make files harmless" in words(answer)
    assert "here" in answer.text
