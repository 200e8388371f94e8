"""The key of an identity: put together from two shares, and another one after it was used."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from wbportal.casework import access, authors, epochs, recipients, rosters
from wbportal.casework.access import OpenCase
from wbportal.casework.errors import CaseNotFound, Damaged
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Entry, EntryType
from wbportal.casework.wrapping import shares_among
from wbportal.db import compartments, grants
from wbportal.db.cases import Case
from wbportal.db.compartments import CompartmentRow
from wbportal.domain.compartments import Compartment
from wbportal.portal import Work
from wbportal.vault.epochs import EpochKey
from wbportal.vault.errors import WrongKey
from wbportal.vault.hashes import same
from wbportal.vault.keys import PublicKey, WrappedKey
from wbportal.vault.quorum import SharePlace, join_shares, unwrap_share

_IDENTITY = Compartment.IDENTITY


def row_of(work: Work, case: Case) -> CompartmentRow:
    """Return the identity compartment of a case. Raises Damaged: every case has one."""
    row = compartments.one(work.db, case.id, _IDENTITY)
    if row is None:
        raise Damaged
    return row


def keepers(work: Work, case: Case) -> frozenset[UUID]:
    """Return who has a share of a case's identity in force, whether or not it opens."""
    row = row_of(work, case)
    return grants.holders(work.db, row.id, row.epoch) - {case.id, case.office_id}


def own_share(work: Work, case: Case, who: Person) -> bytes:
    """Open somebody's own share. Raises CaseNotFound if they have none, or one that is a decoy."""
    row = row_of(work, case)
    place = SharePlace(row.id, row.epoch, who.id)
    for grant in grants.of_epoch(work.db, row.id, row.epoch):
        if grant.holder_id == who.id:
            return _opened(who, grant.wrapped_key, place)
    raise CaseNotFound


def lent_share(work: Work, case: Case, who: Person, request_id: UUID, wrapped: bytes) -> bytes:
    """Open a share that a keeper wrapped for one request. Raises CaseNotFound."""
    row = row_of(work, case)
    return _opened(who, wrapped, SharePlace(row.id, row.epoch, who.id, request_id))


def put_together(work: Work, case: Case, shares: Sequence[bytes]) -> EpochKey:
    """Return the key that two shares make, once it fits the statement of its epoch.

    About 0.5 ms. Raises ShareRefused, or Damaged if it is another key.
    """
    row = row_of(work, case)
    key = EpochKey(row.id, row.epoch, join_shares(shares))
    stated = epochs.statement(work, case, row, row.epoch).statement
    if not same(key.commitment(), stated.commitment):
        raise Damaged
    return key


def with_key(opened: OpenCase, key: EpochKey) -> OpenCase:
    """Return a case with the key of its identity: what two keepers opened together."""
    return replace(opened, keys={**opened.keys, _IDENTITY: key})


def renew(work: Work, opened: OpenCase, walled: frozenset[UUID]) -> OpenCase:
    """Give an identity that was opened another key, shared out between those who keep it now.

    About 2 ms with two keepers. What is written from here on, the shares that were used do not
    open. Losing a race raises StaleEpoch when the work commits.
    """
    case, old = opened.case, opened.key(_IDENTITY)
    row = row_of(work, case)
    new = EpochKey.generate(old.compartment_id, old.epoch + 1)
    before = epochs.statement(work, case, row, old.epoch).hash
    author = (opened.holder_id, opened.signing)
    work.db.add(epochs.state_next(case, _IDENTITY, (old, new), before, author))
    for grant in grants.of_epoch(work.db, row.id, old.epoch):
        work.db.delete(grant)
    work.advance(row, new.epoch)
    here = rosters.history(work, case.office_id)
    work.expect_roster(case.office_id, here.current.version)
    wrapped = shares_among(new, *recipients.keepers(work, here, walled))
    wrapped.append((case.id, new.wrap(authors.reporter_keys(work, case)[-1].kem, case.id)))
    recovery = here.current.recovery_kem
    if recovery is not None:
        wrapped.append((case.office_id, new.wrap(PublicKey(recovery), case.office_id)))
    for holder_id, one in wrapped:
        work.db.add(epochs.grant_row(case, _IDENTITY, new, holder_id, one))
    after = with_key(opened, new)
    access.write(work, after, _IDENTITY, Entry(EntryType.BLANK))
    return after


def _opened(who: Person, wrapped: bytes, place: SharePlace) -> bytes:
    for keys in who.all_keys:
        try:
            return unwrap_share(keys.kem, WrappedKey(wrapped), place)
        except WrongKey:
            continue
    raise CaseNotFound
