"""Writing a report down for somebody: who telephones, sends a letter, speaks, or is trusted to.

The case is begun with a receipt code, as every case is. On a slip it is handed to the reporter,
and opens nothing before they have changed it for one that nobody else has seen; without a slip it
is thrown away. Whoever writes the report down signs that they did; they are given no key for it.
"""

from dataclasses import dataclass, field, replace
from hashlib import sha256
from uuid import UUID

from wbportal.casework import access, desk, drafts, intake, recorded, states
from wbportal.casework.access import open_case
from wbportal.casework.desk import Order
from wbportal.casework.dossier import open_dossier
from wbportal.casework.drafts import Draft, FormKey, Purpose, Stage
from wbportal.casework.errors import AlreadySent, CodeGone, Refused
from wbportal.casework.intake import Report, TakenIn
from wbportal.casework.keyholders import CodeHolder, Person
from wbportal.casework.recipients import Asked, Named
from wbportal.casework.recorded import Came
from wbportal.casework.records import FileSlip, Json, canonical
from wbportal.casework.sent import Sent
from wbportal.casework.states import Remembered
from wbportal.db import offices
from wbportal.db.entered import EnteredReport
from wbportal.domain.channels import WRITE_DOWN
from wbportal.domain.compartments import Compartment
from wbportal.domain.retention import CODE_SHOWN_AGAIN
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action
from wbportal.portal import AuditDraft, Work
from wbportal.vault.receipts import ReceiptCode
from wbportal.vault.sessions import SessionSecret

# In what is kept of a form that was sent: whether whoever sent it can open the case.
_OPENS = "opens"


@dataclass(frozen=True, slots=True)
class WrittenDown:
    """A report that somebody wrote down, checked."""

    report: Report
    came: Came
    wants_slip: bool
    shut_out: bool  # whoever wrote it must not be able to open it, now or later


@dataclass(frozen=True, slots=True)
class Entered:
    """A report that arrived, as whoever wrote it down sees it for an hour."""

    form: FormKey
    asked: Asked
    code: ReceiptCode | None = field(repr=False)  # of the slip
    case_id: UUID | None = field(repr=False)  # None for whoever cannot open it


@dataclass(frozen=True, slots=True)
class Slip:
    """The slip of a case, for its page; without a code there is none that this reader can show."""

    reference: str
    code: ReceiptCode | None = field(repr=False)


def secret_of(who: Person) -> SessionSecret:
    """Return what somebody's unsent forms are kept under: their own keys, whatever the session."""
    return SessionSecret(who.keys.state.derive(b"entering").secret)


def unsent(work: Work, who: Person) -> FormKey | None:
    """Return the form that somebody began last and has not sent."""
    waiting = reversed(drafts.waiting(work, secret_of(who)))
    return next((one.form for one in waiting if one.stage is Stage.WRITING), None)


def enter(work: Work, who: Person, form: FormKey, written: WrittenDown) -> None:
    """Take in what somebody wrote down, with the files that its form has kept; once; about 25 ms.

    Raises AlreadySent if the form was sent with something else, Refused: "not-yours" for whoever
    may write nothing down, "nobody" if no one could open the report.
    """
    if not who.roles & WRITE_DOWN:
        raise Refused("not-yours")
    draft = drafts.find(work, form) or Draft()
    mark = _fingerprint(written)
    if draft.stage is Stage.SENT and draft.sent is not None and mark in draft.sent.texts:
        return
    if draft.stage is not Stage.WRITING:
        raise AlreadySent
    code = ReceiptCode.generate()
    taken = _taken_in(work, who, _whole(who, written, draft.files), code)
    sent = Sent(
        code=code if written.wants_slip else None,
        case_id=taken.case_id,
        until=work.now + CODE_SHOWN_AGAIN,
        asked=taken.asked,
        texts=(mark,),
    )
    if written.wants_slip and who.id in taken.readers:
        states.keep(work, who, taken.case_id, Remembered(slip=str(code.number)))
    typed: dict[str, Json] = {_OPENS: who.id in taken.readers}
    drafts.keep(work, form, Draft(typed=typed, stage=Stage.SENT, sent=sent))


