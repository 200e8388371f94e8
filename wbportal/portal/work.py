"""One unit of work: rows and blobs that are kept together or not at all."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import Delete, Insert, Update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from config import Limits
from wbportal.blobs import BlobWriter
from wbportal.db import engine, grants
from wbportal.db.audit import AuditEntry
from wbportal.db.blobs import Blob
from wbportal.db.cases import Case
from wbportal.db.compartments import CompartmentRow
from wbportal.db.rosters import RosterRow
from wbportal.portal.changes import Advance, AuditDraft, Changes, PendingRecord, ReporterAct
from wbportal.portal.errors import AlreadyThere, Busy, StaleRow
from wbportal.portal.heads import Head, HeadFile, RosterHead, sign_head
from wbportal.portal.parts import Parts
from wbportal.portal.roots import Roots
from wbportal.portal.settle import settle
from wbportal.vault.deployment import DeploymentKeys

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Work:
    """One transaction, in the hands of a deed.

    It reads one state of the database. What it is told to write is written when the block ends.
    """

    db: Session = field(repr=False)
    now: datetime  # aware, UTC
    today: date  # where the portal stands
    parts: Parts = field(repr=False)
    changes: Changes = field(default_factory=Changes, repr=False)

    @property
    def keys(self) -> DeploymentKeys:
        return self.parts.keys

    @property
    def limits(self) -> Limits:
        return self.parts.limits

    @property
    def roots(self) -> Roots:
        return self.parts.roots

    @property
    def heads(self) -> HeadFile:
        return self.parts.heads

    def append(self, record: PendingRecord) -> None:
        """Add a sealed record to its chain; number and link are given at the commit.

        The commit raises StaleEpoch if its epoch is not the newest by then.
        """
        record.row.sealed_hash = sha256(record.row.sealed_body).digest()
        self.changes.records.append(record)

    def advance(self, row: CompartmentRow, to_epoch: int) -> None:
        """Give a compartment its next epoch.

        The commit raises StaleEpoch if it has one already, or if somebody was given the one that
        is left and would be left out of the next.
        """
        first = self.changes.advances.get(row.id)
        from_epoch = row.epoch if first is None else first.from_epoch
        holders = grants.holders(self.db, row.id, from_epoch) if first is None else first.holders
        self.changes.advances[row.id] = Advance(row, from_epoch, to_epoch, holders)
        # Read by the rest of this work; written by the commit, which compares first.
        set_committed_value(row, "epoch", to_epoch)

    def expect_roster(self, office_id: UUID, version: int) -> None:
        """Let the commit raise StaleRoster unless this is the roster in force by then."""
        self.changes.rosters[office_id] = version

    def later(self, statement: Update | Delete | Insert) -> None:
        """Run a statement over many rows at the commit, before the rows of this work."""
        self.changes.statements.append(statement)

    def audit(self, draft: AuditDraft) -> None:
        """Enter a deed into an office's trail."""
        self.changes.audits.append(draft)

    def note_reporter_act(self, case: Case, deed: str) -> None:
        """Keep that a reporter did something on this day; it enters the trail after it."""
        self.changes.acts.append(ReporterAct(case.office_id, case.id, deed))

    def begin_blob(self) -> BlobWriter:
        """Begin a blob of this work's own: gone if it fails, swept if no row names it."""
        writer = self.parts.uploads.begin(self.today)
        self.changes.written.append(writer.name)
        return writer

    def fetch(self, name: str) -> BinaryIO:
        """Open a blob. Raises BlobMissing."""
        return self.parts.blobs.read(name)

    def forget(self, name: str) -> None:
        """Delete a blob once the commit has made its row go."""
        self.changes.forgotten.append(name)

    def after_commit(self, call: Callable[[], None]) -> None:
        """Call something once all is kept; not at all if it is not."""
        self.changes.afterwards.append(call)


@contextmanager
def begin(parts: Parts, now: datetime, today: date) -> Iterator[Work]:
    """Commit when the block ends, undo everything if it raises.

    Raises StaleEpoch, StaleRoster, StaleRow, AlreadyThere or Busy, besides what the block does.
    """
    with parts.sessions() as db:
        work = Work(db, now, today, parts)
        try:
            yield work
            heads = _commit(work)
        except BaseException:
            db.rollback()
            parts.uploads.drop(work.changes.written)
            raise
    _conclude(work, heads)


def _commit(work: Work) -> list[Head]:
    """Write what there is to write; return what has to be kept outside the database."""
    if not (work.changes or _has_rows(work.db)):
        return []  # the read ends when the session closes, and what it read stays readable
    try:
        with work.parts.turns.one():
            engine.begin_writing(work.db.connection())
            rosters = [row for row in work.db.new if isinstance(row, RosterRow)]
            owned = [row.name for row in work.db.new if isinstance(row, Blob)]
            entries = settle(work.db, work.changes, work.keys.audit_entry, work.now, work.today)
            # From here on nobody can say whether the rows are there, so the blobs stay.
            work.parts.uploads.adopt(owned)
            work.db.commit()
    except StaleDataError as error:
        raise StaleRow from error
    except IntegrityError as error:
        raise _conflict(error) from error
    except OperationalError as error:
        if engine.is_busy(error):
            raise Busy from error
        raise
    return [RosterHead(row.office_id, row.version) for row in rosters] + _ends(work, entries)


def _has_rows(db: Session) -> bool:
    return bool(db.new or db.deleted or any(db.is_modified(row) for row in db.dirty))


def _conflict(error: IntegrityError) -> Exception:
    if engine.is_taken(error):
        return AlreadyThere()
    return StaleRow() if engine.is_dangling(error) else error


def _ends(work: Work, entries: list[AuditEntry]) -> list[Head]:
    """Sign the end of each trail that grew."""
    last = {entry.office_id: entry for entry in entries}
    key = work.keys.audit
    return [sign_head(key, office, e.number, e.entry_hash) for office, e in last.items()]


def _conclude(work: Work, heads: list[Head]) -> None:
    """Do what comes after a commit: none of it can make the deed undone."""
    try:
        work.parts.heads.add(heads)
    except OSError:
        # The next head says all that this one would have said.
        _log.error("The heads of audit trails and rosters could not be written.")
    work.parts.uploads.drop(work.changes.written)  # those that no row came to name
    for name in work.changes.forgotten:
        work.parts.blobs.delete(name)
    for call in work.changes.afterwards:
        call()
