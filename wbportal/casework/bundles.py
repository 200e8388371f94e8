"""A case as one signed archive, which anybody can check without the portal.

It is a ZIP file, written while it is sent: the paper and the same as JSON, the files, the entries
of the office's trail that are about the case, a manifest with the SHA-256 of each of these, and
its signatures, of the portal and of whoever exported it. Nothing is compressed and nothing is left
to chance, so that the archive follows from what is in it, byte for byte: whoever checks one makes
it anew, and no byte can differ unseen.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from wbportal.casework import exports, outgoing
from wbportal.casework.cleaning import safe_stem
from wbportal.casework.errors import Refused
from wbportal.casework.exporting import Export, Files
from wbportal.casework.papers import Paper
from wbportal.casework.records import FileSlip, Json, canonical
from wbportal.portal import Portal
from wbportal.vault.encoding import join
from wbportal.vault.streams import FileKey, open_chunks

FORMAT = "wbportal case file v1"
MANIFEST, SIGNATURES, TRAIL = "manifest.json", "signatures.json", "trail.jsonl"
PIECE_BYTES = 256 * 1024

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP file can say
_READ_ONLY = 0o100444 << 16


@dataclass(frozen=True, slots=True)
class Listed:
    """A member of an archive, as its manifest lists it."""

    path: str = field(repr=False)
    length: int
    sha256: str
    of: Mapping[str, Json] = field(
        default_factory=dict, repr=False
    )  # the file that it is a copy of

    def to_json(self) -> Json:
        body: dict[str, Json] = {"path": self.path, "bytes": self.length, "sha256": self.sha256}
        return {**body, "of": dict(self.of)} if self.of else body


class Drain:
    """Takes what a ZIP file writes, and hands it on; it never goes back, so nothing is kept."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, written: bytes) -> int:
        self._written.append(bytes(written))
        return len(written)

    def flush(self) -> None:
        """Nothing waits."""

    def drained(self) -> bytes:
        """Return what was written since the last time."""
        written, self._written = b"".join(self._written), []
        return written


@dataclass(slots=True)
class Packing:
    """An archive that is being written."""

    drain: Drain = field(default_factory=Drain)
    listed: list[Listed] = field(default_factory=list, repr=False)
    archive: ZipFile = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # What goes back in a file is what a drain does not have, and ZipFile does without.
        self.archive = ZipFile(self.drain, "w", ZIP_STORED)  # type: ignore[call-overload]  # it asks for no more than Drain has

    def add(
        self, path: str, chunks: Iterable[bytes], of: Mapping[str, Json] | None = None
    ) -> Iterator[bytes]:
        """Write a member, and yield what of the archive is ready to be sent."""
        hashed, length = hashlib.sha256(), 0
        info = ZipInfo(path, _EPOCH)
        info.create_system, info.external_attr = 3, _READ_ONLY  # as on every machine
        with self.archive.open(info, "w", force_zip64=True) as member:
            for chunk in chunks:
                hashed.update(chunk)
                length += len(chunk)
                member.write(chunk)
                yield self.drain.drained()
        self.listed.append(Listed(path, length, hashed.hexdigest(), of or {}))
        yield self.drain.drained()

    def end(self) -> bytes:
        """Write what closes an archive."""
        self.archive.close()
        return self.drain.drained()


def pieces(
    portal: Portal, export: Export, paper: Paper, pdf: bytes, readme: str
) -> Iterator[bytes]:
    """Yield the archive; one piece of one file is in memory, or one cleaned copy.

    What was exported is entered already, so that the trail in it tells of it.
    """
    packing = Packing()
    yield from packing.add("case.pdf", [pdf])
    yield from packing.add("case.json", [canonical(paper.to_json())])
    yield from packing.add("READ-ME.txt", [readme.encode()])
    left_out: list[Json] = []
    if export.wish.files is not Files.NONE:
        for number, slip in enumerate(export.slips, start=1):
            yield from _add_file(portal, packing, (number, slip), export.wish.files, left_out)
    with portal.work() as work:
        begun = exports.of_case(work, export.office.id, export.case.case_id)
    yield from packing.add(TRAIL, exports.lines(portal, begun))
    manifest = canonical(_manifest(portal, export, packing.listed, left_out))
    yield from packing.add(MANIFEST, [manifest])
    yield from packing.add(SIGNATURES, [canonical(_signatures(portal, export, manifest))])
    yield packing.end()


def signed(manifest: bytes) -> bytes:
    """Return what both signatures are over."""
    return join(FORMAT.encode(), hashlib.sha256(manifest).digest())


def name_of(export: Export) -> str:
    """Return the name under which an export is saved; it names the case and nothing else."""
    return f"{export.case.reference}-{export.number}"


def _add_file(
    portal: Portal,
    packing: Packing,
    numbered: tuple[int, FileSlip],
    which: Files,
    left_out: list[Json],
) -> Iterator[bytes]:
    number, slip = numbered
    of: dict[str, Json] = {
        "name": slip.name,
        "bytes": slip.length,
        "sha256": slip.sha256.hex(),
        "copy": which.value,
    }
    if which is Files.ORIGINALS:
        path = f"files/{number:03d} {safe_stem(slip.name)}{_ending(slip.name)}"
        with portal.blobs.read(slip.blob) as source:
            chunks = open_chunks(FileKey(slip.file_id, slip.key), source, slip.length)
            yield from packing.add(path, chunks, of)
        return
    try:
        copy = outgoing.cleaned_for_desk(portal, slip)
    except Refused as refused:
        left_out.append({**of, "why": refused.reason})
        return
    content = (
        copy.content[at : at + PIECE_BYTES] for at in range(0, len(copy.content), PIECE_BYTES)
    )
    yield from packing.add(f"files/{number:03d} {copy.name}", content, of)


def _ending(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    is_one = bool(stem and dot) and ending.isascii() and ending.isalnum() and len(ending) <= 8  # noqa: PLR2004 - longer than any
    return f".{ending.lower()}" if is_one else ""


def _manifest(
    portal: Portal, export: Export, listed: Iterable[Listed], left_out: list[Json]
) -> dict[str, Json]:
    return {
        **export.wish.to_json(),
        "format": FORMAT,
        "case": export.case.reference,
        "number": export.number,
        "at": export.at.astimezone(UTC).isoformat(timespec="seconds"),
        "by": export.by,
        "office": {"id": str(export.office.id), "name": dict(export.office.names)},
        "purpose": export.wish.purpose,
        "members": [one.to_json() for one in listed],
        "left_out": left_out,
        "portal_key": portal.keys.audit.public().raw.hex(),
        "person_key": export.signing.verify_key().raw.hex(),
    }


def _signatures(portal: Portal, export: Export, manifest: bytes) -> dict[str, Json]:
    return {
        "portal": portal.keys.audit.sign(signed(manifest)).hex(),
        "person": export.signing.sign(signed(manifest)).hex(),
    }