def entered(work: Work, who: Person) -> Entered:
    """Return what somebody wrote down and sent last, for at most an hour. Raises CodeGone."""
    for one in reversed(drafts.waiting(work, secret_of(who))):
        draft = drafts.find(work, one.form) if one.stage is Stage.SENT else None
        if draft is not None and draft.stage is Stage.SENT and draft.sent is not None:
            sent = draft.sent
            case_id = sent.case_id if draft.typed.get(_OPENS) is True else None
            return Entered(one.form, sent.asked, sent.code, case_id)
    raise CodeGone


def hand_over(work: Work, who: Person) -> None:
    """Show the slip of what was sent last no longer: it was handed over, or is not wanted."""
    drafts.keep(work, entered(work, who).form, drafts.spent(Draft()))


def new_slip(work: Work, who: Person, case_id: UUID, order: Order) -> None:
    """Make another slip in place of one that nobody has used; the former opens nothing any more.

    Only whoever wrote the report down can: nobody else has the code. About 40 ms. Raises
    CaseNotFound, NotPossible, StaleRow.
    """
    dossier, _ = desk.begin(work, who, case_id, Action.NEW_SLIP, order)
    memory = states.load(work, who, case_id) or Remembered()
    salt, cost = work.keys.receipt_salt, work.keys.receipt_cost
    former, code = ReceiptCode(int(memory.slip)), ReceiptCode.generate()
    opened = open_case(work, CodeHolder(case_id, former.keys(salt, cost)), case_id)
    access.change_code(work, opened, code.keys(salt, cost))
    opened.case.code_single_use = True
    states.keep(work, who, case_id, replace(memory, slip=str(code.number)))
    desk.end(work, dossier, Action.NEW_SLIP)


def slip_of(work: Work, who: Person, case_id: UUID) -> Slip:
    """Return the slip of a case as long as nobody has used it. Raises CaseNotFound."""
    dossier = open_dossier(work, who, case_id)
    memory = states.load(work, who, case_id)
    kept = memory.slip if dossier.facts.slip and memory is not None else ""
    return Slip(dossier.opened.case.reference, ReceiptCode(int(kept)) if kept else None)


def new_form(who: Person, number: str) -> FormKey:
    """Return the form of this number, of somebody at the desk."""
    return FormKey(secret_of(who), Purpose.ENTRY, str(who.office_id), number)


def _whole(who: Person, written: WrittenDown, files: tuple[FileSlip, ...]) -> WrittenDown:
    report = written.report
    named = report.named
    if written.shut_out:
        named = Named(named.listed | {who.id}, named.typed)
    whole = replace(report, files=(*files, *report.files), named=named)
    return replace(written, report=whole)


def _taken_in(work: Work, who: Person, written: WrittenDown, code: ReceiptCode) -> TakenIn:
    office = offices.by_id(work.db, who.office_id)
    if office is None:
        raise Refused("nobody")
    keys = code.keys(work.keys.receipt_salt, work.keys.receipt_cost).sending()
    taken = intake.take_in(work, office, written.report, keys, written.came.received_on)
    case = taken.opened.case
    case.channel, case.code_single_use = written.came.channel.value, written.wants_slip
    work.db.add(EnteredReport(case_id=case.id, entered_on=work.today))
    role = next(one for one in (Role.LEAD, Role.HANDLER, Role.INTAKE) if one in who.roles)
    entry = recorded.entry_of(written.came, work.now, has_slip=written.wants_slip)
    own = access.signing_as(taken.opened, who, role)
    access.write(work, own, Compartment.THREAD, entry)
    detail = {"channel": case.channel, "received": case.received_on.isoformat()}
    work.audit(AuditDraft(office.id, who.id, "enter-report", case.id, detail))
    return taken


def _fingerprint(written: WrittenDown) -> bytes:
    report = written.report
    said: Json = {
        "text": report.text,
        "answers": dict(report.answers),
        "came": written.came.to_json(),
        "files": [slip.sha256.hex() for slip in report.files],
    }
    return sha256(canonical(said)).digest()
