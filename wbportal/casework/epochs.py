"""The epochs of a compartment: making the first, opening what was granted, moving to the next.

An epoch is opened in this order; a later step is never reached if an earlier one fails:

1. the signed statement names this case, office, compartment and epoch;
2. its author's signature holds, and after the first epoch the author is a lead, or whoever opened
   an identity;
3. the grant opens with the holder's private key;
4. the opened key fits the statement's commitment;
5. back to the first epoch, each statement names the one before, passes 1 and 2, and carries a MAC
   of the key before, which this key opens.
"""

from collections.abc import Mapping
from uuid import UUID

from wbportal.casework import authors
from wbportal.casework.errors import CodeNeeded, CodeSeen, Damaged
from wbportal.casework.states import Remembered
from wbportal.db import compartments, epochs, grants
from wbportal.db.cases import Case
from wbportal.db.compartments import CompartmentRow
from wbportal.db.epochs import EpochRow
from wbportal.db.grants import Grant
from wbportal.domain.compartments import HOLDERS, Compartment
from wbportal.portal import Work
from wbportal.vault.epochs import (
    EpochKey,
    EpochStatement,
    SignedStatement,
    read_statement,
    unwrap_epoch,
)
from wbportal.vault.errors import Forged, WrongKey
from wbportal.vault.hashes import NOTHING_BEFORE
from wbportal.vault.keys import PrivateKey, WrappedKey
from wbportal.vault.receipts import ReceiptKeys, SendingKeys
from wbportal.vault.signatures import SigningKey

Keys = dict[Compartment, EpochKey]


def begin(
    work: Work, case: Case, compartment: Compartment, key: EpochKey, reporter: SendingKeys
) -> None:
    """Add a compartment with its first epoch, stated and signed by the reporter."""
    statement = EpochStatement(
        case_id=case.id,
        office_id=case.office_id,
        compartment_id=key.compartment_id,
        kind=compartment.value,
        epoch=1,
        commitment=key.commitment(),
        previous_hash=NOTHING_BEFORE,
        author_id=case.id,
        reporter_kem=reporter.kem.raw,
        reporter_verify=reporter.signing.verify_key().raw,
    )
    work.db.add(CompartmentRow(id=key.compartment_id, case_id=case.id, kind=compartment))
    work.db.add(
        EpochRow(
            compartment_id=key.compartment_id,
            epoch=1,
            statement=statement.sign(reporter.signing, None),
            sealed_previous_key=None,
        )
    )


def unwrap_all(
    work: Work, case: Case, holder_id: UUID, private: PrivateKey, known: Remembered | None = None
) -> Keys:
    """Open the newest epoch of every compartment that a holder has whole; shares are left out.

    So is a part that the holder would have if those whom it is for were not there.

    About 0.2 ms a compartment, microseconds for an epoch that is already `known`.
    Raises WrongKey if a grant does not open, Tampered or Damaged if rows were changed.
    """
    found: Keys = {}
    stands_aside = False
    rows = {row.kind: row for row in compartments.of_case(work.db, case.id)}
    for grant in grants.of_holder(work.db, case.id, holder_id):
        row = rows[grant.kind]
        if grant.epoch != row.epoch or _only_a_share(grant.kind, case, holder_id):
            continue
        before = None if known is None else known.keys.get(grant.kind)
        try:
            found[grant.kind] = _newest(work, case, (row, grant), private, before)
        except WrongKey:
            if not HOLDERS[grant.kind].instead:
                raise
            stands_aside = True
    if stands_aside and not found:
        raise WrongKey
    return found


def _newest(
    work: Work,
    case: Case,
    place: tuple[CompartmentRow, Grant],
    private: PrivateKey,
    before: EpochKey | None,
) -> EpochKey:
    """Open a grant to the newest epoch, in the light of the key that is remembered."""
    row, grant = place
    if before is not None and before.compartment_id == row.id and before.epoch == row.epoch:
        return before
    if before is not None and before.epoch > row.epoch:
        raise Damaged
    key = unwrap(work, case, row, grant, private)
    if before is not None and at_epoch(work, key, before.epoch) != before:
        raise Damaged
    return key


def unwrap(
    work: Work, case: Case, row: CompartmentRow, grant: Grant, private: PrivateKey
) -> EpochKey:
    """Open one grant, by the numbered steps above."""
    signed = statement(work, case, row, row.epoch)  # 1, 2
    key = unwrap_epoch(  # 3, 4
        private,
        WrappedKey(grant.wrapped_key),
        compartment_id=row.id,
        epoch=row.epoch,
        holder_id=grant.holder_id,
        commitment=signed.statement.commitment,
    )
    _check_past(work, case, row, signed, key)  # 5
    return key


