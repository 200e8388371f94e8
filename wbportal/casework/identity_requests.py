"""Requests for a reporter's identity, as those concerned see them.

What was written is sealed for whoever asked and for the keepers of the identity's shares; for
everybody else who works the case only the fact, the day and the answers are left.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from wbportal.casework import authors, identity_keys
from wbportal.casework.access import open_case
from wbportal.casework.dossier import Cover, cover_of
from wbportal.casework.errors import CaseNotFound
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json, canonical, mapping_from, text_of
from wbportal.casework.staff import Names
from wbportal.db import cases, grants, openings
from wbportal.db.cases import Case
from wbportal.db.openings import Opening, OpeningAnswer
from wbportal.domain.compartments import SHARES_THAT_OPEN_IDENTITY
from wbportal.domain.reasons import Reason
from wbportal.domain.retention import IDENTITY_REQUEST
from wbportal.domain.states import State
from wbportal.portal import Work
from wbportal.vault.encoding import join
from wbportal.vault.errors import Tampered, WrongKey
from wbportal.vault.readers import open_for

_LABEL = b"wbportal identity request v1"


@dataclass(frozen=True, slots=True)
class Basis:
    """Why an identity is asked for."""

    reason: Reason
    text: str = field(repr=False)
    lang: str

    def to_bytes(self) -> bytes:
        body: dict[str, Json] = {"reason": self.reason.value, "text": self.text, "lang": self.lang}
        return canonical(body)

    @classmethod
    def from_bytes(cls, body: bytes) -> "Basis":
        """Read what `to_bytes` made. Raises Damaged."""
        value = mapping_from(body)
        return cls(Reason(text_of(value, "reason")), text_of(value, "text"), text_of(value, "lang"))


@dataclass(frozen=True, slots=True)
class Answered:
    """What one keeper said."""

    keeper_id: UUID
    keeper: str = field(repr=False)
    approved: bool
    at: datetime
    words: str = field(repr=False)  # empty for whom they are not


@dataclass(frozen=True, slots=True)
class Request:
    """One request, as one of those concerned sees it."""

    id: UUID
    case_id: UUID
    reference: str
    requester: str = field(repr=False)
    is_mine: bool
    requested_at: datetime
    basis: Basis | None = field(repr=False)  # None for whom it is not sealed
    answers: tuple[Answered, ...] = field(repr=False)
    closed_at: datetime | None
    opened_at: datetime | None
    until: datetime | None
    needed: int  # how many keepers still have to let it
    can_be_read: bool  # again, by whoever opened it

    @property
    def is_waiting(self) -> bool:
        return self.closed_at is None and self.opened_at is None


def to_answer(work: Work, who: Person) -> tuple[Request, ...]:
    """List the requests that somebody keeps a share for, the newest first.

    A keeper from whom a case is kept has a share that opens nothing: no request of it is listed.
    """
    kept = [grant.case_id for grant in grants.shares_of(work.db, who.id)]
    rows = openings.of_cases_kept_by(work.db, kept)
    found = [_seen_by(work, who, row) for row in rows if row.requester_id != who.id]
    keeps = {one: opens_share(work, who, one) for one in {row.case_id for row in rows}}
    return tuple(one for one in found if one.basis is not None and keeps[one.case_id])


def find_to_answer(work: Work, who: Person, opening_id: UUID) -> Request:
    """Return one of the requests that somebody keeps a share for. Raises CaseNotFound."""
    row = openings.by_id(work.db, opening_id)
    if row is None or row.requester_id == who.id:
        raise CaseNotFound
    found = _seen_by(work, who, row)
    if found.basis is None or not opens_share(work, who, row.case_id):
        raise CaseNotFound
    return found


def find_own(work: Work, who: Person, case_id: UUID, opening_id: UUID) -> Request:
    """Return a request that somebody made, while they work its case. Raises CaseNotFound."""
    open_case(work, who, case_id)
    return _seen_by(work, who, mine(work, who, case_id, opening_id))


def of_case(work: Work, who: Person, case_id: UUID) -> tuple[Request, ...]:
    """List the requests of a case for somebody who works it. Raises CaseNotFound."""
    return ledger(work, who, case_id)[1]


def ledger(work: Work, who: Person, case_id: UUID) -> tuple[Cover, tuple[Request, ...]]:
    """Return what a page says of a case on top, and the requests in it. Raises CaseNotFound.

    Nothing of the case is shown with them, so what its reader has read up to where stays.
    """
    opened = open_case(work, who, case_id)
    rows = openings.of_case(work.db, case_id)
    return cover_of(opened), tuple(_seen_by(work, who, row) for row in rows)


def mine(work: Work, who: Person, case_id: UUID, opening_id: UUID) -> Opening:
    """Find a request that somebody made themselves. Raises CaseNotFound."""
    row = row_of(work, opening_id)
    if (row.case_id, row.requester_id) != (case_id, who.id):
        raise CaseNotFound
    return row


def row_of(work: Work, opening_id: UUID) -> Opening:
    """Find a request. Raises CaseNotFound."""
    row = openings.by_id(work.db, opening_id)
    if row is None:
        raise CaseNotFound
    return row


def case_of(work: Work, case_id: UUID) -> Case:
    """Find a case that was not destroyed. Raises CaseNotFound."""
    case = cases.by_id(work.db, case_id)
    if case is None or case.state is State.DESTROYED:
        raise CaseNotFound
    return case


def needed(work: Work, case: Case, requester_id: UUID) -> int:
    """Return how many others have to let somebody who asks."""
    has_one = requester_id in identity_keys.keepers(work, case)
    return SHARES_THAT_OPEN_IDENTITY - has_one


def is_over(work: Work, row: Opening) -> bool:
    """Say whether nobody answered a request in time, whether or not the job has come round."""
    return row.is_waiting and row.requested_at < work.now - IDENTITY_REQUEST


def context_of(row: Opening, reader_id: UUID | None = None) -> bytes:
    """Return to what a request, or one keeper's answer to it, is bound."""
    whose = b"" if reader_id is None else reader_id.bytes
    return join(_LABEL, row.id.bytes, row.case_id.bytes, row.requester_id.bytes, whose)


