"""A case that is exported can be read by whoever gets it, and not one byte of it be changed."""

import io
import json
import shutil
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner
from cryptography.exceptions import InvalidSignature

from tests.casework.reader_of_archives import read_archive
from tests.casework.scene import Scene, make_scene
from tests.vault.reader_of_trails import read_trail
from wbportal.casework import bundle_check, bundles, exporting, exports, registers, typesetting
from wbportal.casework.bundle_check import BundleRefused, Wrong
from wbportal.casework.dossier import open_dossier
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.exporting import Export, Files, Form, Wish
from wbportal.casework.papers import Chapter, Marks, Paper, Passage
from wbportal.cli.bundle import verify_casefile
from wbportal.db import audit
from wbportal.domain.compartments import Compartment
from wbportal.domain.letters import Secrecy
from wbportal.domain.registers import Register
from wbportal.domain.rules import Action

needs_sandbox = pytest.mark.skipif(shutil.which("bwrap") is None, reason="there is no bubblewrap")
THREAD, INVESTIGATION = Compartment.THREAD, Compartment.INVESTIGATION
ORIGINAL = b"an original \xff\x00" * 40_000
PAPER = Paper("เรื่อง", "th", (("ชื่อ", "ค่า"),), (Chapter("ก", (Passage("ข", "ค"),)),))


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("home"))


def _wish(**more: object) -> Wish:
    said = {
        "form": Form.ARCHIVE,
        "parts": frozenset({THREAD, INVESTIGATION}),
        "files": Files.ORIGINALS,
        "secrecy": Secrecy.SECRET,
        "recipient": "ป.ป.ช. ภาค ๕",
        "copies": 2,
        "purpose": "for their inquiry",
        "lang": "th",
    }
    return Wish(**{**said, **more})  # type: ignore[arg-type]  # a test says what it needs


def _exported(scene: Scene, wish: Wish) -> tuple[Export, bytes]:
    case_id = scene.report("somebody takes money", files=(ORIGINAL, b"plain text"))
    work = scene.portal.perform
    export = work(lambda work: exporting.prepare(work, scene.lead, case_id, wish))
    work(lambda work: exporting.enter(work, scene.lead, export))
    packed = b"".join(bundles.pieces(scene.portal, export, PAPER, b"%PDF-", "read me"))
    return export, packed


@pytest.fixture(scope="module")
def archive(scene: Scene) -> bytes:
    return _exported(scene, _wish())[1]


@pytest.fixture(scope="module")
def key(scene: Scene) -> str:
    return exports.key_words(scene.portal.keys.audit.public())


def _wrong(archive: bytes, key: str) -> tuple[Wrong, str]:
    with pytest.raises(BundleRefused) as caught:
        bundle_check.check(io.BytesIO(archive), key)
    return caught.value.wrong, caught.value.member


def test_an_archive_is_genuine_and_has_the_files_and_the_trail(archive: bytes, key: str) -> None:
    found = bundle_check.check(io.BytesIO(archive), key)
    assert (found.number, found.members, found.left_out) == (1, 6, 0)
    assert found.trail.entries == 1  # what reporters did enters a trail in the night
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        assert packed.read("files/001 photo.jpg") == ORIGINAL
        assert json.loads(packed.read("case.json")) == PAPER.to_json()
        trail = packed.read("trail.jsonl")
    assert b'"deed":"export"' in trail


def test_a_second_reader_that_knows_only_the_page_reads_it(scene: Scene, archive: bytes) -> None:
    fingerprint = scene.portal.keys.audit.public().fingerprint()
    manifest, members = read_archive(io.BytesIO(archive), fingerprint)
    assert manifest["recipient"] == "ป.ป.ช. ภาค ๕"
    assert members["files/001 photo.jpg"] == ORIGINAL
    one, *_ = [one["of"] for one in manifest["members"] if one["path"].startswith("files/")]
    assert (one["name"], one["copy"]) == ("photo.jpg", "originals")
    trail = read_trail(members["trail.jsonl"], fingerprint.hex())
    assert (trail["office"], trail["entries"]) == (str(scene.office.id), 1)
    for changed in (archive.replace(b"read me", b"read us"), archive.replace(b"lead1", b"lead2")):
        with pytest.raises((AssertionError, InvalidSignature, zipfile.BadZipFile)):
            read_archive(io.BytesIO(changed), fingerprint)


