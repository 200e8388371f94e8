"""Asking for a reporter's name: why, and whether the reporter is told before it is opened."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from wbportal.casework import authors, desk, identity_keys, prior_notices
from wbportal.casework.access import write
from wbportal.casework.desk import Order
from wbportal.casework.dossier import Dossier
from wbportal.casework.errors import Refused
from wbportal.casework.identity_requests import Basis, context_of, needed
from wbportal.casework.keyholders import Person
from wbportal.casework.prior_notices import OPENING
from wbportal.casework.records import Entry, EntryType, Json
from wbportal.db import openings
from wbportal.db.openings import Opening
from wbportal.domain.compartments import Compartment
from wbportal.domain.prior_notices import Prior
from wbportal.domain.rules import Action
from wbportal.domain.terms import TERMS, Term, last_day
from wbportal.portal import Work
from wbportal.vault.keys import PrivateKey, PublicKey
from wbportal.vault.readers import seal_for

_TERM = TERMS[Term.IDENTITY]


@dataclass(frozen=True, slots=True)
class Wish:
    """Why somebody asks for a name, and what its reporter hears of it; checked for form only."""

    code: str  # a reason
    text: str = field(repr=False)  # for the keepers
    lang: str
    prior: Prior
    days: int = _TERM.usual  # to answer, for a reporter who is told
    told: str = field(default="", repr=False)  # to the reporter
    why_untold: str = field(default="", repr=False)


def request(work: Work, who: Person, case_id: UUID, wish: Wish) -> None:
    """Ask the keepers for the identity of a case, and tell its reporter first; about 2 ms.

    Raises CaseNotFound, RuleError, or Refused: "asked-already", "no-keepers", "not-a-reason",
    "why-untold", "not-so-many-days".
    """
    order = Order(text=wish.text, lang=wish.lang, code=wish.code)
    dossier, _ = desk.begin(work, who, case_id, Action.REQUEST_IDENTITY, order)
    if any(row.requester_id == who.id for row in _waiting(work, case_id)):
        raise Refused("asked-already")
    reason = desk.reason_of(work, dossier, Action.REQUEST_IDENTITY, order)
    _check(wish)
    key = PrivateKey.generate()
    is_told = wish.prior is Prior.TOLD
    basis = Basis(
        reason=reason,
        text=wish.text,
        lang=wish.lang,
        prior=wish.prior,
        until=last_day(work.today, wish.days) if is_told else None,
        told=wish.told if is_told else "",
        why_untold="" if is_told else wish.why_untold,
        key=key,
    )
    row = _row(work, who, dossier, basis)
    row.sealed_reply = prior_notices.sealed(row, who.keys.signing, key.public(), None)
    work.db.add(row)
    _write(work, dossier, row, basis)
    desk.end(work, dossier, Action.REQUEST_IDENTITY)


def _check(wish: Wish) -> None:
    if wish.prior is not Prior.TOLD and not wish.why_untold:
        raise Refused("why-untold")
    if wish.prior is Prior.TOLD and not _TERM.fit(wish.days):
        raise Refused("not-so-many-days")


def _row(work: Work, who: Person, dossier: Dossier, basis: Basis) -> Opening:
    row = Opening(
        id=uuid4(),
        case_id=dossier.opened.case.id,
        requester_id=who.id,
        requested_at=work.now,
        sealed_request=b"",
    )
    readers = {**_keepers_keys(work, dossier), who.id: who.keys.kem.public()}
    able = readers.keys() - dossier.walls.walled - {who.id}
    if len(able) < needed(work, dossier.opened.case, who.id):
        raise Refused("no-keepers")
    row.sealed_request = seal_for(context_of(row), who.keys.signing, basis.to_bytes(), readers)
    return row


def _write(work: Work, dossier: Dossier, row: Opening, basis: Basis) -> None:
    """Tell those who work the case, and the reporter if they are told."""
    said: dict[str, Json] = {
        "action": Action.REQUEST_IDENTITY.value,
        "reason": basis.reason.value,
        OPENING: str(row.id),
        **basis.notice(),
    }
    noted = Entry(EntryType.NOTE, basis.text, basis.lang, said, at=work.now)
    write(work, dossier.opened, Compartment.INVESTIGATION, noted)
    if basis.until is not None:
        asked = (row.id, dossier.opened.role, basis.reason)
        details = prior_notices.notice(asked, basis.until, basis.key)
        told = Entry(EntryType.DECISION, basis.told, basis.lang, details, at=work.now)
        write(work, dossier.opened, Compartment.THREAD, told)


def _waiting(work: Work, case_id: UUID) -> list[Opening]:
    return [row for row in openings.of_case(work.db, case_id) if row.waits_at(work.now)]


def _keepers_keys(work: Work, dossier: Dossier) -> dict[UUID, PublicKey]:
    """Return to whom a request goes; whoever is walled off gets what nobody can open."""
    case = dossier.opened.case
    found = {}
    for keeper_id in identity_keys.keepers(work, case):
        entry = authors.entry_of(work, case, keeper_id)
        if entry is not None:
            is_walled = keeper_id in dossier.walls.walled
            found[keeper_id] = PrivateKey.generate().public() if is_walled else PublicKey(entry.kem)
    return found
