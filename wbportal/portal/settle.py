"""What happens under the lock: compare with what is there now, number, link, audit, flush.

Nothing here takes long; sealing, wrapping and writing files came before.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from wbportal.db import grants, indexes, rosters, untried
from wbportal.db.audit import AuditEntry, ReporterEvent
from wbportal.db.compartments import CompartmentRow
from wbportal.domain.compartments import Compartment
from wbportal.portal import trail
from wbportal.portal.changes import AuditDraft, Changes, Json, PendingRecord
from wbportal.portal.errors import StaleEpoch, StaleRoster, StaleRow
from wbportal.vault.chain import next_link
from wbportal.vault.signatures import SigningKey

_Heads = dict[UUID, dict[str, Json]]


@dataclass(slots=True)
class _Chain:
    """One compartment as it is under the lock."""

    case_id: UUID
    kind: Compartment
    epoch: int
    number: int
    link: bytes
    grows: bool = False


def settle(
    db: Session, changes: Changes, key: SigningKey, now: datetime, today: date
) -> list[AuditEntry]:
    """Carry out `changes` and flush every row; return the new audit entries.

    Raises StaleEpoch, StaleRoster or StaleRow if somebody else was first.
    """
    for office_id, version in changes.rosters.items():
        if rosters.highest_version(db, office_id) != version:
            raise StaleRoster
    for statement in changes.statements:
        db.execute(statement, execution_options={"synchronize_session": False})
    heads = _link(db, changes)
    for act in changes.acts:
        db.add(
            ReporterEvent(
                id=uuid4(),
                office_id=act.office_id,
                case_id=act.case_id,
                day=today,
                deed=act.deed,
                heads=trail.canonical(heads.get(act.case_id, {})),
            )
        )
    drafts = [_with_heads(draft, heads) for draft in changes.audits]
    entries = trail.append(db, drafts, key, now, today)
    new_to_somebody = untried.touched(db)
    db.flush()
    untried.follow(db, new_to_somebody)
    return entries


def _link(db: Session, changes: Changes) -> _Heads:
    """Give each pending record its place in its chain; return where the chains now end."""
    fresh = {row.id: row for row in db.new if isinstance(row, CompartmentRow)}
    chains = {row.id: _as_chain(row) for row in fresh.values()}
    wanted = {p.row.compartment_id for p in changes.records} | set(changes.advances)
    chains |= _locked(db, wanted - set(fresh))
    for compartment_id, advance in changes.advances.items():
        if chains[compartment_id].epoch != advance.from_epoch:
            raise StaleEpoch
        if grants.holders(db, compartment_id, advance.from_epoch) != advance.holders:
            raise StaleEpoch
        chains[compartment_id].epoch = advance.to_epoch
    for pending in changes.records:
        _append(chains[pending.row.compartment_id], pending)
        db.add(pending.row)
    if touched := {chain.case_id for chain in chains.values() if chain.grows}:
        # What a search reads is true only while nothing was written since.
        db.execute(indexes.dropped(touched), execution_options={"synchronize_session": False})
    heads: _Heads = {}
    for compartment_id, chain in chains.items():
        if chain.grows or compartment_id in changes.advances:
            _keep(db, compartment_id, chain, fresh.get(compartment_id))
            heads.setdefault(chain.case_id, {})[chain.kind.value] = [chain.number, chain.link.hex()]
    return heads


def _locked(db: Session, ids: set[UUID]) -> dict[UUID, _Chain]:
    """Read compartments as they are now, past what the session remembers of them."""
    row = CompartmentRow
    columns = (row.id, row.case_id, row.kind, row.epoch, row.number, row.link)
    query = select(*columns).where(row.id.in_(ids)).order_by(row.id).with_for_update()
    found = {one.id: _Chain(*one[1:]) for one in db.execute(query)} if ids else {}
    if len(found) != len(ids):
        raise StaleRow  # the case was destroyed meanwhile
    return found


def _as_chain(row: CompartmentRow) -> _Chain:
    return _Chain(row.case_id, row.kind, row.epoch, row.number, row.link)


def _append(chain: _Chain, pending: PendingRecord) -> None:
    row = pending.row
    if row.epoch != chain.epoch:
        raise StaleEpoch
    chain.number += 1
    chain.link = next_link(pending.key, chain.number, chain.link, row.sealed_hash)
    chain.grows = True
    row.number, row.link = chain.number, chain.link


def _keep(db: Session, compartment_id: UUID, chain: _Chain, fresh: CompartmentRow | None) -> None:
    if fresh is not None:
        fresh.epoch, fresh.number, fresh.link = chain.epoch, chain.number, chain.link
        return
    here = update(CompartmentRow).where(CompartmentRow.id == compartment_id)
    values = here.values(epoch=chain.epoch, number=chain.number, link=chain.link)
    db.execute(values, execution_options={"synchronize_session": False})


def _with_heads(draft: AuditDraft, heads: _Heads) -> AuditDraft:
    if draft.case_id not in heads:
        return draft
    detail = {"heads": dict(heads[draft.case_id]), **draft.detail}
    return AuditDraft(draft.office_id, draft.actor_id, draft.deed, draft.case_id, detail, draft.day)
