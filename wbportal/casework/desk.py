"""What handlers do to a case: write into it, and move it through its states.

Every deed goes the same way: the case is opened and read, the rules decide, sealed entries are
written and signed, the row changes, the trail is told. What the reporter is told stands in the
thread; notes stand in the investigation, which the reporter cannot open.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Self
from uuid import UUID

from wbportal.casework import files
from wbportal.casework.access import write
from wbportal.casework.acts import ANSWERS_REVIEW
from wbportal.casework.dossier import Dossier, open_dossier
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.offices import office_of
from wbportal.casework.records import Entry, EntryType, FileSlip, Json
from wbportal.casework.referrals import REFERRAL, referrals_in, standing
from wbportal.db.cases import Case
from wbportal.domain import clocks
from wbportal.domain.compartments import Compartment
from wbportal.domain.reasons import NotAReason, Reason, read_reason
from wbportal.domain.rules import Action
from wbportal.domain.states import State
from wbportal.portal import AuditDraft, StaleRow, Work


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants done, as the form of an action says it; checked for form only."""

    version: int | None = None  # of the case as it was on the page; None if that does not matter
    text: str = field(default="", repr=False)
    lang: str = ""
    code: str = ""  # a reason or an outcome
    body: str = field(default="", repr=False)  # to whom a case is referred
    despite: str = field(default="", repr=False)  # why, although the reporter objects
    new: str = field(default="", repr=False)  # what evidence is new, for colleagues
    holder_id: UUID | None = None  # who is assigned, or no longer is
    meant: frozenset[UUID] = frozenset()  # whom a typed name stands for
    files: tuple[FileSlip, ...] = field(default=(), repr=False)

    def with_files(self, files: tuple[FileSlip, ...]) -> Self:
        """Return the order with the files that go along."""
        return replace(self, files=files)


Deed = Callable[[Work, Person, UUID, Order], None]


def reply(work: Work, who: Person, case_id: UUID, order: Order) -> None:
    """Write to the reporter. Raises CaseNotFound, RuleError."""
    dossier, _ = begin(work, who, case_id, Action.REPLY, replace(order, version=None))
    if order.text:
        _tell(work, dossier, EntryType.REPLY, order, {})
    for slip in order.files:
        files.attach(work, dossier.opened, slip)
    end(work, dossier, Action.REPLY)


def note(work: Work, who: Person, case_id: UUID, order: Order) -> None:
    """Write for colleagues; the reporter never sees it. Raises CaseNotFound, RuleError."""
    dossier, _ = begin(work, who, case_id, Action.NOTE, replace(order, version=None))
    entry = Entry(EntryType.NOTE, text=order.text, lang=order.lang, at=work.now)
    write(work, dossier.opened, Compartment.INVESTIGATION, entry)
    end(work, dossier, Action.NOTE)


def acknowledge(work: Work, who: Person, case_id: UUID, order: Order) -> None:
    """Confirm to the reporter that the report was read; the clock of the feedback starts.

    Raises CaseNotFound, RuleError, StaleRow.
    """
    dossier, _ = begin(work, who, case_id, Action.ACKNOWLEDGE, order)
    case = dossier.opened.case
    case.acknowledged_on = work.today
    case.feedback_due = clocks.feedback(case.received_on, work.today).due
    _tell(work, dossier, EntryType.DECISION, order, {"action": Action.ACKNOWLEDGE.value})
    end(work, dossier, Action.ACKNOWLEDGE)


def assess(work: Work, who: Person, case_id: UUID, order: Order) -> None:
    """Begin to assess the report. Raises CaseNotFound, RuleError, StaleRow."""
    _decide(work, who, case_id, Action.ASSESS, order)


def address(work: Work, who: Person, case_id: UUID, order: Order) -> None:
    """Begin to act on the report. Raises CaseNotFound, RuleError, StaleRow."""
    _decide(work, who, case_id, Action.ADDRESS, order)


def resume(work: Work, who: Person, case_id: UUID, order: Order) -> None:
    """Go on without waiting for the reporter. Raises CaseNotFound, RuleError, StaleRow."""
    _decide(work, who, case_id, Action.RESUME, order)


def return_(work: Work, who: Person, case_id: UUID, order: Order) -> None:
    """Take a referred case back. Raises CaseNotFound, RuleError, StaleRow."""
    _decide(work, who, case_id, Action.RETURN, order)


def ask(work: Work, who: Person, case_id: UUID, order: Order) -> None:
    """Ask the reporter something, and wait for the answer for at most 30 days.

    Raises CaseNotFound, RuleError, StaleRow, or Refused for a reason that is none.
    """
    dossier, to = begin(work, who, case_id, Action.ASK, order)
    reason = reason_of(work, dossier, Action.ASK, order)
    until = clocks.answer(work.today).due
    details: dict[str, Json] = {"action": Action.ASK.value, "reason": reason.value}
    details["until"] = until.isoformat()
    _tell(work, dossier, EntryType.QUESTION, order, details)
    _move(dossier.opened.case, to, until)
    end(work, dossier, Action.ASK)


def refer(work: Work, who: Person, case_id: UUID, order: Order) -> None:
    """Refer the case to the body that was announced, named to the reporter.

    Whoever objected is told why it is done all the same, unless somebody is in danger. Raises as
    `ask`, Refused("objection") without such an explanation, and Refused("another-body").
    """
    dossier, to = begin(work, who, case_id, Action.REFER, order)
    objects = dossier.wishes.objection is not None
    reason = reason_of(work, dossier, Action.REFER, order)
    if objects and not order.despite and reason is not Reason.SOMEBODY_IN_DANGER:
        raise Refused("objection")
    planned = standing(referrals_in(dossier.thread, dossier.investigation, dossier.acts))
    if planned is None or planned.plan.body != order.body:
        raise Refused("another-body")
    details: dict[str, Json] = {"body": order.body, REFERRAL: str(planned.id)}
    if objects and order.despite:
        details["despite"] = order.despite
    carry_out(work, dossier, (Action.REFER, to), order, details)


