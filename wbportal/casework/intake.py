"""Taking in a report: once, however often its form is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

from wbportal.casework import conversation, drafts
from wbportal.casework.access import OpenCase, create_case, open_case, write
from wbportal.casework.conversation import Message
from wbportal.casework.drafts import Draft, FormKey, Stage
from wbportal.casework.errors import AlreadySent, CaseNotFound, CodeNeeded, Refused
from wbportal.casework.files import attach
from wbportal.casework.keyholders import CodeHolder, Visitor, in_visits
from wbportal.casework.recipients import Asked, Named, Recipients, recipients
from wbportal.casework.records import (
    Entry,
    EntryType,
    FileSlip,
    Json,
    canonical,
    ids_to_json,
)
from wbportal.casework.rosters import history
from wbportal.casework.sent import Sent
from wbportal.db import offices
from wbportal.db.cases import Case
from wbportal.db.offices import Office
from wbportal.domain import clocks
from wbportal.domain.compartments import Compartment
from wbportal.domain.reference import new_reference
from wbportal.domain.retention import CODE_SHOWN_AGAIN
from wbportal.domain.roles import CONTENT
from wbportal.domain.states import State
from wbportal.portal import Work
from wbportal.vault.receipts import ReceiptCode, SendingKeys


@dataclass(frozen=True, slots=True)
class Report:
    """What a reporter sends, checked; every answer but the text may be missing."""

    text: str = field(repr=False)
    lang: str
    answers: Mapping[str, Json] = field(default_factory=dict, repr=False)
    files: tuple[FileSlip, ...] = field(default=(), repr=False)
    named: Named = field(default_factory=Named, repr=False)
    category: str | None = None
    area: str | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A report that has become a case."""

    case_id: UUID = field(repr=False)
    asked: Asked
    opened: OpenCase = field(repr=False)
    readers: frozenset[UUID] = field(repr=False)  # who can open it


@dataclass(frozen=True, slots=True)
class Choosable:
    """Somebody, or everybody of one position, whom a reporter can pick as not to be told."""

    key: str
    label: str
    holders: frozenset[UUID] = field(repr=False)


def choosable(work: Work, office_id: UUID) -> tuple[Choosable, ...]:
    """List whom a report to an office can be kept from: by position, by name if the office says so.

    All who share a position stand behind one choice, because nobody could tell them apart.
    Raises RosterMissing.
    """
    here, office = history(work, office_id), _office(work, office_id)
    groups: dict[str, set[UUID]] = {}
    for entry in here.current.entries:
        if here.roles(entry.holder_id, work.today) & CONTENT:
            label = f"{entry.name}, {entry.position}" if office.show_names else entry.position
            groups.setdefault(label, set()).add(entry.holder_id)
    return tuple(
        Choosable(str(min(holders)), label, frozenset(holders))
        for label, holders in sorted(groups.items())
    )


def would_be_asked(work: Work, office_id: UUID, named: Named) -> Asked | None:
    """Return who could open a report that was sent now, or None if it would be refused.

    Raises RosterMissing.
    """
    to = recipients(work, _office(work, office_id), named)
    return to.asked if to.leads or to.recovery is not None else None


def send(work: Work, office_id: UUID, form: FormKey, report: Report) -> None:
    """Take in what a form holds, together with the files that its draft has kept.

    The first time it becomes a case, about 25 ms; its code is kept, sealed, in the draft. One that
    was saved gets the code that it was saved under, 5 ms, which is kept only if it was not noted
    then. The same again changes nothing; another text or file goes to the same case as a message.
    Raises AlreadySent once the code was noted, Refused("nobody") if no one could open the report,
    and Refused("named-later") if other people are named than at first: keys were handed out by
    then.
    """
    draft = drafts.find(work, form) or Draft()
    match draft.stage:
        case Stage.WRITING:
            sent = _first_time(work, office_id, draft, report)
        case Stage.SENT if draft.sent is not None:
            sent = _once_more(work, draft.sent, report)
        case _:
            raise AlreadySent
    if sent is not draft.sent:
        drafts.keep(work, form, Draft(stage=Stage.SENT, sent=sent))


def submit_report(work: Work, office: Office, report: Report, code: ReceiptCode) -> TakenIn:
    """Open a case for `report`, which its code, its recipients and recovery can open.

    About 25 ms, nearly all of it the stretching of the code; the code itself is kept nowhere.
    Raises what `submit_under` does.
    """
    keys = code.keys(work.keys.receipt_salt, work.keys.receipt_cost)
    return submit_under(work, office, report, keys.sending())


