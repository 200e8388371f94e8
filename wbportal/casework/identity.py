"""Opening a reporter's identity: asked for with a reason, let by the keepers of two shares.

In this order, and each step leaves its trace:

1. whoever works the case asks (`identity_asking`); the reason is sealed for the keepers of the
   identity's shares, and the reporter is told first, or it is written down why not;
2. once the reporter has answered, or has had the time, a keeper lends their share for this one
   request; or refuses, which ends it. Who asks may be a keeper, too: then one other is needed, and
   otherwise two;
3. whoever asked puts the shares together, reads the sheet, and the identity gets another key.

What was read can be read again for a time, by the same person alone; then it is forgotten here.
"""

from collections.abc import Sequence
from uuid import UUID

from wbportal.casework import authors, desk, identity_keys, inbox, sheet, walls
from wbportal.casework.access import open_case, write
from wbportal.casework.dossier import open_dossier
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.identity_requests import (
    case_of,
    context_of,
    find_to_answer,
    is_over,
    mine,
    row_of,
)
from wbportal.casework.keyholders import Person
from wbportal.casework.records import (
    Entry,
    EntryType,
    Json,
    canonical,
    ids_to_json,
    mapping_from,
)
from wbportal.casework.sheet import Identity
from wbportal.db import openings
from wbportal.db.cases import Case
from wbportal.db.openings import Opening, OpeningAnswer
from wbportal.domain.compartments import SHARES_THAT_OPEN_IDENTITY, Compartment
from wbportal.domain.retention import IDENTITY_REQUEST, IDENTITY_SEEN
from wbportal.domain.rules import Action
from wbportal.portal import AuditDraft, Work
from wbportal.vault.errors import Tampered
from wbportal.vault.keys import PublicKey
from wbportal.vault.quorum import SharePlace, wrap_share
from wbportal.vault.readers import seal_for


def answer(work: Work, who: Person, opening_id: UUID, words: str, *, approved: bool) -> None:
    """Lend one's share for a request, or refuse, which ends it; about 0.5 ms.

    Raises CaseNotFound, or Refused: "answered", "gone", "not-heard" while the reporter was told,
    has not answered, and still may.
    """
    found = find_to_answer(work, who, opening_id)
    row, case = row_of(work, opening_id), case_of(work, found.case_id)
    if any(one.keeper_id == who.id for one in found.answers):
        raise Refused("answered")
    if approved and not found.may_lend(work.today):
        raise Refused("not-heard")
    _answer(work, who, (row, case), words, approved=approved)
    inbox.cover(work, who, case)
    _enter_answer(work, who, case, approved=approved)


def refuse(work: Work, who: Person, opening_id: UUID, words: str) -> None:
    """Refuse a request because of a conflict of interest, also one that was let before.

    Raises CaseNotFound, or Refused as `answer`.
    """
    found = find_to_answer(work, who, opening_id)
    row, case = row_of(work, opening_id), case_of(work, found.case_id)
    mine = next((one for one in openings.answers(work.db, row.id) if one.keeper_id == who.id), None)
    if mine is None:
        _answer(work, who, (row, case), words, approved=False)
    else:
        mine.approved, mine.wrapped_share, row.closed_at = False, None, work.now
    _enter_answer(work, who, case, approved=False)


def withdraw(work: Work, who: Person, case_id: UUID, opening_id: UUID) -> None:
    """Take one's own request back; what was lent for it opens nothing any more.

    Raises CaseNotFound, also if it ended meanwhile.
    """
    opened, row = open_case(work, who, case_id), mine(work, who, case_id, opening_id)
    if not row.is_waiting:
        raise CaseNotFound
    _end(work, row)
    work.audit(AuditDraft(opened.case.office_id, who.id, "withdraw-identity", case_id))


def open_identity(work: Work, who: Person, case_id: UUID, opening_id: UUID) -> None:
    """Read an identity that the keepers let one read, and give it another key; about 5 ms.

    Raises CaseNotFound, RuleError, or Refused: "not-yet" while keepers have to answer.
    """
    dossier = open_dossier(work, who, case_id)
    dossier.allow(Action.OPEN_IDENTITY)
    row, case = mine(work, who, case_id, opening_id), dossier.opened.case
    if not row.is_waiting or is_over(work, row):
        raise CaseNotFound
    shares = _shares_at_hand(work, who, case, row)
    if len(shares) < SHARES_THAT_OPEN_IDENTITY:
        raise Refused("not-yet")
    key = identity_keys.put_together(work, case, shares)
    opened = identity_keys.with_key(dossier.opened, key)
    found, _ = sheet.load(work, opened)
    came = walls.new_here(work, case, dossier.walls)
    walls.write_matched(work, dossier.opened, {"doubted": ids_to_json(came)})
    meant = came | walls.meant_since(work, case, dossier.walls)
    identity_keys.renew(work, opened, dossier.walls.walled | meant)
    said = {} if found.identity is None else found.identity.to_json()
    row.opened_at, row.until = work.now, work.now + IDENTITY_SEEN
    row.sealed_seen = who.keys.state.seal(canonical(said), context_of(row, who.id))
    _use_up(work, case)
    details: dict[str, Json] = {"action": Action.OPEN_IDENTITY.value}
    noted = Entry(EntryType.NOTE, details=details, at=work.now)
    write(work, dossier.opened, Compartment.INVESTIGATION, noted)
    desk.end(work, dossier, Action.OPEN_IDENTITY)


