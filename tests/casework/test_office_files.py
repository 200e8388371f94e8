"""Documents of office suites and films lose what they say of their makers; bombs open nothing."""

import hashlib
import io
import shutil
import struct
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from tests.casework.office_files import (
    CANARY,
    docx,
    film,
    opendocument,
    outside,
    photograph,
    pptx,
    xlsx,
)
from wbportal.casework.cleaning import NotCleaned, can_be_shown, clean, clean_for_desk, preview
from wbportal.casework.errors import Refused

pytestmark = pytest.mark.skipif(
    shutil.which("bwrap") is None or not Path("/usr/bin/mat2").exists(), reason="no mat2 here"
)


def _everything_in(content: bytes) -> bytes:
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def _picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 40), "red").save(out, kind)
    return out.getvalue()


def _pdf() -> bytes:
    out, pdf = io.BytesIO(), pikepdf.new()
    pdf.add_blank_page(page_size=(200, 300))
    pdf.save(out)
    return out.getvalue()


def _why(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        clean_for_desk([content], "x")
    return refused.value.reason


def test_a_canary_is_gone_and_the_original_is_as_it_was() -> None:
    for original, name, body in (
        (docx(), "letter.docx", b"its words"),
        (xlsx(), "table.xlsx", b"<v>1</v>"),
        (pptx(), "slides.pptx", b"its words"),
        (opendocument("text"), "letter.odt", b"its words"),
        (opendocument("spreadsheet"), "table.ods", b"its words"),
        (opendocument("presentation"), "slides.odp", b"its words"),
        (film(), "film.mp4", b"mdat"),
    ):
        before = hashlib.sha256(original).hexdigest()
        assert CANARY.encode() in _everything_in(original)
        made = clean_for_desk([original], name.upper())
        assert (made.name.lower(), CANARY.encode() in _everything_in(made.content)) == (name, False)
        assert body in _everything_in(made.content)
        assert hashlib.sha256(original).hexdigest() == before
        # What keeps its kind could act when it is opened: it goes to nobody but the desk.
        with pytest.raises(Refused):
            clean([original], name)


def test_what_could_act_or_call_home_is_refused() -> None:
    for content in (
        docx({"word/vbaProject.bin": b"macro"}),
        docx({"word/embeddings/oleObject1.bin": b"object"}),
        docx({"word/_rels/settings.xml.rels": outside("attachedTemplate")}),
        xlsx({"xl/externalLinks/_rels/externalLink1.xml.rels": outside("externalLinkPath")}),
        docx({"word/media/image1.png": b"PK\x03\x04 an archive"}),
        docx({"../../evil.xml": b"x"}),
        pptx({"ppt/embeddings/oleObject1.bin": b"object"}),
        opendocument("text", more={"Basic/Standard/Module1.xml": b"macro"}),
        opendocument("text", more={"Object 1/content.xml": b"<x/>"}),
        opendocument("text", more={"META-INF/manifest.xml": b"<encryption-data/>"}),
        opendocument("text", '<draw:image xlink:href="https://example.org/x.png"/>'),
        opendocument("spreadsheet", '<table:table-source xlink:href="../other.ods"/>'),
        opendocument("text", more={"mimetype": "application/zip"}),
        opendocument("text", more={"styles.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}),
    ):
        assert _why(content) == NotCleaned.NOT_CLEANABLE
    links = {"word/_rels/document.xml.rels": outside("hyperlink")}
    assert clean_for_desk([docx(links)], "x").media_type.endswith("document")
    link = '<text:a xlink:href="https://example.org/">a link</text:a>'
    made = clean_for_desk([opendocument("text", link)], "x").content
    assert b"https://example.org/" in _everything_in(made)


def test_a_photograph_of_a_phone_is_drawn_anew_as_one_that_every_desk_opens() -> None:
    original = photograph()
    assert CANARY.encode() in original
    assert can_be_shown(original)
    for made in (clean([original], "a.heic"), clean_for_desk([original], "a.heic")):
        assert (made.name, made.media_type) == ("a.jpg", "image/jpeg")
        assert CANARY.encode() not in made.content
        assert Image.open(io.BytesIO(made.content)).size == (64, 48)
    assert preview([original]).media_type == "image/jpeg"
    assert _why(original + docx()) == NotCleaned.TWO_KINDS
    assert _why(original[: len(original) // 2]) == NotCleaned.NOT_CLEANABLE


def test_of_a_spreadsheet_values_stay_and_formulas_go() -> None:
    original = opendocument("spreadsheet")
    made = _everything_in(clean_for_desk([original], "x").content)
    assert b"of:=1+1" in _everything_in(original)
    assert b"of:=1+1" not in made
    assert b'office:value="2"' in made


def test_bombs_are_refused_before_anything_unpacks_them() -> None:
    assert _why(docx({"word/styles.xml": b" " * 9_000_000})) == NotCleaned.UNFOLDS
    assert _why(docx({f"word/{n}.xml": b"" for n in range(3_001)})) == NotCleaned.UNFOLDS
    nested = io.BytesIO()
    with zipfile.ZipFile(nested, "w") as archive:
        archive.writestr("inner.zip", docx())
    assert _why(nested.getvalue()) == NotCleaned.NOT_CLEANABLE
    assert _why(_picture_of(30_000, 30_000)) == NotCleaned.TOO_LARGE
    assert _why(_pdf_of(120_000_000)) in {NotCleaned.UNFOLDS, NotCleaned.NOT_CLEANABLE}


def test_what_is_two_kinds_at_once_is_refused() -> None:
    archive, picture, pdf = docx(), _picture(), _pdf()
    for content in (
        picture + archive,
        _picture("JPEG") + archive,
        _picture("GIF") + b"\n" + pdf,
        pdf + archive,
        b"MZ\x90\0" + pdf,
        b"<script>1</script>\n" + pdf,
        archive + b"more",
    ):
        assert _why(content) == NotCleaned.TWO_KINDS


def test_a_preview_is_a_small_picture_and_nothing_else() -> None:
    for content in (_picture(), _picture("JPEG"), _pdf()):
        assert can_be_shown(content)
        shown = preview([content])
        picture = Image.open(io.BytesIO(shown.content))
        assert (shown.media_type, picture.format) == ("image/jpeg", "JPEG")
        assert max(picture.size) <= 640
    for content in (docx(), film(), b"plain text"):
        assert not can_be_shown(content)
        with pytest.raises(Refused):
            preview([content])


def _picture_of(width: int, height: int) -> bytes:
    """Return a PNG that says it is large, and is a kilobyte."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _pdf_of(unfolded_bytes: int) -> bytes:
    """Return a PDF with a page whose stream unfolds into so many bytes, twice over."""
    pdf, out = pikepdf.new(), io.BytesIO()
    page = pdf.add_blank_page(page_size=(200, 300))
    once = zlib.compress(b"q " * (unfolded_bytes // 2), 1)
    stream = pikepdf.Stream(pdf, zlib.compress(once, 9))
    stream.Filter = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    page.Contents = pdf.make_indirect(stream)
    pdf.save(out)
    return out.getvalue()
