"""What is kept of a report that was sent, until its code is noted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from uuid import UUID

from wbportal.casework.keyholders import Visitor
from wbportal.casework.recipients import Asked
from wbportal.casework.records import Json, number_of, text_of
from wbportal.casework.visits import visitor_from_json, visitor_to_json
from wbportal.vault.receipts import ReceiptCode


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent, until its code is noted; one that was saved may have been noted before."""

    code: ReceiptCode | None = field(repr=False)
    case_id: UUID = field(repr=False)
    until: datetime = field(repr=False)
    asked: Asked
    texts: tuple[bytes, ...] = field(default=(), repr=False)  # hashes, to tell a repeat
    files: tuple[bytes, ...] = field(default=(), repr=False)  # hashes
    named: bytes = field(default=b"", repr=False)  # a hash of who must not see it
    misses: int = 0  # how often the groups that were asked for did not fit
    giving_up: bool = False  # said once that the code cannot be saved
    replaces: ReceiptCode | None = field(default=None, repr=False)  # dies when this one is noted
    visitor: Visitor | None = field(default=None, repr=False)  # in place of a code noted before

    def to_json(self) -> Json:
        return {
            "code": None if self.code is None else str(self.code.number),
            "case": str(self.case_id),
            "until": self.until.isoformat(),
            "asked": self.asked.value,
            "texts": hexes(self.texts),
            "files": hexes(self.files),
            "named": self.named.hex(),
            "misses": self.misses,
            "giving_up": self.giving_up,
            "replaces": None if self.replaces is None else str(self.replaces.number),
            "visitor": None if self.visitor is None else visitor_to_json(self.visitor),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> Self:
        """Read what `to_json` made. Raises Damaged."""
        visitor = value.get("visitor")
        return cls(
            code=_code_of(value.get("code")),
            case_id=UUID(text_of(value, "case")),
            until=datetime.fromisoformat(text_of(value, "until")),
            asked=Asked(text_of(value, "asked")),
            texts=bytes_of(value.get("texts")),
            files=bytes_of(value.get("files")),
            named=bytes.fromhex(text_of(value, "named")),
            misses=number_of(value, "misses"),
            giving_up=value.get("giving_up") is True,
            replaces=_code_of(value.get("replaces")),
            visitor=visitor_from_json(visitor) if isinstance(visitor, dict) else None,
        )


def hexes(hashes: tuple[bytes, ...]) -> Json:
    """Encode hashes for a sealed row."""
    return [one.hex() for one in hashes]


def bytes_of(value: Json) -> tuple[bytes, ...]:
    """Read what `hexes` made."""
    listed = value if isinstance(value, list) else []
    return tuple(bytes.fromhex(one) for one in listed if isinstance(one, str))


def _code_of(value: Json) -> ReceiptCode | None:
    return ReceiptCode(int(value)) if isinstance(value, str) else None
