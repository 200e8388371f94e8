"""Wrapping keys for their holders: the grants of a new case, and rows that open nothing."""

from collections.abc import Collection, Sequence
from uuid import UUID

from wbportal.casework import epochs
from wbportal.casework.authors import public_key
from wbportal.casework.recipients import Recipients
from wbportal.db import grants
from wbportal.db.cases import Case
from wbportal.db.grants import Grant
from wbportal.domain.compartments import (
    HOLDERS,
    SHARES_THAT_OPEN_IDENTITY,
    Compartment,
    Holders,
)
from wbportal.domain.roles import Role
from wbportal.portal import Work
from wbportal.vault.epochs import EpochKey, decoy_wrap
from wbportal.vault.keys import PublicKey, WrappedKey
from wbportal.vault.quorum import SharePlace, decoy_share, split_key, wrap_share
from wbportal.vault.receipts import SendingKeys
from wbportal.vault.roster import RosterEntry


def first_grants(
    compartment: Compartment, key: EpochKey, case: Case, reporter: SendingKeys, to: Recipients
) -> list[Grant]:
    """Wrap the first key of a compartment for everybody who is to hold it."""
    rule = HOLDERS[compartment]
    wrapped: list[tuple[UUID, WrappedKey]] = []
    if rule.reporter:
        wrapped.append((case.id, key.wrap(reporter.kem, case.id)))
    if rule.recovery and to.recovery is not None:
        wrapped.append((case.office_id, key.wrap(to.recovery, case.office_id)))
    if rule.as_shares:
        wrapped += shares_among(key, to.keepers, to.withheld_keepers)
    else:
        everybody, kept_out = _rows_of(rule, to)
        wrapped += [
            (e.holder_id, wrap_or_decoy(key, e.holder_id, PublicKey(e.kem), kept_out))
            for e in everybody
        ]
    return [epochs.grant_row(case, compartment, key, holder_id, one) for holder_id, one in wrapped]


def _rows_of(rule: Holders, to: Recipients) -> tuple[Collection[RosterEntry], frozenset[UUID]]:
    """Return who has a row for a part of a new case, and for whom of them it opens nothing."""
    leads = (*to.leads, *to.withheld)
    if Role.LEAD in rule.at_intake:
        receivers = (*to.receivers, *to.withheld_receivers)
        return (*leads, *receivers), _ids((*to.withheld, *to.withheld_receivers))
    rows = {e.holder_id: e for e in (*to.officers, *to.withheld_officers, *leads)}
    return rows.values(), frozenset(rows) - _ids(to.officers or to.leads)


def _ids(entries: Collection[RosterEntry]) -> frozenset[UUID]:
    return frozenset(entry.holder_id for entry in entries)


def wrap_or_decoy(
    key: EpochKey, holder_id: UUID, public: PublicKey, walled: frozenset[UUID]
) -> WrappedKey:
    """Wrap a key for a holder, or for somebody walled something that opens nothing."""
    if holder_id in walled:
        return decoy_wrap(key.compartment_id, key.epoch, holder_id)
    return key.wrap(public, holder_id)


def wrap_anew(work: Work, case: Case, key: EpochKey, walled: frozenset[UUID]) -> None:
    """Wrap the key in force for each of its holders once more; about 0.2 ms each.

    Every row changes, so that none shows who is behind a wall from now on. Whoever has left the
    roster keeps the row that they have.
    """
    for row in grants.of_epoch(work.db, key.compartment_id, key.epoch):
        public = public_key(work, case, row.holder_id)
        if public is not None:
            row.wrapped_key = wrap_or_decoy(key, row.holder_id, public, walled)


def blind(row: Grant) -> None:
    """Let a row open nothing from now on."""
    decoy = decoy_share if HOLDERS[row.kind].as_shares else decoy_wrap
    row.wrapped_key = decoy(row.compartment_id, row.epoch, row.holder_id)


def shares_among(
    key: EpochKey, keepers: Sequence[RosterEntry], kept_out: Sequence[RosterEntry]
) -> list[tuple[UUID, WrappedKey]]:
    """Split an identity's key between its keepers; one of them alone opens nothing.

    Whoever is kept out has a row all the same, and so does one who would keep the only share.
    """
    real = keepers if len(keepers) >= SHARES_THAT_OPEN_IDENTITY else ()
    shares = split_key(key.secret, len(real)) if real else []
    wrapped = {
        e.holder_id: decoy_share(key.compartment_id, key.epoch, e.holder_id)
        for e in (*keepers, *kept_out)
    }
    wrapped |= {
        e.holder_id: wrap_share(share, PublicKey(e.kem), _share_place(key, e))
        for e, share in zip(real, shares, strict=True)
    }
    return list(wrapped.items())


def _share_place(key: EpochKey, to: RosterEntry) -> SharePlace:
    return SharePlace(key.compartment_id, key.epoch, to.holder_id)