def test_whichever_byte_is_changed_the_archive_is_refused(archive: bytes, key: str) -> None:
    places = {0, 4, 10, 30, len(archive) - 1, len(archive) - 30}
    places |= set(range(7, len(archive), len(archive) // 60))
    for place in places:
        changed = bytearray(archive)
        changed[place] ^= 1
        _wrong(bytes(changed), key)


def test_it_says_which_file_was_changed(archive: bytes, key: str) -> None:
    for name, of_it in {
        "files/001 photo.jpg": ORIGINAL[5_000:5_020],
        "files/002 photo.jpg": b"plain text",
        "case.pdf": b"%PDF-",
        "READ-ME.txt": b"read me",
        "trail.jsonl": b'"deed":"export"',
        "manifest.json": b'"recipient"',
    }.items():
        at = archive.index(of_it)
        changed = archive[:at] + bytes([archive[at] ^ 1]) + archive[at + 1 :]
        assert _wrong(changed, key) == (Wrong.CHANGED, name)


def _repacked(archive: bytes, change: dict[str, bytes | None]) -> bytes:
    """Pack the members again, as anybody could: some changed, left out or put in."""
    packing, out = bundles.Packing(), b""
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    for name, content in {**members, **change}.items():
        if content is not None:
            out += b"".join(packing.add(name, [content]))
    return out + packing.end()


def test_who_packs_it_anew_is_found_out(archive: bytes, key: str) -> None:
    assert _repacked(archive, {}) == archive
    for name, content, wrong in (
        ("case.pdf", b"%PDF+", Wrong.CHANGED),
        ("case.pdf", None, Wrong.MISSING),
        ("more.txt", b"", Wrong.ADDED),
    ):
        assert _wrong(_repacked(archive, {name: content}), key) == (wrong, name)
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        manifest = packed.read("manifest.json")
        signatures = packed.read("signatures.json")
    other = manifest.replace(b"for their inquiry", b"for nobody at all")
    assert _wrong(_repacked(archive, {"manifest.json": other}), key)[0] is Wrong.FORGED
    for other in (signatures.replace(b"f", b"F"), signatures[:-1] + b',"x":1}'):
        assert _wrong(_repacked(archive, {"signatures.json": other}), key)[0] is Wrong.NO_ARCHIVE


def test_a_key_of_somebody_else_and_what_is_no_archive_are_refused(
    archive: bytes, key: str
) -> None:
    assert _wrong(archive, "one two three four five six")[0] is Wrong.OTHER_KEY
    for other in (b"", b"PK", b"%PDF-1.7", archive[:-200], archive[200:]):
        assert _wrong(other, key)[0] in {Wrong.NO_ARCHIVE, Wrong.NOT_WHOLE, Wrong.CHANGED}
    assert _wrong(archive + b"\0", key)[0] in {Wrong.NOT_WHOLE, Wrong.NO_ARCHIVE}
    assert _wrong(b"\0" + archive, key)[0] is not None


def test_the_command_says_what_it_found(archive: bytes, key: str, tmp_path: Path) -> None:
    file = tmp_path / "case.zip"
    for content, status, said in (
        (archive, 0, "GENUINE: case"),
        (archive.replace(b"read me", b"read us"), 1, "NOT GENUINE: READ-ME.txt was changed."),
    ):
        file.write_bytes(content)
        done = CliRunner().invoke(verify_casefile, [str(file), "--key", key])
        assert (done.exit_code, said in done.output) == (status, True)


def test_an_export_stands_in_the_case_and_in_the_trail(scene: Scene) -> None:
    export, _ = _exported(scene, _wish(files=Files.NONE))
    case_id = export.case.case_id
    shown = scene.look(scene.lead, case_id)
    assert [step.action for step in shown.steps] == [Action.EXPORT]
    _, parts, lines = scene.portal.perform(lambda work: exporting.look(work, scene.lead, case_id))
    assert lines[0].wish == export.wish
    assert parts == exporting.PARTS
    with scene.portal.work() as work:
        deeds = {one.deed: one.detail for one in audit.of_case(work.db, case_id)}
    assert "copies" in deeds["export"]
    assert "inquiry" not in deeds["export"]


def test_nobody_exports_what_they_cannot_open(scene: Scene) -> None:
    case_id = scene.owned()
    handler, other = scene.handler, scene.office.handlers[1].person
    protection = _wish(parts=frozenset({Compartment.PROTECTION}))
    for who, wish, error in (
        (handler, protection, Refused),
        (handler, _wish(parts=frozenset()), Refused),
        (scene.lead, _wish(parts=frozenset({Compartment.IDENTITY})), Refused),
        (other, _wish(), CaseNotFound),
    ):
        with pytest.raises(error):
            scene.portal.perform(
                lambda work, who=who, wish=wish: exporting.prepare(work, who, case_id, wish)
            )


def test_items_of_registers_go_along_with_their_part(scene: Scene) -> None:
    case_id = scene.report()

    def put(work: object) -> None:
        opened = open_dossier(work, scene.lead, case_id).opened  # type: ignore[arg-type]  # a Work
        for part, title in ((INVESTIGATION, "see the ledger"), (THREAD, "ask again")):
            draft = registers.Draft(Register.TASK, {"title": title})
            registers.put(work, opened, part, draft)  # type: ignore[arg-type]  # a Work

    scene.portal.perform(put)
    for parts, wanted in (
        ({THREAD}, ["ask again"]),
        ({THREAD, INVESTIGATION}, ["ask again", "see the ledger"]),
    ):
        wish = _wish(parts=frozenset(parts))
        export = scene.portal.perform(
            lambda work, wish=wish: exporting.prepare(work, scene.lead, case_id, wish)
        )
        assert [one.fields["title"] for one in export.kept[Register.TASK]] == wanted


@needs_sandbox
def test_a_file_that_cannot_be_cleaned_is_left_out_and_listed(scene: Scene, key: str) -> None:
    _, packed = _exported(scene, _wish(files=Files.CLEANED))
    assert bundle_check.check(io.BytesIO(packed), key).left_out == 1
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.read("files/002 photo.txt") == b"plain text"
        left_out = json.loads(archive.read("manifest.json"))["left_out"]
    assert [one["why"] for one in left_out] == ["not-cleanable"]


@needs_sandbox
def test_every_page_says_class_recipient_copy_and_number() -> None:
    text = "ผู้อำนวยการกองช่างเรียกรับเงินจากผู้รับเหมา #panic() *x* $1$\n" * 40
    paper = Paper("เรื่อง", "th", (), (Chapter("ก", (Passage("ข", text),)),))
    marks = Marks("ลับมาก", "ถึง ป.ป.ช.", ("ฉบับที่ 1/2", "ฉบับที่ 2/2"), ("หน้า ", " จาก "))
    pdf = typesetting.typeset(paper, marks)
    pages = _pages(pdf)
    assert len(pages) == 4
    for number, page in enumerate(pages):
        assert page.count("ลับมาก") == 2
        assert "ถึง ป.ป.ช." in page
        assert f"ฉบับที่ {number // 2 + 1}/2" in page
        assert f"หน้า {number % 2 + 1} จาก 2" in page
    assert "#panic() *x* $1$" in pages[0]
    assert b"/Author" not in pdf


def _pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return pages


def test_what_is_exported_is_on_no_disk(scene: Scene) -> None:
    """Everything under the portal's home is searched for what an export has in clear."""
    marker = b"a marker that nobody seals " * 3
    case_id = scene.report("x", files=(marker,))
    wish = _wish()
    export = scene.portal.perform(lambda work: exporting.prepare(work, scene.lead, case_id, wish))
    scene.portal.perform(lambda work: exporting.enter(work, scene.lead, export))
    packed = b"".join(bundles.pieces(scene.portal, export, PAPER, b"%PDF-", ""))
    assert marker in packed
    for path in scene.portal.home.rglob("*"):
        if path.is_file():
            assert marker not in path.read_bytes(), path
