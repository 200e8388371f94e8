"""What a parser gets to see, and what a cleaned copy no longer holds."""

import io
import json
import subprocess
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, PngImagePlugin

from wbportal.casework import cleaning, sandbox
from wbportal.casework.cleaning import NotCleaned, clean
from wbportal.casework.errors import Refused
from wbportal.casework.sandbox import Program

CANARY = "CANARY-7731"


def _jpeg(**saved: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((120, 80), 60).convert("RGB").save(out, "JPEG", **saved)
    return out.getvalue()


def _photo_that_says_where_it_was_taken() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = CANARY  # ImageDescription
    exif[0x0112] = 6  # Orientation: turned by a quarter
    return _jpeg(exif=exif, comment=CANARY.encode())


def _screenshot_with_a_note() -> bytes:
    note = PngImagePlugin.PngInfo()
    note.add_text("Author", CANARY)
    out = io.BytesIO()
    Image.new("RGBA", (40, 30), (1, 2, 3, 90)).save(out, "PNG", pnginfo=note)
    return out.getvalue() + CANARY.encode()  # and something behind the picture's end


def _pdf_that_does_everything() -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(300, 200))
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 300, 200],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"https://example.org/{CANARY}"),
    )
    page.Annots = pdf.make_indirect(pikepdf.Array([link]))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = pikepdf.Stream(
        pdf, f"BT /F1 18 Tf 20 100 Td (https://example.org/{CANARY}) Tj ET".encode()
    )
    pdf.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=f"app.launchURL('{CANARY}')"
    )
    pdf.attachments[f"{CANARY}.txt"] = CANARY.encode()
    pdf.docinfo["/Author"] = CANARY
    with pdf.open_metadata() as said:
        said["dc:title"] = CANARY
    out = io.BytesIO()
    pdf.save(out, compress_streams=False)
    return out.getvalue()


def _everything_in(pdf: bytes) -> str:
    """Every object of a PDF as text, streams opened."""
    document = pikepdf.open(io.BytesIO(pdf))
    found = [repr(document.trailer)]
    for one in document.objects:
        found.append(repr(one))
        if isinstance(one, pikepdf.Stream) and one.get("/Subtype") != "/Image":
            found.append(one.read_bytes().decode("latin-1"))
    return "\n".join(found)


def test_a_photo_keeps_its_pixels_upright_and_nothing_else() -> None:
    original = _photo_that_says_where_it_was_taken()
    assert CANARY.encode() in original
    made = clean([original[:1000], original[1000:]], "บัตร ประชาชน.jpeg")
    picture = Image.open(io.BytesIO(made.content))
    assert (made.media_type, made.name) == ("image/jpeg", "บัตร ประชาชน.jpg")
    assert picture.size == (80, 120)
    assert CANARY.encode() not in made.content
    assert not picture.getexif()


def test_a_screenshot_stays_sharp_and_loses_its_notes() -> None:
    original = _screenshot_with_a_note()
    made = clean([original], "shot.png")
    assert made.media_type == "image/png"
    assert Image.open(io.BytesIO(made.content)).getpixel((3, 3)) == (1, 2, 3, 90)
    assert CANARY.encode() not in made.content


def test_a_pdf_becomes_pictures_of_its_pages() -> None:
    original = _pdf_that_does_everything()
    assert CANARY in _everything_in(original)
    made = clean([original], "letter.pdf")
    inside = _everything_in(made.content)
    assert made.media_type == "application/pdf"
    assert CANARY not in inside
    for name in ("Annot", "URI", "JavaScript", "OpenAction", "Embedded", "Metadata", "Font"):
        assert f"/{name}" not in inside
    pages = pypdfium2.PdfDocument(made.content)
    assert len(pages) == 1
    assert pages[0].get_textpage().get_text_range() == ""
    assert pages[0].render().to_pil().convert("L").getextrema()[0] < 100, "the words are gone"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_page_of_html_is_plain_text_to_its_reader(encoding: str) -> None:
    made = clean(["<script>ข่าว</script>\r\n".encode(encoding)], "../../x.html")
    assert (made.media_type, made.name) == ("text/plain", "x.txt")
    assert made.content.decode() == "<script>ข่าว</script>\n"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n",
        b"\0\1\2\3",
        b"PK\3\4a document of some office suite\xff",
        b"%PDF-1.7 and then nothing of the kind",
        b"\xff\xd8\xff\xe0 no picture",
        "ภาษาไทย".encode("cp874"),
        _jpeg()[:400],
    ],
)
def test_what_cannot_be_made_harmless_is_refused(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        clean([content], "x")
    assert refused.value.reason == NotCleaned.NOT_CLEANABLE


def test_a_picture_that_unfolds_into_gigabytes_is_refused() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert len(out.getvalue()) < 1_000_000
    with pytest.raises(Refused) as refused:
        clean([out.getvalue()], "bomb.png")
    assert refused.value.reason == NotCleaned.TOO_LARGE


def test_a_file_that_does_not_end_is_refused_at_the_limit() -> None:
    mebibyte = b"a" * 1024 * 1024
    with pytest.raises(Refused) as refused:
        clean((mebibyte for _ in range(100)), "long.txt")
    assert refused.value.reason == NotCleaned.TOO_LARGE


@pytest.mark.parametrize("name", ["", "..", "a/../..", 'x"\r\ny', "\u202egpj.exe", "n" * 500])
def test_a_name_is_safe_to_hand_on(name: str) -> None:
    made = cleaning.name_for(name, "image/png")
    assert made.endswith(".png")
    assert made.isprintable()
    assert len(made) < 100
    assert not set(made) & set('/\\"<>:|?*')


_PROBE = """
import json, os, socket, sys
found = {"environment": list(os.environ), "root": sorted(os.listdir("/")), "uid": os.getuid()}
found["descriptors"] = [n for n in range(3, 64) if _is_open(n)]
for name, attempt in {
    "network": lambda: socket.create_connection(("127.0.0.1", 9)),
    "write": lambda: open("/written", "w"),
    "outside": lambda: open("%(outside)s"),
}.items():
    try:
        attempt()
        found[name] = "possible"
    except OSError as error:
        found[name] = type(error).__name__
sys.stdout.write(json.dumps(found))
"""
_IS_OPEN = """
import fcntl
def _is_open(n):
    try:
        fcntl.fcntl(n, fcntl.F_GETFD)
    except OSError:
        return False
    return True
"""


def test_the_sandbox_holds_libraries_and_nothing_of_this_machine(tmp_path: Path) -> None:
    program, outside = tmp_path / "probe.py", tmp_path / "secret"
    outside.write_text(CANARY)
    program.write_text(_IS_OPEN + _PROBE % {"outside": outside})
    done = subprocess.run(
        sandbox.command(Program(program)), capture_output=True, check=True, env={"SECRET": CANARY}
    )
    found = json.loads(done.stdout)
    assert [name for name in found["environment"] if name not in {"PWD", "LC_CTYPE"}] == []
    assert found["uid"] == 65534
    assert found["descriptors"] == []
    assert found["write"] == "OSError"  # a read-only file system
    assert found["outside"] == "FileNotFoundError"
    assert found["network"] in {"ConnectionRefusedError", "OSError"}
    assert not {"work", "home", "etc", "var", "proc", "dev"} & set(found["root"])
