"""Small office documents and a film, with a canary wherever they say who made them."""

import base64
import io
import zipfile
from collections.abc import Mapping

CANARY = "CANARY-7731"

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KINDS = "application/vnd.openxmlformats-officedocument"
_PROPERTIES = "application/vnd.openxmlformats-package.core-properties+xml"


def docx(more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return a text document of one paragraph, written by the canary."""
    words = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = (
        f'<w:document xmlns:w="{words}"><w:body><w:p><w:r><w:t>its words</w:t></w:r></w:p></w:body>'
    )
    return _packed(
        {
            "[Content_Types].xml": _types("/word/document.xml", "wordprocessingml.document.main"),
            "_rels/.rels": _references("word/document.xml"),
            "word/document.xml": f"{_HEAD}{body}</w:document>",
            "docProps/core.xml": _properties(),
            **(more or {}),
        }
    )


def xlsx(more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return a table of one cell, written by the canary."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    )
    names = f'xmlns="{main}" xmlns:r="{_OFFICE}"'
    book = f'<workbook {names}><sheets><sheet name="1" sheetId="1" r:id="rId1"/>'
    target = "worksheets/sheet1.xml"
    return _packed(
        {
            "[Content_Types].xml": _types("/xl/workbook.xml", "spreadsheetml.sheet.main"),
            "_rels/.rels": _references("xl/workbook.xml"),
            "xl/workbook.xml": f"{_HEAD}{book}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": _related([("worksheet", target, "")]),
            "xl/worksheets/sheet1.xml": f"{_HEAD}{sheet}</worksheet>",
            "docProps/core.xml": _properties(),
            **(more or {}),
        }
    )


def film() -> bytes:
    """Return one red frame as MP4; its title and artist are the canary."""
    return base64.b64decode(_FILM)


def outside(kind: str) -> str:
    """Return references of a document of which one leads elsewhere."""
    return _related([(kind, "https://example.org/x", "External")])


def _packed(members: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _types(part: str, kind: str) -> str:
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{_RELS}"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="{part}" ContentType="{_KINDS}.{kind}+xml"/>'
        f'<Override PartName="/docProps/core.xml" ContentType="{_PROPERTIES}"/></Types>'
    )


_RELS = "application/vnd.openxmlformats-package.relationships+xml"


def _references(part: str) -> str:
    return _related([("officeDocument", part, ""), ("core-properties", "docProps/core.xml", "")])


def _related(targets: list[tuple[str, str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"'
        f"{f' TargetMode={mode!r}' if mode else ''}/>"
        for number, (kind, target, mode) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _properties() -> str:
    names = f'xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    said = f"<dc:creator>{CANARY}</dc:creator><cp:lastModifiedBy>{CANARY}</cp:lastModifiedBy>"
    return f"{_HEAD}<cp:coreProperties {names}>{said}</cp:coreProperties>"


_FILM = """
AAAAHGZ0eXBpc29tAAACAGlzb21pc28ybXA0MQAAAAhmcmVlAAAAHG1kYXQAAAGzABAHAAABthBgUYUG2CyB4AAAA4dtb292
AAAAbG12aGQAAAAAAAAAAAAAAAAAAAPoAAAAKAABAAABAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAAAAA
AAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACAAACa3RyYWsAAABcdGtoZAAAAAMAAAAAAAAAAAAAAAEAAAAA
AAAAKAAAAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAEAAAAAAEAAAABAAAAAAACRlZHRz
AAAAHGVsc3QAAAAAAAAAAQAAACgAAAAAAAEAAAAAAeNtZGlhAAAAIG1kaGQAAAAAAAAAAAAAAAAAADIAAAACAFXEAAAAAAAt
aGRscgAAAAAAAAAAdmlkZQAAAAAAAAAAAAAAAFZpZGVvSGFuZGxlcgAAAAGObWluZgAAABR2bWhkAAAAAQAAAAAAAAAAAAAA
JGRpbmYAAAAcZHJlZgAAAAAAAAABAAAADHVybCAAAAABAAABTnN0YmwAAADqc3RzZAAAAAAAAAABAAAA2m1wNHYAAAAAAAAA
AQAAAAAAAAAAAAAAAAAAAAAAEAAQAEgAAABIAAAAAAAAAAETTGF2YzU5LjM3LjEwMCBtcGVnNAAAAAAAAAAAAAAAAAAY//8A
AABgZXNkcwAAAAADgICATwABAASAgIBBIBEAAAAAAw1AAAAPoAWAgIAvAAABsAEAAAG1iRMAAAEAAAABIADEjYgAzQCEAhRj
AAABskxhdmM1OS4zNy4xMDAGgICAAQIAAAAQcGFzcAAAAAEAAAABAAAAFGJ0cnQAAAAAAAMNQAAAD6AAAAAYc3R0cwAAAAAA
AAABAAAAAQAAAgAAAAAcc3RzYwAAAAAAAAABAAAAAQAAAAEAAAABAAAAFHN0c3oAAAAAAAAAFAAAAAEAAAAUc3RjbwAAAAAA
AAABAAAALAAAAKh1ZHRhAAAAoG1ldGEAAAAAAAAAIWhkbHIAAAAAAAAAAG1kaXJhcHBsAAAAAAAAAAAAAAAAc2lsc3QAAAAj
qW5hbQAAABtkYXRhAAAAAQAAAABDQU5BUlktNzczMQAAACOpQVJUAAAAG2RhdGEAAAABAAAAAENBTkFSWS03NzMxAAAAJal0
b28AAAAdZGF0YQAAAAEAAAAATGF2ZjU5LjI3LjEwMA==
"""
