"""What a unit of work will write when it commits, besides its rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import Delete, Insert, Update

from wbportal.db.compartments import CompartmentRow
from wbportal.db.records import Record
from wbportal.vault.epochs import EpochKey

Json = str | int | bool | None | list["Json"] | Mapping[str, "Json"]


@dataclass(frozen=True, slots=True)
class PendingRecord:
    """A sealed record that still lacks its number and link, and the key that links it."""

    row: Record
    key: EpochKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class AuditDraft:
    """A deed for an office's trail. `detail` holds no content, names or file names.

    The heads of the chains that the work appends to are added to it. With a `day`, no time is
    kept: that is for what reporters did.
    """

    office_id: UUID
    actor_id: UUID | None
    deed: str
    case_id: UUID | None = None
    detail: Mapping[str, Json] = field(default_factory=dict)
    day: date | None = None


@dataclass(frozen=True, slots=True)
class ReporterAct:
    """Something a reporter does; it enters the trail after its day."""

    office_id: UUID
    case_id: UUID
    deed: str


@dataclass(frozen=True, slots=True)
class Advance:
    """A compartment that gets a new key."""

    row: CompartmentRow  # held here, or the session would forget it and read the old epoch again
    from_epoch: int
    to_epoch: int
    holders: frozenset[UUID]  # of the epoch that is left, as the deed saw them


@dataclass(slots=True)
class Changes:
    """Collected while a deed runs; carried out under the lock."""

    records: list[PendingRecord] = field(default_factory=list)
    advances: dict[UUID, Advance] = field(default_factory=dict)
    rosters: dict[UUID, int] = field(default_factory=dict)  # versions that must be in force
    statements: list[Update | Delete | Insert] = field(default_factory=list)
    acts: list[ReporterAct] = field(default_factory=list)
    audits: list[AuditDraft] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)  # blobs to delete after the commit
    written: list[str] = field(default_factory=list)  # blobs of this work alone
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether any of this is for the database."""
        return any((self.records, self.advances, self.statements, self.acts, self.audits))