def submit_under(work: Work, office: Office, report: Report, keys: SendingKeys) -> TakenIn:
    """Do what `submit_report` does with keys that were stretched before; about 5 ms.

    Raises RosterMissing if the office can give nobody a key, Refused("nobody") if nobody is left
    to give one to.
    """
    taken = take_in(work, office, report, keys, work.today)
    work.note_reporter_act(taken.opened.case, "report")
    return taken


def take_in(
    work: Work, office: Office, report: Report, keys: SendingKeys, received_on: date
) -> TakenIn:
    """Open a case for a report that the office received on a day; its clocks start then.

    Whoever calls this says in the trail who brought it here. Raises what `submit_under` does.
    """
    to = recipients(work, office, report.named)
    if not to.leads and to.recovery is None:
        raise Refused("nobody")
    case = Case(
        id=uuid4(),
        office_id=office.id,
        reference=new_reference(),
        state=State.RECEIVED,
        received_on=received_on,
        category=report.category,
        area=report.area,
        urgent=report.urgent,
        ack_due=clocks.acknowledgement(received_on).due,
        feedback_due=clocks.feedback(received_on, None).due,
        receipt_lookup=keys.lookup,
    )
    opened = create_case(work, case, keys, to)
    write(work, opened, Compartment.THREAD, _entry(report, to))
    for slip in report.files:
        attach(work, opened, slip)
    readers = frozenset(entry.holder_id for entry in (*to.leads, *to.receivers))
    return TakenIn(case.id, to.asked, opened, readers)


def _first_time(work: Work, office_id: UUID, draft: Draft, report: Report) -> Sent:
    office = _office(work, office_id)
    whole = replace(report, files=(*draft.files, *report.files))
    code: ReceiptCode | None
    if draft.pointer is not None and draft.saved is not None:
        code, keys = draft.pointer.code, draft.saved.keys
    else:
        code = ReceiptCode.generate()
        keys = code.keys(work.keys.receipt_salt, work.keys.receipt_cost).sending()
    taken = submit_under(work, office, whole, keys)
    return Sent(
        code=code,
        visitor=_visitor(taken.opened) if code is None else None,
        case_id=taken.case_id,
        until=work.now + CODE_SHOWN_AGAIN,
        asked=taken.asked,
        texts=(_fingerprint(report),),
        files=tuple(slip.sha256 for slip in whole.files),
        named=_names(report),
    )


def _once_more(work: Work, sent: Sent, report: Report) -> Sent:
    """Send on what is new about a form that was sent before; return `sent` itself if nothing is."""
    text = _fingerprint(report)
    files = tuple(slip for slip in report.files if slip.sha256 not in sent.files)
    is_new = text not in sent.texts
    if not is_new and not files:
        return sent
    if _names(report) != sent.named:
        raise Refused("named-later")
    opened = _opened_again(work, sent)
    answers = report.answers if is_new else {}
    message = Message(report.text if is_new else "", report.lang, files, answers)
    conversation.add(work, opened, message)
    return replace(
        sent,
        texts=(*sent.texts, text),
        files=(*sent.files, *(slip.sha256 for slip in files)),
    )


def _opened_again(work: Work, sent: Sent) -> OpenCase:
    if sent.code is not None:
        keys = sent.code.keys(work.keys.receipt_salt, work.keys.receipt_cost)
        return open_case(work, CodeHolder(sent.case_id, keys), sent.case_id)
    if sent.visitor is None:
        raise AlreadySent
    try:
        return open_case(work, sent.visitor, sent.case_id)
    except CodeNeeded as error:
        raise AlreadySent from error


def _visitor(opened: OpenCase) -> Visitor:
    return Visitor(opened.case.id, opened.signing, in_visits(opened.keys))


def _fingerprint(report: Report) -> bytes:
    said: Json = {
        "text": report.text,
        "answers": dict(report.answers),
        "named": _names(report).hex(),
    }
    return sha256(canonical(said)).digest()


def _names(report: Report) -> bytes:
    said: Json = {"listed": ids_to_json(report.named.listed), "typed": report.named.typed}
    return sha256(canonical(said)).digest()


def _office(work: Work, office_id: UUID) -> Office:
    office = offices.by_id(work.db, office_id)
    if office is None:
        raise CaseNotFound
    return office


def _entry(report: Report, to: Recipients) -> Entry:
    # Which files came with the report, so that a proof of it stays the same after a follow-up.
    files: list[Json] = [*sorted(slip.sha256.hex() for slip in report.files)]
    details: dict[str, Json] = {"answers": dict(report.answers), "files": files}
    if report.named.listed or report.named.typed:
        details["not_for"] = {
            "listed": ids_to_json(report.named.listed),
            "typed": report.named.typed,
            "walled": ids_to_json(to.walled),
            "unresolved": to.unresolved,
        }
    return Entry(EntryType.REPORT, text=report.text, lang=report.lang, details=details)
