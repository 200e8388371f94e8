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


def pptx(more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return a presentation of one slide, written, and remarked on, by the canary."""
    main = "http://schemas.openxmlformats.org/presentationml/2006/main"
    drawn = "http://schemas.openxmlformats.org/drawingml/2006/main"
    names = f'xmlns:p="{main}" xmlns:a="{drawn}" xmlns:r="{_OFFICE}"'
    shown = f'<p:presentation {names}><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst>'
    said = "<p:txBody><a:p><a:r><a:t>its words</a:t></a:r></a:p></p:txBody>"
    slide = f"<p:sld {names}><p:cSld><p:spTree><p:sp>{said}</p:sp></p:spTree></p:cSld></p:sld>"
    by = f'<p:cmAuthor id="0" name="{CANARY}" initials="C" lastIdx="1" clrIdx="0"/>'
    targets = [("slide", "slides/slide1.xml", ""), ("commentAuthors", "commentAuthors.xml", "")]
    return _packed(
        {
            "[Content_Types].xml": _types(
                "/ppt/presentation.xml", "presentationml.presentation.main"
            ),
            "_rels/.rels": _references("ppt/presentation.xml"),
            "ppt/presentation.xml": f"{_HEAD}{shown}</p:presentation>",
            "ppt/_rels/presentation.xml.rels": _related(targets),
            "ppt/slides/slide1.xml": f"{_HEAD}{slide}",
            "ppt/commentAuthors.xml": f"{_HEAD}<p:cmAuthorLst {names}>{by}</p:cmAuthorLst>",
            "docProps/core.xml": _properties(),
            **(more or {}),
        }
    )


def opendocument(kind: str, body: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return a text, spreadsheet or presentation; the canary wrote, remarked, changed, printed."""
    who = f"<dc:creator>{CANARY}</dc:creator>"
    remark = f"<office:annotation>{who}<text:p>a remark</text:p></office:annotation>"
    changed = f"<office:change-info>{who}</office:change-info>"
    inside = {
        "text": f"<text:tracked-changes>{changed}</text:tracked-changes>"
        f"<text:p>its {remark}words{body}</text:p>",
        "spreadsheet": f"<table:tracked-changes>{changed}</table:tracked-changes>"
        '<table:table><table:table-row><table:table-cell table:formula="of:=1+1"'
        f" office:value='2'>{remark}<text:p>its words{body}</text:p></table:table-cell>"
        "</table:table-row></table:table>",
        "presentation": f"<draw:page>{remark}<text:p>its words{body}</text:p></draw:page>",
    }[kind]
    media_type = f"application/vnd.oasis.opendocument.{kind}"
    paths = ("content.xml", "settings.xml")
    listed = "".join(f'<manifest:file-entry manifest:full-path="{one}"/>' for one in paths)
    printer = f'<config:config-item config:name="PrinterName">{CANARY}</config:config-item>'
    return _packed(
        {
            "mimetype": media_type,
            "META-INF/manifest.xml": f"{_HEAD}<manifest:manifest {_OPEN}>{listed}"
            "</manifest:manifest>",
            "content.xml": f"{_HEAD}<office:document-content {_OPEN}><office:body>"
            f"<office:{kind}>{inside}</office:{kind}></office:body></office:document-content>",
            "styles.xml": f"{_HEAD}<office:document-styles {_OPEN}/>",
            "meta.xml": f"{_HEAD}<office:document-meta {_OPEN}>{who}</office:document-meta>",
            "settings.xml": f"{_HEAD}<office:document-settings {_OPEN}>{printer}"
            "</office:document-settings>",
            **(more or {}),
        }
    )


_OPEN = " ".join(
    f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"'
    for one in ("office", "text", "table", "config", "manifest", "script")
)
_OPEN += (
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
)


def film() -> bytes:
    """Return one red frame as MP4; its title and artist are the canary."""
    return base64.b64decode(_FILM)


def photograph() -> bytes:
    """Return a small red picture as a phone keeps it (HEIC); its maker is the canary."""
    return base64.b64decode(_PHOTOGRAPH)


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
_PHOTOGRAPH = """
AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAghtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA
AEZpbG9jAAAAAERAAAMAAQAAAAACLAABAAAAAAAAABsAAgAAAAACRwABAAAAAAAAAEgAAwAAAAACjwABAAAAAAAAACIAAABiaWlu
ZgAAAAAAAwAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAACppbmZlAgAAAQADAABtaW1lAGFwcGxp
Y2F0aW9uL3JkZit4bWwAAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAA
DwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAA
AwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAA
AAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAAChpcmVmAAAAAAAAAA5j
ZHNjAAIAAQABAAAADmNkc2MAAwABAAEAAACNbWRhdAAAABcoAa8ZgO9Jpb//4oYf+a1r/r+taY+bgAAAAAZFeGlmAABNTQAqAAAA
CAACAQ4AAgAAAAwAAAAmATsAAgAAAAwAAAAyAAAAAENBTkFSWS03NzMxAENBTkFSWS03NzMxADx4OnhtcG1ldGE+Q0FOQVJZLTc3
MzE8L3g6eG1wbWV0YT4=
"""