def read_again(work: Work, who: Person, case_id: UUID, opening_id: UUID) -> Identity | None:
    """Return what was read, None if the reporter had not said who they are.

    Every time is entered into the trail. Raises CaseNotFound, also once its time is over.
    """
    opened = open_case(work, who, case_id)
    row = mine(work, who, case_id, opening_id)
    if row.sealed_seen is None or row.until is None or row.until <= work.now:
        raise CaseNotFound
    context = context_of(row, who.id)
    said = mapping_from(_opened_state(who, row.sealed_seen, context))
    work.audit(AuditDraft(opened.case.office_id, who.id, "read-identity", case_id))
    return Identity.from_json(said) if said else None


def forget_for(work: Work, case_id: UUID, holder_id: UUID) -> None:
    """End somebody's requests in a case that is kept from them, and forget what they had read."""
    for row in openings.of_case(work.db, case_id):
        if row.requester_id == holder_id:
            row.sealed_seen = None
            if row.is_waiting:
                _end(work, row)


def forget_expired(work: Work) -> None:
    """Forget what was opened for a time, and end what the keepers did not answer in time."""
    for row in openings.over(work.db, work.now, work.now - IDENTITY_REQUEST):
        row.sealed_seen = None
        if row.opened_at is None:
            _end(work, row)


def _answer(
    work: Work, who: Person, asked: tuple[Opening, Case], words: str, *, approved: bool
) -> None:
    row, case = asked
    share = identity_keys.own_share(work, case, who)
    if not row.is_waiting or is_over(work, row):
        raise Refused("answered")
    entry = authors.entry_of(work, case, row.requester_id)
    if entry is None:
        raise Refused("gone")
    asker = PublicKey(entry.kem)
    readers = {row.requester_id: asker, who.id: who.keys.kem.public()}
    kept = identity_keys.row_of(work, case)
    place = SharePlace(kept.id, kept.epoch, row.requester_id, row.id)
    work.db.add(
        OpeningAnswer(
            opening_id=row.id,
            keeper_id=who.id,
            approved=approved,
            at=work.now,
            sealed_words=seal_for(
                context_of(row, who.id), who.keys.signing, words.encode(), readers
            ),
            wrapped_share=wrap_share(share, asker, place) if approved else None,
        )
    )
    if not approved:
        row.closed_at = work.now


def _enter_answer(work: Work, who: Person, case: Case, *, approved: bool) -> None:
    deed = "approve-identity" if approved else "refuse-identity"
    work.audit(AuditDraft(case.office_id, who.id, deed, case.id))


def _end(work: Work, row: Opening) -> None:
    row.closed_at = work.now
    for one in openings.answers(work.db, row.id):
        one.wrapped_share = None


def _shares_at_hand(work: Work, who: Person, case: Case, row: Opening) -> Sequence[bytes]:
    lent = [
        identity_keys.lent_share(work, case, who, row.id, one.wrapped_share)
        for one in openings.answers(work.db, row.id)
        if one.wrapped_share is not None
    ]
    if who.id in identity_keys.keepers(work, case):
        lent.append(identity_keys.own_share(work, case, who))
    return lent


def _use_up(work: Work, case: Case) -> None:
    """Delete every share that was lent in a case: the key that they make is another one now.

    Who waits for an opening still does, and the keepers have to be asked again.
    """
    for row in openings.of_case(work.db, case.id):
        for one in openings.answers(work.db, row.id):
            if one.wrapped_share is not None:
                one.wrapped_share = None
                if row.is_waiting:
                    work.db.delete(one)


def _opened_state(who: Person, sealed: bytes, context: bytes) -> bytes:
    *others, last = who.all_keys
    for keys in others:
        try:
            return keys.state.open(sealed, context)
        except Tampered:
            continue
    return last.state.open(sealed, context)
