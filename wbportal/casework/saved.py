"""What is kept of a report that was saved under a receipt code and not sent.

The report itself lies once, in a draft that the code alone finds and opens, together with what it
takes to send it. A browser that works on it keeps no more than the way there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from wbportal.casework.records import Json, number_of, text_of
from wbportal.vault.keys import PublicKey, SymmetricKey
from wbportal.vault.receipts import ReceiptCode, SendingKeys
from wbportal.vault.sessions import DraftKey
from wbportal.vault.signatures import SigningKey


@dataclass(frozen=True, slots=True)
class Saved:
    """Whom a saved report is for, and the keys of the code that its case will have."""

    office_id: UUID
    keys: SendingKeys = field(repr=False)

    def to_json(self) -> Json:
        return {
            "office": str(self.office_id),
            "lookup": self.keys.lookup.hex(),
            "kem": self.keys.kem.raw.hex(),
            "signing": self.keys.signing.seed.hex(),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> Self:
        """Read what `to_json` made. Raises Damaged."""
        keys = SendingKeys(
            lookup=bytes.fromhex(text_of(value, "lookup")),
            kem=PublicKey(bytes.fromhex(text_of(value, "kem"))),
            signing=SigningKey(bytes.fromhex(text_of(value, "signing"))),
        )
        return cls(UUID(text_of(value, "office")), keys)


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where a browser's form really lies."""

    under: DraftKey = field(repr=False)
    code: ReceiptCode | None = field(default=None, repr=False)  # shown until it has been noted
    misses: int = 0  # how often the groups that were asked for did not fit

    def to_json(self) -> Json:
        return {
            "id": self.under.id.hex(),
            "key": self.under.key.secret.hex(),
            "code": None if self.code is None else str(self.code.number),
            "misses": self.misses,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> Self:
        """Read what `to_json` made. Raises Damaged."""
        code = value.get("code")
        under = DraftKey(
            bytes.fromhex(text_of(value, "id")),
            SymmetricKey(bytes.fromhex(text_of(value, "key"))),
        )
        return cls(
            under=under,
            code=ReceiptCode(int(code)) if isinstance(code, str) else None,
            misses=number_of(value, "misses"),
        )
