"""Everything sealed that lies in a database, each thing with what it takes to try a key on it."""

from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from wbportal.casework.records import mapping_from
from wbportal.db.audit import AuditEntry
from wbportal.db.drafts import DraftRow
from wbportal.db.epochs import EpochRow
from wbportal.db.grants import Grant
from wbportal.db.holder_states import HolderState
from wbportal.db.records import Record
from wbportal.db.sessions import SessionRow
from wbportal.portal import Portal
from wbportal.vault.encoding import join
from wbportal.vault.envelope import RecordPlace, open_record
from wbportal.vault.epochs import EpochKey, read_statement, unwrap_epoch
from wbportal.vault.errors import VaultError, WrongKey
from wbportal.vault.keys import PrivateKey, SymmetricKey, WrappedKey
from wbportal.vault.people import PersonKeys
from wbportal.vault.reads import open_reading, unwrap_reads_key
from wbportal.vault.sessions import SessionSecret


@dataclass(frozen=True, slots=True)
class Locks:
    """What is sealed."""

    records: list[tuple[RecordPlace, bytes]]
    grants: list[tuple[Grant, bytes]]  # with the commitment that the opened key must fit
    memories: list[HolderState]
    sessions: list[SessionRow]
    drafts: list[DraftRow]
    reads: list[AuditEntry]  # who read which case

    def opened_by(self, key: bytes, half: SymmetricKey) -> list[str]:
        """Try 32 bytes in every part that a key can play."""
        person, session = PersonKeys(key), SessionSecret(key)
        kems = (PrivateKey(key), person.kem)
        return [
            *("record" for place, body in self.records if _is_open(_record, key, place, body)),
            *("grant" for one in self.grants for kem in kems if _is_open(_grant, kem, *one)),
            *(
                "memory"
                for row in self.memories
                for state in (person.state, SymmetricKey(key))
                if _is_open(_memory, state, row)
            ),
            *(
                "session"
                for row in self.sessions
                for sealing in (session.key(row.kind, half), SymmetricKey(key))
                if _is_open(_session, sealing, row)
            ),
            *("draft" for row in self.drafts if _is_open(_draft, SymmetricKey(key), row)),
            *("reading" for row in self.reads for kem in kems if _is_open(_reading, kem, row)),
            *("key of readings" for row in self.reads for kem in kems if _is_key(kem, row)),
        ]


def locks_of(portal: Portal) -> Locks:
    """Collect everything sealed that a database holds."""
    with portal.work() as work:
        db = work.db
        commitments = {
            (row.compartment_id, row.epoch): read_statement(row.statement).statement.commitment
            for row in db.scalars(select(EpochRow))
        }
        return Locks(
            records=[
                (RecordPlace(r.case_id, r.compartment_id, r.epoch, r.kind, r.id), r.sealed_body)
                for r in db.scalars(select(Record))
            ],
            grants=[
                (grant, commitments[grant.compartment_id, grant.epoch])
                for grant in db.scalars(select(Grant))
            ],
            memories=list(db.scalars(select(HolderState))),
            sessions=list(db.scalars(select(SessionRow))),
            drafts=list(db.scalars(select(DraftRow))),
            reads=list(
                db.scalars(select(AuditEntry).where(AuditEntry.deed.in_(("read", "reads-key"))))
            ),
        )


def _is_open(how: Callable[..., object], *tried: object) -> bool:
    try:
        how(*tried)
    except VaultError:
        return False
    return True


def _record(key: bytes, place: RecordPlace, body: bytes) -> None:
    open_record(EpochKey(place.compartment_id, place.epoch, key), place, body)


def _grant(kem: PrivateKey, grant: Grant, commitment: bytes) -> None:
    unwrap_epoch(
        kem,
        WrappedKey(grant.wrapped_key),
        compartment_id=grant.compartment_id,
        epoch=grant.epoch,
        holder_id=grant.holder_id,
        commitment=commitment,
    )


def _memory(key: SymmetricKey, row: HolderState) -> None:
    key.open(
        row.sealed_state, join(b"wbportal holder state v1", row.holder_id.bytes, row.case_id.bytes)
    )


def _session(key: SymmetricKey, row: SessionRow) -> None:
    key.open(row.sealed_payload, join(b"wbportal visit v1", row.id))


def _draft(key: SymmetricKey, row: DraftRow) -> None:
    key.open(row.sealed_content, join(b"wbportal draft v1", row.id))


def _reading(kem: PrivateKey, entry: AuditEntry) -> None:
    detail = mapping_from(entry.detail.encode())
    if entry.actor_id is None:
        raise WrongKey
    open_reading(kem, entry.office_id, entry.actor_id, b64decode(str(detail["sealed"])))


def _is_key(kem: PrivateKey, entry: AuditEntry) -> bool:
    detail = mapping_from(entry.detail.encode())
    wraps = detail.get("for")
    return isinstance(wraps, dict) and any(
        _is_open(
            unwrap_reads_key,
            b64decode(wrapped),
            bytes.fromhex(str(detail["key"])),
            kem,
            entry.office_id,
            UUID(holder_id),
        )
        for holder_id, (_, wrapped) in wraps.items()
    )
