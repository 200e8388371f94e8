"""Small files such as reporters send, drawn and set here: a picture, a page, a note."""

import random
from collections.abc import Mapping
from io import BytesIO
from uuid import uuid4

import pikepdf
from PIL import Image, ImageDraw

from wbportal.casework.records import FileSlip, Json, text_of
from wbportal.portal import Work
from wbportal.vault.streams import FileKey, SealingWriter

_PICTURE = (720, 480)  # pixels
_BACKGROUND = (214, 206, 192)
_INK = (40, 40, 44)
_PAGE = (595, 842)  # points: A4
_LINE_POINTS = 22


def content(paper: Mapping[str, Json]) -> tuple[str, bytes]:
    """Return the media type and the bytes of a file, as the story describes it."""
    match paper:
        case {"caption": str() as caption}:
            return "image/png", _picture(caption)
        case {"lines": list() as lines}:
            return "application/pdf", _page([str(line) for line in lines])
        case _:
            return "text/plain", text_of(paper, "text").encode()


def _picture(caption: str) -> bytes:
    """Draw something like a photograph of a room: the same for the same caption."""
    chance = random.Random(caption)  # noqa: S311 - a drawing
    image = Image.new("RGB", _PICTURE, _BACKGROUND)
    draw = ImageDraw.Draw(image)
    for _ in range(14):
        left, top = chance.randrange(0, _PICTURE[0] - 80), chance.randrange(60, _PICTURE[1] - 90)
        size = chance.randrange(40, 160)
        shade = chance.randrange(120, 200)
        draw.rectangle((left, top, left + size, top + size // 2), (shade, shade - 20, shade - 40))
    draw.rectangle((0, _PICTURE[1] - 44, _PICTURE[0], _PICTURE[1]), _INK)
    draw.text((16, _PICTURE[1] - 34), caption, _BACKGROUND, font_size=20)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _page(lines: list[str]) -> bytes:
    """Set lines of Latin text on one page."""
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    shown = b" ".join(b"(%s) Tj T*" % _escaped(line) for line in lines)
    text = b"BT /F1 14 Tf %d TL 72 760 Td %s ET" % (_LINE_POINTS, shown)
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=_PAGE)
        page.Contents = pdf.make_stream(text)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _escaped(line: str) -> bytes:
    return line.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")


def seal(work: Work, paper: Mapping[str, Json]) -> FileSlip:
    """Seal a paper as an upload does."""
    media_type, made = content(paper)
    key, writer = FileKey.generate(uuid4()), work.begin_blob()
    sealing = SealingWriter(key, writer.stream)
    sealing.write(made)
    sealed = sealing.finish()
    writer.keep()
    return FileSlip(
        file_id=key.file_id,
        blob=writer.name,
        key=key.secret,
        name=text_of(paper, "name"),
        media_type=media_type,
        length=sealed.length,
        padded=sealed.padded_length,
        sha256=sealed.sha256,
        shows_identity=paper.get("identity") is True,
    )
