"""What somebody was granted, put under other keys of theirs; nobody is given anything new."""

from wbportal.casework import epochs
from wbportal.casework.authors import public_key
from wbportal.casework.keyholders import Person
from wbportal.casework.states import Remembered
from wbportal.db import compartments, grants
from wbportal.db.cases import Case
from wbportal.db.compartments import CompartmentRow
from wbportal.db.grants import Grant
from wbportal.domain.compartments import HOLDERS
from wbportal.portal import Work
from wbportal.vault.epochs import decoy_wrap
from wbportal.vault.errors import WrongKey
from wbportal.vault.keys import PrivateKey, PublicKey, WrappedKey
from wbportal.vault.quorum import SharePlace, decoy_share, unwrap_share, wrap_share


def move_grants(work: Work, who: Person, case: Case, known: Remembered | None) -> None:
    """Wrap what somebody was granted in a case for their keys in force; older grants are deleted.

    One grant opens the past, so nothing is lost with the older ones. What opens with none of
    their keys is a wall, and gets another row that opens nothing. About 2 ms a compartment, 0.2 of
    one whose key is `known`.
    """
    rows = {row.kind: row for row in compartments.of_case(work.db, case.id)}
    keys = {} if known is None else known.keys
    for grant in grants.of_holder(work.db, case.id, who.id):
        row, key = rows[grant.kind], keys.get(grant.kind)
        if grant.epoch != row.epoch:
            work.db.delete(grant)
        elif HOLDERS[grant.kind].as_shares:
            grant.wrapped_key = moved_share(who, grant)
        elif key is not None and (key.compartment_id, key.epoch) == (row.id, row.epoch):
            grant.wrapped_key = key.wrap(who.keys.kem.public(), who.id)
        else:
            grant.wrapped_key = _moved(work, who, case, row, grant)


def moved_share(who: Person, grant: Grant) -> WrappedKey:
    """Return somebody's share of an identity, wrapped anew; one that opens nothing stays so."""
    place = SharePlace(grant.compartment_id, grant.epoch, who.id)
    for keys in who.all_keys:
        try:
            share = unwrap_share(keys.kem, WrappedKey(grant.wrapped_key), place)
        except WrongKey:
            continue
        return wrap_share(share, who.keys.kem.public(), place)
    return decoy_share(grant.compartment_id, grant.epoch, who.id)


def move_recovery(work: Work, case: Case, leaving: PrivateKey | None) -> bool:
    """Wrap what recovery was granted in a case for its key on the roster; older grants go.

    Without the key that is being left, what it alone opens stays as it is: False then.
    """
    to = public_key(work, case, case.office_id)
    rows = {row.kind: row for row in compartments.of_case(work.db, case.id)}
    is_whole = True
    for grant in grants.of_holder(work.db, case.id, case.office_id):
        row = rows[grant.kind]
        if grant.epoch != row.epoch:
            work.db.delete(grant)
        elif leaving is None or to is None:
            is_whole = False
        else:
            grant.wrapped_key = _moved_recovery(work, case, row, grant, (leaving, to))
    return is_whole


def _moved(work: Work, who: Person, case: Case, row: CompartmentRow, grant: Grant) -> WrappedKey:
    for keys in who.all_keys:
        try:
            key = epochs.unwrap(work, case, row, grant, keys.kem)
        except WrongKey:
            continue
        return key.wrap(who.keys.kem.public(), who.id)
    return decoy_wrap(row.id, grant.epoch, who.id)


def _moved_recovery(
    work: Work, case: Case, row: CompartmentRow, grant: Grant, keys: tuple[PrivateKey, PublicKey]
) -> bytes:
    leaving, to = keys
    try:
        return epochs.unwrap(work, case, row, grant, leaving).wrap(to, case.office_id)
    except WrongKey:
        return grant.wrapped_key  # it is under the new key already
