"""Proofs of having reported: made for whoever has the code, checked for anybody; nothing is kept.

That a statement was ever made, or checked, is in no row, no trail and no log.
"""

from dataclasses import dataclass, field
from uuid import UUID

from wbportal.casework import proof_documents as documents
from wbportal.casework import questions
from wbportal.casework.access import open_case
from wbportal.casework.counts import counted
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.keyholders import CodeHolder
from wbportal.casework.offices import OfficeNotFound, OfficeView, office_of
from wbportal.casework.proof_documents import Checked
from wbportal.casework.questions import Questions
from wbportal.casework.records import Entry, EntryType, canonical
from wbportal.casework.thread import Reading, read
from wbportal.casework.visits import Visit
from wbportal.db import entered, offices
from wbportal.domain.compartments import Compartment
from wbportal.portal import Work
from wbportal.vault.deployment import DeploymentKeys
from wbportal.vault.proofs import (
    Content,
    OfficeKey,
    Opening,
    Proof,
    SignedProof,
    signing_key,
)
from wbportal.vault.receipts import ReceiptCode


@dataclass(frozen=True, slots=True)
class Proven:
    """What a reporter takes away: the statement and, to be kept apart, what opens it."""

    signed: SignedProof
    opening: Opening = field(repr=False)


@dataclass(frozen=True, slots=True)
class Seen:
    """A genuine statement of an office here."""

    office: OfficeView
    checked: Checked
    asked: Questions  # what the answers of a report may be to
    reports: int | None  # how many the office counted on that day; None before it did


def office_key(keys: DeploymentKeys, office_id: UUID) -> OfficeKey:
    """Return the key that checks what this deployment signs for an office; about 50 µs."""
    return OfficeKey(office_id, signing_key(keys.proofs, office_id).verify_key())


def prove(work: Work, visit: Visit, code: ReceiptCode) -> Proven:
    """Sign that the visited report was received; about 21 ms, the same bytes each time.

    The code is needed because a visit holds nothing of the blinding. Writes nothing. Raises
    Refused("another-code") if it is not this case's, Refused("erased") if nobody can read the
    report any more, CaseNotFound.
    """
    keys = code.keys(work.keys.receipt_salt, work.keys.receipt_cost)
    if visit.visitor.signing.verify_key() != keys.signing.verify_key():
        raise Refused("another-code")
    case = open_case(work, CodeHolder(visit.case_id, keys), visit.case_id)
    office = offices.by_id(work.db, case.case.office_id)
    if office is None:
        raise CaseNotFound
    opening = Opening.of(keys, _first_sent(read(work, case, Compartment.THREAD)))
    proof = Proof(
        office_id=office.id,
        name_th=office.name_th,
        name_en=office.name_en,
        day=entered.arrived_on(work.db, case.case),
        commitment=opening.commitment(),
    )
    return Proven(proof.sign(signing_key(work.keys.proofs, office.id)), opening)


def check(work: Work, statement: str, opening: str = "") -> Seen:
    """Check a statement as it was handed out, and what it is opened with, if anything.

    Under 1 ms. Raises Refused: "elsewhere" if it is of no office here, or as
    `proof_documents` says.
    """
    signed = documents.read_statement(statement)
    try:
        office = office_of(work, signed.proof.office_id)
    except OfficeNotFound as error:
        raise Refused("elsewhere") from error
    opened = documents.read_opening(opening) if opening.strip() else None
    key = office_key(work.keys, office.id)
    checked = documents.check(signed, key, opened)
    # Only after all is found genuine: figures of single days are shown to nobody else.
    asked = questions.of_office(work, office.id)
    return Seen(office, checked, asked, counted(work, key, checked.proof.day))


def _first_sent(thread: Reading) -> Content:
    reports = [one.entry for one in thread.written if one.entry.type is EntryType.REPORT]
    if not reports:
        raise Refused("erased")
    return _content(reports[0])


def _content(report: Entry) -> Content:
    answers, files = report.details.get("answers", {}), report.details.get("files", [])
    hashes = files if isinstance(files, list) else []
    return Content.of(
        report.text,
        canonical(answers),
        [bytes.fromhex(one) for one in hashes if isinstance(one, str)],
    )
