"""Requests for a reporter's identity, as those concerned see them.

What was written is sealed for whoever asked and for the keepers of the identity's shares; for
everybody else who works the case only the fact, the day and the answers are left.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from wbportal.casework import authors, identity_keys, prior_notices
from wbportal.casework.access import open_case
from wbportal.casework.acts import acts_of
from wbportal.casework.dossier import Cover, cover_of
from wbportal.casework.errors import CaseNotFound
from wbportal.casework.keyholders import Person
from wbportal.casework.prior_notices import OPENING, Noticed, Reply
from wbportal.casework.records import EntryType, Json, canonical, mapping_from, text_of
from wbportal.casework.staff import Names
from wbportal.casework.thread import Reading, read
from wbportal.db import cases, grants, openings
from wbportal.db.cases import Case
from wbportal.db.openings import Opening, OpeningAnswer
from wbportal.domain.compartments import SHARES_THAT_OPEN_IDENTITY, Compartment
from wbportal.domain.prior_notices import Prior, may_lend
from wbportal.domain.reasons import Reason
from wbportal.domain.retention import IDENTITY_REQUEST
from wbportal.domain.rules import Action, Facts, decide
from wbportal.domain.states import State
from wbportal.portal import Work
from wbportal.vault.encoding import join
from wbportal.vault.errors import Tampered, WrongKey
from wbportal.vault.keys import PrivateKey
from wbportal.vault.readers import open_for

_LABEL = b"wbportal identity request v1"


@dataclass(frozen=True, slots=True)
class Basis:
    """Why an identity is asked for."""

    reason: Reason
    text: str = field(repr=False)
    lang: str
    prior: Prior
    until: date | None  # the reporter was told, and may answer so long
    told: str = field(repr=False)  # to the reporter
    why_untold: str = field(repr=False)
    key: PrivateKey = field(repr=False)  # opens what the reporter answers

    def notice(self) -> dict[str, Json]:
        """Return what everybody who works the case may know of it."""
        return {
            "prior": self.prior.value,
            "until": "" if self.until is None else self.until.isoformat(),
            "told": self.told,
            "why_untold": self.why_untold,
        }

    def to_bytes(self) -> bytes:
        body: dict[str, Json] = {
            "reason": self.reason.value,
            "text": self.text,
            "lang": self.lang,
            "key": self.key.seed.hex(),
            **self.notice(),
        }
        return canonical(body)

    @classmethod
    def from_bytes(cls, body: bytes) -> "Basis":
        """Read what `to_bytes` made. Raises Damaged."""
        value = mapping_from(body)
        until = text_of(value, "until", "")
        # Whoever asked before there were notices told nobody, and said no more than why.
        return cls(
            reason=Reason(text_of(value, "reason")),
            text=text_of(value, "text"),
            lang=text_of(value, "lang"),
            prior=Prior(text_of(value, "prior", Prior.URGENT)),
            until=date.fromisoformat(until) if until else None,
            told=text_of(value, "told", ""),
            why_untold=text_of(value, "why_untold", ""),
            key=PrivateKey(bytes.fromhex(text_of(value, "key", ""))),
        )


@dataclass(frozen=True, slots=True)
class Notice:
    """Whether the reporter was told before, and what they answered."""

    prior: Prior
    until: date | None
    told: str = field(repr=False)
    why_untold: str = field(repr=False)
    lang: str
    reply: Reply | None = field(repr=False)


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
    notice: Notice | None = field(default=None, repr=False)  # None for whom it is not

    @property
    def is_waiting(self) -> bool:
        return self.closed_at is None and self.opened_at is None

    def may_lend(self, today: date) -> bool:
        """Say whether a keeper may lend a share: the reporter has answered, or had the time."""
        notice = self.notice
        is_answered = notice is not None and notice.reply is not None
        until = None if notice is None else notice.until
        return may_lend(until, answered=is_answered, today=today)


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

    Nothing of the case is shown with them, so what its reader has read up to where stays. Raises
    NotAllowed for whom they are not.
    """
    opened = open_case(work, who, case_id)
    decide(Action.READ_INQUIRY, opened.role, opened.case.state, Facts())
    rows = openings.of_case(work.db, case_id)
    thread = read(work, opened, Compartment.THREAD)
    notices = _notices_in(
        read(work, opened, Compartment.INVESTIGATION),
        prior_notices.noticed_in(thread, acts_of(case_id, thread)),
    )
    seen = (_seen_by(work, who, row) for row in rows)
    return cover_of(opened), tuple(replace(one, notice=notices.get(one.id)) for one in seen)


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
    return row.is_waiting and not row.waits_at(work.now)


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
    basis = _basis(work, who, case, row)
    return Request(
        id=row.id,
        case_id=case.id,
        reference=case.reference,
        requester=names[row.requester_id],
        is_mine=row.requester_id == who.id,
        requested_at=row.requested_at,
        basis=basis,
        answers=answers,
        closed_at=row.requested_at + IDENTITY_REQUEST if is_over(work, row) else row.closed_at,
        opened_at=row.opened_at,
        until=row.until,
        needed=max(0, needed(work, case, row.requester_id) - granted),
        can_be_read=row.until is not None and row.until > work.now,
        notice=None if basis is None or not basis.key.seed else _notice(work, case, row, basis),
    )


def opens_share(work: Work, who: Person, case_id: UUID) -> bool:
    """Tell whether somebody's share of an identity opens: a wall may have come since they read."""
    try:
        identity_keys.own_share(work, case_of(work, case_id), who)
    except CaseNotFound:
        return False
    return True


def _notice(work: Work, case: Case, row: Opening, basis: Basis) -> Notice:
    reply = prior_notices.read_reply(work, case, row, basis.key)
    said = (basis.told, basis.why_untold, basis.lang)
    return Notice(basis.prior, basis.until, *said, reply)


def _notices_in(investigation: Reading, noticed: Sequence[Noticed]) -> dict[UUID, Notice]:
    """Return what those who work a case may know of each request, from what was noted there."""
    replies = {one.opening_id: one.reply for one in noticed}
    found = {}
    for one in investigation.written:
        said = one.entry.details
        if one.entry.type is EntryType.NOTE and OPENING in said:
            opening_id, until = UUID(text_of(said, OPENING)), text_of(said, "until", "")
            found[opening_id] = Notice(
                prior=Prior(text_of(said, "prior")),
                until=date.fromisoformat(until) if until else None,
                told=text_of(said, "told"),
                why_untold=text_of(said, "why_untold"),
                lang=one.entry.lang,
                reply=replies.get(opening_id),
            )
    return found


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
