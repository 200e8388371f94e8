"""Takes what a document of an office suite or a film says of its maker: alone in a sandbox.

A program of its own, as `cleaner_child` is; it is run by the interpreter of the system, which has
mat2 and what that needs (ffmpeg, exiftool), and gets a small file system in memory, because mat2
works on files. The first line of what it writes is the media type.

What could call home or act when it is opened is refused, not repaired: macros, embedded objects
and references to the outside other than links that are clicked. Of OpenDocument, mat2 leaves who
remarked and changed something, and the names of printers: that is taken out before.
"""

import io
import mimetypes
import re
import resource
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

try:
    from libmat2 import UnknownMemberPolicy, parser_factory
except ImportError:
    parser_factory = None

REFUSED = 3
TOO_MUCH = 4
NOT_HERE = 5  # mat2 is not installed
TWO_KINDS = 6

_MEMORY_BYTES = 1536 * 1024 * 1024
_CPU_SECONDS = 50
_OPEN_FILES = 256
_FILE_BYTES = 96 * 1024 * 1024

_MOST_MEMBERS = 3_000
_MOST_UNPACKED_BYTES = 160 * 1024 * 1024
_MOST_OF_ONE_BYTES = 64 * 1024 * 1024
_MOST_RATIO = 200  # of text that repeats itself; a bomb begins at a thousand
_LEAST_BYTES = 1024 * 1024  # below this a ratio means nothing

