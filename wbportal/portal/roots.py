"""The pinned root of each office: its fingerprint, in a file outside the database."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import UUID

from wbportal.portal import lines


class RootsDamaged(Exception):
    """The file of roots cannot be read; no roster counts before it can."""


class Roots(Mapping[UUID, bytes]):
    """Office ids, and the SHA-256 of the root key of each."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pinned = lines.Watched(path, _parsed)

    def __getitem__(self, office_id: UUID) -> bytes:
        return self._pinned.value()[office_id]

    def __iter__(self) -> Iterator[UUID]:
        return iter(self._pinned.value())

    def __len__(self) -> int:
        return len(self._pinned.value())

    def pin(self, office_id: UUID, fingerprint: bytes) -> None:
        """Let only rosters under this root count, in every process. Raises RootsDamaged."""
        with lines.locked(self._path):
            pinned = {**self._pinned.value(), office_id: fingerprint}
            text = json.dumps({str(i): f.hex() for i, f in pinned.items()}, indent=1)
            lines.replace(self._path, text.encode() + b"\n")


def _parsed(content: bytes) -> Mapping[UUID, bytes]:
    if not content:
        return {}
    try:
        value = json.loads(content)
        return {UUID(office_id): bytes.fromhex(text) for office_id, text in value.items()}
    except (ValueError, AttributeError, TypeError) as error:
        raise RootsDamaged from error
