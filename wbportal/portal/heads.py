"""How far audit trails and rosters have come, in a file outside the database.

Somebody who writes to the database can roll all of it back; then it is behind this file. A line
holds no time. The last line of each office counts for its roster; of its trail every line does,
because a trail rewritten before its end agrees with none of the heads before.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from wbportal.portal import lines
from wbportal.vault.encoding import join, u64
from wbportal.vault.errors import Forged
from wbportal.vault.signatures import HybridKey, HybridPublic

_LABEL = b"wbportal audit head v1"
_ROSTER = b'"roster"'
_COMPACT_BYTES = 2 * 1024 * 1024  # about 300 heads
_KEPT_HEADS = 100  # of all trails together, when the file is compacted


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The end of an office's trail at one moment, signed by the deployment."""

    office_id: UUID
    number: int
    entry_hash: bytes
    signature: bytes = field(repr=False)  # Ed25519 and ML-DSA-65 together, 3.4 KB

    def verify(self, key: HybridPublic) -> None:
        """Raise Forged, or another VaultError, unless the deployment signed this head."""
        if self.number < 1:
            raise Forged
        key.verify(self.signature, _signed(self.office_id, self.number, self.entry_hash))


@dataclass(frozen=True, slots=True)
class RosterHead:
    """The newest roster of an office that was seen."""

    office_id: UUID
    version: int


Head = AuditHead | RosterHead


class HeadsDamaged(Exception):
    """A line of the file cannot be read, so what it said is not known."""


def sign_head(key: HybridKey, office_id: UUID, number: int, entry_hash: bytes) -> AuditHead:
    """Sign the end of a trail; about 1 ms."""
    signature = key.sign(_signed(office_id, number, entry_hash))
    return AuditHead(office_id, number, entry_hash, signature)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the file says: its whole lines, and the newest roster of each office among them."""

    lines: bytes = field(repr=False)
    rosters: Mapping[UUID, int]


class HeadFile:
    """The file of one deployment; shared by its processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept = lines.Watched(path, _read)

    def audit(self, office_id: UUID) -> tuple[AuditHead, ...]:
        """Return the heads kept of an office's trail, in order. Raises HeadsDamaged."""
        heads = (_from_line(line) for line in self._kept.value().lines.splitlines())
        found = {
            (head.number, head.entry_hash): head
            for head in heads
            if isinstance(head, AuditHead) and head.office_id == office_id
        }
        return tuple(found[key] for key in sorted(found))

    def roster_version(self, office_id: UUID) -> int:
        """Return the highest roster version seen of an office, or 0. Raises HeadsDamaged."""
        return self._kept.value().rosters.get(office_id, 0)

    def add(self, heads: Iterable[Head]) -> None:
        """Append and force to the disk; about 0.3 ms. Raises OSError, HeadsDamaged."""
        new = b"".join(_to_line(head) for head in heads)
        if not new:
            return
        with lines.locked(self._path):
            if lines.append(self._path, new) > _COMPACT_BYTES:
                found = lines.whole_lines(self._path.read_bytes())
                kept = _newest([_from_line(line) for line in found])
                lines.replace(self._path, b"".join(_to_line(head) for head in kept))


def _read(content: bytes) -> _Kept:
    # Every request asks for rosters, while heads of trails fill the file: those are not parsed.
    whole = lines.whole(content)
    rosters: dict[UUID, int] = {}
    for line in _lines_with(_ROSTER, whole):
        head = _from_line(line)
        if isinstance(head, RosterHead):
            rosters[head.office_id] = max(head.version, rosters.get(head.office_id, 0))
    return _Kept(whole, rosters)


def _lines_with(word: bytes, content: bytes) -> Iterator[bytes]:
    at = content.find(word)
    while at >= 0:
        end = content.index(b"\n", at)
        yield content[content.rfind(b"\n", 0, at) + 1 : end]
        at = content.find(word, end)


def _signed(office_id: UUID, number: int, entry_hash: bytes) -> bytes:
    return join(_LABEL, office_id.bytes, u64(number), entry_hash)


def _newest(heads: list[Head]) -> list[Head]:
    """Keep each office's last roster, and the last heads of its trail."""
    rosters: dict[UUID, RosterHead] = {}
    trails: dict[UUID, list[AuditHead]] = {}
    for head in heads:
        match head:
            case AuditHead():
                trails.setdefault(head.office_id, []).append(head)
            case RosterHead():
                before = rosters.get(head.office_id, head)
                rosters[head.office_id] = max(before, head, key=lambda one: one.version)
    each = max(1, _KEPT_HEADS // max(1, len(trails)))
    kept = [
        head
        for trail in trails.values()
        for head in sorted(trail, key=lambda one: one.number)[-each:]
    ]
    return [*rosters.values(), *kept]


def _to_line(head: Head) -> bytes:
    match head:
        case AuditHead():
            value: dict[str, str | int] = {
                "office": str(head.office_id),
                "audit": head.number,
                "hash": head.entry_hash.hex(),
                "signature": head.signature.hex(),
            }
        case RosterHead():
            value = {"office": str(head.office_id), "roster": head.version}
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def _from_line(line: bytes) -> Head:
    try:
        value = json.loads(line)
        office_id = UUID(value["office"])
        if "roster" in value:
            return RosterHead(office_id, int(value["roster"]))
        return AuditHead(
            office_id,
            int(value["audit"]),
            bytes.fromhex(value["hash"]),
            bytes.fromhex(value["signature"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise HeadsDamaged from error
