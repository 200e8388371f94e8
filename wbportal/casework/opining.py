"""Writing down what people think of a case: its assessment, opinions and decisions, more time.

None of it moves a case; the reporter reads none of it, but for a day that moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from wbportal.casework import desk, extending, registers
from wbportal.casework.access import write
from wbportal.casework.assessments import Assessed, Assessment, assessed_in
from wbportal.casework.authors import offices_of
from wbportal.casework.desk import Order
from wbportal.casework.dossier import Cover, Dossier, open_dossier
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.extensions import Extension, Request, answered, asked, extensions_in
from wbportal.casework.keyholders import Person
from wbportal.casework.opinions import Opinion, Round, rounds_in
from wbportal.casework.records import Entry, EntryType, Json
from wbportal.casework.referrals import Referral, referrals_in
from wbportal.casework.seconds import has_another_lead
from wbportal.casework.staff import Names
from wbportal.db.cases import Case
from wbportal.domain import clocks
from wbportal.domain.assessments import Priority
from wbportal.domain.clocks import ACKNOWLEDGE, FEEDBACK, CaseDays, Clock
from wbportal.domain.compartments import Compartment
from wbportal.domain.opinions import STEPS
from wbportal.domain.periods import months_after
from wbportal.domain.rules import Action, Facts, offered
from wbportal.portal import Work

FEEDBACK_AT_MOST_MONTHS = 6
"""How long feedback may take with all extensions, from when its clock began.

Our own bound, after the measure of Directive (EU) 2019/1937 art. 11(2)(d).
"""

_ANY = Order()


@dataclass(frozen=True, slots=True)
class Deliberation:
    """All that a page shows of how a case is decided."""

    cover: Cover
    assessed: Assessed | None = field(repr=False)
    rounds: tuple[Round, ...] = field(repr=False)
    extensions: tuple[Extension, ...] = field(repr=False)
    referrals: tuple[Referral, ...] = field(repr=False)
    facts: Facts
    actions: tuple[Action, ...]
    extendable: tuple[Clock, ...]
    longer_abroad: frozenset[str]  # the clocks that evidence abroad makes longer
    names: Names = field(repr=False)
    me: UUID
    today: date
    is_alone: bool  # no other lead could answer


def look(work: Work, who: Person, case_id: UUID) -> Deliberation:
    """Read what people think of a case. Raises CaseNotFound, RuleError."""
    dossier = open_dossier(work, who, case_id)
    dossier.allow(Action.READ_INQUIRY)
    case = dossier.opened.case
    return Deliberation(
        cover=dossier.cover,
        assessed=assessed_in(dossier.investigation),
        rounds=rounds_in(dossier.investigation),
        extensions=extensions_in(dossier.investigation),
        referrals=referrals_in(dossier.thread, dossier.investigation, dossier.acts),
        facts=dossier.facts,
        actions=offered(dossier.opened.role, case.state, dossier.facts),
        extendable=(*_extendable(case), *extending.extendable(dossier)),
        longer_abroad=extending.longer_abroad(dossier),
        names=Names(work, offices_of(work, case)),
        me=who.id,
        today=work.today,
        is_alone=not has_another_lead(work, case, who.id, dossier.walls.walled),
    )


def record_assessment(work: Work, who: Person, case_id: UUID, said: Assessment) -> None:
    """Write the assessment of a case, or write it anew. Raises CaseNotFound, RuleError."""
    dossier, _ = desk.begin(work, who, case_id, Action.RECORD_ASSESSMENT, _ANY)
    before = assessed_in(dossier.investigation)
    _put(
        work, dossier, Action.RECORD_ASSESSMENT, said.draft(), None if before is None else before.id
    )
    dossier.opened.case.urgent = said.priority is Priority.URGENT


def sign(work: Work, who: Person, case_id: UUID, action: Action, said: Opinion) -> None:
    """Sign one step of the chain: `action` is the step's. Raises CaseNotFound, RuleError."""
    dossier, _ = desk.begin(work, who, case_id, action, _ANY)
    if STEPS[action] is not said.step:
        raise Refused("another-step")
    _put(work, dossier, action, said.draft())


def ask_extension(work: Work, who: Person, case_id: UUID, said: Request) -> None:
    """Ask for more time. Raises CaseNotFound, RuleError, or Refused if it can't be granted."""
    dossier, _ = desk.begin(work, who, case_id, Action.ASK_EXTENSION, _ANY)
    _check_day(dossier, said)
    _put(work, dossier, Action.ASK_EXTENSION, asked(said))


def answer_extension(
    work: Work, who: Person, case_id: UUID, extension_id: UUID, words: Entry, *, granted: bool
) -> None:
    """Grant more time, or refuse it; the reporter is told if their own day moves.

    Whoever asked does not answer, unless the office has no other lead. Raises CaseNotFound,
    RuleError, or Refused: "answered", "own-extension", "no-such-clock", "not-later", "too-late".
    """
    dossier, _ = desk.begin(work, who, case_id, Action.ANSWER_EXTENSION, _ANY)
    found = _waiting(dossier, extension_id)
    mine = found.by_id == who.id
    if mine and any(one.by_id != who.id for one in _open(dossier)):
        raise Refused("own-extension")
    if granted:
        _check_day(dossier, found.said)
    draft = answered(found.said, words.text, words.lang, granted=granted, alone=mine)
    _put(work, dossier, Action.ANSWER_EXTENSION, draft, extension_id)
    if granted and found.said.clock == FEEDBACK:
        _move_feedback(work, dossier, found.said.until)
    elif granted:
        extending.follow(work, dossier, found.said)


def _put(
    work: Work,
    dossier: Dossier,
    action: Action,
    draft: registers.Draft,
    item_id: UUID | None = None,
) -> None:
    registers.put(
        work, dossier.opened, Compartment.INVESTIGATION, draft, item_id=item_id, action=action
    )
    desk.end(work, dossier, action)


def _open(dossier: Dossier) -> Sequence[Extension]:
    return [one for one in extensions_in(dossier.investigation) if one.answer is None]


def _waiting(dossier: Dossier, extension_id: UUID) -> Extension:
    every = extensions_in(dossier.investigation)
    found = next((one for one in every if one.id == extension_id), None)
    if found is None:
        raise CaseNotFound
    if found.answer is not None:
        raise Refused("answered-already")
    return found


def _extendable(case: Case) -> Sequence[Clock]:
    """Return the clocks that more time can be asked for: none of them is the first answer's."""
    days = CaseDays(
        case.received_on, case.ack_due, case.feedback_due, case.acknowledged_on, case.awaiting_until
    )
    return [one for one in clocks.running(case.state, days) if one.key != ACKNOWLEDGE]


def _check_day(dossier: Dossier, said: Request) -> None:
    own = _extendable(dossier.opened.case)
    clock = next((one for one in own if one.key == said.clock), None)
    if clock is None:
        barred = extending.bar(dossier, said)
        if barred is not None:
            raise Refused(barred)
        return
    if said.abroad is not None:
        raise Refused("not-abroad")
    if said.until <= clock.due:
        raise Refused("not-later")
    if said.until > months_after(clock.base, FEEDBACK_AT_MOST_MONTHS):
        raise Refused("too-late")


def _move_feedback(work: Work, dossier: Dossier, until: date) -> None:
    dossier.opened.case.feedback_due = until
    details: dict[str, Json] = {
        "action": Action.ANSWER_EXTENSION.value,
        "until": until.isoformat(),
    }
    entry = Entry(EntryType.DECISION, details=details, at=work.now)
    write(work, dossier.opened, Compartment.THREAD, entry)
