"""What is written into a case: typed entries, as the bytes that the vault seals."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from wbportal import portal
from wbportal.casework.errors import Damaged

Json = portal.Json


class EntryType(StrEnum):
    """What an entry is; known only to those who can open it."""

    BLANK = "blank"  # stands in every compartment from the start, so that none shows by existing
    REPORT = "report"
    RECORD = "record"  # somebody of the office wrote the report down: who, and how it came
    CHECKED = "checked"  # the reporter said whether what was written down is right
    MESSAGE = "message"  # the reporter writes
    REPLY = "reply"  # a handler answers
    QUESTION = "question"  # a handler asks, and the case waits for the reporter
    DECISION = "decision"  # the case moved; the text is what the reporter is told
    FILE = "file"
    NOTE = "note"
    ITEM = "item"  # a version of an item of a register
    NAMES = "names"  # who was found to be meant by a name that the reporter wrote
    MATCHED = "matched"  # who of those who came later may be meant by it
    ACT = "act"  # the reporter does something else than write; its details say what
    SHEET = "sheet"  # what only the reporter's code opens, and two custodians together
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class FileSlip:
    """All that is needed to open one sealed file; lives only inside a sealed entry or draft."""

    file_id: UUID
    blob: str = field(repr=False)
    key: bytes = field(repr=False)  # 32 bytes, random, of this file alone
    name: str = field(repr=False)
    media_type: str = field(repr=False)
    length: int = field(repr=False)  # bytes, before padding
    padded: int = field(repr=False)  # bytes, as sealed before the stream's own overhead
    sha256: bytes = field(repr=False)
    shows_identity: bool = field(default=False, repr=False)

    def to_json(self) -> Json:
        return {
            "id": str(self.file_id),
            "blob": self.blob,
            "key": self.key.hex(),
            "name": self.name,
            "media_type": self.media_type,
            "length": self.length,
            "padded": self.padded,
            "sha256": self.sha256.hex(),
            "shows_identity": self.shows_identity,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> Self:
        """Read what `to_json` made. Raises Damaged."""
        return cls(
            file_id=UUID(text_of(value, "id")),
            blob=text_of(value, "blob"),
            key=bytes.fromhex(text_of(value, "key")),
            name=text_of(value, "name"),
            media_type=text_of(value, "media_type"),
            length=number_of(value, "length"),
            padded=number_of(value, "padded"),
            sha256=bytes.fromhex(text_of(value, "sha256")),
            shows_identity=value.get("shows_identity") is True,
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody wrote into a case."""

    type: EntryType
    text: str = field(default="", repr=False)
    lang: str = field(default="", repr=False)
    details: Mapping[str, Json] = field(default_factory=dict, repr=False)
    file: FileSlip | None = field(default=None, repr=False)
    at: datetime | None = field(default=None, repr=False)  # None for whatever the reporter does

    def to_bytes(self) -> bytes:
        body: dict[str, Json] = {"type": self.type.value}
        if self.text:
            body["text"] = self.text
        if self.lang:
            body["lang"] = self.lang
        if self.details:
            body["details"] = self.details
        if self.file is not None:
            body["file"] = self.file.to_json()
        if self.at is not None:
            body["at"] = self.at.isoformat()
        return canonical(body)

    @classmethod
    def from_bytes(cls, body: bytes) -> Self:
        """Read what `to_bytes` made. Raises Damaged."""
        value = mapping_from(body)
        details, file, at = value.get("details"), value.get("file"), value.get("at")
        return cls(
            type=EntryType(text_of(value, "type")),
            text=text_of(value, "text", ""),
            lang=text_of(value, "lang", ""),
            details=details if isinstance(details, dict) else {},
            file=FileSlip.from_json(file) if isinstance(file, dict) else None,
            at=datetime.fromisoformat(at) if isinstance(at, str) else None,
        )


def canonical(value: Json) -> bytes:
    """Encode as JSON in one way only: keys sorted, no white space, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def mapping_from(body: bytes) -> Mapping[str, Json]:
    """Decode one JSON object. Raises Damaged."""
    try:
        value: Json = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Damaged from error
    if not isinstance(value, dict):
        raise Damaged
    return value


def text_of(value: Mapping[str, Json], key: str, default: str | None = None) -> str:
    found = value.get(key, default)
    if not isinstance(found, str):
        raise Damaged
    return found


def number_of(value: Mapping[str, Json], key: str, default: int | None = None) -> int:
    found = value.get(key, default)
    if not isinstance(found, int):
        raise Damaged
    return found


def ids_to_json(ids: Iterable[UUID]) -> Json:
    found: list[Json] = []
    found.extend(sorted(str(one) for one in ids))
    return found


def ids_of(value: Mapping[str, Json], key: str) -> frozenset[UUID]:
    """Read a list of ids; a missing one is empty. Raises Damaged."""
    found = value.get(key, [])
    if not isinstance(found, list):
        raise Damaged
    return frozenset(UUID(one) for one in found if isinstance(one, str))
