"""Declarations of interests: made by whoever is to be vetted, read by the leads who vet.

Sealed for the leads on the signed roster, and for the author. No administrator reads one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

from wbportal.casework.errors import Damaged, Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json, canonical, mapping_from, text_of
from wbportal.casework.rosters import History, history
from wbportal.db import accounts, declarations
from wbportal.db.declarations import DeclarationRow
from wbportal.domain.roles import Role
from wbportal.domain.vetting import Training
from wbportal.portal import AuditDraft, Work
from wbportal.vault.declarations import DeclarationPlace, open_declaration, seal_declaration
from wbportal.vault.errors import Forged, Tampered, WrongKey
from wbportal.vault.keys import PrivateKey, PublicKey
from wbportal.vault.signatures import VerifyKey


class Unread(StrEnum):
    """Why a declaration is not read: a key that a page turns into a sentence."""

    MISSING = "missing"
    NOT_FOR_YOU = "not-for-you"  # sealed before whoever asks was a lead, or had these keys
    NOT_THEIRS = "not-theirs"  # changed behind our back, or somebody else wrote it


@dataclass(frozen=True, slots=True)
class Declaration:
    """What somebody says of themselves; empty `interests` mean that there are none."""

    interests: str = field(repr=False)
    training: Mapping[Training, date] = field(repr=False)
    made_on: date

    def to_bytes(self) -> bytes:
        training: dict[str, Json] = {key.value: on.isoformat() for key, on in self.training.items()}
        made_on = self.made_on.isoformat()
        body: dict[str, Json] = {
            "interests": self.interests,
            "training": training,
            "made_on": made_on,
        }
        return canonical(body)

    @classmethod
    def from_bytes(cls, body: bytes) -> Self:
        """Read what `to_bytes` made. Raises Damaged or ValueError."""
        value = mapping_from(body)
        training = value.get("training")
        given = training if isinstance(training, Mapping) else {}
        return cls(
            interests=text_of(value, "interests", ""),
            training={
                Training(key): date.fromisoformat(str(given[key]))
                for key in Training
                if key in given
            },
            made_on=date.fromisoformat(text_of(value, "made_on")),
        )


def declare(work: Work, who: Person, declaration: Declaration) -> int:
    """Keep what somebody says of themselves, instead of what they said before.

    Returns how many leads can read it: none, in an office that has none yet.
    """
    known = history(work, who.office_id)
    work.expect_roster(who.office_id, known.current.version)
    suspended = accounts.suspended_ids(work.db, who.office_id)
    leads = {
        entry.holder_id: PublicKey(entry.kem)
        for entry in known.with_role(Role.LEAD, work.today)
        if entry.holder_id not in suspended | {who.id}
    }
    place = DeclarationPlace(who.office_id, who.id)
    readers = {**leads, who.id: who.keys.kem.public()}
    sealed = seal_declaration(place, who.keys.signing, declaration.to_bytes(), readers)
    row = declarations.of_account(work.db, who.id)
    if row is None:
        work.db.add(DeclarationRow(account_id=who.id, sealed_declaration=sealed))
    else:
        row.sealed_declaration = sealed
    work.audit(AuditDraft(who.office_id, who.id, "declare"))
    return len(leads)


def own(work: Work, who: Person) -> Declaration | None:
    """Return what somebody declared last, None if they did not or it does not open any more."""
    try:
        return read(work, who, who.id)
    except Refused:
        return None


def read(work: Work, who: Person, account_id: UUID) -> Declaration:
    """Return what somebody of one's office declared, once their signature was checked.

    Raises Refused.
    """
    row = declarations.of_account(work.db, account_id)
    if row is None:
        raise Refused(Unread.MISSING)
    place = DeclarationPlace(who.office_id, account_id)
    for keys in who.all_keys:
        try:
            return _opened(work, place, row.sealed_declaration, (who.id, keys.kem))
        except WrongKey:
            continue
        except (Tampered, Damaged, ValueError) as error:
            raise Refused(Unread.NOT_THEIRS) from error
    raise Refused(Unread.NOT_FOR_YOU)


def _opened(
    work: Work, place: DeclarationPlace, sealed: bytes, reader: tuple[UUID, PrivateKey]
) -> Declaration:
    for key in _keys_of(work, history(work, place.office_id), place.author_id):
        try:
            return Declaration.from_bytes(open_declaration(place, sealed, reader, key))
        except Forged:
            continue
    raise Forged


def _keys_of(work: Work, known: History, author_id: UUID) -> tuple[VerifyKey, ...]:
    """Return the keys of whoever ever stood on a roster, or else those of the account.

    The latter count for nothing by themselves: six words on paper stand for them.
    """
    listed = known.signing_keys.get(author_id, ())
    row = accounts.by_id(work.db, author_id)
    own_key = None if row is None or listed else row.verify_key
    return listed if own_key is None else (VerifyKey(own_key),)