def statement(work: Work, case: Case, row: CompartmentRow, epoch: int) -> SignedStatement:
    """Load the statement of an epoch and check whose it is. Raises Damaged or Forged."""
    kept = epochs.one(work.db, row.id, epoch)
    if kept is None:
        raise Damaged
    signed = read_statement(kept.statement)
    said = signed.statement
    place = (case.id, case.office_id, row.id, row.kind.value, epoch)
    if (said.case_id, said.office_id, said.compartment_id, said.kind, said.epoch) != place:
        raise Damaged
    _check_author(work, case, signed)
    return signed


def at_epoch(work: Work, key: EpochKey, epoch: int) -> EpochKey:
    """Walk back from a key to an older epoch of the same compartment. Raises Tampered."""
    while key.epoch > epoch:
        here = epochs.one(work.db, key.compartment_id, key.epoch)
        before = epochs.one(work.db, key.compartment_id, key.epoch - 1)
        if here is None or here.sealed_previous_key is None or before is None:
            raise Damaged
        commitment = read_statement(before.statement).statement.commitment
        key = key.open_previous(here.sealed_previous_key, commitment)
    return key


def check_still_newest(
    work: Work, case: Case, keys: Mapping[Compartment, EpochKey], signing: SigningKey
) -> None:
    """Check that a visit's keys, and the reporter's code, are still the newest ones.

    About 0.4 ms a key: steps 1, 2, 4 and 5 above. Raises CodeNeeded, and Damaged or a VaultError
    if rows were changed behind our back; CodeSeen, last, if the code has to be changed first.
    """
    rows = {row.id: row for row in compartments.of_case(work.db, case.id)}
    if signing.verify_key() != authors.reporter_keys(work, case)[-1].verify:
        raise CodeNeeded
    for kind, key in keys.items():
        row = rows.get(key.compartment_id)
        if row is None or row.kind is not kind or row.epoch < key.epoch:
            raise Damaged
        if row.epoch > key.epoch:
            raise CodeNeeded
        signed = statement(work, case, row, row.epoch)
        if signed.statement.commitment != key.commitment():
            raise Damaged
        _check_past(work, case, row, signed, key)
    if case.code_single_use:
        raise CodeSeen


def check_reporter(work: Work, case: Case, keys: ReceiptKeys) -> None:
    """Check that the case was begun by, or handed on to, the code at hand. Raises Damaged."""
    newest = authors.reporter_keys(work, case)[-1]
    mine = (keys.kem.public().raw, keys.signing.verify_key().raw)
    if (newest.kem.raw, newest.verify.raw) != mine:
        raise Damaged


def grant_row(
    case: Case, compartment: Compartment, key: EpochKey, holder_id: UUID, wrapped: WrappedKey
) -> Grant:
    return Grant(
        case_id=case.id,
        compartment_id=key.compartment_id,
        kind=compartment,
        epoch=key.epoch,
        holder_id=holder_id,
        wrapped_key=wrapped,
    )


def state_next(  # the author is a holder: person and key belong together
    case: Case,
    compartment: Compartment,
    keys: tuple[EpochKey, EpochKey],
    previous_hash: bytes,
    author: tuple[UUID, SigningKey],
) -> EpochRow:
    """Make the row of the epoch after `keys[0]`, whose key is `keys[1]`."""
    old, new = keys
    author_id, signing = author
    said = EpochStatement(
        case_id=case.id,
        office_id=case.office_id,
        compartment_id=new.compartment_id,
        kind=compartment.value,
        epoch=new.epoch,
        commitment=new.commitment(),
        previous_hash=previous_hash,
        author_id=author_id,
        reporter_kem=b"",
        reporter_verify=b"",
    )
    return EpochRow(
        compartment_id=new.compartment_id,
        epoch=new.epoch,
        statement=said.sign(signing, old),
        sealed_previous_key=new.seal_previous(old),
    )


def _only_a_share(kind: Compartment, case: Case, holder_id: UUID) -> bool:
    return HOLDERS[kind].as_shares and holder_id not in (case.id, case.office_id)


def _check_past(
    work: Work, case: Case, row: CompartmentRow, signed: SignedStatement, key: EpochKey
) -> None:
    while key.epoch > 1:
        before = statement(work, case, row, key.epoch - 1)
        key = at_epoch(work, key, key.epoch - 1)
        signed.check_follows(before)
        signed.check_mac(key)
        signed = before


def _check_author(work: Work, case: Case, signed: SignedStatement) -> None:
    said = signed.statement
    # Who opens an identity gives it new keys, and need be no lead: the MAC of the key before says
    # that two keepers let them.
    is_anybodys = said.epoch == 1 or HOLDERS[Compartment(said.kind)].as_shares
    known = authors.verify_keys if is_anybodys else authors.lead_keys
    keys = known(work, case, said.author_id)
    if not any(signed.is_by(key) for key in keys):
        raise Forged
