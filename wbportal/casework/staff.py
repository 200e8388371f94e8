"""The people of an office as their colleagues see them: by the names on the signed roster."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from wbportal.casework.rosters import current_or_none
from wbportal.db import accounts
from wbportal.portal import Work


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody's name, and what they are there."""

    id: UUID
    name: str
    position: str = ""


class Names(dict[UUID, str]):
    """Names by id; somebody who left the roster keeps the name of their account."""

    def __init__(self, work: Work, office_ids: Iterable[UUID]) -> None:
        super().__init__()
        self._db = work.db
        for office_id in office_ids:
            known = current_or_none(work, office_id)
            if known is not None:
                self.update((entry.holder_id, entry.name) for entry in known.current.entries)

    def __missing__(self, holder_id: UUID) -> str:
        row = accounts.by_id(self._db, holder_id)
        return self.setdefault(holder_id, "" if row is None else row.display_name)