_TYPES = "[Content_Types].xml"
_KINDS = {
    "word/document.xml": (
        ".docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "xl/workbook.xml": (
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "ppt/presentation.xml": (
        ".pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
}
_OPEN_KINDS = {
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
}
_MIME, _MANIFEST = "mimetype", "META-INF/manifest.xml"
# Of OpenDocument: makers, printers, a small picture of an earlier version.
_DROPPED = re.compile(r"(?:meta|settings)\.xml$|layout-cache$|(?:Thumbnails|Configurations2)/")
_LISTED = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}full-path"
_OPEN_TEXTS = ("content.xml", "styles.xml")
_MP4 = (".mp4", "video/mp4")
_ACTS = re.compile(
    r"vbaproject|vbadata|activex|embeddings/|oleobject|macrosheets|\.(?:bin|exe|dll|js|vbs)$"
    r"|^(?:basic|scripts|dialogs|object[^/]*)/",
    re.IGNORECASE,
)
# Of OpenDocument: who said or changed something and when, forms that send, and what runs.
_LEFT_OUT = frozenset(
    {"annotation", "annotation-end", "tracked-changes", "scripts", "event-listeners", "forms"}
)
# A formula can fetch what is elsewhere; its last value stays. The others tell who edited at once.
_UNSAID = re.compile(r":(?:table|text):1\.0\}formula$|\}(?:paragraph-)?rsid$")
_FOLLOWED = frozenset({"a"})  # a link, which is followed only when it is clicked
_RESERVED = re.compile(r"ns\d+$")  # prefixes of the writer's own
_INSIDE = re.compile(r"#|(?:\./)?Pictures/[\w.-]+$")
_ARCHIVES = (b"PK\x03\x04", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_OUTSIDE = re.compile(
    rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE
)
_CLICKED = re.compile(rb"relationships/hyperlink[\"']", re.IGNORECASE)
_MARK_WITHIN = 1024  # bytes; readers of PDF look this far
_END, _END_BYTES = b"PK\x05\x06", 22  # of an archive without a comment, and nothing behind it
_BRANDS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash")


class NotCleanable(Exception):
    """The file is of no kind that can be cleaned, is broken, or could act."""


class TwoKinds(Exception):
    """The file is also one of another kind, or something hides before or after it."""


class Missing(Exception):
    """What cleans such files is not installed."""


class TooMuch(Exception):
    """The file unfolds into more than is looked at."""


def clean(content: bytes) -> tuple[str, bytes]:
    """Return the media type and bytes of a copy without metadata."""
    if parser_factory is None:
        raise Missing
    ending, media_type = _kind(content)
    if media_type in _OPEN_KINDS:
        content = _without_people(content)
    source = Path("/tmp/in" + ending)  # noqa: S108 - in memory, in the sandbox
    source.write_bytes(content)
    mimetypes.add_type(media_type, ending)  # there is no list of them in the sandbox
    made = _by_mat2(source)
    if ending != _MP4[0]:
        _check(made)
    return media_type, made


def _kind(content: bytes) -> tuple[str, str]:
    if content[4:8] == b"ftyp":
        if content[8:12] not in _BRANDS:
            raise NotCleanable
        return _MP4
    if not content.startswith(b"PK\x03\x04"):
        raise NotCleanable
    end = content.rfind(_END)
    if b"%PDF-" in content[:_MARK_WITHIN] or end not in {-1, len(content) - _END_BYTES}:
        raise TwoKinds
    names = _check(content)
    if _MIME in names:
        return _open_kind(content)
    found = [kind for member, kind in _KINDS.items() if member in names]
    if len(found) != 1 or _TYPES not in names:
        raise NotCleanable
    return found[0]


def _open_kind(content: bytes) -> tuple[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        media_type = archive.read(_MIME).decode("ascii", "replace")
        is_locked = b"encryption-data" in archive.read(_MANIFEST)
    if is_locked or media_type not in _OPEN_KINDS:
        raise NotCleanable
    return _OPEN_KINDS[media_type], media_type


def _without_people(content: bytes) -> bytes:
    """Return an OpenDocument without remarks, tracked changes, formulas and settings."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as fresh,
    ):
        for name in archive.namelist():
            if _DROPPED.match(name):
                continue
            inside = archive.read(name)
            if name in (*_OPEN_TEXTS, _MANIFEST):
                inside = _scrubbed(inside)
            fresh.writestr(name, inside, zipfile.ZIP_STORED if name == _MIME else None)
    return made.getvalue()


def _scrubbed(inside: bytes) -> bytes:
    if b"<!DOCTYPE" in inside or b"<!ENTITY" in inside:
        raise NotCleanable
    # No entity can be made of it any more, and here it can neither reach out nor take much.
    for _, (prefix, address) in ET.iterparse(io.BytesIO(inside), ("start-ns",)):  # noqa: S314 - as said above
        if not _RESERVED.match(prefix):
            ET.register_namespace(prefix, address)
    root = ET.fromstring(inside)  # noqa: S314 - as said above
    for parent in root.iter():
        for child in [one for one in parent if _is_left_out(one)]:
            _take_out(parent, child)
        _check_element(parent)
    made: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return made


def _is_left_out(element: ET.Element) -> bool:
    listed = element.get(_LISTED)  # in the manifest
    return _local(element.tag) in _LEFT_OUT or bool(listed and _DROPPED.match(listed))


def _check_element(element: ET.Element) -> None:
    for name in [*element.attrib]:
        said = element.attrib[name]
        is_drawn = _local(name) == "href" and _local(element.tag) not in _FOLLOWED
        if is_drawn and not _INSIDE.match(said):
            raise NotCleanable
        if _UNSAID.search(name):
            del element.attrib[name]


def _take_out(parent: ET.Element, child: ET.Element) -> None:
    """Take an element out, and leave the words that stand behind it."""
    at = list(parent).index(child)
    tail = child.tail or ""
    if at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(child)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _check(content: bytes) -> set[str]:
    """Look an archive through before anything unpacks it; return the names of its members."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        packed = sum(one.compress_size for one in members)
        unpacked = sum(one.file_size for one in members)
        if len(members) > _MOST_MEMBERS or unpacked > _MOST_UNPACKED_BYTES:
            raise TooMuch
        # Members that share their bytes are a bomb that no ratio shows.
        if packed > len(content) or len({one.header_offset for one in members}) != len(members):
            raise TooMuch
        for one in members:
            _check_member(archive, one)
        return {one.filename for one in members}


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 1 or ".." in Path(member.filename).parts or _ACTS.search(member.filename):
        raise NotCleanable
    is_much = member.file_size > _LEAST_BYTES
    if is_much and member.file_size > _MOST_RATIO * max(member.compress_size, 1):
        raise TooMuch
    with archive.open(member) as opened:
        inside = opened.read(_MOST_OF_ONE_BYTES + 1)
    if len(inside) > _MOST_OF_ONE_BYTES:
        raise TooMuch
    if inside.startswith(_ARCHIVES):
        raise NotCleanable  # an archive in an archive
    if member.filename.endswith(".rels"):
        for reference in _OUTSIDE.findall(inside):
            if not _CLICKED.search(reference):
                raise NotCleanable


def _by_mat2(source: Path) -> bytes:
    parser, _ = parser_factory.get_parser(str(source))
    if parser is None:
        raise NotCleanable
    parser.sandbox = False  # it is in one
    if hasattr(parser, "unknown_member_policy"):
        parser.unknown_member_policy = UnknownMemberPolicy.OMIT
    if not parser.remove_all():
        raise NotCleanable
    return Path(parser.output_filename).read_bytes()


def limit_resources() -> None:
    """Take away what a parser gone wild could use up; nothing gives it back."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES, _FILE_BYTES))


def main() -> int:
    """Clean what comes in; a broken file ends the program with a traceback that nobody sees."""
    limit_resources()
    try:
        media_type, content = clean(sys.stdin.buffer.read())
    except Missing:
        return NOT_HERE
    except TwoKinds:
        return TWO_KINDS
    except NotCleanable:
        return REFUSED
    except (TooMuch, MemoryError):
        return TOO_MUCH
    sys.stdout.buffer.write(media_type.encode() + b"\n" + content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