def decline(work: Work, who: Person, case_id: UUID, order: Order) -> None:
    """Close the case without acting on it, and say why. Raises as `ask`."""
    case = _decide(work, who, case_id, Action.DECLINE, order)
    case.concluded_on = work.today


def answer_review(work: Work, who: Person, case_id: UUID, order: Order) -> None:
    """Leave a decision as it is after a second look, and tell the reporter why. Raises as `ask`."""
    _decide(work, who, case_id, Action.ANSWER_REVIEW, order)


def reopen(work: Work, who: Person, case_id: UUID, order: Order) -> None:
    """Take a closed case up again; what evidence is new is written down for colleagues.

    Raises as `ask`, and Refused("new-evidence") if nobody says what is new.
    """
    dossier, to = begin(work, who, case_id, Action.REOPEN, order)
    if order.code == Reason.NEW_EVIDENCE and not order.new:
        raise Refused("new-evidence")
    if order.new:
        entry = Entry(EntryType.NOTE, text=order.new, lang=order.lang, at=work.now)
        write(work, dossier.opened, Compartment.INVESTIGATION, entry)
    case = carry_out(work, dossier, (Action.REOPEN, to), order, {})
    case.concluded_on = case.outcome = None


WORDS_AND_MOVES: Mapping[Action, Deed] = MappingProxyType(
    {
        Action.REPLY: reply,
        Action.NOTE: note,
        Action.ACKNOWLEDGE: acknowledge,
        Action.ASSESS: assess,
        Action.ADDRESS: address,
        Action.RESUME: resume,
        Action.RETURN: return_,
        Action.ASK: ask,
        Action.REFER: refer,
        Action.DECLINE: decline,
        Action.ANSWER_REVIEW: answer_review,
        Action.REOPEN: reopen,
    }
)
"""The deeds of this module, by the action of the rules that each one is."""


def begin(
    work: Work, who: Person, case_id: UUID, action: Action, order: Order
) -> tuple[Dossier, State]:
    """Open a case to do something to it; return it with the state that the action leads to.

    Raises CaseNotFound, NotAllowed, NotPossible, or StaleRow if the case has changed since the
    order's page was made.
    """
    dossier = open_dossier(work, who, case_id)
    to = dossier.allow(action)
    if order.version not in {None, dossier.opened.case.version}:
        raise StaleRow
    return dossier, to


def reason_of(work: Work, dossier: Dossier, action: Action, order: Order) -> Reason:
    """Return the reason that an order gives. Raises Refused if the action may not give it."""
    kind = office_of(work, dossier.opened.case.office_id).kind
    try:
        return read_reason(order.code, action, kind, dossier.facts)
    except NotAReason as error:
        raise Refused("not-a-reason") from error


def end(
    work: Work, dossier: Dossier, action: Action, detail: Mapping[str, str] | None = None
) -> None:
    """Enter what was done into the office's trail; the heads of the chains go with it."""
    case = dossier.opened.case
    draft = AuditDraft(
        office_id=case.office_id,
        actor_id=dossier.opened.holder_id,
        deed=action.value,
        case_id=case.id,
        detail={**(detail or {}), "state": case.state.value},
    )
    work.audit(draft)


def note_damage(work: Work, who: Person, case_id: UUID | None) -> None:
    """Enter into the trail that somebody met rows that do not say what was signed."""
    work.audit(AuditDraft(who.office_id, who.id, "damage-met", case_id))


_WITH_REASON = frozenset({Action.REFER, Action.DECLINE, Action.CONCLUDE, Action.REOPEN})


def _decide(work: Work, who: Person, case_id: UUID, action: Action, order: Order) -> Case:
    """Open a case, move it, tell the reporter, and return it for what else changes."""
    dossier, to = begin(work, who, case_id, action, order)
    return carry_out(work, dossier, (action, to), order, {})


def carry_out(
    work: Work,
    dossier: Dossier,
    move: tuple[Action, State],
    order: Order,
    details: Mapping[str, Json],
) -> Case:
    """Move a case that was opened, tell the reporter, and return it for what else changes.

    Raises Refused for a reason that is none.
    """
    case, (action, to) = dossier.opened.case, move
    said: dict[str, Json] = {"action": action.value, "from": case.state.value, "to": to.value}
    if action in _WITH_REASON:
        said["reason"] = reason_of(work, dossier, action, order).value
    _tell(work, dossier, EntryType.DECISION, order, {**said, **details})
    if action in ANSWERS_REVIEW:
        case.review_due = None
    _move(case, to, None)
    end(work, dossier, action)
    return case


def _tell(
    work: Work, dossier: Dossier, type_: EntryType, order: Order, details: Mapping[str, Json]
) -> None:
    entry = Entry(type_, text=order.text, lang=order.lang, details=details, at=work.now)
    write(work, dossier.opened, Compartment.THREAD, entry)


def _move(case: Case, to: State, awaiting_until: date | None) -> None:
    is_asked = to is State.AWAITING_REPORTER
    case.state_before = case.state if is_asked else None
    case.awaiting_until = awaiting_until
    case.state = to
