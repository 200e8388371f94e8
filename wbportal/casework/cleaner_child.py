"""Makes one file harmless: runs alone in a sandbox, from standard input to standard output.

A picture is decoded and encoded anew, each page of a PDF becomes a picture, text becomes plain
text. Nothing else survives: no metadata, link, script, form or attachment. What is not one of
these is refused with REFUSED.

This file is a program of its own: it imports nothing of the portal, which the sandbox does not
hold. The first line of what it writes is the media type.
"""

import io
import resource
import sys
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator

import pikepdf
import pypdfium2
from pi_heif import register_heif_opener
from PIL import Image, ImageOps, UnidentifiedImageError

TWO_KINDS = 6  # a file that is also one of another kind
REFUSED = 3  # the exit status for a file of no kind that can be cleaned
TOO_MUCH = 4  # a picture or a document with more in it than is decoded

_MEMORY_BYTES = 1536 * 1024 * 1024
_CPU_SECONDS = 40
_OPEN_FILES = 64

_MAX_PIXELS = 64_000_000  # of one picture; more is a bomb or a poster
_MAX_PAGES = 60
_MAX_PAGE_PIXELS = 6_000_000
_DOTS_PER_POINT = 150 / 72
_JPEG_QUALITY = 88
_PREVIEW_PIXELS = 640
_PICTURES = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "HEIF")
_WITHOUT_LOSS = frozenset({"PNG", "GIF", "BMP"})  # screenshots: letters with sharp edges
_PDF_MARK = b"%PDF-"
# How files begin that somebody could pass off as another kind.
_MARKS = (
    *(_PDF_MARK, b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"II*\0", b"MM\0*", b"BM"),
    *(b"PK\x03\x04", b"MZ", b"\x7fELF", b"#!", b"<", b"Rar!"),
)
_MARK_WITHIN = 1024  # bytes; readers look this far for the mark (ISO 32000-1, annex H.3)

JPEG, PNG, PDF, TEXT = "image/jpeg", "image/png", "application/pdf", "text/plain"


class NotCleanable(Exception):
    """The file is of no kind that can be made harmless, or is broken."""


class TwoKinds(Exception):
    """The file is a picture or a document, and besides one of another kind."""


class TooMuch(Exception):
    """The file would take more room than is given."""


def clean(content: bytes) -> tuple[str, bytes]:
    """Return the media type and bytes of a harmless copy.

    Raises NotCleanable, TooMuch, or whatever the libraries raise for a broken file.
    """
    if _is_two_kinds(content):
        raise TwoKinds
    if _PDF_MARK in content[:_MARK_WITHIN]:
        return PDF, _redrawn(content)
    picture = _opened(content)
    if picture is not None:
        return _encoded_anew(picture)
    return TEXT, _plain(content).encode()


def preview(content: bytes) -> tuple[str, bytes]:
    """Return a small picture of a picture, or of the first page of a PDF. Raises as `clean`."""
    if _is_two_kinds(content):
        raise TwoKinds
    if _PDF_MARK in content[:_MARK_WITHIN]:
        first, _, _ = next(_pages(content))
        shown: Image.Image | None = Image.open(first)
    else:
        shown = _opened(content)
    if shown is None:
        raise NotCleanable
    if shown.width * shown.height > _MAX_PIXELS:
        raise TooMuch
    shown = ImageOps.exif_transpose(shown).convert("RGB")
    shown.thumbnail((_PREVIEW_PIXELS, _PREVIEW_PIXELS))
    fresh = Image.new("RGB", shown.size)
    fresh.paste(shown)
    return JPEG, _saved(fresh, "JPEG")


def _is_two_kinds(content: bytes) -> bool:
    begins = next((mark for mark in _MARKS if content.startswith(mark)), b"")
    is_film = content[4:8] == b"ftyp"  # or a picture of its family
    has_pdf = _PDF_MARK in content[:_MARK_WITHIN] and (is_film or begins not in {b"", _PDF_MARK})
    return has_pdf or (bool(begins or is_film) and zipfile.is_zipfile(io.BytesIO(content)))


def _opened(content: bytes) -> Image.Image | None:
    Image.init()
    register_heif_opener(thumbnails=False, decode_threads=1)
    try:
        return Image.open(io.BytesIO(content), formats=_PICTURES)
    except UnidentifiedImageError:
        return None


def _encoded_anew(picture: Image.Image) -> tuple[str, bytes]:
    if picture.width * picture.height > _MAX_PIXELS:
        raise TooMuch
    found = picture.format
    upright = ImageOps.exif_transpose(picture)
    see_through = upright.has_transparency_data
    pixels = upright.convert("RGBA" if see_through else "RGB")
    # A fresh picture has pixels and nothing else: no EXIF, profile, comment or further frame.
    fresh = Image.new(pixels.mode, pixels.size)
    fresh.paste(pixels)
    if see_through or found in _WITHOUT_LOSS:
        return PNG, _saved(fresh, "PNG")
    return JPEG, _saved(fresh, "JPEG")


def _saved(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, quality=_JPEG_QUALITY)
    return out.getvalue()


def _redrawn(content: bytes) -> bytes:
    made = pikepdf.new()
    for jpeg, width, height in _pages(content):
        picture = pikepdf.Stream(
            made,
            jpeg.getvalue(),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=width,
            Height=height,
            ColorSpace=pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        page = made.add_blank_page(page_size=(width / _DOTS_PER_POINT, height / _DOTS_PER_POINT))
        box = page.mediabox
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=picture))
        page.Contents = pikepdf.Stream(made, f"q {box[2]} 0 0 {box[3]} 0 0 cm /Page Do Q".encode())
    out = io.BytesIO()
    made.save(out, deterministic_id=True)
    return out.getvalue()


def _pages(content: bytes) -> Iterator[tuple[io.BytesIO, int, int]]:
    """Draw every page as a JPEG; filled-in fields and marks are drawn too, scripts never run."""
    document = pypdfium2.PdfDocument(content)
    if len(document) > _MAX_PAGES:
        raise TooMuch
    document.init_forms()
    for page in document:
        width, height = page.get_size()
        if width <= 0 or height <= 0:
            raise NotCleanable
        largest = (_MAX_PAGE_PIXELS / (width * height)) ** 0.5
        drawn = page.render(scale=min(_DOTS_PER_POINT, largest)).to_pil().convert("RGB")
        jpeg = io.BytesIO()
        drawn.save(jpeg, "JPEG", quality=_JPEG_QUALITY)
        yield jpeg, drawn.width, drawn.height


def _plain(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotCleanable from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip() or any(map(_is_no_text, text)):
        raise NotCleanable
    return text


def _is_no_text(character: str) -> bool:
    return unicodedata.category(character) == "Cc" and character not in "\n\t\f"


def limit_resources() -> None:
    """Take away what a parser gone wild could use up; nothing gives it back."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> int:
    """Clean what comes in; a broken file ends the program with a traceback that nobody sees."""
    limit_resources()
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        make = preview if sys.argv[1:] == ["preview"] else clean
        media_type, content = make(sys.stdin.buffer.read())
    except NotCleanable:
        return REFUSED
    except TwoKinds:
        return TWO_KINDS
    except (TooMuch, MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return TOO_MUCH
    sys.stdout.buffer.write(media_type.encode() + b"\n" + content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