def _seen_by(work: Work, who: Person, row: Opening) -> Request:
    case = case_of(work, row.case_id)
    names = Names(work, authors.offices_of(work, case))
    answers = tuple(
        Answered(
            keeper_id=one.keeper_id,
            keeper=names[one.keeper_id],
            approved=one.approved,
            at=one.at,
            words=_words(work, who, case, row, one),
        )
        for one in openings.answers(work.db, row.id)
    )
    granted = sum(one.approved for one in answers)
    return Request(
        id=row.id,
        case_id=case.id,
        reference=case.reference,
        requester=names[row.requester_id],
        is_mine=row.requester_id == who.id,
        requested_at=row.requested_at,
        basis=_basis(work, who, case, row),
        answers=answers,
        closed_at=row.requested_at + IDENTITY_REQUEST if is_over(work, row) else row.closed_at,
        opened_at=row.opened_at,
        until=row.until,
        needed=max(0, needed(work, case, row.requester_id) - granted),
        can_be_read=row.until is not None and row.until > work.now,
    )


def opens_share(work: Work, who: Person, case_id: UUID) -> bool:
    """Tell whether somebody's share of an identity opens: a wall may have come since they read."""
    try:
        identity_keys.own_share(work, case_of(work, case_id), who)
    except CaseNotFound:
        return False
    return True


def _basis(work: Work, who: Person, case: Case, row: Opening) -> Basis | None:
    body = _read(work, who, case, row.sealed_request, (context_of(row), row.requester_id))
    return None if body is None else Basis.from_bytes(body)


def _words(work: Work, who: Person, case: Case, row: Opening, said: OpeningAnswer) -> str:
    place = (context_of(row, said.keeper_id), said.keeper_id)
    body = _read(work, who, case, said.sealed_words, place)
    return "" if body is None else body.decode()


def _read(
    work: Work, who: Person, case: Case, sealed: bytes, place: tuple[bytes, UUID]
) -> bytes | None:
    """Open what one person wrote to several; None for whom it is not.

    None also if that person did not write it, or it was changed: then it counts for nothing.
    """
    context, author_id = place
    for key in authors.verify_keys(work, case, author_id):
        for keys in who.all_keys:
            try:
                return open_for(context, sealed, (who.id, keys.kem), key)
            except (WrongKey, Tampered):
                continue
    return None
